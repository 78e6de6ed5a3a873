/** The objects that operators configure, as plain values. What is empty is stated empty, never absent. */
import type { PortRange } from "../net/port-range.ts";

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
}

export interface PolicySpec {
  /** Rules are tried by ascending order, then by name. 0: the next free ten, chosen when applied. */
  readonly order: number;
  readonly action: "allow" | "block";
  /** Criteria: OR within a kind, AND across kinds, empty = any. */
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly deviceClassifications: readonly string[];
  readonly apps: readonly string[];
  readonly appTags: readonly string[];
  /** Told to the person whom a block concerns. */
  readonly notice: string;
  readonly disabled: boolean;
}

/** Which of two rules, each with its name, is tried first: below 0 the first one. Never 0 for two rules of a tenant. */
export const tried = (a: string, x: PolicySpec, b: string, y: PolicySpec): number =>
  x.order - y.order || (a === b ? 0 : a < b ? -1 : 1);

export interface UserSpec {
  readonly email: string;
  readonly groups: readonly string[];
  readonly inactive: boolean;
}

export interface GroupSpec {
  readonly description: string;
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
}

export interface Specs {
  readonly App: AppSpec;
  readonly Policy: PolicySpec;
  readonly User: UserSpec;
  readonly Group: GroupSpec;
  readonly Device: DeviceSpec;
  readonly Publisher: PublisherSpec;
  readonly Settings: SettingsSpec;
}

export type Kind = keyof Specs;

/** In the order in which they are printed: what is named by others comes first. */
export const KINDS: readonly Kind[] = ["Settings", "Group", "User", "Device", "Publisher", "App", "Policy"];

export type ConfigObject = { [K in Kind]: { readonly kind: K; readonly name: string; readonly spec: Specs[K] } }[Kind];

/** `apps`, `App`, `app`, `policies`: singular or plural in any case; undefined if it names no kind. */
export function kindOf(text: string): Kind | undefined {
  const asked = text.toLowerCase();
  return KINDS.find((kind) => {
    const singular = kind.toLowerCase();
    const plural = kind === "Policy" ? "policies" : kind === "Settings" ? "setting" : `${singular}s`;
    return asked === singular || asked === plural;
  });
}
