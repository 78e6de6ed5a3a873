/** What a reporter may state: about itself, and of that only what is its to know. */
import { describe, expect, it } from "@jest/globals";
import type { NetworkEvent, NetworkFact } from "../core/record/network-event.ts";
import { APPS_MAX, COUNT_MAX, judgeReport as judged, type ReportedBy } from "./judge-report.ts";

const NOW_US = 9_000_000;
const judgeReport = (by: ReportedBy, said: Parameters<typeof judged>[1]) => judged(by, said, NOW_US);
const byOf = (role: string, id: string) => ({ role, id, tenant: "demo", spiffe: `spiffe://x/demo/${role}/${id}` });
const LAPTOP = byOf("device", "laptop");
const PUB = byOf("publisher", "pub");
const counted = (more: object = {}): NetworkFact => ({
  ...{ type: "flows-not-carried", device: "laptop", reason: "AGT_TUNNEL_LOST", count: 1, ...more },
});
const list = (more: object = {}): NetworkFact => ({ type: "app-list-taken", publisher: "pub", apps: 3, ...more });
const event = (fact: NetworkFact | { type: "unknown" }, more: Partial<NetworkEvent> = {}): NetworkEvent =>
  ({
    ...{
      id: "",
      source: fact.type === "app-list-taken" ? "pub" : "laptop",
      boot: "",
      sequence: 1,
      atUs: 0,
      tenant: "",
    },
    ...{ reportedBy: "", asOf: 0, configRev: 0, srpVersion: 0, appListVersion: 0, traceId: "", fact, ...more },
  }) as NetworkEvent;

