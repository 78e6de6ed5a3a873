/** What the control log folds to: the whole of what is configured and of what is attached where, at one offset. */
import { NOTHING_SAID } from "../config/defaults.ts";
import type {
  AppSpec,
  ConfigObject,
  DeviceSpec,
  DirectorySpec,
  GroupSpec,
  Kind,
  NetworkSpec,
  NoticeSpec,
  OperatorSpec,
  PolicySpec,
  PolicyTestSpec,
  PublisherSpec,
  ReceiverSpec,
  SettingsSpec,
  UserSpec,
} from "../config/object.ts";
import { tried } from "../config/object.ts";
import type { Protocol } from "../net/port-range.ts";
import { canonicalText } from "./canonical.ts";
import type { Band, HealthStatus, Hex, TokenRole } from "./event.ts";
import type { Hash128 } from "./text-hash.ts";

export interface Token {
  readonly role: TokenRole;
  readonly name: string;
  readonly expiresAtUs: number;
  /** Spiffe id of who spent it; "" while it is good. */
  readonly spentBy: string;
  /** Offset of the event that spent it; -1 while it is good. */
  readonly spentAt: number;
}

/** A publisher's tunnel at one Publisher Gateway. */
export interface Attachment {
  readonly attachment: Hex;
  readonly publisher: string;
  readonly gateway: string;
  readonly gatewayEpoch: Hex;
  readonly instance: Hex;
  readonly tunnel: number;
  readonly band: Band;
  /** It takes nothing new. */
  readonly draining: boolean;
  /** How far the publisher is from the gateway, of `core/routing/latency.ts`; -1: not measured. */
  readonly latencyBucket: number;
  /** Offset of the attach event: the fencing number. */
  readonly since: number;
}

/** What a publisher has found out about an app's port, by one of its tunnels. */
export interface Health {
  readonly attachment: Hex;
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly status: HealthStatus;
  readonly code: string;
  readonly since: number;
}

export const healthKey = (of: Pick<Health, "app" | "host" | "port" | "protocol">): string =>
  `${of.protocol} ${of.port} ${of.host} ${of.app}`;

export interface GatewayPresence {
  readonly gateway: string;
  readonly epoch: Hex;
  /** host:port on which other gateways reach it. */
  readonly address: string;
  readonly roles: readonly string[];
  /** An operator asked: it takes nothing new. */
  readonly draining: boolean;
  readonly since: number;
}

/** A life of a gateway that was judged lost; until the gateway joins or leaves. */
export interface LostGateway {
  readonly epoch: Hex;
  readonly judge: string;
  /** An operator asked: it still will be when the gateway joins again. */
  readonly draining: boolean;
  readonly since: number;
}

export interface Certificate {
  readonly fingerprint: Hex;
  readonly notAfterUs: number;
}

export interface TenantState {
  readonly tenant: string;
  /** Offset of the last event that changed this tenant's configuration; -1 before the first. */
  readonly configRev: number;
  readonly apps: ReadonlyMap<string, AppSpec>;
  /** Iterates in the order in which rules are tried. */
  readonly policies: ReadonlyMap<string, PolicySpec>;
  readonly users: ReadonlyMap<string, UserSpec>;
  readonly groups: ReadonlyMap<string, GroupSpec>;
  readonly devices: ReadonlyMap<string, DeviceSpec>;
  readonly publishers: ReadonlyMap<string, PublisherSpec>;
  readonly settings: SettingsSpec;
  readonly networks: ReadonlyMap<string, NetworkSpec>;
  readonly notices: ReadonlyMap<string, NoticeSpec>;
  readonly receivers: ReadonlyMap<string, ReceiverSpec>;
  readonly policyTests: ReadonlyMap<string, PolicyTestSpec>;
  readonly operators: ReadonlyMap<string, OperatorSpec>;
  readonly directories: ReadonlyMap<string, DirectorySpec>;
  /** Offset of the event that wrote an object last, by `revisionKey`. */
  readonly revisions: ReadonlyMap<string, number>;
  /** By hash. */
  readonly tokens: ReadonlyMap<Hex, Token>;
  /** The newest certificate of each identity, by spiffe id. */
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** By attachment id. */
  readonly attachments: ReadonlyMap<Hex, Attachment>;
  /** By attachment, then by `healthKey`; what nobody has found out is unknown. */
  readonly health: ReadonlyMap<Hex, ReadonlyMap<string, Health>>;
  /** Offset of the first critical event of this tenant's that this reader doesn't know: nobody of it is admitted. */
  readonly stoppedAt: number | null;
  /** Publishers that an operator drains, with the offset at which that was asked. */
  readonly drained: ReadonlyMap<string, number>;
  /** The sum of the hashes of all of these: `digest.ts`. */
  readonly digest: Hash128;
}

/** The ordered rules are one object: who writes any of them has read all. Without a name: all objects of the kind. */
export const revisionKey = (kind: Kind, name: string): string => (kind === "Policy" ? "Policy" : `${kind} ${name}`);

/** Of a guarded command's facts: do they count? Its facts follow each other in the log. */
export interface Guard {
  readonly tenant: string;
  readonly command: Hex;
  readonly won: boolean;
}

/** So many lost commands are remembered: who waits for one is told in the batch that folds it. */
export const LOST_COMMANDS_MAX = 1_024;

