/** The objects that operators configure, as plain values. What is empty is stated empty, never absent. */
import type { PortRange, Protocol } from "../net/port-range.ts";

export interface AppSpec {
  /** Names, `*.wildcards`, addresses, CIDRs; in normal form. */
  readonly hosts: readonly string[];
  readonly ports: readonly PortRange[];
  readonly publishers: readonly string[];
  /** `host:port` that the publisher dials in place of what was asked; "" for none. */
  readonly origin: string;
  readonly usePublisherDns: boolean;
  /** A flow to a port that this app doesn't offer may fall to a less specific app. */
  readonly fallthrough: boolean;
  readonly tags: readonly string[];
  /** 0: the default. */
  readonly connectTimeoutMs: number;
  /** How publishers find out whether the app answers: not at all, by the flows that pass, or by asking besides. */
  readonly probe: Probe;
  /** 0: the default. */
  readonly probeEveryS: number;
}

export const PROBES = ["off", "passive", "active"] as const;
export type Probe = (typeof PROBES)[number];

export const ACTIONS = ["allow", "block", "alert"] as const;
export type Action = (typeof ACTIONS)[number];

/** Criteria that a rule can negate: it then wants none of what they name. */
export const NEGATABLE = [
  "users",
  "groups",
  "organization_units",
  "device_classifications",
  "access_methods",
  "os",
  "countries",
  "networks",
  "apps",
  "app_tags",
  "hours",
] as const;
export type Negatable = (typeof NEGATABLE)[number];

export interface PolicySpec {
  /** Rules are tried by ascending order, then by name. 0: the next free ten, chosen when applied. */
  readonly order: number;
  /** Alert allows and tells its receivers. */
  readonly action: Action;
  /** Criteria: OR within a kind, AND across kinds, empty = any. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly organizationUnits: readonly string[];
  readonly deviceClassifications: readonly string[];
  readonly accessMethods: readonly string[];
  readonly os: readonly string[];
  /** ISO 3166-1 alpha-2, or `unknown`. */
  readonly countries: readonly string[];
  /** Names of Network objects. */
  readonly networks: readonly string[];
  readonly apps: readonly string[];
  readonly appTags: readonly string[];
  /** Such as `mon-fri 08:00-18:00 Europe/Amsterdam`, in normal form. */
  readonly hours: readonly string[];
  readonly not: readonly Negatable[];
  /** RFC 3339 in UTC; "" = never. From then on the rule matches nothing. */
  readonly expiresAt: string;
  /** Told to the person whom a block concerns. */
  readonly notice: string;
  /** Name of a Notice object, whose text stands for `notice`; "" for none. */
  readonly noticeTemplate: string;
  /** Names of Receiver objects. */
  readonly receivers: readonly string[];
  readonly description: string;
  readonly disabled: boolean;
}

/** What a rule states of a criterion that it can negate. */
export function statedBy(spec: PolicySpec, criterion: Negatable): readonly string[] {
  switch (criterion) {
    case "organization_units":
      return spec.organizationUnits;
    case "device_classifications":
      return spec.deviceClassifications;
    case "access_methods":
      return spec.accessMethods;
    case "app_tags":
      return spec.appTags;
    default:
      return spec[criterion];
  }
}

/** Which of two rules, each with its name, is tried first: below 0 the first one. Never 0 for two rules of a tenant. */
export const tried = (a: string, x: PolicySpec, b: string, y: PolicySpec): number =>
  x.order - y.order || (a === b ? 0 : a < b ? -1 : 1);

export interface UserSpec {
  readonly email: string;
  readonly groups: readonly string[];
  /** "" for none. */
  readonly organizationUnit: string;
  /** What the directory that provisions this user calls it; "" where none does. */
  readonly externalId: string;
  readonly inactive: boolean;
}

export interface GroupSpec {
  readonly description: string;
  readonly externalId: string;
}

export interface DeviceSpec {
  readonly user: string;
  readonly classification: string;
  readonly revoked: boolean;
}

export interface PublisherSpec {
  /** Share of flows relative to the app's other publishers; 1 by default. */
  readonly weight: number;
  readonly revoked: boolean;
  readonly description: string;
}

export interface SettingsSpec {
  readonly privateDomains: readonly string[];
  /** How old what a gateway knows may be before it admits no new session, and no new flow; 0 = the defaults. */
  readonly sessionStaleS: number;
  readonly flowStaleS: number;
  readonly latencyBuckets: boolean;
}

/** A named network. */
export interface NetworkSpec {
  readonly cidrs: readonly string[];
}

/** `{user}`, `{app}`, `{host}`, `{port}`, `{rule}`, `{code}` and `{denial_id}` stand for their values. */
export interface NoticeSpec {
  readonly title: string;
  readonly text: string;
}

export const RECEIVERS = ["webhook", "alertmanager"] as const;

/** Where alerts go. */
export interface ReceiverSpec {
  readonly type: (typeof RECEIVERS)[number];
  readonly url: string;
  /** Name of the bearer token's file in the tenant's folder at each gateway that tells receivers; "" for none. */
  readonly tokenFile: string;
  /** 0: the default. */
  readonly perMinute: number;
}

/** A case that must hold whenever the policy is written. What is "" is not said. */
export interface PolicyTestSpec {
  readonly user: string;
  readonly device: string;
  /** `host:port`. */
  readonly to: string;
  readonly protocol: Protocol;
  readonly accessMethod: string;
  readonly os: string;
  readonly country: string;
  /** The device's, as the gateway sees it. */
  readonly address: string;
  /** RFC 3339 in UTC; "" = when it is asked. */
  readonly at: string;
  readonly expect: "allow" | "block";
  /** The rule that must decide; "" = whichever. */
  readonly rule: string;
}

export const OPERATOR_ROLES = ["viewer", "operator", "admin"] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

/** What the operator whose certificate bears the object's name may do. */
export interface OperatorSpec {
  readonly role: OperatorRole;
  readonly disabled: boolean;
}

/** Who provisions users and groups by SCIM, under the object's name. */
export interface DirectorySpec {
  /** SHA-256 of each bearer token that is good, 64 hex letters. */
  readonly tokenHashes: readonly string[];
  readonly disabled: boolean;
  readonly description: string;
}

export interface Specs {
  readonly App: AppSpec;
  readonly Policy: PolicySpec;
  readonly User: UserSpec;
  readonly Group: GroupSpec;
  readonly Device: DeviceSpec;
  readonly Publisher: PublisherSpec;
  readonly Settings: SettingsSpec;
  readonly Network: NetworkSpec;
  readonly Notice: NoticeSpec;
  readonly Receiver: ReceiverSpec;
  readonly PolicyTest: PolicyTestSpec;
  readonly Operator: OperatorSpec;
  readonly Directory: DirectorySpec;
}

export type Kind = keyof Specs;

/** In the order in which they are printed: what is named by others comes first. */
export const KINDS: readonly Kind[] = [
  "Settings",
  "Operator",
  "Directory",
  "Network",
  "Notice",
  "Receiver",
  "Group",
  "User",
  "Device",
  "Publisher",
  "App",
  "Policy",
  "PolicyTest",
];

export type ConfigObject = { [K in Kind]: { readonly kind: K; readonly name: string; readonly spec: Specs[K] } }[Kind];

/** `apps`, `App`, `app`, `policies`: singular or plural in any case; undefined if it names no kind. */
export function kindOf(text: string): Kind | undefined {
  const asked = text.toLowerCase();
  return KINDS.find((kind) => {
    const singular = kind.toLowerCase();
    const plural =
      kind === "Settings" ? "setting" : singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
    return asked === singular || asked === plural;
  });
}
