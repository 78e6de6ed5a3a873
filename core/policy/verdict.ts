/** What a decision answers. An allow carries a permit, which only the decision makes and routing demands. */
import type { AppSpec } from "../config/object.ts";
import type { Protocol } from "../net/port-range.ts";
import type { Code } from "../reason.ts";
import type { Branded, Instant } from "../units.ts";

/** How a session came: the inputs of decisions that neither configuration nor the flow holds. */
export interface SessionInputs {
  /** One of ACCESS_METHODS. */
  readonly accessMethod: string;
  /** One of SYSTEMS, or "" where the agent did not say. */
  readonly os: string;
  /** The device's, as the gateway sees it. */
  readonly address: string;
  /** ISO 3166-1 alpha-2 by the operator's file, or UNKNOWN_COUNTRY. */
  readonly country: string;
}

/** A session of which nothing is known. */
export const NO_SESSION: SessionInputs = { accessMethod: "client", os: "", address: "", country: "unknown" };

/** A flow asked for: by whom, from what, to where. `host` is a lower-case name or an address in text, never a stub. */
export interface FlowRequest {
  /** Name of a User and of a Device object: from the verified session, never from the agent's own words. */
  readonly user: string;
  readonly device: string;
  /** The device's number in the lexicon, where the session knows it: found sooner by, and nothing else. */
  readonly seat?: number | undefined;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly session: SessionInputs;
  /** Wall time of the decision, microseconds: what hours and expiry are judged by, hence on record. */
  readonly atUs: number;
}

/** Proof of an allow: what routing and signing are given. */
export type Permit = Branded<
  {
    readonly tenant: string;
    readonly user: string;
    readonly device: string;
    readonly app: string;
    /** As asked. */
    readonly host: string;
    readonly port: number;
    /** What the publisher dials: the app's origin, or host and port. */
    readonly dialHost: string;
    readonly dialPort: number;
    readonly protocol: Protocol;
    /** Names of the publishers that the app is assigned to. */
    readonly publishers: readonly string[];
    /** 0: the default. */
    readonly connectTimeoutMs: number;
    readonly rule: string;
    readonly asOf: number;
    /** Past this, the question must be asked again. */
    readonly expiresAt: Instant;
  },
  "Permit"
>;

/** In the order in which they are looked at: the person, how they came, from where, when. */
export const CRITERIA = [
  "disabled",
  "users",
  "groups",
  "organization_units",
  "device_classifications",
  "access_methods",
  "os",
  "countries",
  "networks",
  "hours",
  "expires_at",
] as const;
export type Criterion = (typeof CRITERIA)[number];

/** A rule that concerns the app and was tried; `firstFailed` is null for the rule that matched. */
export interface Considered {
  readonly rule: string;
  readonly firstFailed: Criterion | null;
}

/** The name that stands for "no rule matched". */
export const DEFAULT_DENY = "(default deny)";

/** Rules in the order in which they were tried. */
export interface TriedRules extends Iterable<Considered> {
  readonly length: number;
  map<T>(each: (one: Considered, at: number) => T): T[];
}

interface Judged {
  readonly considered: TriedRules;
  /** Apps whose hosts match, the most specific first, whatever their ports; at most CANDIDATES_MAX. */
  readonly candidates: readonly string[];
  /** An app whose host matched and whose ports did not: the one that this flow would have belonged to. */
  readonly nearMiss?: string | undefined;
  readonly nearMissWhy?: NearMissWhy | undefined;
  readonly asOf: number;
  readonly configRev: number;
}

/** Apps that one verdict names. */
export const CANDIDATES_MAX = 16;

/** The app offers other ports of this protocol, or the other protocol alone. */
export type NearMissWhy = "port" | "protocol";

export type Allow = Judged & {
  readonly kind: "allow";
  /** Alert: allowed, and told to the rule's receivers. */
  readonly action: "allow" | "alert";
  readonly app: string;
  readonly rule: string;
  /** Names of the Receiver objects of the rule. */
  readonly receivers: readonly string[];
  readonly permit: Permit;
};

export type Deny = Judged & {
  readonly kind: "deny";
  readonly code: Code;
  /** The rule that blocks, or DEFAULT_DENY; absent where no rule was asked. */
  readonly rule?: string | undefined;
  /** The rule that would have allowed in another place or at another time: with the codes that say so. */
  readonly wouldAllow?: string | undefined;
  /** Of the rule that blocks. */
  readonly receivers: readonly string[];
  /** The block rule's own words for the person; `{denial_id}` in it stands for what the denial will be called. */
  readonly notice?: string | undefined;
  readonly app?: string | undefined;
};

export type Verdict = Allow | Deny;

export interface NearMiss {
  readonly app: string;
  readonly why: NearMissWhy;
}

export interface Origin {
  readonly host: string;
  readonly port: number;
}

export interface AppHit {
  readonly kind: "app";
  readonly app: string;
  /** The app's, of the lexicon. */
  readonly number: number;
  readonly spec: AppSpec;
  /** The spec's. */
  readonly publishers: readonly string[];
  readonly connectTimeoutMs: number;
  readonly origin: Origin | undefined;
  readonly candidates: readonly string[];
  readonly nearMiss: NearMiss | undefined;
}

/** Which app a destination belongs to. `nearMiss`: the most specific app whose host matched and whose ports did not. */
export type AppMatch =
  | AppHit
  | { readonly kind: "port-miss"; readonly candidates: readonly string[]; readonly nearMiss: NearMiss }
  | { readonly kind: "unknown"; readonly candidates: readonly string[] };
