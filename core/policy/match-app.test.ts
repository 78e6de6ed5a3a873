import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APPS, ASKED, appSpec } from "../../sim/arbitrary-objects.ts";
import { modelMatch } from "../../sim/policy-model.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { AppSpec } from "../config/object.ts";
import { changedEntries } from "../control/rows.ts";
import { parsePortRange } from "../net/port-range.ts";
import { Lexicon } from "./lexicon.ts";
import { type AppIndex, indexApps, matchApp, reindexed } from "./match-app.ts";

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
        const { candidates } = match;
        const app = match.kind === "app" ? { app: match.app } : {};
        const near = match.kind === "unknown" || match.nearMiss === undefined ? {} : { nearMiss: match.nearMiss.app };
        expect({ ...app, ...near, candidates }).toEqual(modelMatch(apps, { host, port, protocol }));
        if (match.kind === "app") expect(match.spec).toBe(apps.get(match.app));
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
        const lexicon = new Lexicon();
        const index = indexApps(before, lexicon);
        const held = answers(index);
        const changes = changedEntries(before, after).map(({ name, ...specs }) => ({ app: name, ...specs }));
        expect(answers(reindexed(index, changes, lexicon))).toEqual(answers(indexApps(after, lexicon)));
        expect(answers(index)).toEqual(held);
      }),
      { numRuns: 1000 },
    );
  });

  it("prefers the exact host, then the longest wildcard", () => {
    const apps = { all: app("*.corp.example"), lab: app("*.lab.corp.example"), one: app("x.lab.corp.example") };
    expect(ask(apps, "x.lab.corp.example")).toMatchObject({ app: "one" });
    expect(ask(apps, "y.lab.corp.example")).toMatchObject({ app: "lab" });
    expect(ask(apps, "lab.corp.example")).toMatchObject({ app: "all" });
    expect(ask(apps, "corp.example")).toEqual({ kind: "unknown", candidates: [] });
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
    expect(ask({ wide, one }, "x.corp.example", 22)).toEqual({
      ...{ kind: "port-miss", nearMiss: { app: "one", why: "port" }, candidates: ["one", "wide"] },
    });
    const agreed = { ...one, fallthrough: true };
    expect(ask({ wide, one: agreed }, "x.corp.example", 22)).toMatchObject({
      ...{ app: "wide", nearMiss: { app: "one", why: "port" } },
    });
  });

  it("a near miss by protocol says so, and prefers the app that speaks it", () => {
    const apps = { dns: app("x.corp.example", "udp/53"), web: app("x.corp.example", "tcp/80") };
    const missed = (protocol: "tcp" | "udp", of: Record<string, AppSpec>) =>
      matchApp(indexApps(new Map(Object.entries(of))), "x.corp.example", 443, protocol);
    expect(missed("tcp", apps)).toMatchObject({ nearMiss: { app: "web", why: "port" } });
    expect(missed("udp", { web: apps.web })).toMatchObject({ nearMiss: { app: "web", why: "protocol" } });
  });

  it("apps of one host with different ports stand beside each other", () => {
    const apps = { ssh: app("x.corp.example", "tcp/22"), web: app("x.corp.example", "tcp/80") };
    expect(ask(apps, "x.corp.example", 80)).toMatchObject({ kind: "app", app: "web" });
    expect(ask(apps, "x.corp.example", 22)).toMatchObject({ kind: "app", app: "ssh" });
    expect(ask(apps, "x.corp.example", 443)).toMatchObject({ nearMiss: { app: "ssh", why: "port" } });
  });
});

function app(host: string, port = "tcp/80"): AppSpec {
  const range = parsePortRange(port);
  if ("wrong" in range) throw new Error(range.wrong);
  return { ...NOTHING_SAID.App, hosts: [host], ports: [range] };
}

const ask = (apps: Record<string, AppSpec>, host: string, port = 80) =>
  matchApp(indexApps(new Map(Object.entries(apps))), host, port, "tcp");

/** All that an index can be asked in these worlds. */
const answers = (index: AppIndex) =>
  ASKED.flatMap((host) => [22, 80, 300, 443].map((port) => matchApp(index, host, port, "tcp")));
