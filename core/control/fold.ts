/**
 * The control log folded to a state: `fold(state, batch) -> state`.
 * One copy of each table that changes per batch; a state that somebody holds never changes.
 */
import { type ConfigObject, type Kind, type PolicySpec, tried } from "../config/object.ts";
import type { ControlEvent, ControlRecord, Fact, Hex, UnknownEvent } from "./event.ts";
import type { Attachment, Certificate, ControlState, GatewayPresence, TenantState, Token } from "./state.ts";
import { emptyTenant, NO_SETTINGS } from "./state.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const CONFIG_TABLES = {
  App: "apps",
  Policy: "policies",
  User: "users",
  Group: "groups",
  Device: "devices",
  Publisher: "publishers",
} as const;
type Table = (typeof CONFIG_TABLES)[keyof typeof CONFIG_TABLES] | "tokens" | "certificates" | "attachments";

interface TenantDraft {
  readonly next: Writable<TenantState>;
  /** Tables that were copied for this batch, hence may be written. */
  readonly own: Set<Table>;
}

interface Draft {
  readonly next: Writable<ControlState>;
  readonly tenants: Map<string, TenantDraft>;
  gateways: Map<string, GatewayPresence> | undefined;
}

export function fold(state: ControlState, batch: readonly ControlRecord[]): ControlState {
  const draft: Draft = { next: { ...state }, tenants: new Map(), gateways: undefined };
  for (const record of batch) {
    // The log is delivered at least once: what is at or below `asOf` is already in the state.
    if (record.offset <= draft.next.asOf) continue;
    draft.next.asOf = record.offset;
    apply(draft, record.offset, record.event);
  }
  if (draft.next.asOf === state.asOf) return state;
  return seal(draft);
}

function seal(draft: Draft): ControlState {
  if (draft.tenants.size > 0) {
    const tenants = new Map(draft.next.tenants);
    for (const [name, tenant] of draft.tenants) {
      if (tenant.own.has("policies")) tenant.next.policies = inOrder(tenant.next.policies);
      tenants.set(name, tenant.next);
    }
    draft.next.tenants = tenants;
  }
  if (draft.gateways !== undefined) draft.next.gateways = draft.gateways;
  return draft.next;
}

/** Rules are tried by ascending order, then by name. */
function inOrder(policies: ReadonlyMap<string, PolicySpec>): ReadonlyMap<string, PolicySpec> {
  return new Map([...policies].sort(([a, x], [b, y]) => tried(a, x, b, y)));
}

function apply(draft: Draft, offset: number, event: ControlEvent | UnknownEvent): void {
  const { fact, tenant } = event;
  switch (fact.type) {
    case "unknown":
      if (event.critical) draft.next.stoppedAt ??= offset;
      return;
    case "log-created":
      // Only the first event names the log; a later one would be a forgery of its identity.
      if (offset !== 0) return;
      draft.next.logId = fact.logId;
      draft.next.trustDomain = fact.trustDomain;
      return;
    case "gateway-joined":
      gatewayJoined(draft, offset, fact);
      return;
    case "gateway-left":
      gatewayLeft(draft, fact);
      return;
  }
  // A fact of nobody's configuration changes nobody's.
  if (tenant !== "") applyToTenant(draft, offset, tenant, fact);
}

type TenantFact = Exclude<Fact, { type: "log-created" | "gateway-joined" | "gateway-left" }>;

function applyToTenant(draft: Draft, offset: number, tenant: string, fact: TenantFact): void {
  switch (fact.type) {
    case "object-put":
      putObject(draftOf(draft, tenant), fact.object);
      configChanged(draft, tenant, offset);
      return;
    case "object-deleted":
      if (deleteObject(draftOf(draft, tenant), fact.kind, fact.name)) configChanged(draft, tenant, offset);
      return;
    case "token-issued": {
      const { role, name, expiresAtUs } = fact;
      table<Token>(draftOf(draft, tenant), "tokens").set(fact.tokenHash, { role, name, expiresAtUs, spentBy: "" });
      return;
    }
    case "token-spent":
      tokenSpent(draftOf(draft, tenant), fact.tokenHash, fact.spiffeId);
      return;
    case "certificate-issued": {
      const { fingerprint, notAfterUs } = fact;
      table<Certificate>(draftOf(draft, tenant), "certificates").set(fact.spiffeId, { fingerprint, notAfterUs });
      return;
    }
    case "publisher-attached":
      publisherAttached(draft, offset, tenant, fact);
      return;
    case "publisher-detached":
      // Names one attachment: a late detach can't end the one that came after it.
      if (draftOf(draft, tenant).next.attachments.has(fact.attachment))
        table(draftOf(draft, tenant), "attachments").delete(fact.attachment);
      return;
  }
}

