/** How the local agent captures, and by which way programs ask it for names, as lines and a table. */
import { isRow, list, type Row, text } from "./agent-words.ts";
import { printTable } from "./table.ts";

/** Networks that a line names; it says how many more there are. */
const NAMED_MAX = 5;

const WAYS: Readonly<Record<string, string>> = {
  resolved: "by systemd-resolved, private ones alone",
  "resolv-conf": "by /etc/resolv.conf",
  none: "the system's resolver is left alone",
};

const STANDS: Readonly<Record<string, string>> = {
  ours: "in place",
  waits: "waits for an SRP, or for systemd-resolved",
  left: "left to another program",
  none: "nothing is set",
};

const STAYS: Readonly<Record<string, string>> = {
  configured: "stub_range of the configuration is never left: configure a free one, or take it out",
  "too-often": "stubs have moved too often, and stay for up to an hour",
  "none-free": "no range is free: set stub_range to one that is",
};

/** `capture` and `dns` are the agent's own words, of whichever version it is: what is not there is not shown. */
export const captureText = (capture: unknown, dns: unknown): string[] => [
  ...(isRow(capture) ? [stubsText(capture), countersText(capture)] : []),
  ...(isRow(dns) ? [namesText(dns)] : []),
];

function stubsText({ stubs, leases, whole }: Row): string {
  const place = isRow(stubs) ? stubs : {};
  const { in_use, resting } = isRow(leases) ? leases : {};
  const ranges = [place["v4"], place["v6"]].filter((one) => typeof one === "string").join(" and ");
  const lines = [
    `capture: ${whole === false ? "not whole, a change of the system is tried again" : "whole"}`,
    `stubs: from ${ranges}, ${text(in_use)} leases in use, ${text(resting)} resting`,
    `  why there: ${text(place["why"])}`,
  ];
  const [conflicts, before] = [named(place["conflicts"]), named(place["before"])];
  const stays = STAYS[text(place["stays"])];
  if (conflicts !== "") lines.push(`  networks in the way: ${conflicts}${stays === undefined ? "" : `; ${stays}`}`);
  if (before !== "") lines.push(`  of before, refused for now: ${before}`);
  return `${lines.join("\n")}\n`;
}

/** Of TCP connections begun, of UDP datagrams; until they are read for the first time they are not known. */
function countersText({ routes, rules, counters }: Row): string {
  const [lines, counted] = [isRow(rules) ? rules : {}, isRow(counters) ? counters : {}];
  const routed = isRow(routes) ? routes : {};
  const rows = (["4", "6"] as const).map((family) => [
    ...[`IPv${family}`, text(routed[`v${family}`]), text(lines[`v${family}`])],
    ...["tcp", "udp"].flatMap((protocol) =>
      ["stubs", "apps", "refused"].map((what) => text(counted[`${protocol}_${what}${family}`])),
    ),
  ]);
  const titles = ["tcp", "udp"].flatMap((protocol) =>
    ["to stubs", "to apps", "refused"].map((what) => `${protocol} ${what}`),
  );
  return printTable(["captured", "routes", "rules", ...titles], rows);
}

function namesText({ way, system, link, domains, upstream }: Row): string {
  const how = WAYS[text(way)] ?? text(way);
  const by = typeof link === "string" ? ` (link ${link}, ${text(domains)} domains)` : "";
  const stands = way === "none" ? "" : `: ${STANDS[text(system)] ?? text(system)}`;
  const others = Array.isArray(upstream) && upstream.length > 0 ? list(upstream, ", ") : "nobody";
  return `names: ${how}${by}${stands}; others' names are asked of ${others}\n`;
}

function named(value: unknown): string {
  if (!Array.isArray(value)) return "";
  const more = value.length > NAMED_MAX ? ` (${value.length - NAMED_MAX} more)` : "";
  return `${list(value.slice(0, NAMED_MAX), ", ")}${more}`;
}
