/** What a Client Gateway tells of a flow, and that whatever others put into it stays within the room of a flow. */
import { describe, expect, it } from "@jest/globals";
import { emptyState } from "../../core/control/state.ts";
import type { Allow, Considered, Deny, Verdict } from "../../core/policy/verdict.ts";
import type { NetworkFact } from "../../core/record/network-event.ts";
import { encodeNetworkEvent } from "../../io/wire/network-event.ts";
import {
  askedOf,
  candidatesOf,
  type Decided,
  decidedFact,
  endedFact,
  NO_BYTES,
  openedFact,
  undecidedFact,
  whyMoved,
} from "./flow-facts.ts";

const FLOW = "019a0000-0000-7000-8000-000000000000";
const SEGMENT = { flowId: FLOW, segment: 0, gateway: "g".repeat(64), role: "client" } as const;
const OPEN = {
  ...{ sessionId: new Uint8Array(16).fill(10), clientRef: new Uint8Array(16), host: "h".repeat(253), port: 80 },
  ...{ protocol: 1, srcIp: "127.0.0.1", srcPort: 5, dnsUs: 0, asksBefore: 0, questionId: new Uint8Array() },
  program: { name: "\u00fc".repeat(64), pathHash: new Uint8Array(16).fill(11), uid: 2 ** 32 - 1 },
};
const WHO = { tenant: "demo", device: "d".repeat(128), user: "u".repeat(128) };
const ASKED = askedOf(OPEN, WHO, emptyState());

describe("what was asked", () => {
  it("has the device's own socket where that is an address, and nothing else in its place", () => {
    expect(ASKED).toMatchObject({ srcIp: "127.0.0.1", sessionId: "0a".repeat(16), protocol: "tcp" });
    for (const srcIp of ["", "my laptop", "x".repeat(300), "1.2.3.4; rm"]) {
      expect(askedOf({ ...OPEN, srcIp }, WHO, emptyState()).srcIp).toBe("");
    }
  });

  it("tells of a look-up only where there was one", () => {
    expect(ASKED).not.toHaveProperty("dnsUs");
    expect(askedOf({ ...OPEN, dnsUs: 7, asksBefore: 0 }, WHO, emptyState()).dnsUs).toBe(7);
  });

  it("tells of the question that led there only where the device names one", () => {
    expect(ASKED).not.toHaveProperty("questionId");
    const questionId = new Uint8Array(16).fill(12);
    expect(askedOf({ ...OPEN, questionId }, WHO, emptyState()).questionId).toBe("0c".repeat(16));
  });
});

describe("the process", () => {
  it("is told as the device reports it, and not at all where it says nothing", () => {
    expect(ASKED.process).toEqual({ name: "\u00fc".repeat(64), pathHash: "0b".repeat(16), uid: 2 ** 32 - 1 });
    expect(askedOf({ ...OPEN, program: null }, WHO, emptyState())).not.toHaveProperty("process");
    const process = { name: "", pathHash: "" };
    expect(askedOf({ ...OPEN, program: {} }, WHO, emptyState()).process).toEqual(process);
  });
});

describe("the rules considered", () => {
  it("are told as they were tried, the one that matched with nothing failed", () => {
    const considered: Considered[] = [rule("one", "groups"), rule("two", null)];
    expect(decided(considered).considered).toEqual([
      { rule: "one", firstFailed: "groups" },
      { rule: "two", firstFailed: "" },
    ]);
  });

  it("are as many as fit, and the one that decided is among them whatever stood before it", () => {
    const many = Array.from({ length: 1_000 }, (_, n) => rule(`rule number ${n} of an operator who has many`, "users"));
    const { considered } = decided([...many, rule("the last", null)]);
    expect(considered.at(-1)).toEqual({ rule: "the last", firstFailed: "" });
    expect(considered[0]).toEqual({ rule: many[0]!.rule, firstFailed: "users" });
    const told = considered.length - 2;
    expect(considered.at(-2)).toEqual({ rule: `(${1_000 - told} more)`, firstFailed: "not told" });
    expect(told).toBeGreaterThan(10);
  });
});

describe("the candidates", () => {
  const [a, b, c, d] = [route("p1", "g1"), route("p1", "g2"), route("p2", "g1"), route("p3", "g3")];
  const choice = { routes: [a, b, c, d], passedOver: [absent("p9")], byLatency: false };

  it("are those who were asked and why each did not, the one that was taken, those not needed, those not there", () => {
    expect(candidatesOf(choice, [{ route: b, code: "PGW_DIAL_NO_ACK" }], a).map(line)).toEqual([
      ...["p1 g2 PGW_DIAL_NO_ACK", "p1 g1 ", "p2 g1 not-needed", "p3 g3 not-needed", "p9  not-attached"],
    ]);
  });

  it("behind a gateway that did not answer were not passed over for nothing", () => {
    expect(candidatesOf(choice, [{ route: a, code: "CGW_RELAY_PGW_UNREACHABLE" }], d).map(line)).toEqual([
      ...["p1 g1 CGW_RELAY_PGW_UNREACHABLE", "p3 g3 ", "p1 g2 not-needed", "p2 g1 CGW_RELAY_PGW_UNREACHABLE"],
      "p9  not-attached",
    ]);
  });
});

