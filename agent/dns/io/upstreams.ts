/** Whom the forwarder asks: as configured, or whom this machine's programs asked before us. */
import { networkInterfaces } from "node:os";
import type { DnsConfig, HostPort } from "../../config.ts";
import { isPointed, nameserversOf, others, RESOLV_CONF } from "../resolv-conf.ts";
import { isStub } from "../resolved.ts";
import { textOf } from "./resolv-conf-file.ts";

/** Where systemd-resolved is in between, its own file names those that it asks: it may ask us. */
const RESOLVED_CONF = "/run/systemd/resolve/resolv.conf";

/** `before`: what the system's file said before it was pointed at us. */
export function upstreamsOf({ upstream }: DnsConfig, listens: readonly HostPort[], before?: string): HostPort[] {
  if (upstream === "none") return [];
  const own = listens.flatMap(addressesOf);
  return others(upstream === "system" ? systemResolvers(before) : upstream, own);
}

/** Where resolved asks us it can't be asked in return: those behind it are. */
export function upstreamsBehindResolved({ upstream }: DnsConfig, listens: readonly HostPort[]): HostPort[] {
  if (upstream === "none") return [];
  const all = upstream === "system" ? nameserversOf(textOf(RESOLVED_CONF)) : upstream;
  return others(all, listens.flatMap(addressesOf)).filter((one) => !isStub(one));
}

function systemResolvers(before: string | undefined): HostPort[] {
  const behindResolved = nameserversOf(textOf(RESOLVED_CONF));
  if (behindResolved.length > 0) return behindResolved;
  const text = before ?? textOf(RESOLV_CONF);
  // One that an agent of another folder has left names nobody but an agent.
  return isPointed(text) ? [] : nameserversOf(text);
}

/** What listens on every address listens on each of this machine. */
function addressesOf({ host, port }: HostPort): HostPort[] {
  if (host !== "0.0.0.0" && host !== "::") return [{ host, port }];
  const all = Object.values(networkInterfaces()).flatMap((link) => link ?? []);
  return all.map(({ address }) => ({ host: address, port }));
}
