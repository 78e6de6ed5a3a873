/**
 * A gateway's configuration, judged from plain values: every mistake is named at once, in the operator's words.
 */
import { type LogConfig, logOf } from "../core/config/log.ts";
import { type ConfigMistake, PartFields } from "../core/config/part-fields.ts";
import { IDLE_TIMES, type IdleTimes } from "../core/datagram/idle.ts";
import { type MetricsConfig, metricsOf } from "../core/metrics/config.ts";
import { splitHostPort } from "../core/net/ip.ts";
import { HOME_AFTER_MS } from "../core/routing/pairs.ts";
import type { KeepRule } from "../core/trace/keep.ts";
import { type AlertsConfig, alertsOf } from "./alerts/config.ts";
import { type ScimConfig, scimOf } from "./scim/config.ts";

export type GatewayRole = "client" | "publisher";

export interface GatewayConfig {
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly GatewayRole[];
  readonly listenHost: string;
  readonly listenPort: number;
  /** host:port on which other gateways reach this one. */
  readonly advertise: string;
  readonly log: LogConfig;
  /** Folder of this gateway's key and chain. */
  readonly identity: string;
  /** Folder of the root and the roles' intermediates. */
  readonly trust: string;
  /** Folders of the issuing intermediates for devices and publishers; a gateway without them enrols nobody. */
  readonly issuers: { readonly device?: string; readonly publisher?: string };
  /** What all flows together may hold back in this process; at it, new flows are refused as overload. */
  readonly stalledBytesMax: number;
  /** When UDP associations end by silence; undefined: `IDLE_TIMES`. */
  readonly udpIdle?: IdleTimes | undefined;
  readonly spool: SpoolConfig;
  /** Undefined: no trace is kept. */
  readonly tracing: TracingConfig | undefined;
  /** Without a flow for so long, a pair of user and app that was moved goes back to its own publisher. */
  readonly pairsHomeAfterMs?: number | undefined;
  /** Undefined: no directory provisions users here. */
  readonly scim?: ScimConfig | undefined;
  /** By which the country of a session is known; undefined: none is. */
  readonly countryDb?: string | undefined;
  /** This gateway's own folder for snapshots of the folded control log; undefined: each start folds all of it. */
  readonly snapshots?: string | undefined;
  /** Undefined: this gateway tells no receiver of alerts. */
  readonly alerts?: AlertsConfig | undefined;
  readonly statusFile: string;
  readonly metrics?: MetricsConfig | undefined;
}

/** Which flows' traces are kept, and who takes them. */
export interface TracingConfig extends KeepRule {
  /** OTLP over HTTP, with its path. */
  readonly endpoint: string;
  /** Its content goes there as a bearer token. */
  readonly keyFile: string | undefined;
}

/** Where events wait for the log. */
export interface SpoolConfig {
  readonly folder: string;
  /** Once it is full, new flows are refused. */
  readonly boundBytes: number;
  readonly sync: SpoolSync;
}

/** When what was written is forced onto the disk: 20 ms later at most, before anybody is answered, never. */
export type SpoolSync = "group" | "each" | "never";

/** A gateway's memory for readers that stall: 2,000 flows at their first window of 256 KiB. */
export const STALLED_BYTES_MAX = 512 * 1024 * 1024;
/** Below this, what one fast flow has on its way would shut the gateway to all others. */
const STALLED_BYTES_MIN = 1024 * 1024;

/** Two hours of 700 flows a second, with the log away. */
export const SPOOL_BYTES = 2 * 1024 * 1024 * 1024;
/** Of less, what flows reserve for their ends would leave room for hardly any. */
const SPOOL_BYTES_MIN = 1024 * 1024;
const SYNCS: readonly SpoolSync[] = ["group", "each", "never"];

