/** Names become addresses here, in the private network, by the host's own resolver or the name servers configured. */
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { addressIn, type NameRecord, TYPE } from "../../core/dns/name-answer.ts";
import { type Ip, parseIp, printIp } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import { after } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import { reasonOf } from "../../io/errors.ts";
import type { NameServers } from "./name-servers.ts";

const RESOLVE_MS = 5_000;
/** A name with more addresses than can be tried in time is cut here. */
const ADDRESSES_MAX = 8;
/** Addresses of this host change with its network, seldom within that time. */
const OWN_FOR_MS = 5_000;

/** Callers of one name at one moment share the answer: the system's resolver serves four at a time. */
const asking = new Map<string, Promise<readonly Ip[] | Code>>();

export function resolve(host: string, servers?: NameServers): Promise<readonly Ip[] | Code> {
  const literal = parseIp(host);
  if (literal !== undefined) return Promise.resolve([literal]);
  if (servers?.areConfigured === true) return askServers(host, servers);
  const already = asking.get(host);
  if (already !== undefined) return already;
  const answer = ask(host).finally(() => asking.delete(host));
  asking.set(host, answer);
  return answer;
}

async function ask(host: string): Promise<readonly Ip[] | Code> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<Code>();
  const timer = setTimeout(() => giveUp("PUB_DNS_TIMEOUT"), RESOLVE_MS);
  const answer = lookup(host, { all: true, order: "ipv4first" }).then(
    (found): readonly Ip[] | Code => {
      const addresses = found.flatMap(({ address }) => parseIp(address) ?? []);
      return addresses.length === 0 ? "PUB_DNS_NOT_FOUND" : addresses.slice(0, ADDRESSES_MAX);
    },
    (error: unknown): Code => reasonOf(error) ?? "PUB_DNS_NOT_FOUND",
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** IPv4 first, as the host's own resolver is asked for. */
async function askServers(host: string, servers: NameServers): Promise<readonly Ip[] | Code> {
  const deadline = after(clock.now(), RESOLVE_MS);
  const answers = await Promise.all([TYPE.A, TYPE.AAAA].map((type) => servers.ask({ name: host, type }, deadline)));
  const found = answers.flatMap((answer) => (typeof answer === "string" ? [] : answer.records.flatMap(ipOf)));
  if (found.length > 0) return found.slice(0, ADDRESSES_MAX);
  return answers.find((answer) => typeof answer === "string") ?? "PUB_DNS_NOT_FOUND";
}

const ipOf = (record: NameRecord): Ip[] => {
  const ip = parseIp(addressIn(record) ?? "");
  return ip === undefined ? [] : [ip];
};

let own: ReadonlySet<string> = new Set();
let ownUntil = 0;

/** This host's own addresses, in normal form. */
export function ownAddresses(now: number): ReadonlySet<string> {
  if (now < ownUntil) return own;
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  own = new Set(all.flatMap(({ address }) => parseIp(address.replace(/%.*$/, "")) ?? []).map(printIp));
  ownUntil = now + OWN_FOR_MS;
  return own;
}
