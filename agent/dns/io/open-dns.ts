/** The agent's name service as its configuration wants it: the listener, and whom it asks for others' names. */
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Agent } from "../../agent.ts";
import type { AgentConfig, HostPort } from "../../config.ts";
import { type DnsListener, openDnsListener } from "../../io/dns-listener.ts";
import type { LeaseFile } from "../../io/lease-file.ts";
import { listenFault } from "../../io/listen-fault.ts";
import type { Tap } from "../../io/tap.ts";
import { DNS_PORT } from "../resolv-conf.ts";
import { Forwarder } from "./forwarder.ts";
import type { Asking } from "./open-asking.ts";
import { openSystemWay, wayOf } from "./open-system.ts";
import { undoResolver } from "./undo-resolver.ts";

export interface NameService {
  readonly port: number;
  counters(): Record<string, number>;
  status(): Record<string, unknown>;
  /** The SRP may be the first. */
  look(): void;
  close(): Promise<void>;
}

export async function openDns(
  config: AgentConfig,
  o: {
    agent: Agent;
    leases: LeaseFile;
    asking: Asking;
    tap: Tap;
    /** Others' names are asked of these from now on. */
    onUpstreams: (upstreams: readonly HostPort[]) => void;
    log: JsonLog;
  },
): Promise<NameService> {
  const { dns, state } = config;
  const { ask } = o.asking;
  if (undoResolver(state)) o.log.info("the system's resolver, which an earlier agent had set, is set back");
  const forwarder = new Forwarder([]);
  const first = openDnsListener({ ...o, listen: dns.listen, forwarder, ask });
  const listeners = [await first.catch(listenFault("dns.listen", dns.listen))];
  const { port } = listeners[0]!;
  const way = wayOf(config);
  // The file names no port.
  if (way === "resolv-conf" && port !== DNS_PORT) {
    const listen = { host: dns.listen.host, port: DNS_PORT };
    const more = await openDnsListener({ ...o, listen, forwarder, ask }).catch((error: unknown) =>
      o.log.warn("the system's resolver can't be this agent", { error: errorText(error) }),
    );
    if (more !== undefined) listeners.push(more as DnsListener);
  }
  const listens = listeners.map((one) => ({ host: dns.listen.host, port: one.port }));
  const use = (upstreams: readonly HostPort[]) => {
    forwarder.use(upstreams);
    o.onUpstreams(upstreams);
  };
  const system = openSystemWay({ config, way, agent: o.agent, listens, use, log: o.log });
  return {
    port,
    counters: () => ({ ...forwarder.counters, ...o.asking.counters() }),
    status: () => ({
      ...system.status(),
      upstream: forwarder.upstreams.map((one) => `${one.host} ${one.port}`),
    }),
    look: () => system.look(),
    close: async () => {
      await system.close();
      o.asking.close();
      await Promise.all(listeners.map((one) => one.close()));
    },
  };
}