describe("a report", () => {
  it("of one's own is taken", () => {
    expect(judgeReport(LAPTOP, event(counted()))).toEqual({ fact: counted() });
    expect(judgeReport(PUB, event(list()))).toEqual({ fact: list() });
    expect(judgeReport(PUB, event(list({ apps: 0 })))).toEqual({ fact: list({ apps: 0 }) });
    const stated = { tenant: "demo", reportedBy: LAPTOP.spiffe };
    expect(judgeReport(LAPTOP, event(counted(), stated))).toEqual({ fact: counted() });
    // A code of a newer device.
    expect(judgeReport(LAPTOP, event(counted({ reason: "AGT_NEWER" })))).toHaveProperty("fact");
  });

  it.each<[string, Parameters<typeof judgeReport>[1]]>([
    ["another device in the fact", event(counted({ device: "other" }))],
    ["another source", event(counted(), { source: "other" })],
    ["a gateway's name as the source", event(counted(), { source: "g1" })],
    ["another tenant", event(counted(), { tenant: "other" })],
    ["another reporter", event(counted(), { reportedBy: "spiffe://x/demo/device/other" })],
    ["no device", event(counted({ device: "" }))],
  ])("that names %s is forged", (_, said) => {
    expect(judgeReport(LAPTOP, said)).toEqual({ refused: "forged" });
  });

  const missed = (more: object = {}): NetworkFact => ({
    ...{ type: "near-miss", device: "laptop", user: "", host: "wiki.corp.example", port: 81, protocol: "tcp" },
    ...{ app: "wiki", reason: "AGT_STEER_PORT_MISS", flowId: "", ...more },
  });

  it("of a port that the device refused names its device and no flow, and neither user nor gateway's word", () => {
    expect(judgeReport(LAPTOP, event(missed()))).toEqual({ fact: missed() });
    expect(judgeReport(LAPTOP, event(missed({ device: "other" })))).toEqual({ refused: "forged" });
    expect(judgeReport(PUB, event(missed({ device: "pub" }), { source: "pub" }))).toEqual({ refused: "kind" });
    const flowId = "01980000-0000-7000-8000-000000000000";
    for (const more of [
      ...[{ user: "sam" }, { flowId }, { host: "" }, { host: "a".repeat(254) }, { port: 0 }, { port: 65_536 }],
      ...[{ protocol: "icmp" }, { app: "" }, { app: "a".repeat(129) }, { app: "a\u001b[2J" }, { reason: "no code" }],
    ])
      expect(judgeReport(LAPTOP, event(missed(more)))).toEqual({ refused: "malformed" });
  });

  it("of leases names its device alone, and is told by this gateway's clock", () => {
    const change = {
      change: "leased",
      leaseId: "0a".repeat(16),
      name: "wiki.corp.example",
      stub: "100.64.0.1",
    } as const;
    const leased = (more: object = {}, each: object = {}): NetworkFact => ({
      ...{ type: "stub-leases", device: "laptop", user: "", untold: 0, ...more },
      leases: [{ ...change, stub6: "fd12:3456:789a::6440:1", atUs: 4_000_000, ...each }],
    });
    const at = { atUs: 5_000_000 };
    // A second before it was told, and that is now.
    expect(judgeReport(LAPTOP, event(leased(), at))).toEqual({ fact: leased({}, { atUs: NOW_US - 1_000_000 }) });
    // A clock that was set back meanwhile.
    expect(judgeReport(LAPTOP, event(leased({}, { atUs: 6_000_000 }), at))).toEqual({
      fact: leased({}, { atUs: NOW_US }),
    });
    expect(judgeReport(LAPTOP, event({ ...leased(), leases: [], untold: 3 } as NetworkFact))).toHaveProperty("fact");
    expect(judgeReport(LAPTOP, event(leased({ device: "other" }), at))).toEqual({ refused: "forged" });
    expect(judgeReport(PUB, event(leased({ device: "pub" }), { source: "pub" }))).toEqual({ refused: "kind" });
    for (const [more, each] of [
      ...[[{ user: "sam" }], [{ untold: COUNT_MAX + 1 }], [{}, { name: "Wiki.corp.example" }], [{}, { name: "" }]],
      ...[
        [{}, { stub: "100.64.0.256" }],
        [{}, { stub: "fd00::1" }],
        [{}, { stub6: "100.64.0.1" }],
      ],
      [{}, { stub6: "FD00::1" }],
    ])
      expect(judgeReport(LAPTOP, event(leased(more, each), at))).toEqual({ refused: "malformed" });
    const none = { ...leased(), leases: [] } as NetworkFact;
    expect(judgeReport(LAPTOP, event(none))).toEqual({ refused: "malformed" });
  });

  it("of what isn't one's to state is of the wrong kind, from gateways' facts to a newer writer's", () => {
    const dropped: NetworkFact = { type: "events-dropped", kind: "near-miss", count: 1 };
    const down: NetworkFact = {
      ...{
        type: "session-down",
        sessionId: "00",
        user: "sam",
        device: "laptop",
        gateway: "g1",
        reason: "",
        durationUs: 1,
      },
    };
    for (const fact of [dropped, down, { type: "unknown" } as const])
      expect(judgeReport(LAPTOP, event(fact))).toEqual({ refused: "kind" });
    expect(judgeReport(LAPTOP, event(list({ publisher: "laptop" }), { source: "laptop" }))).toEqual({
      refused: "kind",
    });
    expect(judgeReport(PUB, event(counted({ device: "pub" }), { source: "pub" }))).toEqual({ refused: "kind" });
    expect(judgeReport(byOf("gateway", "laptop"), event(counted()))).toEqual({ refused: "kind" });
  });

  it("whose values can't be is malformed", () => {
    for (const more of [
      { count: 0 },
      { count: COUNT_MAX + 1 },
      { reason: "" },
      { reason: "no code" },
      { reason: "A".repeat(65) },
    ])
      expect(judgeReport(LAPTOP, event(counted(more)))).toEqual({ refused: "malformed" });
    expect(judgeReport(LAPTOP, event(counted({ count: COUNT_MAX })))).toHaveProperty("fact");
    expect(judgeReport(PUB, event(list({ apps: APPS_MAX + 1 })))).toEqual({ refused: "malformed" });
  });
});
