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

/** Of addresses that publishers have told: beside a route that an app has to the same address. */
export const LEARNED_METRIC = 5377;

/** From what is held to what is wanted: new ones first, so that nothing wanted is open in between. */
export function routeLines(
  family: 4 | 6,
  held: readonly string[],
  wanted: readonly string[],
  metric?: number,
): string[] {
  const [before, after] = [new Set(held), new Set(wanted)];
  const line = (what: string, block: string, more: string) =>
    `route ${what} local ${block} dev lo${more} table ${ROUTE_TABLE}${metric === undefined ? "" : ` metric ${metric}`}`;
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
/**
 * So the last port is what is left of a block when all others have gone on: past our rules, to whatever this machine
 * does with them.
 */
const OTHERS_PRIORITY = 5378;
const LAST_PORT_PRIORITY = 5379;
const ON_PRIORITY = 5380;

/** Of one family. */
export function udpLines(held: readonly UdpTarget[], wanted: readonly UdpTarget[]): string[] {
  const [before, after] = [new Set(udpRules(held)), new Set(udpRules(wanted))];
  return [
    ...[...after].filter((one) => !before.has(one)).map((one) => `rule add ${one}`),
    ...[...before].filter((one) => !after.has(one)).map((one) => `rule delete ${one}`),
  ];
}

function udpRules(targets: readonly UdpTarget[]): string[] {
  const hasLast = targets.some(({ ports }) => ports !== undefined && ports.to > RULE_PORT_MAX && ports.from > 1);
  const on = hasLast ? [`priority ${ON_PRIORITY} iif lo nop`] : [];
  return [...on, ...targets.flatMap(rulesOf)];
}

function rulesOf({ block, ports }: UdpTarget): string[] {
  const rule = (priority: number, words: string, what: string) =>
    `priority ${priority} iif lo to ${block} ipproto udp${words} ${what}`;
  const taken = `lookup ${ROUTE_TABLE}`;
  if (ports === undefined || (ports.from === 1 && ports.to > RULE_PORT_MAX)) return [rule(CAPTURE_PRIORITY, "", taken)];
  const last = Math.min(ports.to, RULE_PORT_MAX);
  return [
    ...(ports.from > last ? [] : [rule(CAPTURE_PRIORITY, ` dport ${ports.from}-${last}`, taken)]),
    ...(ports.to === last ? [] : [rule(OTHERS_PRIORITY, ` dport 1-${RULE_PORT_MAX}`, `goto ${ON_PRIORITY}`)]),
    ...(ports.to === last ? [] : [rule(LAST_PORT_PRIORITY, "", taken)]),
  ];
}

/**
 * What takes lines back of which some were done and some were not: each is refused where there is nothing to take back,
 * so it is given to `ip -force`.
 */
export const inverseLines = (family: 4 | 6, lines: readonly string[]): string[] =>
  lines
    .map((line) => {
      if (line.startsWith("rule add ")) return line.replace("rule add", "rule delete");
      if (line.startsWith("rule delete ")) return line.replace("rule delete", "rule add");
      if (line.startsWith("route replace "))
        return line.replace("route replace", "route delete").replace(/ src \S+/, "");
      return line.replace("route delete", "route replace").replace(" dev lo", ` dev lo src ${SOURCE[family]}`);
    })
    .reverse();

export type Command = readonly [program: string, args: readonly string[]];

/** What takes all of it back, whatever of it is there. `often`: as long as it finds something. */
export function undoCommands(filterTable: string): readonly { readonly command: Command; readonly often: boolean }[] {
  const families = ["-4", "-6"].flatMap((family) => [
    ...[CAPTURE_PRIORITY, OTHERS_PRIORITY, LAST_PORT_PRIORITY, ON_PRIORITY, OWN_PRIORITY].map((priority) => ({
      command: ["ip", [family, "rule", "delete", "priority", String(priority)]] as Command,
      often: true,
    })),
    { command: ["ip", [family, "route", "flush", "table", String(ROUTE_TABLE)]] as Command, often: false },
  ]);
  return [...families, { command: ["nft", ["delete", "table", "inet", filterTable]], often: false }];
}
