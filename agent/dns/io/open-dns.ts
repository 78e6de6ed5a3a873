/** The agent's name service as its configuration wants it: the listener, and whom it asks for others' names. */
import type { Agent } from "../../agent.ts";
import type { AgentConfig } from "../../config.ts";
import { openDnsListener } from "../../io/dns-listener.ts";
import type { LeaseFile } from "../../io/lease-file.ts";
import { Forwarder } from "./forwarder.ts";
import type { Asking } from "./open-asking.ts";
import { upstreamsOf } from "./upstreams.ts";

export interface NameService {
  readonly port: number;
  counters(): Record<string, number>;
  close(): Promise<void>;
}

export async function openDns(
  { dns }: AgentConfig,
  o: { agent: Agent; leases: LeaseFile; asking: Asking },
): Promise<NameService> {
  const forwarder = new Forwarder([]);
  const listener = await openDnsListener({ ...o, listen: dns.listen, forwarder, ask: o.asking.ask });
  const { port } = listener;
  const { asking } = o;
  const close = () => {
    asking.close();
    return listener.close();
  };
  forwarder.use(upstreamsOf(dns, [{ host: dns.listen.host, port }]));
  return { port, counters: () => ({ ...forwarder.counters, ...asking.counters() }), close };
}
