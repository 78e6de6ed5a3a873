/** An agent's configuration, judged from plain values: every mistake is named at once, in the operator's words. */
import { type ConfigMistake, PartFields } from "../core/config/part-fields.ts";
import type { StubRange } from "../core/dns/stub-pool.ts";
import { type MetricsConfig, metricsOf } from "../core/metrics/config.ts";
import { parseCidr } from "../core/net/cidr.ts";
import { isIp } from "../core/net/ip.ts";

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface AgentConfig {
  /** host:port of the gateways, the preferred one first. */
  readonly gateways: readonly string[];
  /** Folder of this device's key and chain. */
  readonly identity: string;
  /** Folder of the root and the roles' intermediates. */
  readonly trust: string;
  /** File of the one-time token; needed only until the device has its certificate. */
  readonly tokenFile: string | undefined;
  readonly proxy: {
    readonly listen: HostPort;
    /** Serves other users of this machine too. */
    readonly shared: boolean;
    /** What becomes of a destination that is not ours. */
    readonly unmatched: "refuse" | "direct";
  };
  readonly dns: DnsConfig;
  /** Programs' connections to private apps are taken without their knowing. Undefined: they come by the proxy alone. */
  readonly capture?: CaptureConfig | undefined;
  /** Undefined: one that this machine uses for nothing else is chosen at the first start. */
  readonly stubRange: StubRange | undefined;
  /** Private folder: leases, status. */
  readonly state: string;
  readonly metrics?: MetricsConfig | undefined;
}

export interface DnsConfig {
  readonly listen: HostPort;
  /** Who is asked for names that aren't ours: whom this machine asked before us, nobody, or these. */
  readonly upstream: "system" | "none" | readonly HostPort[];
  /** How this machine's programs come to ask us. `auto`: where the agent captures, by whatever they ask now. */
  readonly system: "auto" | "resolved" | "resolv-conf" | "none";
}

export interface CaptureConfig {
  /** Of every user of this machine. */
  readonly programs: "all";
}

const UPSTREAMS_MAX = 8;
export const STUB_RANGE_DEFAULT = "100.64.0.0/10";
/** With fewer addresses than a handful of apps steering fails in ways that are hard to see. */
const STUB_BITS_MAX = 28;
const STUB_BITS_MIN = 8;

/** `value` is what the YAML file holds. The mistakes are complete: either they are empty or there is no config. */
export function judgeAgentConfig(value: unknown): { config?: AgentConfig; mistakes: ConfigMistake[] } {
  const judge = new AgentFields();
  const { mistakes } = judge;
  const top = judge.mapping(value, "", [
    "gateways",
    "identity",
    "trust",
    "enrol",
    "proxy",
    "dns",
    "capture",
    "stub_range",
    "state",
    "metrics",
  ]);
  const enrol = judge.mapping(top["enrol"] ?? {}, "enrol", ["token_file"]);
  const proxy = judge.mapping(top["proxy"], "proxy", ["listen", "shared", "unmatched"]);
  const dns = judge.mapping(top["dns"], "dns", ["listen", "upstream", "system"]);
  const chosen = top["stub_range"] === undefined && top["capture"] !== undefined;
  const config: AgentConfig = {
    gateways: judge.gateways(top["gateways"]),
    identity: judge.text(top["identity"], "identity", "a folder"),
    trust: judge.text(top["trust"], "trust", "a folder"),
    tokenFile: judge.optional(enrol["token_file"], "enrol.token_file", "a file"),
    proxy: {
      listen: judge.hostPort(proxy["listen"], "proxy.listen", 0),
      shared: judge.flag(proxy["shared"], "proxy.shared"),
      unmatched: judge.oneOf(proxy["unmatched"], "proxy.unmatched", ["refuse", "direct"] as const),
    },
    dns: {
      listen: judge.hostPort(dns["listen"], "dns.listen", 0),
      upstream: judge.upstream(dns["upstream"]),
      system: judge.oneOf(dns["system"], "dns.system", ["auto", "resolved", "resolv-conf", "none"] as const),
    },
    capture: judge.capture(top["capture"]),
    // Where nothing is routed to stubs, no other use of their addresses is in the way.
    stubRange: chosen ? undefined : judge.stubRange(top["stub_range"] ?? STUB_RANGE_DEFAULT),
    state: judge.text(top["state"], "state", "a folder"),
    metrics: metricsOf(top["metrics"], judge, "serve alone"),
  };
  return mistakes.length > 0 ? { mistakes } : { config, mistakes };
}

class AgentFields extends PartFields {
  capture(value: unknown): CaptureConfig | undefined {
    if (value === undefined) return undefined;
    const { programs } = this.mapping(value, "capture", ["programs"]);
    if (programs !== "all") this.wrong("capture.programs", "all, for the programs of every user", programs);
    return { programs: "all" };
  }

  upstream(value: unknown): DnsConfig["upstream"] {
    if (value === undefined || value === "system") return "system";
    if (value === "none") return "none";
    const addresses = Array.isArray(value) && value.length > 0 && value.length <= UPSTREAMS_MAX ? value : [];
    const found = addresses.map(resolverOf).filter((one) => one !== undefined);
    if (found.length > 0 && found.length === addresses.length) return found;
    this.wrong("dns.upstream", `system, none, or a list of 1 to ${UPSTREAMS_MAX} addresses of resolvers`, value);
    return "none";
  }

  flag(value: unknown, path: string): boolean {
    if (value === undefined || typeof value === "boolean") return value ?? false;
    this.wrong(path, "true or false", value);
    return false;
  }

  oneOf<Choice extends string>(value: unknown, path: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const found = choices.find((choice) => choice === (value ?? choices[0]));
    if (found !== undefined) return found;
    this.wrong(path, choices.join(" or "), value);
    return choices[0];
  }

  hostPort(value: unknown, path: string, portMin: number): HostPort {
    const found = typeof value === "string" ? splitHostPort(value) : undefined;
    if (found !== undefined && found.port >= portMin) return found;
    this.wrong(path, "host:port", value);
    return { host: "", port: 0 };
  }

  gateways(value: unknown): string[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.wrong("gateways", "a list of host:port, the preferred gateway first", value);
      return [];
    }
    value.forEach((one, n) => void this.hostPort(one, `gateways[${n}]`, 1));
    value.forEach((one, n) => {
      if (value.indexOf(one) === n) return;
      this.mistakes.push({ field: `gateways[${n}]`, text: `${JSON.stringify(one)} stands there twice` });
    });
    return value.map(String);
  }

  stubRange(value: unknown): StubRange {
    const cidr = typeof value === "string" ? parseCidr(value) : undefined;
    const usable = cidr?.ip.family === 4 && cidr.prefix >= STUB_BITS_MIN && cidr.prefix <= STUB_BITS_MAX;
    if (usable) return { base: cidr.ip.words[0]!, bits: cidr.prefix };
    this.wrong(
      "stub_range",
      `an IPv4 range from /${STUB_BITS_MIN} to /${STUB_BITS_MAX}, such as ${STUB_RANGE_DEFAULT}`,
      value,
    );
    return { base: 0, bits: 32 };
  }
}

/** `address` or `address:port`. */
function resolverOf(value: unknown): HostPort | undefined {
  if (typeof value !== "string") return undefined;
  if (isIp(value)) return { host: value, port: 53 };
  const found = splitHostPort(value);
  return found !== undefined && found.port > 0 && isIp(found.host) ? found : undefined;
}

/** `host:port`, with an IPv6 address in brackets. */
export function splitHostPort(text: string): HostPort | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  return host !== undefined && port <= 65_535 ? { host, port } : undefined;
}
