/**
 * How systemd-resolved is told of us: words for `ip` and `resolvectl`, and whether this machine asks it at all.
 *
 * Names below routing domains (`~corp.example`) are asked of the servers of the link that has them, all others of the
 * other links' servers (resolvectl(1), `domain`, `default-route`).
 */
import type { HostPort } from "../config.ts";
import { nameserversOf } from "./resolv-conf.ts";

/**
 * Of our own: the loopback may have no servers, and another link's would no longer be asked. It ends with the process
 * that holds it, and resolved forgets then all that it was told of it.
 */
export const LINK = "wayleave0";
/**
 * resolved asks nothing by a link without an address of its own. This one is the machine itself in any case, and no
 * packet is routed by it.
 */
const LINK_ADDRESS = "127.53.77.1/32";

/** Where resolved listens itself. */
const STUBS = ["127.0.0.53", "127.0.0.54"];
export const isStub = ({ host }: HostPort): boolean => STUBS.includes(host);

/** Programs of this machine ask resolved: by the file that names their resolver, or by its own name service. */
export function asksResolved(o: { resolvConf: string; nsswitch: string; runs: boolean }): boolean {
  if (nameserversOf(o.resolvConf).some(isStub)) return true;
  const hosts = /^\s*hosts:(.*)$/m.exec(o.nsswitch)?.[1] ?? "";
  return o.runs && hosts.split(/\s+/).includes("resolve");
}

export interface Step {
  readonly program: "ip" | "resolvectl";
  readonly args: readonly string[];
  /** A kernel or a resolved that knows no such setting does without. */
  readonly optional?: boolean;
}

/** Up, with an address, and without a packet of its own: nobody reads what is sent there. */
export const linkSteps: readonly Step[] = [
  { program: "ip", args: ["link", "set", LINK, "multicast", "off"] },
  { program: "ip", args: ["link", "set", LINK, "addrgenmode", "none"], optional: true },
  { program: "ip", args: ["link", "set", LINK, "up"] },
  { program: "ip", args: ["-4", "address", "replace", LINK_ADDRESS, "dev", LINK, "scope", "global"] },
];

/**
 * The server comes last: a link that has one and no domains is asked for everything. Private names are in no signed
 * zone, and the way to us needs no encryption.
 */
export function resolvedSteps(server: HostPort, domains: readonly string[]): Step[] {
  const set = (what: string, ...words: string[]): Step => ({ program: "resolvectl", args: [what, LINK, ...words] });
  return [
    set("default-route", "no"),
    ...["llmnr", "mdns", "dnssec", "dnsovertls"].map((what): Step => ({ ...set(what, "no"), optional: true })),
    set("domain", ...domains.map((domain) => `~${domain}`)),
    set("dns", serverText(server)),
  ];
}

export const serverText = ({ host, port }: HostPort): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** What `resolvectl domain LINK` and `resolvectl dns LINK` print once it was told. */
export function isTold(
  printed: { domain: string; dns: string },
  server: HostPort,
  domains: readonly string[],
): boolean {
  const words = (text: string) =>
    text
      .slice(text.indexOf("):") + 2)
      .trim()
      .split(/\s+/)
      .filter(Boolean);
  const wanted = domains.map((domain) => `~${domain}`).sort();
  return (
    words(printed.dns).join(" ") === serverText(server) && words(printed.domain).sort().join(" ") === wanted.join(" ")
  );
}
