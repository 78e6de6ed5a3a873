/** The key `metrics` of a part's configuration: where the page is served, and where metrics are pushed besides. */
import type { Located } from "../config/located.ts";
import { PartFields, type PlainFields } from "../config/part-fields.ts";
import { lineOf, plainOf } from "../config/plain.ts";
import { splitHostPort } from "../net/ip.ts";

export interface MetricsConfig {
  readonly listen: { readonly host: string; readonly port: number };
  readonly otlp?: OtlpMetricsConfig;
}

export interface OtlpMetricsConfig {
  /** The whole address, path included: http://127.0.0.1:4318/v1/metrics. */
  readonly endpoint: string;
  /** Lines `name: value`, such as a collector's token. */
  readonly headersFile: string | undefined;
  readonly everyS: number;
}

/**
 * Agents and publishers open no connections but to gateways and apps: they serve, and don't push. "push": the part may.
 */
export type MayPush = "push" | "serve alone";

export const OTLP_EVERY_S = 60;
const EVERY_S_MAX = 3_600;

/** Nobody is asked who they are, and nothing is encrypted. */
const isLoopback = (host: string): boolean => /^(localhost|::1|127(\.\d{1,3}){3})$/.test(host);

/** Undefined where the key is not there: then the part serves no metrics. */
export function metricsOf(value: unknown, fields: PartFields, may: MayPush): MetricsConfig | undefined {
  if (value === undefined || value === null) return undefined;
  const metrics = fields.mapping(value, "metrics", may === "push" ? ["listen", "otlp"] : ["listen"]);
  const listen = listenOf(metrics["listen"], fields);
  const otlp = may === "push" ? otlpOf(metrics["otlp"], fields) : undefined;
  return { listen, ...(otlp === undefined ? {} : { otlp }) };
}

/** The same for parts that read their file with its lines. `tell` is given the line of the field, and its mistake. */
export function metricsIn(
  value: Located | undefined,
  tell: (line: number, field: string, text: string) => void,
  may: MayPush,
): MetricsConfig | undefined {
  if (value === undefined) return undefined;
  const fields = new PartFields();
  const config = metricsOf(plainOf(value), fields, may);
  for (const { field, text } of fields.mistakes) tell(lineOf(value, field), field, text);
  return config;
}

function listenOf(value: unknown, fields: PartFields): MetricsConfig["listen"] {
  const found = typeof value === "string" ? splitHostPort(value) : undefined;
  const none = { host: "", port: 0 };
  if (found === undefined) return fields.wrong("metrics.listen", "host:port, such as 127.0.0.1:9464", value) ?? none;
  if (isLoopback(found.host)) return found;
  return fields.wrong("metrics.listen", "a loopback address: who asks is not asked who they are", value) ?? none;
}

function otlpOf(value: unknown, fields: PartFields): OtlpMetricsConfig | undefined {
  if (value === undefined || value === null) return undefined;
  const otlp: PlainFields = fields.mapping(value, "metrics.otlp", ["endpoint", "headers_file", "every_s"]);
  const endpoint = fields.text(otlp["endpoint"], "metrics.otlp.endpoint", ENDPOINT_FORM);
  const found = /^(https?):\/\/([^\s/@?#]+)(\/[^\s?#]*)?$/.exec(endpoint);
  if (endpoint !== "" && found === null) fields.wrong("metrics.otlp.endpoint", ENDPOINT_FORM, endpoint);
  const headersFile = fields.optional(otlp["headers_file"], "metrics.otlp.headers_file", "a file");
  const host = found?.[2]?.replace(/:\d+$/, "").replace(/^\[|\]$/g, "") ?? "";
  // Headers hold a token.
  if (headersFile !== undefined && found?.[1] === "http" && !isLoopback(host)) {
    fields.wrong("metrics.otlp.endpoint", "https where headers are sent to another machine", endpoint);
  }
  return { endpoint, headersFile, everyS: everyOf(otlp["every_s"], fields) };
}

const ENDPOINT_FORM = "an address of OTLP/HTTP, such as http://127.0.0.1:4318/v1/metrics";

function everyOf(value: unknown, fields: PartFields): number {
  if (value === undefined) return OTLP_EVERY_S;
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= EVERY_S_MAX) return Number(value);
  fields.wrong("metrics.otlp.every_s", `a whole number of seconds from 1 to ${EVERY_S_MAX}`, value);
  return OTLP_EVERY_S;
}
