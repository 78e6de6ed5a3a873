/**
 * The routing part of capture, as lines for `ip -batch`: what is captured is a local address for the programs of this
 * machine, by a table and two kinds of rules of our own. Nothing of anybody else's is changed.
 */

import type { Span } from "./offers.ts";

/** Ours among the tables and the rules' priorities of this machine; main's rule stands at 32766. */
export const ROUTE_TABLE = 5377;
export const OWN_PRIORITY = 5376;
export const CAPTURE_PRIORITY = 5377;

/** A gateway or a resolver, which this machine's own agent speaks to. */
export interface OwnPeer {
  readonly ip: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/**
 * Without a source the kernel would take the destination itself, and a connection could be made to itself
 * (docs/decisions/0041-capture.md).
 */
const SOURCE = { 4: "127.0.0.1", 6: "::1" } as const;

/** From what is held to what is wanted: new ones first, so that nothing wanted is open in between. */
export function routeLines(family: 4 | 6, held: readonly string[], wanted: readonly string[]): string[] {
  const [before, after] = [new Set(held), new Set(wanted)];
  const line = (what: string, block: string, more: string) =>
    `route ${what} local ${block} dev lo${more} table ${ROUTE_TABLE}`;
  return [
    ...wanted.filter((block) => !before.has(block)).map((block) => line("replace", block, ` src ${SOURCE[family]}`)),
    ...held.filter((block) => !after.has(block)).map((block) => line("delete", block, "")),
  ];
}

/** Our own connections go as if there were no capture; of one family. */
export function ownLines(held: readonly OwnPeer[], wanted: readonly OwnPeer[]): string[] {
  const key = ({ ip, port, protocol }: OwnPeer) => `to ${ip} ipproto ${protocol} dport ${port}`;
  const [before, after] = [new Set(held.map(key)), new Set(wanted.map(key))];
  const rule = (what: string, words: string) => `rule ${what} priority ${OWN_PRIORITY} iif lo ${words} lookup main`;
  return [
    ...[...after].filter((one) => !before.has(one)).map((one) => rule("add", one)),
    ...[...before].filter((one) => !after.has(one)).map((one) => rule("delete", one)),
  ];
}

/** Of TCP that this machine's programs begin, and nothing that comes from outside. */
export const captureLine = (what: "add" | "delete"): string =>
  `rule ${what} priority ${CAPTURE_PRIORITY} iif lo ipproto tcp lookup ${ROUTE_TABLE}`;

/** What of UDP is captured: exactly that, since others' datagrams to the same network must not suffer. */
export interface UdpTarget {
  readonly block: string;
  /** Undefined: every port. */
  readonly ports?: Span;
}

/** The kernel looks through them for each route. */
export const UDP_RULES_MAX = 1_000;

/** The kernel takes no range of a rule that ends later (fib_rule_port_range_valid, include/net/fib_rules.h). */
const RULE_PORT_MAX = 65_534;

/** Of one family. A range up to port 65535 is captured without that port, unless it has all the others. */
export function udpLines(held: readonly UdpTarget[], wanted: readonly UdpTarget[]): string[] {
  const keys = ({ block, ports }: UdpTarget): string[] => {
    const to = `to ${block} ipproto udp`;
    if (ports === undefined || (ports.from === 1 && ports.to > RULE_PORT_MAX)) return [to];
    const last = Math.min(ports.to, RULE_PORT_MAX);
    return ports.from > last ? [] : [`${to} dport ${ports.from}-${last}`];
  };
  const [before, after] = [new Set(held.flatMap(keys)), new Set(wanted.flatMap(keys))];
  const rule = (what: string, words: string) =>
    `rule ${what} priority ${CAPTURE_PRIORITY} iif lo ${words} lookup ${ROUTE_TABLE}`;
  return [
    ...[...after].filter((one) => !before.has(one)).map((one) => rule("add", one)),
    ...[...before].filter((one) => !after.has(one)).map((one) => rule("delete", one)),
  ];
}

export type Command = readonly [program: string, args: readonly string[]];

/** What takes all of it back, whatever of it is there. `often`: as long as it finds something. */
export function undoCommands(filterTable: string): readonly { readonly command: Command; readonly often: boolean }[] {
  const families = ["-4", "-6"].flatMap((family) => [
    { command: ["ip", [family, "rule", "delete", "priority", String(CAPTURE_PRIORITY)]] as Command, often: true },
    { command: ["ip", [family, "rule", "delete", "priority", String(OWN_PRIORITY)]] as Command, often: true },
    { command: ["ip", [family, "route", "flush", "table", String(ROUTE_TABLE)]] as Command, often: false },
  ]);
  return [...families, { command: ["nft", ["delete", "table", "inet", filterTable]], often: false }];
}
