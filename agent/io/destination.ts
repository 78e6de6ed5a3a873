/** Where a program's traffic goes, once anybody knows: the first SRP is waited for as long as a session is. */
import { clock } from "../../io/clock.ts";
import type { Agent, Destination } from "../agent.ts";
import { SESSION_WAIT_MS } from "../open-flow.ts";
import type { GatewayLinks } from "./gateway-links.ts";

export async function whereTo(agent: Agent, links: GatewayLinks, host: string): Promise<Destination> {
  const to = await found(agent, links, host);
  links.steered(host, to);
  return to;
}

async function found(agent: Agent, links: GatewayLinks, host: string): Promise<Destination> {
  const look = (): Destination => {
    const to = agent.destination(host, clock.now());
    const code = to.kind === "unknown" ? links.refusedCode : undefined;
    return code === undefined ? to : { kind: "refuse", code };
  };
  const first = look();
  if (first.kind !== "unknown") return first;
  return new Promise((resolve) => {
    const settle = (to: Destination) => {
      unwatch();
      clearTimeout(timer);
      resolve(to);
    };
    const timer = setTimeout(() => settle(first), SESSION_WAIT_MS);
    const unwatch = links.watch(() => {
      const to = look();
      if (to.kind !== "unknown") settle(to);
    });
  });
}
