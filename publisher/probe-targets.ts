/** Which ports of an app are asked, and where: what an operator stated one by one, within bounds. */
import { parseHostPattern } from "../core/net/host-name.ts";
import { printHostPort, splitHostPort } from "../core/net/ip.ts";
import type { Protocol } from "../core/net/port-range.ts";
import type { PublishedApp } from "./allow.ts";
import { type PortTarget, PROBE_EVERY_MS } from "./health.ts";

/** Of a range with more ports the first ones are asked: an app that offers a thousand listens on few. */
export const PORTS_OF_RANGE = 16;
/** A probe that takes longer tells that the app is slow, which flows find out. */
export const PROBE_TIMEOUT_MS = 5_000;

/** Wildcards and blocks have no one host. */
export function probeTargets(app: PublishedApp, connectTimeoutMs: number): PortTarget[] {
  if (app.probe !== "active") return [];
  const ports = app.ports.flatMap(({ protocol, from, to }) => {
    const count = Math.min(to - from + 1, PORTS_OF_RANGE);
    return Array.from({ length: count }, (_, n) => ({ protocol, port: from + n }));
  });
  const hosts = app.hosts.filter((host) => isStated(host));
  const everyMs = app.probeEveryS * 1000 || PROBE_EVERY_MS;
  return hosts.flatMap((host) => ports.map((port) => targetOf(app, host, port, connectTimeoutMs, everyMs)));
}

/** `everyMs` 0: the port of a flow, which is asked where something is wrong with it. */
export function targetOf(
  app: PublishedApp,
  host: string,
  { protocol, port }: { readonly protocol: Protocol; readonly port: number },
  connectTimeoutMs: number,
  everyMs = 0,
): PortTarget {
  const dial = splitHostPort(app.origin || printHostPort(host, port)) ?? { host, port };
  return {
    ...{ app: app.name, host, port, protocol, dialHost: dial.host, dialPort: dial.port, everyMs },
    listed: app.hosts.includes(host),
    timeoutMs: Math.min(PROBE_TIMEOUT_MS, app.connectTimeoutMs || connectTimeoutMs),
  };
}

function isStated(host: string): boolean {
  const pattern = parseHostPattern(host);
  return !("wrong" in pattern) && (pattern.kind === "name" || pattern.kind === "ip");
}
