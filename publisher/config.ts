/** A publisher's configuration, judged from plain values: every mistake is named at once, in the operator's words. */
import { parseIp, splitHostPort } from "../core/net/ip.ts";

export interface PublisherConfig {
  /** host:port. With more than two, each tunnel has its share of them and takes the next where one fails. */
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
  readonly connectTimeoutMs: number;
  /** Private folder: status. */
  readonly state: string;
}

/** `field` as in the file: `enrol.token_file`, `gateways[1]`; "" = the whole. */
export interface ConfigMistake {
  readonly field: string;
  readonly text: string;
}

/** Longer than a slow app needs, and shorter than a gateway waits for the answer. */
export const CONNECT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MAX_MS = 30_000;

const KNOWN = ["gateways", "identity", "trust", "enrol", "source_address", "allow", "connect_timeout_ms", "state"];

type Plain = Readonly<Record<string, unknown>>;

/** `value` is what the YAML file holds. The mistakes are complete: either they are empty or there is no config. */
export function judgePublisherConfig(value: unknown): { config?: PublisherConfig; mistakes: ConfigMistake[] } {
  const mistakes: ConfigMistake[] = [];
  const wrong = (field: string, want: string, is: unknown): undefined => {
    mistakes.push({ field, text: `must be ${want}, is ${is === undefined ? "missing" : JSON.stringify(is)}` });
    return undefined;
  };
  const mapping = (of: unknown, path: string, known: readonly string[]): Plain => {
    if (typeof of !== "object" || of === null || Array.isArray(of)) {
      wrong(path, `a mapping with ${known.join(", ")}`, of);
      return {};
    }
    for (const key of Object.keys(of)) {
      if (known.includes(key)) continue;
      mistakes.push({ field: path ? `${path}.${key}` : key, text: `unknown field; known are ${known.join(", ")}` });
    }
    return of as Plain;
  };
  const text = (of: unknown, field: string, want: string): string =>
    typeof of === "string" && of !== "" ? of : (wrong(field, want, of) ?? "");
  const optional = (of: unknown, field: string, want: string): string | undefined =>
    of === undefined ? undefined : text(of, field, want);
  const top = mapping(value, "", KNOWN);
  const enrol = mapping(top["enrol"] ?? {}, "enrol", ["token_file"]);
  const source = optional(top["source_address"], "source_address", "an IP address of this machine");
  if (source !== undefined && source !== "" && parseIp(source) === undefined) {
    wrong("source_address", "an IP address of this machine", source);
  }
  const config: PublisherConfig = {
    gateways: gatewaysOf(top["gateways"], wrong),
    identity: text(top["identity"], "identity", "a folder"),
    trust: text(top["trust"], "trust", "a folder"),
    tokenFile: optional(enrol["token_file"], "enrol.token_file", "a file"),
    sourceAddress: source,
    allowFile: optional(top["allow"], "allow", "a file"),
    connectTimeoutMs: timeoutOf(top["connect_timeout_ms"] ?? CONNECT_TIMEOUT_MS, wrong),
    state: text(top["state"], "state", "a folder"),
  };
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

type Wrong = (field: string, want: string, is: unknown) => undefined;

function gatewaysOf(value: unknown, wrong: Wrong): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    wrong("gateways", "a list of host:port", value);
    return [];
  }
  value.forEach((one: unknown, n) => {
    if (typeof one !== "string" || splitHostPort(one) === undefined) wrong(`gateways[${n}]`, "host:port", one);
    else if (value.indexOf(one) !== n) wrong(`gateways[${n}]`, "another gateway than those above", one);
  });
  return value.map(String);
}

function timeoutOf(value: unknown, wrong: Wrong): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= CONNECT_TIMEOUT_MAX_MS) return Number(value);
  wrong("connect_timeout_ms", `a whole number from 1 to ${CONNECT_TIMEOUT_MAX_MS}`, value);
  return CONNECT_TIMEOUT_MS;
}
