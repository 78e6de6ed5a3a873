import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { attached, known, log, record } from "../../sim/arbitrary-log.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import { KINDS } from "../config/object.ts";
import { toPlain } from "../config/print.ts";
import type { Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import { type ControlState, emptyState, objectsOf, tenantOf } from "../control/state.ts";
import { type Difference, differencesOf } from "./differences.ts";
import { routesOf } from "./routes.ts";

const ALL = { publisher: "", app: "" };

/** All that a tenant has, as rows of plain fields by kind and name: made without the code under test. */
function rowsOf(state: ControlState): Map<string, Record<string, unknown>> {
  const rows = new Map<string, Record<string, unknown>>();
  const tenant = tenantOf(state, "demo");
  for (const kind of KINDS)
    for (const object of objectsOf(tenant, kind)) rows.set(`${kind} ${object.name}`, toPlain(object).spec);
  const routes = routesOf(state, "demo", ALL);
  for (const { name, since: _, ...fields } of routes.gateways) rows.set(`gateway ${name}`, { ...fields });
  for (const { attachment, since: _, latencyBucket, ...fields } of routes.tunnels)
    rows.set(`tunnel ${attachment}`, { ...fields, latency_bucket: latencyBucket });
  for (const { publisher, gateway, attachment, app, host, port, protocol, status, code } of routes.health)
    rows.set(`health ${attachment} ${app} ${protocol}/${port} ${host}`, { publisher, gateway, status, code });
  for (const name of routes.drained) rows.set(`drain ${name}`, {});
  return rows;
}

/** The rows of one state, with what is said to differ written over them. */
function applied(rows: Map<string, Record<string, unknown>>, differences: readonly Difference[]) {
  const after = new Map([...rows].map(([key, fields]) => [key, { ...fields }]));
  for (const { kind, name, what, fields } of differences) {
    const key = `${kind} ${name}`;
    expect(after.has(key)).toBe(what !== "created");
    if (what === "deleted") {
      after.delete(key);
      continue;
    }
    const row = after.get(key) ?? {};
    for (const { field, before, after: is } of fields) {
      expect(row[field] ?? null).toEqual(before);
      if (is === null) delete row[field];
      else row[field] = is;
    }
    after.set(key, row);
  }
  return after;
}

describe("differences", () => {
  it("written over the one state give the other, whichever is the earlier", () => {
    fc.assert(
      fc.property(log, fc.nat(60), fc.nat(60), (records, from, to) => {
        const [before, after] = [from, to].map((cut) => fold(emptyState(), records.slice(0, cut)));
        const { differences, leftOut } = differencesOf(before!, after!, "demo");
        expect(leftOut).toBe(0);
        expect(applied(rowsOf(before!), differences)).toEqual(rowsOf(after!));
      }),
    );
  });

  it("name the field that changed, and nothing else", () => {
    const group = (offset: number, description: string) => {
      const object = { kind: "Group", name: "eng", spec: { ...NOTHING_SAID.Group, description } } as const;
      return record(offset, { type: "object-put", object });
    };
    const before = fold(emptyState(), [group(0, "one")]);
    const after = fold(before, [group(1, "two")]);
    const fields = [{ field: "description", before: "one", after: "two" }];
    expect(differencesOf(before, after, "demo").differences).toEqual([
      { kind: "Group", name: "eng", what: "changed", fields },
    ]);
    expect(differencesOf(before, after, "other").differences).toEqual([]);
  });
});

describe("routes", () => {
  const facts: Fact[] = [
    { type: "gateway-joined", gateway: "ams", epoch: "e1", address: "ams:1", roles: ["publisher"] },
    { type: "gateway-joined", gateway: "fra", epoch: "e1", address: "fra:1", roles: ["client"] },
    ...[attached("a1", "ams", "e1"), attached("a2", "fra", "e1"), known("a1", "down"), known("a1", "up")],
    { type: "drain-set", kind: "gateway", name: "ams", draining: true },
    { type: "drain-set", kind: "publisher", name: "p", draining: true },
    { type: "gateway-lost", gateway: "fra", epoch: "e1", judge: "ams" },
  ];
  const state = fold(
    emptyState(),
    facts.map((fact, offset) => record(offset, fact)),
  );

  it("say which gateway is joined, draining or lost, what is held where, and what is known by it", () => {
    const routes = routesOf(state, "demo", ALL);
    expect(routes.gateways.map(({ name, condition, judge, since }) => [name, condition, judge, since])).toEqual([
      ["ams", "draining", "", 0],
      ["fra", "lost", "ams", 8],
    ]);
    expect(routes.tunnels).toEqual([
      {
        publisher: "p",
        gateway: "ams",
        attachment: "a1",
        tunnel: 0,
        band: "normal",
        draining: false,
        latencyBucket: -1,
        since: 2,
      },
    ]);
    expect(routes.drained).toEqual(["p"]);
    expect(routes.health.map(({ publisher, gateway, app, status }) => [publisher, gateway, app, status])).toEqual([
      ["p", "ams", "wiki", "up"],
    ]);
  });

  it("of one publisher or app have no others, and of another tenant nothing but gateways", () => {
    expect(routesOf(state, "demo", { publisher: "q", app: "" })).toMatchObject({
      tunnels: [],
      drained: [],
      health: [],
    });
    expect(routesOf(state, "demo", { publisher: "", app: "mail" }).health).toEqual([]);
    expect(routesOf(state, "other", ALL)).toMatchObject({ tunnels: [], drained: [], health: [] });
    expect(routesOf(state, "other", ALL).gateways).toHaveLength(2);
  });
});
