/**
 * The publisher's lock on questions, behind the gateway's: it answers for names of its own apps alone, and tells no
 * address that it would not dial.
 */
import { addressIn, type NameAnswer, type NameQuestion, RCODE } from "../core/dns/name-answer.ts";
import { addressOfReverse } from "../core/dns/reverse-name.ts";
import { parseHostPattern } from "../core/net/host-name.ts";
import { type Ip, parseIp, printIp } from "../core/net/ip.ts";
import type { PortRange } from "../core/net/port-range.ts";
import type { Code } from "../core/reason.ts";
import { type AllowRule, matches, mayDial, type PublishedApp } from "./allow.ts";

/** A name is the app's as a flow's host is; that of an address, where the address is. */
export function isAppsName(app: PublishedApp, name: string): boolean {
  const reversed = addressOfReverse(name);
  const host = reversed === undefined ? name : printIp(reversed);
  return app.hosts.some((text) => {
    const pattern = parseHostPattern(text);
    return !("wrong" in pattern) && matches(pattern, host);
  });
}

/** What the publisher may tell of its name server's answer. */
export interface Told {
  readonly answer: NameAnswer;
  /** Set where no address is left. */
  readonly code?: Code;
  readonly leftOut: number;
}

/**
 * Without the addresses that no flow to this app would be dialled at, by any of its ports: a name may be made to point
 * anywhere, and whoever asks would believe it. An app with an origin is dialled there; its own names' addresses are
 * still not to be those of this host or of the network's own services.
 */
export function tellable(
  { name, type }: NameQuestion,
  answer: NameAnswer,
  app: PublishedApp,
  rules: readonly AllowRule[] | undefined,
  own: ReadonlySet<string>,
): Told {
  const records = answer.records.filter((record) => {
    const text = addressIn(record);
    const address = text === undefined ? undefined : parseIp(text);
    return address === undefined || app.ports.some((range) => dialable(name, address, range, rules, own));
  });
  const leftOut = answer.records.length - records.length;
  const wanted = records.some((record) => record.type === type);
  if (leftOut === 0 || wanted) return { answer: { ...answer, records }, leftOut };
  return { answer: { rcode: RCODE.REFUSED, records: [], negativeTtl: 0 }, code: "PUB_DIAL_FORBIDDEN", leftOut };
}

function dialable(
  host: string,
  address: Ip,
  { protocol, from, to }: PortRange,
  rules: readonly AllowRule[] | undefined,
  own: ReadonlySet<string>,
): boolean {
  if (mayDial({ host, address, protocol, port: from }, rules, own)) return true;
  // The file may allow a part of the app's ports.
  const within = (rules ?? []).flatMap(({ ports }) => ports).filter((range) => range.protocol === protocol);
  const ports = within.map((range) => range.from).filter((port) => port > from && port <= to);
  return ports.some((port) => mayDial({ host, address, protocol, port }, rules, own));
}