/** Of the flows that nothing is wrong with. */
const RATIO = 0.01;
const SLOW_MS = 1_000;
const URL_FORM = /^https?:\/\/[^\s/?#]+\/[^\s?#]+$/;

/** A day: of pairs that stay away longer, the table would forget most. */
const HOME_AFTER_S_MAX = 86_400;

/** An hour: what is silent for longer has lost its place in every other table on the way. */
const UDP_IDLE_S_MAX = 3_600;

const ROLES: readonly GatewayRole[] = ["client", "publisher"];
const KNOWN = [
  ...["name", "tenant", "roles", "listen", "advertise", "log", "identity", "trust", "issuers", "limits", "spool"],
  ...["tracing", "status_file", "metrics", "routing", "scim", "alerts", "country_db", "snapshots"],
];

/** `value` is what the YAML file holds. The mistakes are complete: either they are empty or there is no config. */
export function judgeGatewayConfig(value: unknown): { config?: GatewayConfig; mistakes: ConfigMistake[] } {
  const fields = new PartFields();
  const { mistakes } = fields;
  const top = fields.mapping(value, "", KNOWN);
  // One mistake for the whole, not one more for each field that it hasn't.
  if (mistakes.some(({ field }) => field === "")) return { mistakes };
  const issuers = fields.mapping(top["issuers"] ?? {}, "issuers", ["device", "publisher"]);
  const limits = fields.mapping(top["limits"] ?? {}, "limits", ["stalled_bytes", "udp_idle_s"]);
  const listen = addressOf(top["listen"], "listen", fields);
  const device = fields.optional(issuers["device"], "issuers.device", "a folder");
  const publisher = fields.optional(issuers["publisher"], "issuers.publisher", "a folder");
  const config: GatewayConfig = {
    name: fields.text(top["name"], "name", "the gateway's name"),
    tenant: fields.text(top["tenant"], "tenant", "a tenant's name"),
    roles: rolesOf(top["roles"], fields),
    listenHost: listen.host,
    listenPort: listen.port,
    advertise: top["advertise"] === undefined ? listen.text : addressOf(top["advertise"], "advertise", fields).text,
    log: logOf(top["log"], fields),
    identity: fields.text(top["identity"], "identity", "a folder"),
    trust: fields.text(top["trust"], "trust", "a folder"),
    issuers: { ...(device === undefined ? {} : { device }), ...(publisher === undefined ? {} : { publisher }) },
    stalledBytesMax: bytesOf(limits["stalled_bytes"], "limits.stalled_bytes", STALLED_BYTES, fields),
    udpIdle: udpIdleOf(limits["udp_idle_s"], fields),
    spool: spoolOf(top["spool"], fields),
    tracing: top["tracing"] === undefined ? undefined : tracingOf(top["tracing"], fields),
    pairsHomeAfterMs: homeAfterOf(top["routing"] ?? {}, fields),
    scim: top["scim"] === undefined ? undefined : scimOf(top["scim"], fields),
    countryDb: fields.optional(top["country_db"], "country_db", "a file in MaxMind DB format"),
    snapshots: fields.optional(top["snapshots"], "snapshots", "a folder of this gateway's own"),
    alerts: top["alerts"] === undefined ? undefined : alertsOf(top["alerts"], fields),
    statusFile: fields.text(top["status_file"], "status_file", "a file"),
    metrics: metricsOf(top["metrics"], fields, "push"),
  };
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

function rolesOf(value: unknown, fields: PartFields): readonly GatewayRole[] {
  if (value === undefined) return ROLES;
  if (!Array.isArray(value) || value.length === 0) {
    fields.wrong("roles", `a list of ${ROLES.join(" and ")}`, value);
    return [];
  }
  value.forEach((one: unknown, n) => {
    if (!ROLES.some((role) => role === one)) fields.wrong(`roles[${n}]`, ROLES.join(" or "), one);
    else if (value.indexOf(one) !== n) fields.wrong(`roles[${n}]`, "another role than those above", one);
  });
  return value as GatewayRole[];
}

function addressOf(value: unknown, field: string, fields: PartFields): { text: string; host: string; port: number } {
  const found = typeof value === "string" ? splitHostPort(value) : undefined;
  if (typeof value === "string" && found !== undefined) return { text: value, ...found };
  fields.wrong(field, "host:port", value);
  return { text: "", host: "", port: 0 };
}

function spoolOf(value: unknown, fields: PartFields): SpoolConfig {
  const spool = fields.mapping(value, "spool", ["folder", "bytes", "sync"]);
  const sync = spool["sync"] ?? "group";
  if (!SYNCS.some((one) => one === sync)) fields.wrong("spool.sync", SYNCS.join(", "), sync);
  return {
    folder: value === undefined ? "" : fields.text(spool["folder"], "spool.folder", "a folder of this gateway's own"),
    boundBytes: bytesOf(spool["bytes"], "spool.bytes", { usual: SPOOL_BYTES, least: SPOOL_BYTES_MIN }, fields),
    sync: sync as SpoolSync,
  };
}

/** Of an exchange; a question without one is kept no longer than it usually is. */
function udpIdleOf(seconds: unknown, fields: PartFields): IdleTimes | undefined {
  if (seconds === undefined) return undefined;
  if (!Number.isSafeInteger(seconds) || Number(seconds) < 1 || Number(seconds) > UDP_IDLE_S_MAX)
    fields.wrong("limits.udp_idle_s", `a whole number of seconds from 1 to ${UDP_IDLE_S_MAX}`, seconds);
  const exchangeMs = Number(seconds) * 1000;
  return { exchangeMs, questionMs: Math.min(exchangeMs, IDLE_TIMES.questionMs) };
}

function homeAfterOf(value: unknown, fields: PartFields): number {
  const { home_after_s: seconds = HOME_AFTER_MS / 1000 } = fields.mapping(value, "routing", ["home_after_s"]);
  if (!Number.isSafeInteger(seconds) || Number(seconds) < 1 || Number(seconds) > HOME_AFTER_S_MAX)
    fields.wrong("routing.home_after_s", `a whole number of seconds from 1 to ${HOME_AFTER_S_MAX}`, seconds);
  return Number(seconds) * 1000;
}

function tracingOf(value: unknown, fields: PartFields): TracingConfig {
  const tracing = fields.mapping(value, "tracing", ["otlp", "key_file", "ratio", "slow_ms"]);
  const endpoint = fields.text(tracing["otlp"], "tracing.otlp", "http://host:port/v1/traces");
  if (endpoint !== "" && !URL_FORM.test(endpoint)) fields.wrong("tracing.otlp", "http://host:port/v1/traces", endpoint);
  const { ratio = RATIO, slow_ms: slowMs = SLOW_MS } = tracing;
  if (typeof ratio !== "number" || !(ratio >= 0 && ratio <= 1))
    fields.wrong("tracing.ratio", "a number from 0 to 1", ratio);
  if (!Number.isSafeInteger(slowMs) || Number(slowMs) < 1)
    fields.wrong("tracing.slow_ms", "a whole number of milliseconds from 1", slowMs);
  const keyFile = fields.optional(tracing["key_file"], "tracing.key_file", "a file");
  return { endpoint, keyFile, ratio: Number(ratio), slowUs: Number(slowMs) * 1000 };
}

const STALLED_BYTES = { usual: STALLED_BYTES_MAX, least: STALLED_BYTES_MIN };

function bytesOf(
  value: unknown,
  field: string,
  { usual, least }: { readonly usual: number; readonly least: number },
  fields: PartFields,
): number {
  if (value === undefined) return usual;
  if (Number.isSafeInteger(value) && Number(value) >= least) return Number(value);
  fields.wrong(field, `a whole number of bytes from ${least}`, value);
  return usual;
}
