/** How this machine's programs come to ask us for names, as the configuration wants it and the machine is. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { StubRange } from "../../../core/dns/stub-pool.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Agent } from "../../agent.ts";
import { SBIN_PATH } from "../../capture/io/system.ts";
import { placeNetworks } from "../../capture/stub-range.ts";
import type { AgentConfig, HostPort } from "../../config.ts";
import type { Srp } from "../../steer.ts";
import { DNS_PORT, RESOLV_CONF } from "../resolv-conf.ts";
import { asksResolved, LINK } from "../resolved.ts";
import { routingDomains } from "../routing-domains.ts";
import { textOf } from "./resolv-conf-file.ts";
import { RESOLVED_SOCKET, ResolvedLink } from "./resolved-link.ts";
import { SystemResolver } from "./system-resolver.ts";
import { upstreamsBehindResolved, upstreamsOf } from "./upstreams.ts";

const NSSWITCH = "/etc/nsswitch.conf";

export type Way = "resolved" | "resolv-conf" | "none";

/** By what programs of this machine ask now. */
export function wayOf({ dns, capture }: AgentConfig): Way {
  if (dns.system !== "auto") return dns.system;
  if (capture === undefined) return "none";
  const now = { resolvConf: textOf(RESOLV_CONF), nsswitch: textOf(NSSWITCH), runs: existsSync(RESOLVED_SOCKET) };
  return asksResolved(now) && has("resolvectl") ? "resolved" : "resolv-conf";
}

export interface SystemWay {
  status(): Record<string, unknown>;
  /** The SRP may be the first, or another one. */
  look(): void;
  close(): Promise<void>;
}

export interface SystemWayOptions {
  readonly config: AgentConfig;
  readonly way: Way;
  readonly agent: Agent;
  /** Where we answer. */
  readonly listens: readonly HostPort[];
  /** Others' names are asked of these from now on. */
  readonly use: (upstreams: readonly HostPort[]) => void;
  readonly log: JsonLog;
}

export function openSystemWay(o: SystemWayOptions): SystemWay {
  if (o.way === "resolved") return byResolved(o);
  const { dns, state } = o.config;
  o.use(upstreamsOf(dns, o.listens));
  const isAsked = o.way === "resolv-conf" && o.listens.some((one) => one.port === DNS_PORT);
  if (!isAsked) return { status: () => ({ system: "none", way: o.way }), look: () => {}, close: async () => {} };
  const onBefore = (text: string) => o.use(upstreamsOf(dns, o.listens, text));
  const system = new SystemResolver({ path: RESOLV_CONF, state, host: dns.listen.host, onBefore, log: o.log });
  return {
    status: () => ({ system: system.state, way: "resolv-conf" }),
    look: () => void (o.agent.steered !== undefined && system.point()),
    close: () => system.close(),
  };
}

function byResolved({ config: { dns }, agent, listens, use, log }: SystemWayOptions): SystemWay {
  let used = "";
  const refresh = () => {
    const upstreams = upstreamsBehindResolved(dns, listens);
    const key = JSON.stringify(upstreams);
    if (key !== used) use(upstreams);
    used = key;
  };
  refresh();
  const domains = domainsOf(agent);
  // It listens on every address: one of this machine is named.
  const host = dns.listen.host === "0.0.0.0" ? "127.0.0.1" : dns.listen.host === "::" ? "::1" : dns.listen.host;
  const link = new ResolvedLink({ server: { host, port: listens[0]!.port }, domains, onLook: refresh, log });
  return {
    status: () => ({ system: link.state, way: "resolved", link: LINK, domains: link.told.length }),
    look: () => void link.look(),
    close: () => link.close(),
  };
}

/** Made once for each SRP and range of stubs. */
function domainsOf(agent: Agent): () => readonly string[] | undefined {
  let made: { readonly srp: Srp; readonly range: StubRange; readonly domains: readonly string[] } | undefined;
  return () => {
    const { steered: srp, pool, prefix } = agent;
    if (srp === undefined) return undefined;
    if (made?.srp !== srp || made.range !== pool.range) {
      const { entries, privateDomains } = srp;
      const domains = routingDomains({ privateDomains, entries, stubs: placeNetworks({ range: pool.range, prefix }) });
      const same = made !== undefined && made.domains.join(" ") === domains.join(" ");
      made = { srp, range: pool.range, domains: same ? made!.domains : domains };
    }
    return made.domains;
  };
}

const has = (program: string): boolean =>
  SBIN_PATH.split(delimiter).some((folder) => folder !== "" && existsSync(join(folder, program)));
