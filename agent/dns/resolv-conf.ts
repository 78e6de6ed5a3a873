/** The file by which programs find their resolver (resolv.conf(5)): what it says, and what it says with us in it. */
import { parseIp } from "../../core/net/ip.ts";
import type { HostPort } from "../config.ts";

export const RESOLV_CONF = "/etc/resolv.conf";
export const DNS_PORT = 53;
/** As many as the C library reads. */
const NAMESERVERS_MAX = 3;
const BYTES_MAX = 64 * 1024;
const HEAD =
  "# Names are asked of the Wayleave agent. When it ends, or by wayleave agent --undo, what was here is again.\n";

/** The resolvers that a file names, in its order. */
export function nameserversOf(text: string): HostPort[] {
  const found: HostPort[] = [];
  for (const line of text.slice(0, BYTES_MAX).split("\n")) {
    const [word, address = ""] = line.trim().split(/\s+/);
    // An address of a link may name it: fe80::1%eth0.
    const isAddress = parseIp(address.split("%")[0]!) !== undefined;
    if (word === "nameserver" && isAddress) found.push({ host: address, port: DNS_PORT });
  }
  return found.slice(0, NAMESERVERS_MAX);
}

/** The same file with another resolver in place of its own: whom to ask is that, how to ask (search, options) stays. */
export function asking(text: string, host: string): string {
  const lines = text.slice(0, BYTES_MAX).split("\n");
  const kept = lines.filter((line) => /^\s*(search|domain|options|sortlist)\s/.test(line));
  return `${[`nameserver ${host}`, ...kept].join("\n")}\n`;
}

/** With us in their place, and said so. */
export const pointed = (text: string, host: string): string => `${HEAD}${asking(text, host)}`;

/** Written by an agent, this one or another. */
export const isPointed = (text: string): boolean => text.startsWith(HEAD);

/** Those that are somebody else: to ask ourselves would never end. `own` are the addresses that we listen on. */
export function others(nameservers: readonly HostPort[], own: readonly HostPort[]): HostPort[] {
  const isOwn = (one: HostPort) => own.some(({ host, port }) => port === one.port && host === one.host);
  return nameservers.filter((one) => !isOwn(one));
}
