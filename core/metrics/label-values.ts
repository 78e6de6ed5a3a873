/** All values that labels may have: none comes from a user, a name, an address or an id. */
import { REASONS } from "../reason.ts";
import { REPORT_REFUSALS } from "../record/report.ts";
import { OTHER } from "./metric.ts";

export const CODES: readonly string[] = Object.keys(REASONS);
/** Of a flow that went well. */
export const NO_REASON = "none";
export const REASON_VALUES = [NO_REASON, ...CODES, OTHER];
export const REPORT_REFUSAL_VALUES = [...Object.keys(REPORT_REFUSALS), OTHER];

/** Which way bytes went. */
export const DIRECTIONS = ["to_app", "to_program"];

/** Kinds of network events. */
export const EVENT_KINDS = [
  ...["flow-decided", "segment-opened", "segment-active", "segment-ended", "near-miss", "pair-moved", "stub-leases"],
  ...[
    "session-up",
    "srp-delivered",
    "dns-answered",
    "session-down",
    "tunnel-up",
    "tunnel-down",
    "admin-changed",
    "flows-not-carried",
    "app-list-taken",
    "events-dropped",
  ],
  ...["source-started", OTHER],
];

/** Roles of a certificate; `none` is a caller without one. */
export const PEER_ROLES = ["gateway", "publisher", "device", "operator", "analytics", "none", OTHER];

const HTTP_WORDS = ["host", "origin", "method", "path", "body", "key", "connections", "malformed", "slow", "failed"];

/** What each listener refuses besides flows, whose reasons are the catalogue's. */
export const REFUSAL_WORDS = {
  gateway: [
    ...["tls-version", "tls-cipher", "tls-alpn", "tls-garbage", "tls-timeout", "tls-cut", "tls-other"],
    ...["cert-name", "cert-domain", "cert-issuer", "cert-expired", "cert-usage", "cert-untrusted", "cert-tenant"],
    ...["handshakes-full", "strangers-full", "stranger-late", "reset-flood", "session-error", "role", "unknown-path"],
  ],
  proxy: [
    ...["socks4", "garbage", "socks-method", "socks-bind", "socks-command", "socks-address"],
    ...["socks-udp-garbage", "socks-udp-fragment", "socks-udp-stranger", "socks-udp-early"],
    ...["http-request-line", "http-header", "http-target", "http-origin-form", "http-scheme", "http-body"],
    ...["head-too-long", "head-timeout", "head-incomplete", "foreign-user", "too-many", "accept-failed"],
  ],
  capture: ["not-captured", "too-many", "accept-failed", "foreign-user"],
  dns: [
    ...["malformed", "no-question", "opcode", "edns-version", "class", "too-many", "too-many-connections"],
    ...["lease-not-kept", "accept-failed"],
  ],
  console: HTTP_WORDS,
  clickhouse: [...HTTP_WORDS, "unsupported", "length", "too large", "busy"],
  otlp: [
    ...[...HTTP_WORDS, "media type", "packing", "too large", "busy", "store away", "refused by the store", "cut off"],
  ],
  metrics: HTTP_WORDS,
  scim: [
    ...["connections", "slow", "malformed", "400", "401", "403", "404", "405", "409", "412", "413", "415", "429"],
    ...["500", "501", "503"],
  ],
} as const satisfies Record<string, readonly string[]>;

export type RefusingListener = keyof typeof REFUSAL_WORDS;
export const REFUSING_LISTENERS = Object.keys(REFUSAL_WORDS) as RefusingListener[];
export const REFUSAL_VALUES = [...new Set([...Object.values(REFUSAL_WORDS).flat(), ...CODES, OTHER])];
