/** What differs between two states of a tenant: objects field by field, and what ran. */
import type { Plain } from "../config/located.ts";
import { type ConfigObject, KINDS } from "../config/object.ts";
import { toPlain } from "../config/print.ts";
import { canonicalText } from "../control/canonical.ts";
import { CONFIG_TABLES, type ControlState, objectsOf, type TenantState, tenantOf } from "../control/state.ts";
import { gatewaysOf } from "./routes.ts";

export type What = "created" | "changed" | "deleted";

export interface FieldDifference {
  readonly field: string;
  /** Null where it is not said. */
  readonly before: Plain;
  readonly after: Plain;
}

/** `kind`: that of an object, or `gateway`, `tunnel`, `health`, `drain` for what runs and what is asked of it. */
export interface Difference {
  readonly kind: string;
  readonly name: string;
  readonly what: What;
  readonly fields: readonly FieldDifference[];
}

export interface Differences {
  readonly differences: readonly Difference[];
  /** Beyond DIFFERENCES_MAX. */
  readonly leftOut: number;
}

/** One answer is one message. */
export const DIFFERENCES_MAX = 5_000;

type Rows = ReadonlyMap<string, Fields>;
type Fields = { readonly [key: string]: Plain };

/** Objects first, in the order in which `get` prints them; in each kind by name. */
export function differencesOf(before: ControlState, after: ControlState, ofTenant: string): Differences {
  const [one, other] = [tenantOf(before, ofTenant), tenantOf(after, ofTenant)];
  const all = [
    ...KINDS.flatMap((kind) => {
      if (kind !== "Settings" && one[CONFIG_TABLES[kind]] === other[CONFIG_TABLES[kind]]) return [];
      return between(kind, objectRows(objectsOf(one, kind)), objectRows(objectsOf(other, kind)));
    }),
    ...between("gateway", gatewayRows(before), gatewayRows(after)),
    ...between("tunnel", tunnelRows(one), tunnelRows(other)),
    ...between("health", healthRows(one), healthRows(other)),
    ...between("drain", drainRows(one), drainRows(other)),
  ];
  return { differences: all.slice(0, DIFFERENCES_MAX), leftOut: Math.max(0, all.length - DIFFERENCES_MAX) };
}

function between(kind: string, before: Rows, after: Rows): Difference[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    const fields = fieldsBetween(was ?? {}, is ?? {});
    if (was !== undefined && is !== undefined && fields.length === 0) return [];
    const what: What = was === undefined ? "created" : is === undefined ? "deleted" : "changed";
    return [{ kind, name, what, fields }];
  });
}

function fieldsBetween(before: Fields, after: Fields): FieldDifference[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return fields.flatMap((field) => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    return canonicalText(was) === canonicalText(is) ? [] : [{ field, before: was, after: is }];
  });
}

const objectRows = (objects: readonly ConfigObject[]): Rows =>
  new Map(objects.map((object) => [object.name, toPlain(object).spec]));

const gatewayRows = (state: ControlState): Rows =>
  new Map(gatewaysOf(state).map(({ name, since: _, ...fields }) => [name, { ...fields }]));

const tunnelRows = ({ attachments }: TenantState): Rows =>
  new Map(
    [...attachments].map(([id, { publisher, gateway, tunnel, band, draining, latencyBucket }]) => [
      id,
      { publisher, gateway, tunnel, band, draining, latency_bucket: latencyBucket },
    ]),
  );

function healthRows({ attachments, health }: TenantState): Rows {
  const rows = new Map<string, Fields>();
  for (const [id, known] of health) {
    const { publisher = "", gateway = "" } = attachments.get(id) ?? {};
    for (const { app, host, port, protocol, status, code } of known.values()) {
      rows.set(`${id} ${app} ${protocol}/${port} ${host}`, { publisher, gateway, status, code });
    }
  }
  return rows;
}

const drainRows = ({ drained }: TenantState): Rows => new Map([...drained.keys()].map((name) => [name, {}]));
