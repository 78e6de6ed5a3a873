/** What `routes` and `diff` print: JSON as docs/cli promises it, and tables for a person. */
import type { Plain } from "../core/config/located.ts";
import { printTime } from "../core/config/time.ts";
import type { Difference, Differences, FieldDifference } from "../core/history/differences.ts";
import type { RouteHealth, Routes, RouteTunnel } from "../core/history/routes.ts";
import { printable } from "./print/columns.ts";
import { printTable } from "./print/table.ts";

interface Reached {
  readonly asOf: number;
  readonly atUs: number;
  readonly stateHash: string;
}

const reachedJson = ({ asOf, atUs, stateHash }: Reached) => ({
  ...{ as_of: asOf, at: atUs === 0 ? null : printTime(atUs), state_hash: stateHash },
});

const orNull = (text: string): string | null => (text === "" ? null : text);

export function routesJson(routes: Routes & { readonly reached: Reached; readonly gateway: string }) {
  const { gateways, tunnels, drained, health, leftOut, reached, gateway } = routes;
  const names = [...new Set([...tunnels.map(({ publisher }) => publisher), ...drained])].sort();
  return {
    ...reachedJson(reached),
    answered_by: gateway,
    gateways: gateways.map(({ name, condition, address, roles, epoch, since, judge }) => {
      const about = { address: orNull(address), roles: [...roles], epoch, since, judge: orNull(judge) };
      return { name, state: condition, ...about };
    }),
    publishers: names.map((publisher) => ({
      publisher,
      draining: drained.includes(publisher),
      held: tunnels
        .filter((one) => one.publisher === publisher)
        .map(({ publisher: _, latencyBucket, ...held }: RouteTunnel) => ({ ...held, latency_bucket: latencyBucket })),
    })),
    health: health.map(({ code, ...one }: RouteHealth) => ({ ...one, code: orNull(code) })),
    left_out: leftOut,
  } satisfies Plain;
}

export type RoutesJson = ReturnType<typeof routesJson>;

export function diffJson(diff: Differences & { from: Reached; to: Reached; gateway: string }) {
  return {
    ...{ from: reachedJson(diff.from), to: reachedJson(diff.to), answered_by: diff.gateway },
    differences: diff.differences.map(({ kind, name, what, fields }: Difference) => {
      return { kind, name, what, fields: fields.map((one: FieldDifference) => ({ ...one })) };
    }),
    left_out: diff.leftOut,
  } satisfies Plain;
}

export type DiffJson = ReturnType<typeof diffJson>;

const leftOutText = (rows: number, cure: string): string =>
  rows === 0 ? "" : `\n${rows} rows are left out: ${cure}\n`;

const headOf = ({ as_of, at, state_hash }: RoutesJson | DiffJson["from"]): string =>
  `@${as_of}, ${at ?? "nothing yet"}, state ${state_hash.slice(0, 12)}`;

export function routesText(routes: RoutesJson): string {
  const { gateways, publishers, health, left_out } = routes;
  const parts = [
    `${headOf(routes)}\n`,
    printTable(
      ["gateway", "state", "address", "roles", "since"],
      gateways.map(({ name, state, address, roles, since, judge }) => [
        ...[name, judge === null ? state : `${state} (by ${judge})`, address ?? "", roles.join(","), `@${since}`],
      ]),
    ),
  ];
  if (publishers.length > 0)
    parts.push(printTable(["publisher", "at", "band", "takes new", "since"], heldRows(routes)));
  if (health.length > 0) {
    const rows = health.map((one) => [
      ...[one.publisher, one.gateway, one.app, `${one.host}:${one.port}`, one.protocol, one.status],
      ...[one.code ?? "", `@${one.since}`],
    ]);
    parts.push(printTable(["publisher", "at", "app", "port", "by", "health", "code", "since"], rows.map(shown)));
  }
  return `${parts.join("\n")}${leftOutText(left_out, "name a --publisher or an --app")}`;
}

const shown = (cells: readonly string[]): string[] => cells.map(printable);

const heldRows = ({ publishers }: RoutesJson): string[][] =>
  publishers.flatMap(({ publisher, draining, held }) => {
    if (held.length === 0) return [shown([publisher, "nowhere", "", draining ? "no, drained" : "", ""])];
    return held.map(({ gateway, band, draining: ends, since }) =>
      shown([publisher, gateway, band, draining ? "no, drained" : ends ? "no, it drains" : "yes", `@${since}`]),
    );
  });

export function diffText({ from, to, differences, left_out }: DiffJson): string {
  const head = `from ${headOf(from)}\nto   ${headOf(to)}\n`;
  if (differences.length === 0) return `${head}\nnothing differs\n`;
  const lines = differences.map(({ kind, name, what, fields }) => {
    const said = fields.map(
      ({ field, before, after }) => `    ${field}: ${valueText(before)} -> ${valueText(after)}\n`,
    );
    const head = printable(`  ${MARKS[what]} ${kind} ${name}`);
    return `${head}\n${what === "deleted" ? "" : said.map(lineText).join("")}`;
  });
  return `${head}\n${lines.join("")}${leftOutText(left_out, "name moments that are nearer to each other")}`;
}

const MARKS = { created: "+", changed: "~", deleted: "-" } as const;
const lineText = (line: string): string => `${printable(line.trimEnd())}\n`;
const valueText = (value: Plain): string => (value === null ? "(not said)" : JSON.stringify(value));