export interface ControlState {
  /** The last offset folded; -1 before the first. */
  readonly asOf: number;
  /** Offset of the last event that changed any configuration; -1 before the first. */
  readonly configRev: number;
  readonly logId: Hex;
  readonly trustDomain: string;
  readonly tenants: ReadonlyMap<string, TenantState>;
  readonly gateways: ReadonlyMap<string, GatewayPresence>;
  readonly lost: ReadonlyMap<string, LostGateway>;
  /** The newest guarded command. */
  readonly guard: Guard;
  /** Those that lost their race, the newest last; at most LOST_COMMANDS_MAX. */
  readonly lostCommands: readonly Hex[];
  /** Offset of the first critical event of no tenant's that this reader doesn't know: nobody is admitted past it. */
  readonly stoppedAt: number | null;
  /** The sum of the hashes of all that is held, tenants included. */
  readonly digest: Hash128;
}

/** Of a state that holds nothing. */
export const NO_DIGEST: Hash128 = [0, 0, 0, 0];
export const NO_SETTINGS: SettingsSpec = NOTHING_SAID.Settings;
const NOTHING_SET = canonicalText(NO_SETTINGS);

/** Settings that say nothing are none: the two hash alike, and read alike from a snapshot. */
export const settingsOf = (spec: SettingsSpec): SettingsSpec =>
  canonicalText(spec) === NOTHING_SET ? NO_SETTINGS : spec;
const NO_GUARD: Guard = { tenant: "", command: "", won: true };

export const emptyTenant = (tenant: string): TenantState => ({
  tenant,
  configRev: -1,
  apps: new Map(),
  policies: new Map(),
  users: new Map(),
  groups: new Map(),
  devices: new Map(),
  publishers: new Map(),
  settings: NO_SETTINGS,
  networks: new Map(),
  notices: new Map(),
  receivers: new Map(),
  policyTests: new Map(),
  operators: new Map(),
  directories: new Map(),
  revisions: new Map(),
  tokens: new Map(),
  certificates: new Map(),
  attachments: new Map(),
  health: new Map(),
  drained: new Map(),
  digest: NO_DIGEST,
  stoppedAt: null,
});

export const emptyState = (): ControlState => ({
  asOf: -1,
  configRev: -1,
  logId: "",
  trustDomain: "",
  tenants: new Map(),
  gateways: new Map(),
  lost: new Map(),
  guard: NO_GUARD,
  lostCommands: [],
  stoppedAt: null,
  digest: NO_DIGEST,
});

/** A tenant nobody has written of is an empty one. */
export const tenantOf = (state: ControlState, tenant: string): TenantState =>
  state.tenants.get(tenant) ?? emptyTenant(tenant);

/** The one Settings object of a tenant has this name. */
export const SETTINGS_NAME = "settings";

/** Where the objects of each kind stand; Settings stand by themselves. */
export const CONFIG_TABLES = {
  App: "apps",
  Policy: "policies",
  User: "users",
  Group: "groups",
  Device: "devices",
  Publisher: "publishers",
  Network: "networks",
  Notice: "notices",
  Receiver: "receivers",
  PolicyTest: "policyTests",
  Operator: "operators",
  Directory: "directories",
} as const satisfies Record<Exclude<Kind, "Settings">, keyof TenantState>;

/** Objects of one kind: by name, policies in the order in which they are tried. */
export function objectsOf(tenant: TenantState, kind: Kind): readonly ConfigObject[] {
  if (kind === "Settings") {
    return tenant.settings === NO_SETTINGS ? [] : [{ kind, name: SETTINGS_NAME, spec: tenant.settings }];
  }
  if (kind === "Policy") return inOrder(tenant.policies).map(([name, spec]) => ({ kind, name, spec }));
  const named = [...tenant[CONFIG_TABLES[kind]]].map(([name, spec]) => ({ kind, name, spec }) as ConfigObject);
  return named.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Rules are tried by ascending order, then by name. */
export const inOrder = (policies: ReadonlyMap<string, PolicySpec>): (readonly [string, PolicySpec])[] =>
  [...policies].sort(([a, x], [b, y]) => tried(a, x, b, y));

export function objectOf(tenant: TenantState, kind: Kind, name: string): ConfigObject | undefined {
  if (kind === "Settings") return objectsOf(tenant, kind).find((object) => object.name === name);
  const spec = tenant[CONFIG_TABLES[kind]].get(name);
  return spec === undefined ? undefined : ({ kind, name, spec } as ConfigObject);
}

/** Of an object, or of a kind, as it stands: for the guard of a command; -1 where it was never written. */
export const revisionOf = (tenant: TenantState, kind: Kind, name: string): number =>
  tenant.revisions.get(revisionKey(kind, name)) ?? -1;

/** Where what concerns this tenant stopped being understood; null: nowhere. */
export const stopFor = (state: ControlState, tenant: string): number | null =>
  state.stoppedAt ?? state.tenants.get(tenant)?.stoppedAt ?? null;

/** The first stop of anybody; null: there is none. */
export function firstStop(state: ControlState): number | null {
  let first = state.stoppedAt;
  for (const { stoppedAt } of state.tenants.values()) {
    if (stoppedAt !== null && (first === null || stoppedAt < first)) first = stoppedAt;
  }
  return first;
}
