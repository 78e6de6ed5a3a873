/**
 * What was private when this device last had an SRP: before the first of its next start such names are told from
 * others by it, so that none is asked of the machine's own resolvers. Nothing is steered by it.
 */
import { utf8 } from "../../core/control/canonical.ts";
import type { Srp, SrpEntry } from "../steer.ts";

/** Past it the private domains alone are kept. */
export const REMEMBERED_BYTES_MAX = 4 * 1024 * 1024;

/** Apps play no part: their hosts stand in two lists, those of Publisher DNS apart. */
export function rememberedText({ entries, privateDomains }: Srp): string {
  const hostsOf = (publisherDns: boolean) =>
    entries.filter(({ usePublisherDns = false }) => usePublisherDns === publisherDns).flatMap(({ hosts }) => hosts);
  const text = (hosts: readonly string[], publisher_dns: readonly string[]) =>
    `${JSON.stringify({ private_domains: privateDomains, hosts, publisher_dns })}\n`;
  const whole = text(hostsOf(false), hostsOf(true));
  return utf8(whole).length > REMEMBERED_BYTES_MAX ? text([], []) : whole;
}

/** Undefined: it is nothing that was written here. */
export function readRemembered(text: string): Srp | undefined {
  try {
    const { private_domains, hosts, publisher_dns } = JSON.parse(text) as Record<string, unknown>;
    if (!isTexts(private_domains) || !isTexts(hosts) || !isTexts(publisher_dns)) return undefined;
    const entries: SrpEntry[] = [
      { app: "", hosts },
      { app: "", hosts: publisher_dns, usePublisherDns: true },
    ];
    return { version: 0, entries, privateDomains: private_domains };
  } catch {
    return undefined;
  }
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string" && one.length <= 255);
