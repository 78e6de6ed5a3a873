/**
 * The state hash: a sum of the hashes of all entries, so that it follows each change in time that depends on the change
 * alone. An entry is one row of a table, or one field that differs from that of an empty state.
 */
import { canonicalText } from "./canonical.ts";
import { isRows } from "./rows.ts";
import type { ControlState, TenantState } from "./state.ts";
import { emptyState, emptyTenant, NO_DIGEST } from "./state.ts";
import { type Hash128, textHash } from "./text-hash.ts";

/** A sum in four lanes, each modulo 2^32. */
export type Digest = Hash128;

export const plus = (a: Digest, b: Digest): Digest => [
  (a[0] + b[0]) >>> 0,
  (a[1] + b[1]) >>> 0,
  (a[2] + b[2]) >>> 0,
  (a[3] + b[3]) >>> 0,
];

export const minus = (a: Digest, b: Digest): Digest => [
  (a[0] - b[0]) >>> 0,
  (a[1] - b[1]) >>> 0,
  (a[2] - b[2]) >>> 0,
  (a[3] - b[3]) >>> 0,
];

/** Where an entry stands: fields of the state itself have no tenant. */
export const scopeOf = (tenant: string, field: string): string => `${JSON.stringify(tenant)} ${field} `;

/** What a row adds; that of a row that isn't there is nothing, that of a table within a table the sum of its rows. */
export function rowDigest(scope: string, key: string, value: unknown): Digest {
  if (value === undefined) return NO_DIGEST;
  if (!isRows(value)) return textHash(`${scope}${JSON.stringify(key)}:${canonicalText(value)}`);
  const inner = `${scope}${JSON.stringify(key)} `;
  let sum = NO_DIGEST;
  for (const [name, row] of value) sum = plus(sum, rowDigest(inner, name, row));
  return sum;
}

/** What the sum gains where a row changes from one value to another. */
export function rowChange(scope: string, key: string, before: unknown, after: unknown): Digest {
  if (before === after) return NO_DIGEST;
  if (!isRows(before) || !isRows(after)) {
    return minus(rowDigest(scope, key, after), rowDigest(scope, key, before));
  }
  // Of a table within a table few rows change, and those that don't are the very same.
  const inner = `${scope}${JSON.stringify(key)} `;
  let sum = NO_DIGEST;
  for (const [name, row] of after) {
    if (before.get(name) !== row) sum = plus(sum, rowChange(inner, name, before.get(name), row));
  }
  for (const [name, row] of before) if (!after.has(name)) sum = minus(sum, rowDigest(inner, name, row));
  return sum;
}

type Fields = Readonly<Record<string, unknown>>;

/** Not of what the state holds: where it stands, what it is called, and the sum itself. */
const ASIDE = ["asOf", "tenants", "tenant", "digest"];
const EMPTY: Fields = { ...emptyTenant(""), ...emptyState() };

/** What the sum gains by the fields that are no tables. */
export function fieldsChange(tenant: string, before: object, after: object): Digest {
  let sum = NO_DIGEST;
  for (const [field, value] of Object.entries(after)) {
    const was = (before as Fields)[field];
    if (value === was || isRows(value) || ASIDE.includes(field)) continue;
    sum = minus(plus(sum, fieldDigest(tenant, field, value)), fieldDigest(tenant, field, was));
  }
  return sum;
}

function fieldDigest(tenant: string, field: string, value: unknown): Digest {
  const text = canonicalText(value);
  // Said or not said, it is the same: a newer fold's field that nobody has written changes no hash.
  return text === canonicalText(EMPTY[field]) ? NO_DIGEST : textHash(`${scopeOf(tenant, field)}:${text}`);
}

/** Made from nothing: what the folded sum must be. */
export function digestOf(state: ControlState): Digest {
  let sum = plus(tablesDigest("", state), fieldsChange("", emptyState(), state));
  for (const [name, tenant] of state.tenants) sum = plus(plus(sum, tenantDigest(tenant)), presenceDigest(name));
  return sum;
}

/** What a tenant adds by being there, though nothing be in it. */
export const presenceDigest = (tenant: string): Digest => textHash(`${scopeOf(tenant, "")}:`);

export const tenantDigest = (state: TenantState): Digest =>
  plus(tablesDigest(state.tenant, state), fieldsChange(state.tenant, emptyTenant(state.tenant), state));

function tablesDigest(tenant: string, state: object): Digest {
  let sum = NO_DIGEST;
  for (const [field, table] of Object.entries(state)) {
    if (!isRows(table) || ASIDE.includes(field)) continue;
    const scope = scopeOf(tenant, field);
    for (const [key, value] of table) sum = plus(sum, rowDigest(scope, key, value));
  }
  return sum;
}

/** 32 hex digits; equal at one offset at all gateways whose folds have one version. */
export const stateHash = (state: ControlState): string => hexOf(plus(state.digest, textHash(`asOf:${state.asOf}`)));

/** Of one tenant's part alone, whatever offset it is folded to. */
export const tenantHash = (state: TenantState): string => hexOf(state.digest);

const hexOf = (digest: Digest): string => digest.map((lane) => lane.toString(16).padStart(8, "0")).join("");
