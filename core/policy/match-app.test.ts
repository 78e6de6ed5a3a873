import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APPS, ASKED, appSpec } from "../../sim/arbitrary-objects.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { AppSpec } from "../config/object.ts";
import { parseCidr } from "../net/cidr.ts";
import { parseIp } from "../net/ip.ts";
import type { Protocol } from "../net/port-range.ts";
import { parsePortRange } from "../net/port-range.ts";
import { changedEntries } from "./compile.ts";
import { indexApps, matchApp, reindexed } from "./match-app.ts";
import type { AppMatch } from "./verdict.ts";

describe("matching a destination to an app", () => {
  it("is what the naive model says, whatever the apps", () => {
    const kinds = new Map<string, number>();
    const asked = fc.record({
      host: fc.constantFrom(...ASKED),
      port: fc.constantFrom(22, 80, 300, 443),
      protocol: fc.constantFrom("tcp" as const, "udp" as const),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...APPS), appSpec)), asked, (entries, { host, port, protocol }) => {
        const apps = new Map(entries);
        const match = matchApp(indexApps(apps), host, port, protocol);
        expect(match).toEqual(model(apps, host, port, protocol));
        kinds.set(match.kind, (kinds.get(match.kind) ?? 0) + 1);
      }),
      { numRuns: 3000 },
    );
    // The inputs reach every answer often, or the property would prove little.
    for (const kind of ["app", "port-miss", "unknown"]) expect(kinds.get(kind)).toBeGreaterThan(100);
  });

  it("an index that followed its apps' changes is the index of the apps as they are", () => {
    const tables = fc.array(fc.tuple(fc.constantFrom(...APPS), appSpec));
    fc.assert(
      fc.property(tables, tables, fc.subarray(APPS), (first, second, kept) => {
        const before = new Map(first);
        const after = new Map([...second, ...first.filter(([name]) => kept.includes(name))]);
        const index = indexApps(before);
        const held = structuredClone(index);
        const changes = changedEntries(before, after).map(({ name, ...specs }) => ({ app: name, ...specs }));
        expect(reindexed(index, changes)).toEqual(indexApps(after));
        expect(index).toEqual(held);
      }),
      { numRuns: 1000 },
    );
  });

  it("prefers the exact host, then the longest wildcard", () => {
    const apps = { all: app("*.corp.example"), lab: app("*.lab.corp.example"), one: app("x.lab.corp.example") };
    expect(ask(apps, "x.lab.corp.example")).toMatchObject({ app: "one" });
    expect(ask(apps, "y.lab.corp.example")).toMatchObject({ app: "lab" });
    expect(ask(apps, "lab.corp.example")).toMatchObject({ app: "all" });
    expect(ask(apps, "corp.example")).toEqual({ kind: "unknown" });
  });

  it("prefers the exact address, then the longest block", () => {
    const apps = {
      wide: app("10.0.0.0/8"),
      near: app("10.1.2.0/23"),
      nearer: app("10.1.2.0/24"),
      one: app("10.1.2.3"),
    };
    expect(ask(apps, "10.1.2.3")).toMatchObject({ app: "one" });
    expect(ask(apps, "10.1.2.4")).toMatchObject({ app: "nearer" });
    expect(ask(apps, "10.1.3.4")).toMatchObject({ app: "near" });
    expect(ask(apps, "10.255.0.1")).toMatchObject({ app: "wide" });
  });

  it("a port miss doesn't fall to a wider app, unless the app agrees; the near miss is named", () => {
    const wide = app("*.corp.example", "tcp/22");
    const one = app("x.corp.example", "tcp/80");
    expect(ask({ wide, one }, "x.corp.example", 22)).toEqual({ kind: "port-miss", nearMiss: "one" });
    const agreed = { ...one, fallthrough: true };
    expect(ask({ wide, one: agreed }, "x.corp.example", 22)).toMatchObject({ app: "wide", nearMiss: "one" });
  });

  it("apps of one host with different ports stand beside each other", () => {
    const apps = { ssh: app("x.corp.example", "tcp/22"), web: app("x.corp.example", "tcp/80") };
    expect(ask(apps, "x.corp.example", 80)).toMatchObject({ kind: "app", app: "web" });
    expect(ask(apps, "x.corp.example", 22)).toMatchObject({ kind: "app", app: "ssh" });
    expect(ask(apps, "x.corp.example", 443)).toEqual({ kind: "port-miss", nearMiss: "ssh" });
  });
});

/** The definition, spelled out: every matching host of every app, sorted, then walked level by level. */
function model(apps: ReadonlyMap<string, AppSpec>, host: string, port: number, protocol: Protocol): AppMatch {
  const found = [...apps].flatMap(([name, spec]) =>
    spec.hosts.flatMap((pattern) => {
      const rank = specificity(pattern, host);
      return rank === undefined ? [] : [{ name, spec, rank }];
    }),
  );
  const offers = (spec: AppSpec) => spec.ports.some((r) => r.protocol === protocol && port >= r.from && port <= r.to);
  found.sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  const nearMiss =
    found[0] !== undefined && !found.some((f) => f.rank === found[0]!.rank && offers(f.spec))
      ? found[0].name
      : undefined;
  for (const rank of new Set(found.map((one) => one.rank))) {
    const level = found.filter((one) => one.rank === rank);
    const hit = level.find((one) => offers(one.spec));
    if (hit) return { kind: "app", app: hit.name, spec: hit.spec, ...(nearMiss === undefined ? {} : { nearMiss }) };
    if (level.some((one) => !one.spec.fallthrough)) break;
  }
  return nearMiss === undefined ? { kind: "unknown" } : { kind: "port-miss", nearMiss };
}

/** Exact 1000, blocks by prefix, wildcards by length; the larger, the more specific. */
function specificity(pattern: string, host: string): number | undefined {
  const nameless = parseIp(host) !== undefined;
  if (pattern === host) return 1000;
  if (pattern.includes("/")) return nameless && inBlock(pattern, host) ? Number(pattern.split("/")[1]) : undefined;
  return !nameless && pattern.startsWith("*.") && host.endsWith(pattern.slice(1)) ? pattern.length : undefined;
}

function inBlock(block: string, host: string): boolean {
  const bits = (text: string) =>
    parseIp(text)!
      .words.map((word) => word.toString(2).padStart(32, "0"))
      .join("");
  const { prefix } = parseCidr(block)!;
  const [a, b] = [bits(block.split("/")[0]!), bits(host)];
  return a.length === b.length && a.slice(0, prefix) === b.slice(0, prefix);
}

function app(host: string, port = "tcp/80"): AppSpec {
  const range = parsePortRange(port);
  if ("wrong" in range) throw new Error(range.wrong);
  return { ...NOTHING_SAID.App, hosts: [host], ports: [range] };
}

const ask = (apps: Record<string, AppSpec>, host: string, port = 80) =>
  matchApp(indexApps(new Map(Object.entries(apps))), host, port, "tcp");
