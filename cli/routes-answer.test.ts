/** The JSON of `routes` and `diff` against the schemas that are promised, by way of the wire; and their texts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import fc from "fast-check";
import { stateHash } from "../core/control/digest.ts";
import { fold } from "../core/control/fold.ts";
import { type ControlState, emptyState } from "../core/control/state.ts";
import { differencesOf } from "../core/history/differences.ts";
import { routesOf } from "../core/history/routes.ts";
import * as wire from "../io/wire/routes.ts";
import { log } from "../sim/arbitrary-log.ts";
import { diffJson, diffText, routesJson, routesText } from "./routes-answer.ts";

const DOCS = join(import.meta.dirname, "..", "docs", "cli");
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
const schema = (name: string) => ajv.compile(JSON.parse(readFileSync(join(DOCS, `${name}.schema.json`), "utf8")));

const reached = (state: ControlState): wire.Reached => ({
  ...{ asOf: Math.max(state.asOf, 0), atUs: 1_790_000_000_000_000 + state.asOf, stateHash: stateHash(state) },
});
const ALL = { publisher: "", app: "" };

it("routes answer as their schema says, and come over the wire as they are", () => {
  const holds = schema("routes");
  fc.assert(
    fc.property(log, (records) => {
      const state = fold(emptyState(), records);
      const answer = { gateway: "gw-1", reached: reached(state), ...routesOf(state, "demo", ALL) };
      expect(wire.decodeRoutes(wire.encodeRoutes(answer))).toEqual(answer);
      const json = routesJson(answer);
      expect([holds(json), holds.errors]).toEqual([true, null]);
      expect(routesText(json)).toContain("GATEWAY");
    }),
  );
  const json = routesJson({ gateway: "g", reached: reached(emptyState()), ...routesOf(emptyState(), "demo", ALL) });
  // The schema bites.
  expect(holds({ ...json, more: 1 })).toBe(false);
  expect(holds({ ...json, as_of: "7" })).toBe(false);
});

it("differences answer as their schema says, and come over the wire as they are", () => {
  const holds = schema("diff");
  fc.assert(
    fc.property(log, fc.nat(60), (records, cut) => {
      const [one, other] = [fold(emptyState(), records.slice(0, cut)), fold(emptyState(), records)];
      const answer = { gateway: "g", from: reached(one), to: reached(other), ...differencesOf(one, other, "demo") };
      expect(wire.decodeDiff(wire.encodeDiff(answer))).toEqual(answer);
      const json = diffJson(answer);
      expect([holds(json), holds.errors]).toEqual([true, null]);
      for (const { kind, name } of json.differences) expect(diffText(json)).toContain(`${kind} ${name}`);
    }),
  );
  expect(holds({ from: {}, to: {}, answered_by: "g", differences: [], left_out: 0 })).toBe(false);
});

it("what is asked comes over the wire as it is", () => {
  for (const at of ["now", { offset: 0 }, { offset: 7 }, { timeUs: 1_790_000_000_000_001 }] as const) {
    const asked = { at, publisher: "p", app: "" };
    expect(wire.decodeAskedRoutes(wire.encodeAskedRoutes(asked))).toEqual(asked);
    expect(wire.decodeAskedDiff(wire.encodeAskedDiff({ from: at, to: "now" }))).toEqual({ from: at, to: "now" });
  }
});
