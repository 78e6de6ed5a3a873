/**
 * What a device believes of a publisher's answer. An address of loopback, of link-local or of a metadata service would
 * lead a program to this device itself, or to what its network has there (DNS rebinding): it is not told, whatever the
 * publisher's operator allows himself.
 */
import { addressIn, RCODE } from "../../core/dns/name-answer.ts";
import { parseIp, printIp } from "../../core/net/ip.ts";
import { isSpecial } from "../../core/net/special-address.ts";
import type { PublisherAnswer, PublisherRecord } from "./ask-publisher.ts";

export function believed(answer: PublisherAnswer): PublisherAnswer {
  if (answer.kind === "unreachable") return answer;
  const records = answer.records.filter((record) => !leadsHere(record));
  if (records.length === answer.records.length) return answer;
  if (records.some((record) => addressIn(record) !== undefined)) return { ...answer, records };
  return { kind: "answered", rcode: RCODE.REFUSED, records: [], code: "PUB_DIAL_FORBIDDEN" };
}

/** Addresses of the answer, in normal form, and for how long the shortest-lived record holds: seconds. */
export function addressesOf(answer: PublisherAnswer): { readonly addresses: string[]; readonly ttlS: number } {
  if (answer.kind === "unreachable") return { addresses: [], ttlS: 0 };
  const addresses = answer.records.flatMap((record) => {
    const ip = parseIp(addressIn(record) ?? "");
    return ip === undefined ? [] : [printIp(ip)];
  });
  return { addresses, ttlS: Math.min(...answer.records.map(({ ttl }) => ttl)) };
}

function leadsHere(record: PublisherRecord): boolean {
  const ip = parseIp(addressIn(record) ?? "");
  return ip !== undefined && isSpecial(ip);
}
