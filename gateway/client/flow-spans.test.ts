/** The entry gateway's spans of a flow, by how far it came. */
import { expect, it } from "@jest/globals";
import { type FlowReadings, flowSpans } from "./flow-spans.ts";

const IDS = {
  ...{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", parentId: "00f067aa0ba902b7", openId: "a".repeat(16) },
  ...{ routeId: "b".repeat(16), admitId: "c".repeat(16), decideId: "d".repeat(16) },
};
const OPENED: FlowReadings = {
  ...{ receivedUs: 100, admittedUs: 110, decidedUs: 130, routed: true, answeredUs: 900, reason: "", denialId: "" },
  ...{ app: "wiki", publisher: "p1", gateway: "g2", clockOffsetUs: -3 },
};
const told = (at: Partial<FlowReadings>) =>
  flowSpans("f1", IDS, { ...OPENED, ...at }).map(({ name, startUs, endUs, failed, facts }) => {
    return [name, startUs, endUs, failed ? facts.reason : ""];
  });

it("opened: all of them, the open above the others", () => {
  expect(told({})).toEqual([
    ["open", 100, 900, ""],
    ["admit", 100, 110, ""],
    ["decide", 110, 130, ""],
    ["route", 130, 900, ""],
  ]);
  const spans = flowSpans("f1", IDS, OPENED);
  expect(spans.map(({ parentId }) => parentId)).toEqual([IDS.parentId, IDS.openId, IDS.openId, IDS.openId]);
  expect(spans[3]!.facts).toEqual({
    ...{ flowId: "f1", role: "client-gateway", publisher: "p1", gateway: "g2", clockOffsetUs: -3 },
  });
});

it("refused by a rule: it ends at the decision", () => {
  const reason = "CGW_POLICY_RULE_BLOCK";
  expect(told({ routed: false, reason })).toEqual([
    ["open", 100, 900, reason],
    ["admit", 100, 110, ""],
    ["decide", 110, 130, reason],
  ]);
});

it("turned away: it ends at the door", () => {
  const reason = "CGW_AUTH_SESSION_UNKNOWN";
  const at = { admittedUs: undefined, decidedUs: undefined, routed: false, reason };
  expect(told(at)).toEqual([
    ["open", 100, 900, reason],
    ["admit", 100, 900, reason],
  ]);
});

it("failed behind: the route has failed", () => {
  expect(told({ reason: "APP_DIAL_REFUSED" }).at(-1)).toEqual(["route", 130, 900, "APP_DIAL_REFUSED"]);
});

it("a clock that was set back makes no span that ends before it begins", () => {
  for (const { startUs, endUs } of flowSpans("f1", IDS, { ...OPENED, answeredUs: 5 })) {
    expect(endUs).toBeGreaterThanOrEqual(startUs);
  }
});
