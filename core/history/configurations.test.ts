import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { log } from "../../sim/arbitrary-log.ts";
import { canonicalText } from "../control/canonical.ts";
import type { ControlRecord } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import { CONFIG_TABLES, emptyState, type TenantState, tenantOf } from "../control/state.ts";
import { Configurations, configures } from "./configurations.ts";
import { overlaid } from "./overlay.ts";

/** What decisions are made of. */
const configured = (tenant: TenantState): string =>
  canonicalText([tenant.configRev, tenant.settings, Object.values(CONFIG_TABLES).map((table) => tenant[table])]);

it("at every revision, in whatever order, is what the fold of the whole log has of the tenant", () => {
  let races = 0;
  fc.assert(
    fc.property(log, fc.array(fc.nat(1_000), { maxLength: 20 }), (records, picks) => {
      const own = new Configurations();
      for (const record of records) if (configures(record.event, "demo")) own.add(record);
      const states = records.map((_, at) => fold(emptyState(), records.slice(0, at + 1)));
      if (records.length === 0) return;
      for (const pick of [...picks, ...records.keys()]) {
        const state = states[pick % records.length]!;
        const revision = tenantOf(state, "demo").configRev;
        expect(configured(tenantOf(own.at(revision), "demo"))).toBe(configured(tenantOf(state, "demo")));
      }
      expect(configured(tenantOf(own.now(), "demo"))).toBe(configured(tenantOf(states.at(-1)!, "demo")));
      races += states.at(-1)!.lostCommands.length;
    }),
    { numRuns: 300 },
  );
  // Guards were among them, and some lost.
  expect(races).toBeGreaterThan(10);
});

it("of more records than lie between two kept states goes forth and back", () => {
  const own = new Configurations();
  const put = (n: number): ControlRecord => {
    const object = { kind: "Group" as const, name: `g${n % 7}`, spec: { description: `${n}`, externalId: "" } };
    const about = { id: "", tenant: "demo", atUs: 0, writer: "", critical: false, actor: "", command: "" };
    return { offset: n * 3, appendTimeUs: 0, event: { ...about, fact: { type: "object-put", object } } };
  };
  for (let n = 0; n < 3_500; n += 1) own.add(put(n));
  const newest = (offset: number) =>
    [...tenantOf(own.at(offset), "demo").groups.values()]
      .map(({ description }) => Number(description))
      .sort((a, b) => b - a)[0];
  for (const n of [3_499, 0, 1_000, 999, 1_001, 3_000, 2, 2_999]) expect([n, newest(n * 3 + 1)]).toEqual([n, n]);
  expect(own.at(-1).asOf).toBe(-1);
});

it("with a draft laid over it, is what applying the draft would leave, and nothing else changes", () => {
  const group = (description: string) => ({
    kind: "Group" as const,
    name: "eng",
    spec: { description, externalId: "" },
  });
  const before = overlaid(emptyState(), "demo", [{ type: "object-put", object: group("old") }]);
  const after = overlaid(before, "demo", [{ type: "object-put", object: group("new") }]);
  expect(tenantOf(before, "demo").groups.get("eng")!.description).toBe("old");
  expect(tenantOf(after, "demo").groups.get("eng")!.description).toBe("new");
  expect(overlaid(after, "demo", [{ type: "object-deleted", kind: "Group", name: "eng" }]).asOf).toBe(after.asOf + 1);
});
