/** The spans of a question: a tree of one root, in the hops' own times, as far as the question came. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type FinishedSpan, SPANS } from "../../core/trace/spans.ts";
import { type AskedHops, type NameReadings, nameSpans } from "./name-spans.ts";

const ROOT = "0a".repeat(8);
const QUESTION = "0b".repeat(16);
let made = 0;
const ids = { traceId: "0c".repeat(16), parentId: ROOT, nextId: () => (made += 1).toString(16).padStart(16, "0") };
const spansOf = (at: NameReadings): FinishedSpan[] => {
  const { own, gateway, publisher } = nameSpans(ids, at);
  return [...own, ...gateway, ...publisher];
};
const HOPS: AskedHops = {
  ...{ publisher: "p1", gateway: "g2", askedUs: 1_200, heardUs: 1_900 },
  // Its clock is a second ahead, the publisher's is not.
  gatewayTiming: { receivedAtUs: 1_001_300, dispatchUs: 20, answeredUs: 500 },
  publisherTiming: { receivedAtUs: 1_400, decideUs: 60, resolveUs: 200, answeredUs: 300 },
};
const DONE: NameReadings = {
  ...{ questionId: QUESTION, receivedUs: 1_000, admittedUs: 1_050, decidedUs: 1_100, answeredUs: 2_000 },
  ...{ reason: "", denialId: "", app: "db", asked: HOPS },
};

describe("the spans of a question", () => {
  it("that was answered are those of each hop, under the device's", () => {
    const spans = spansOf(DONE);
    const names = ["ask", "admit", "decide", "route", "dispatch", "lock", "resolve"];
    expect(spans.map(({ name }) => name)).toEqual(names);
    const [ask, , , route, dispatch, lock, resolve] = spans as Required<FinishedSpan>[];
    expect(ask).toMatchObject({ parentId: ROOT, startUs: 1_000, endUs: 2_000, failed: false });
    expect([route!.parentId, dispatch!.parentId, lock!.parentId]).toEqual([
      ask!.spanId,
      route!.spanId,
      dispatch!.spanId,
    ]);
    expect(route!.facts).toMatchObject({ publisher: "p1", gateway: "g2", clockOffsetUs: 1_000_000 });
    expect([resolve!.startUs - lock!.startUs, resolve!.endUs - resolve!.startUs]).toEqual([60, 200]);
    for (const { name, facts } of spans) expect(facts).toMatchObject({ questionId: QUESTION, role: SPANS[name].role });
  });

  it("that policy refused end at the decision, which says so", () => {
    const denied = { reason: "CGW_POLICY_RULE_BLOCK", denialId: "K7M-2QX", asked: undefined };
    const failed = spansOf({ ...DONE, ...denied }).filter((span) => span.failed);
    expect(failed.map(({ name }) => name)).toEqual(["ask", "decide"]);
    expect(failed[0]!.facts).toMatchObject({ denialId: "K7M-2QX", reason: "CGW_POLICY_RULE_BLOCK" });
  });

  it("that came nowhere end at the admission", () => {
    const early = { reason: "CGW_LIMIT_USER", admittedUs: undefined, decidedUs: undefined, asked: undefined };
    expect(spansOf({ ...DONE, ...early }).map(({ name, failed }) => [name, failed])).toEqual([
      ["ask", true],
      ["admit", true],
    ]);
  });

  it("whose publisher's lock refused end there; a hop that said nothing has none", () => {
    const locked = { ...HOPS, publisherTiming: { receivedAtUs: 5, answeredUs: 9 } };
    expect(spansOf({ ...DONE, reason: "PUB_CONFIG_BEHIND", asked: locked }).at(-1)).toMatchObject({
      ...{ name: "lock", failed: true, startUs: 5, endUs: 14 },
    });
    const silent = { ...HOPS, gatewayTiming: undefined, publisherTiming: undefined };
    expect(spansOf({ ...DONE, reason: "PGW_DIAL_NO_ACK", asked: silent }).at(-1)).toMatchObject({ name: "route" });
  });

  it("are a tree without a gap, whatever the clocks say", () => {
    const maybe = fc.option(fc.nat(9_000), { nil: undefined });
    const timing = fc.record({ receivedAtUs: fc.nat(), answeredUs: fc.nat(), decideUs: maybe, resolveUs: maybe });
    const hop = fc.option(timing, { nil: undefined });
    const asked = fc.record({ askedUs: fc.nat(), heardUs: fc.nat(), gatewayTiming: hop, publisherTiming: hop });
    const reading = fc.record({ admittedUs: maybe, decidedUs: maybe, answeredUs: fc.nat(9_000), asked });
    fc.assert(
      fc.property(reading, fc.constantFrom("", "PUB_DNS_TIMEOUT"), ({ asked: hops, ...times }, reason) => {
        const spans = spansOf({ ...DONE, ...times, reason, asked: { ...HOPS, ...hops } });
        const known = new Set([ROOT, ...spans.map(({ spanId }) => spanId)]);
        expect(known.size).toBe(spans.length + 1);
        for (const { parentId, startUs, endUs } of spans) {
          expect(known).toContain(parentId);
          expect(endUs).toBeGreaterThanOrEqual(startUs);
        }
        expect(spans.some(({ failed }) => failed)).toBe(reason !== "");
      }),
    );
  });
});