function configChanged(draft: Draft, tenant: string, offset: number): void {
  draft.next.configRev = offset;
  draftOf(draft, tenant).next.configRev = offset;
}

function draftOf(draft: Draft, tenant: string): TenantDraft {
  let found = draft.tenants.get(tenant);
  if (found === undefined) {
    found = { next: { ...(draft.next.tenants.get(tenant) ?? emptyTenant(tenant)) }, own: new Set() };
    draft.tenants.set(tenant, found);
  }
  return found;
}

/** The table to write in: copied at the batch's first write. */
function table<V>(draft: TenantDraft, name: Table): Map<string, V> {
  const tables = draft.next as unknown as Record<Table, Map<string, V>>;
  if (!draft.own.has(name)) {
    draft.own.add(name);
    tables[name] = new Map(tables[name]);
  }
  return tables[name];
}

function putObject(draft: TenantDraft, object: ConfigObject): void {
  if (object.kind === "Settings") draft.next.settings = object.spec;
  else table(draft, CONFIG_TABLES[object.kind]).set(object.name, object.spec);
}

function deleteObject(draft: TenantDraft, kind: Kind, name: string): boolean {
  if (kind !== "Settings") {
    const known = draft.next[CONFIG_TABLES[kind]].has(name);
    if (known) table(draft, CONFIG_TABLES[kind]).delete(name);
    return known;
  }
  const known = draft.next.settings !== NO_SETTINGS;
  draft.next.settings = NO_SETTINGS;
  return known;
}

function tokenSpent(draft: TenantDraft, hash: Hex, spiffeId: string): void {
  const token = draft.next.tokens.get(hash);
  // The first to spend has it: a second spender lost the race in the log.
  if (token === undefined || token.spentBy !== "") return;
  table<Token>(draft, "tokens").set(hash, { ...token, spentBy: spiffeId });
}

function gatewayJoined(draft: Draft, offset: number, fact: Extract<Fact, { type: "gateway-joined" }>): void {
  const { gateway, epoch, address, roles } = fact;
  draft.gateways ??= new Map(draft.next.gateways);
  draft.next.gateways = draft.gateways;
  draft.gateways.set(gateway, { gateway, epoch, address, roles, since: offset });
  // What a former life of this gateway held died with it.
  dropAttachments(draft, (held) => held.gateway === gateway && held.gatewayEpoch !== epoch);
}

function gatewayLeft(draft: Draft, fact: Extract<Fact, { type: "gateway-left" }>): void {
  dropAttachments(draft, (held) => held.gateway === fact.gateway && held.gatewayEpoch === fact.epoch);
  if (draft.next.gateways.get(fact.gateway)?.epoch !== fact.epoch) return;
  draft.gateways ??= new Map(draft.next.gateways);
  draft.next.gateways = draft.gateways;
  draft.gateways.delete(fact.gateway);
}

function dropAttachments(draft: Draft, gone: (held: Attachment) => boolean): void {
  const names = new Set([...draft.next.tenants.keys(), ...draft.tenants.keys()]);
  for (const name of names) {
    const held = (draft.tenants.get(name)?.next ?? draft.next.tenants.get(name))?.attachments;
    for (const attachment of [...(held?.values() ?? [])].filter(gone))
      table(draftOf(draft, name), "attachments").delete(attachment.attachment);
  }
}

function publisherAttached(
  draft: Draft,
  offset: number,
  tenant: string,
  fact: Extract<Fact, { type: "publisher-attached" }>,
): void {
  const { attachment, publisher, gateway, gatewayEpoch, instance, tunnel } = fact;
  // A gateway's former life may still speak after the new one has joined: what it holds is gone.
  if (draft.next.gateways.get(gateway)?.epoch !== gatewayEpoch) return;
  const held: Attachment = { attachment, publisher, gateway, gatewayEpoch, instance, tunnel, since: offset };
  table<Attachment>(draftOf(draft, tenant), "attachments").set(attachment, held);
}