it("a pair moves for what speaks against its former publisher, or goes home", () => {
  const [a, b] = [route("p1", "g1"), route("p2", "g2")];
  const choice = { routes: [a, b], passedOver: [absent("p9")], byLatency: false };
  const why = (from: string, home: boolean) => whyMoved(from, choice, [{ route: a, code: "PGW_DIAL_NO_ACK" }], home);
  expect([why("p9", true), why("p1", true), why("p2", true), why("p2", false)]).toEqual([
    ...["not-attached", "PGW_DIAL_NO_ACK", "home", "suspected"],
  ]);
});

it("the events of one flow fit into what was reserved for them, whatever names and notices they bear", () => {
  const long = (of: string) => of.repeat(128);
  const notice = "n".repeat(1_024);
  const many = Array.from({ length: 500 }, (_, n) => rule(`${long("r")}${n}`, "device_classifications"));
  const denial = { denialId: "ABC-DEF", notice };
  const routes = Array.from({ length: 4 }, (_, n) => route(long("p"), `${long("g")}${n}`));
  const passedOver = Array.from({ length: 50 }, (_, n) => absent(`${long("a")}${n}`));
  const candidates = candidatesOf({ routes, passedOver, byLatency: true }, [], routes[0]);
  const timings = { routeUs: 2 ** 50, dispatchUs: 2 ** 50, resolveUs: 2 ** 50, connectUs: 2 ** 50 };
  const bytes = { clientBytes: 2 ** 52, serverBytes: 2 ** 52, clientBytesLost: 2 ** 52, serverBytesLost: 2 ** 52 };
  const by = { publisher: long("p"), publisherGateway: long("g"), egressAddr: long("e"), appAddr: long("e") };
  const deny: Deny = { kind: "deny", code: "CGW_POLICY_RULE_BLOCK", rule: long("r"), app: long("a"), ...JUDGED };
  const opened = openedFact(SEGMENT, by, candidates, timings);
  const end = {
    code: "CGW_POLICY_REVOKED",
    endedBy: "system",
    durationUs: 2 ** 50,
    denial,
    candidates,
    timings,
  } as const;
  const again = decidedBy({ ...deny, considered: many }, long("u"));
  expect(sizeOf(decidedFact(SEGMENT, ASKED, again, 2 ** 40, denial))).toBeLessThan(4_608);
  expect(sizeOf(undecidedFact(SEGMENT, ASKED, "CGW_LIMIT_USER", denial))).toBeLessThan(4_096);
  expect(sizeOf(opened)).toBeLessThan(2_048);
  expect(sizeOf(endedFact(SEGMENT, { ...end, ...bytes, again }))).toBeLessThan(5_632);
  expect(sizeOf(endedFact(SEGMENT, { ...end, ...NO_BYTES }))).toBeLessThan(3_072);
});

const JUDGED = { considered: [], candidates: [], receivers: [], asOf: 1, configRev: 1 };

function decided(considered: readonly Considered[]) {
  const verdict = { kind: "allow", app: "wiki", rule: "two", ...JUDGED, considered } as unknown as Allow;
  return decidedFact(SEGMENT, ASKED, decidedBy(verdict, "sam"), 5);
}

function decidedBy(verdict: Verdict, user: string): Decided {
  return { verdict, request: { user, host: "h".repeat(253), port: 65_535, atUs: 2 ** 52 }, inputs: "ab".repeat(16) };
}

const rule = (name: string, firstFailed: Considered["firstFailed"]): Considered => ({ rule: name, firstFailed });

function absent(publisher: string) {
  return { publisher, whyNot: "not-attached" } as const;
}

function route(publisher: string, gateway: string) {
  return { publisher, gateway, epoch: "", address: "", draining: false, latencyBucket: 7 };
}

const line = (of: { publisher: string; gateway: string; whyNot: string }): string =>
  `${of.publisher} ${of.gateway} ${of.whyNot}`;

/** With the longest envelope, and the key that stands before it in the spool. */
function sizeOf(fact: NetworkFact): number {
  const id = "ab".repeat(16);
  const versions = { asOf: 2 ** 50, configRev: 2 ** 50, srpVersion: 2 ** 50, appListVersion: 0 };
  const from = { source: "g".repeat(64), boot: id, sequence: 2 ** 47, atUs: 2 ** 52, tenant: "t".repeat(63) };
  return 37 + encodeNetworkEvent({ id, ...from, ...versions, reportedBy: "", traceId: id, fact }).length;
}
