/** What a crash leaves without an end, and that its end is written once. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { NetworkFact, Segment } from "../record/network-event.ts";
import { LiveSegments, lostEnd } from "./live-segments.ts";

const ABOUT = { tenant: "demo", srpVersion: 4, traceId: "ab".repeat(16) };

describe("a segment", () => {
  it("of an entry gateway is open from its allow on, whether or not the app has answered", () => {
    const live = told(decided("f1", "allow"), decided("f2", "block"), opened("f1"));
    expect(flowsOf(live)).toEqual(["f1"]);
    live.tell(ended("f1"), ABOUT, 9);
    expect(flowsOf(live)).toEqual([]);
  });

  it("of a gateway that others decide for is open from its opening on", () => {
    const live = told(opened("f1", "publisher"), opened("f2", "client"));
    expect(flowsOf(live)).toEqual(["f1"]);
  });

  it("that both roles of a flow have is two, and each ends by itself", () => {
    const live = told(decided("f1", "allow"), opened("f1", "publisher"), ended("f1", "publisher"));
    expect([...live.all()].map(({ segment }) => segment.role)).toEqual(["client"]);
  });

  it("that was lost ends with what its last record says, and no more exactly than that", () => {
    const live = told(decided("f1", "allow"), active("f1", 5, 7), active("f1", 50, 70));
    const [one] = live.all();
    expect(lostEnd(one!)).toMatchObject({
      ...{ type: "segment-ended", reason: "CGW_FLOW_LOST", endedBy: "system", inexact: true },
      ...{ clientBytes: 50, serverBytes: 70, segment: segment("f1"), durationUs: 2 },
    });
    expect(one).toMatchObject(ABOUT);
  });

  it("that is not open is told of in vain", () => {
    const live = told(active("f1", 5, 7), ended("f1"));
    expect(flowsOf(live)).toEqual([]);
  });
});

it("a state and what was told after it are what was told in all, wherever it was taken", () => {
  fc.assert(
    fc.property(fc.array(fact), fc.nat(), (facts, cut) => {
      const at = cut % (facts.length + 1);
      const before = told(...facts.slice(0, at));
      const after = new LiveSegments();
      for (const state of before.states()) expect(after.restore(state)).toBe(true);
      for (const [n, one] of facts.entries()) if (n >= at) after.tell(one, ABOUT, n);
      expect([...after.all()]).toEqual([...told(...facts).all()]);
    }),
  );
});

it("whoever ends all that is open leaves nothing open, and a second time there is nothing to end", () => {
  fc.assert(
    fc.property(fc.array(fact), (facts) => {
      const live = told(...facts);
      const ends = [...live.all()].map(lostEnd);
      for (const end of ends) live.tell(end, ABOUT, facts.length);
      expect(new Set(ends.map((end) => JSON.stringify(end.segment))).size).toBe(ends.length);
      expect(live.size).toBe(0);
    }),
  );
});

it.each([
  "",
  "no json",
  "{}",
  "[]",
  '["f1",0,"g1","client","demo",0,"",1,1,0]',
  '["f1",0,"g1","king","demo",0,"",1,1,0,0]',
  '["f1",-1,"g1","client","demo",0,"",1,1,0,0]',
  '["f1",0,"g1","client","demo",0,"",1,1,0,9007199254740992]',
  '["f1",0,null,"client","demo",0,"",1,1,0,0]',
])("%j is no state", (text) => {
  const live = new LiveSegments();
  expect(live.restore(text)).toBe(false);
  expect(live.size).toBe(0);
});

function told(...facts: NetworkFact[]): LiveSegments {
  const live = new LiveSegments();
  for (const [at, one] of facts.entries()) live.tell(one, ABOUT, at);
  return live;
}

const flowsOf = (live: LiveSegments): string[] => [...live.all()].map((one) => one.segment.flowId);

function segment(flowId: string, role: Segment["role"] = "client"): Segment {
  return { flowId, segment: role === "client" ? 0 : 1, gateway: "g1", role };
}

function decided(flowId: string, action: "allow" | "block" | "alert"): NetworkFact {
  return {
    ...{ type: "flow-decided", segment: segment(flowId), sessionId: "", clientRef: "", user: "", device: "", action },
    ...{ deviceClassification: "", srcIp: "", srcPort: 0, host: "", port: 0, protocol: "tcp", app: "", policy: "" },
    ...{
      reason: "",
      denialId: "",
      notice: "",
      considered: [],
      nearMiss: "",
      accessMethod: "",
      probe: false,
      asksBefore: 0,
    },
  };
}

function opened(flowId: string, role: Segment["role"] = "client"): NetworkFact {
  const where = { publisher: "p", publisherGateway: "g1", egressAddr: "", appAddr: "", candidates: [], timings: {} };
  return { type: "segment-opened", segment: segment(flowId, role), ...where };
}

const active = (flowId: string, clientBytes: number, serverBytes: number): NetworkFact => ({
  ...{ type: "segment-active", segment: segment(flowId), clientBytes, serverBytes },
});

function ended(flowId: string, role: Segment["role"] = "client"): NetworkFact {
  return {
    ...{ type: "segment-ended", segment: segment(flowId, role), clientBytes: 1, serverBytes: 2, endedBy: "app" },
    ...{ reason: "APP_FLOW_CLOSED", clientBytesLost: 0, serverBytesLost: 0, inexact: false, denialId: "" },
    ...{ notice: "", timings: {}, candidates: [], durationUs: 5 },
  };
}

const flowId = fc.constantFrom("f1", "f2", "f3");
const role = fc.constantFrom<Segment["role"][]>("client", "publisher");
const fact: fc.Arbitrary<NetworkFact> = fc.oneof(
  fc
    .tuple(flowId, fc.constantFrom<("allow" | "block" | "alert")[]>("allow", "block", "alert"))
    .map((a) => decided(...a)),
  fc.tuple(flowId, role).map((a) => opened(...a)),
  fc.tuple(flowId, fc.nat(), fc.nat()).map((a) => active(...a)),
  fc.tuple(flowId, role).map((a) => ended(...a)),
);
