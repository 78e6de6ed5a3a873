/** What the control log folds to: the whole of what is configured and of what is attached where, at one offset. */
import type {
  AppSpec,
  ConfigObject,
  DeviceSpec,
  GroupSpec,
  Kind,
  PolicySpec,
  PublisherSpec,
  SettingsSpec,
  UserSpec,
} from "../config/object.ts";
import type { Hex, TokenRole } from "./event.ts";

export interface Token {
  readonly role: TokenRole;
  readonly name: string;
  readonly expiresAtUs: number;
  /** Spiffe id of who spent it; "" while it is good. */
  readonly spentBy: string;
}

/** A publisher's tunnel at one Publisher Gateway. */
export interface Attachment {
  readonly attachment: Hex;
  readonly publisher: string;
  readonly gateway: string;
  readonly gatewayEpoch: Hex;
  readonly instance: Hex;
  readonly tunnel: number;
  /** Offset of the attach event: the fencing number. */
  readonly since: number;
}

export interface GatewayPresence {
  readonly gateway: string;
  readonly epoch: Hex;
  /** host:port on which other gateways reach it. */
  readonly address: string;
  readonly roles: readonly string[];
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
  /** By hash. */
  readonly tokens: ReadonlyMap<Hex, Token>;
  /** The newest certificate of each identity, by spiffe id. */
  readonly certificates: ReadonlyMap<string, Certificate>;
  /** By attachment id. */
  readonly attachments: ReadonlyMap<Hex, Attachment>;
}

export interface ControlState {
  /** The last offset folded; -1 before the first. */
  readonly asOf: number;
  /** Offset of the last event that changed any configuration; -1 before the first. */
  readonly configRev: number;
  readonly logId: Hex;
  readonly trustDomain: string;
  readonly tenants: ReadonlyMap<string, TenantState>;
  readonly gateways: ReadonlyMap<string, GatewayPresence>;
  /** Offset of the first critical event that this reader doesn't know: nothing may be admitted past it. */
  readonly stoppedAt: number | null;
}

export const NO_SETTINGS: SettingsSpec = { privateDomains: [] };

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
  tokens: new Map(),
  certificates: new Map(),
  attachments: new Map(),
});

export const emptyState = (): ControlState => ({
  asOf: -1,
  configRev: -1,
  logId: "",
  trustDomain: "",
  tenants: new Map(),
  gateways: new Map(),
  stoppedAt: null,
});

/** A tenant nobody has written of is an empty one. */
export const tenantOf = (state: ControlState, tenant: string): TenantState =>
  state.tenants.get(tenant) ?? emptyTenant(tenant);

/** The one Settings object of a tenant has this name. */
export const SETTINGS_NAME = "settings";

/** Objects of one kind: by name, policies in the order in which they are tried. */
export function objectsOf(tenant: TenantState, kind: Kind): readonly ConfigObject[] {
  const named = <S>(map: ReadonlyMap<string, S>) =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, spec]) => ({ name, spec }));
  switch (kind) {
    case "App":
      return named(tenant.apps).map((object) => ({ kind, ...object }));
    case "Policy":
      return [...tenant.policies].map(([name, spec]) => ({ kind, name, spec }));
    case "User":
      return named(tenant.users).map((object) => ({ kind, ...object }));
    case "Group":
      return named(tenant.groups).map((object) => ({ kind, ...object }));
    case "Device":
      return named(tenant.devices).map((object) => ({ kind, ...object }));
    case "Publisher":
      return named(tenant.publishers).map((object) => ({ kind, ...object }));
    case "Settings":
      return tenant.settings === NO_SETTINGS ? [] : [{ kind, name: SETTINGS_NAME, spec: tenant.settings }];
  }
}

export const objectOf = (tenant: TenantState, kind: Kind, name: string): ConfigObject | undefined => {
  const map = {
    App: "apps",
    Policy: "policies",
    User: "users",
    Group: "groups",
    Device: "devices",
    Publisher: "publishers",
  } as const;
  if (kind === "Settings") return objectsOf(tenant, kind).find((object) => object.name === name);
  const spec = tenant[map[kind]].get(name);
  return spec === undefined ? undefined : ({ kind, name, spec } as ConfigObject);
};
