/** A publisher's configuration, judged from plain values: every mistake is named at once, in the operator's words. */
import { type ConfigMistake, PartFields } from "../core/config/part-fields.ts";
import { CONNECT_TIMEOUT_MS_MAX } from "../core/config/spec.ts";
import { type MetricsConfig, metricsOf } from "../core/metrics/config.ts";
import { parseIp, splitHostPort } from "../core/net/ip.ts";

export interface PublisherConfig {
  /** host:port. With more than two, the tunnels hang on the two nearest that take them. */
  readonly gateways: readonly string[];
  /** Folder of this publisher's key and chain. */
  readonly identity: string;
  /** Folder of the root and the roles' intermediates. */
  readonly trust: string;
  /** File of the one-time token; needed only until there is a certificate. */
  readonly tokenFile: string | undefined;
  /** The address that apps see; undefined = what the host's routes choose. */
  readonly sourceAddress: string | undefined;
  /** The local operator's own list of what may be dialled; no gateway widens it. */
  readonly allowFile: string | undefined;
  /** For apps that don't state their own. */
  readonly connectTimeoutMs: number;
  /** Private folder: status. */
  readonly state: string;
  readonly metrics?: MetricsConfig | undefined;
  /** Addresses of the private network's name servers, with or without a port; none: the host's own resolver. */
  readonly resolvers?: readonly string[];
}

/** Longer than a slow app needs, and shorter than a gateway waits for the answer. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Each is measured once a minute. */
const GATEWAYS_MAX = 64;

const KNOWN = [
  ...[
    "gateways",
    "identity",
    "trust",
    "enrol",
    "source_address",
    "allow",
    "connect_timeout_ms",
    "state",
    "metrics",
    "dns",
  ],
];

/** `value` is what the YAML file holds. The mistakes are complete: either they are empty or there is no config. */
export function judgePublisherConfig(value: unknown): { config?: PublisherConfig; mistakes: ConfigMistake[] } {
  const fields = new PartFields();
  const { mistakes } = fields;
  const top = fields.mapping(value, "", KNOWN);
  const enrol = fields.mapping(top["enrol"] ?? {}, "enrol", ["token_file"]);
  const dns = fields.mapping(top["dns"] ?? {}, "dns", ["resolvers"]);
  const source = fields.optional(top["source_address"], "source_address", "an IP address of this machine");
  if (source !== undefined && source !== "" && parseIp(source) === undefined) {
    fields.wrong("source_address", "an IP address of this machine", source);
  }
  const config: PublisherConfig = {
    gateways: gatewaysOf(top["gateways"], fields),
    identity: fields.text(top["identity"], "identity", "a folder"),
    trust: fields.text(top["trust"], "trust", "a folder"),
    tokenFile: fields.optional(enrol["token_file"], "enrol.token_file", "a file"),
    sourceAddress: source,
    allowFile: fields.optional(top["allow"], "allow", "a file"),
    connectTimeoutMs: timeoutOf(top["connect_timeout_ms"] ?? CONNECT_TIMEOUT_MS, fields),
    state: fields.text(top["state"], "state", "a folder"),
    metrics: metricsOf(top["metrics"], fields, "serve alone"),
    ...(dns["resolvers"] === undefined ? {} : { resolvers: resolversOf(dns["resolvers"], fields) }),
  };
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

function gatewaysOf(value: unknown, fields: PartFields): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    fields.wrong("gateways", "a list of host:port", value);
    return [];
  }
  if (value.length > GATEWAYS_MAX) fields.wrong("gateways", `at most ${GATEWAYS_MAX} gateways`, `${value.length}`);
  value.forEach((one: unknown, n) => {
    if (typeof one !== "string" || splitHostPort(one) === undefined) fields.wrong(`gateways[${n}]`, "host:port", one);
    else if (value.indexOf(one) !== n) fields.wrong(`gateways[${n}]`, "another gateway than those above", one);
  });
  return value.map(String);
}

/** As many as a resolver's configuration has. */
const RESOLVERS_MAX = 3;

function resolversOf(value: unknown, fields: PartFields): string[] {
  const stated = "a list of at most 3 addresses, each with or without a port: 10.1.0.53 or 10.1.0.53:5353";
  if (!Array.isArray(value) || value.length === 0 || value.length > RESOLVERS_MAX) {
    fields.wrong("dns.resolvers", stated, value);
    return [];
  }
  value.forEach((one: unknown, n) => {
    const text = typeof one === "string" ? one : "";
    const isServer = parseIp(text) !== undefined || parseIp(splitHostPort(text)?.host ?? "") !== undefined;
    if (!isServer) fields.wrong(`dns.resolvers[${n}]`, "an address, with or without a port: 10.1.0.53:5353", one);
  });
  return value.map(String);
}

function timeoutOf(value: unknown, fields: PartFields): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= CONNECT_TIMEOUT_MS_MAX) return Number(value);
  fields.wrong("connect_timeout_ms", `a whole number from 1 to ${CONNECT_TIMEOUT_MS_MAX}`, value);
  return CONNECT_TIMEOUT_MS;
}
