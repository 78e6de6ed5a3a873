import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { attached, known, log, record, unknown } from "../../sim/arbitrary-log.ts";
import { NOTHING_SAID } from "../config/defaults.ts";
import { canonicalBytes, canonicalText, utf8 } from "./canonical.ts";
import type { ControlRecord, Fact } from "./event.ts";
import { fold } from "./fold.ts";
import type { ControlState } from "./state.ts";
import { emptyState, firstStop, revisionOf, stopFor, tenantOf } from "./state.ts";

describe("folding the control log", () => {
  it("every way of cutting the log into batches gives the same state, bytes included", () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(60), { maxLength: 8 }), (records, cuts) => {
        const whole = fold(emptyState(), records);
        expect(canonicalText(inBatches(records, cuts))).toBe(canonicalText(whole));
        expect([...tenantOf(inBatches(records, cuts), "demo").policies]).toEqual([...tenantOf(whole, "demo").policies]);
        expect(whole.asOf).toBe(records.length - 1);
      }),
    );
  });

  it("what was folded twice is folded once", () => {
    fc.assert(
      fc.property(log, fc.nat(60), fc.nat(60), (records, from, to) => {
        const once = fold(emptyState(), records);
        // Any part of what is folded may come again, its end or not.
        expect(fold(once, records.slice(from))).toBe(once);
        expect(fold(once, records.slice(from, to))).toBe(once);
        const again = fold(fold(emptyState(), records.slice(0, from)), records);
        expect(canonicalBytes(again)).toEqual(canonicalBytes(once));
      }),
    );
  });

  it("a state that somebody holds never changes", () => {
    fc.assert(
      fc.property(log, fc.nat(60), (records, cut) => {
        const held = fold(emptyState(), records.slice(0, cut));
        const before = canonicalText(held);
        fold(held, records);
        expect(canonicalText(held)).toBe(before);
      }),
    );
  });

  it("only the tables that a batch writes are new", () => {
    const one = fold(emptyState(), [put(0, "a"), record(1, joined("gw-1", "e1"))]);
    const two = fold(one, [record(2, attached("a1", "gw-1", "e1"))]);
    expect(tenantOf(two, "demo").groups).toBe(tenantOf(one, "demo").groups);
    expect(tenantOf(two, "demo").attachments).not.toBe(tenantOf(one, "demo").attachments);
  });

  it("the revision follows what operators set, not what is attached", () => {
    const state = fold(emptyState(), [
      put(0, "a"),
      record(1, joined("gw-1", "e1")),
      record(2, attached("a1", "gw-1", "e1")),
    ]);
    expect([state.asOf, state.configRev, tenantOf(state, "demo").configRev]).toEqual([2, 0, 0]);
    const gone = fold(state, [
      record(3, { type: "object-deleted", kind: "Group", name: "unknown" }),
      put(4, "b", "other"),
    ]);
    expect([gone.configRev, tenantOf(gone, "demo").configRev, tenantOf(gone, "other").configRev]).toEqual([4, 0, 4]);
  });

  it("a late detach removes only its own attachment", () => {
    const facts = [joined("ams", "e1"), joined("fra", "e1"), attached("a1", "ams", "e1"), attached("a2", "fra", "e1")];
    expect(heldAfter(...facts, { type: "publisher-detached", attachment: "a1", reason: "" })).toEqual(["a2"]);
  });

  it("a gateway's new epoch drops what its old one held, and only that", () => {
    const facts = [joined("ams", "e1"), joined("fra", "e1"), attached("a1", "ams", "e1"), attached("a2", "fra", "e1")];
    expect(heldAfter(...facts, joined("ams", "e2"))).toEqual(["a2"]);
    expect(heldAfter(...facts, joined("ams", "e1"))).toEqual(["a1", "a2"]);
    // The old life speaks after the new one has joined.
    expect(heldAfter(...facts, joined("ams", "e2"), attached("a3", "ams", "e1"))).toEqual(["a2"]);
    expect(
      heldAfter(
        ...facts,
        joined("ams", "e2"),
        { type: "gateway-left", gateway: "ams", epoch: "e1" },
        attached("a4", "ams", "e2"),
      ),
    ).toEqual(["a2", "a4"]);
    expect(heldAfter(...facts, { type: "gateway-left", gateway: "ams", epoch: "e1" })).toEqual(["a2"]);
  });

  it("a token is spent by the first who spends it", () => {
    const issued: Fact = { type: "token-issued", tokenHash: "h", role: "device", name: "d", expiresAtUs: 1 };
    const spent = (spiffeId: string): Fact => ({ type: "token-spent", tokenHash: "h", spiffeId });
    expect(tenantOf(folded(issued, spent("one"), spent("two")), "demo").tokens.get("h")?.spentBy).toBe("one");
  });

  it("the first event names the log, no later one does", () => {
    const created = (logId: string): Fact => ({ type: "log-created", logId, trustDomain: "t" });
    expect(folded(created("l1"), created("l2")).logId).toBe("l1");
    expect(folded(joined("g", "e"), created("l2")).logId).toBe("");
  });

  it("an unknown critical event stops its tenant's admission at its offset, an uncritical one is skipped", () => {
    const skip = { offset: 0, appendTimeUs: 0, event: unknown(false) };
    const stop = (offset: number) => ({ offset, appendTimeUs: 0, event: unknown(true) });
    expect(fold(emptyState(), [skip]).stoppedAt).toBeNull();
    const stopped = fold(emptyState(), [skip, stop(1), stop(2)]);
    expect([stopFor(stopped, "demo"), stopFor(stopped, "other"), firstStop(stopped)]).toEqual([1, null, 1]);
    const nobodys = { ...stop(3), event: { ...unknown(true), tenant: "" } };
    const all = fold(stopped, [nobodys]);
    expect([stopFor(all, "demo"), stopFor(all, "other"), firstStop(all)]).toEqual([3, 3, 1]);
  });

  it("of two commands that read one revision the first in the log wins, whole; the other counts for nothing", () => {
    const guarded = (offset: number, command: string, revision: number) =>
      record(offset, { type: "command-guarded", expected: [{ kind: "Group", name: "a", revision }] }, "demo", command);
    const written = (offset: number, command: string, description: string) => {
      const object = { kind: "Group", name: "a", spec: { ...NOTHING_SAID.Group, description } } as const;
      return record(offset, { type: "object-put", object }, "demo", command);
    };
    const state = fold(emptyState(), [
      ...[put(0, "a"), guarded(1, "c1", 0), written(2, "c1", "one"), guarded(3, "c2", 0), written(4, "c2", "two")],
      record(5, { type: "object-deleted", kind: "Group", name: "a" }, "demo", "c2"),
      // Without its guard before it.
      written(6, "c3", "three"),
    ]);
    const { groups } = tenantOf(state, "demo");
    expect([groups.get("a")?.description, state.lostCommands, state.configRev]).toEqual(["one", ["c2"], 2]);
    expect(revisionOf(tenantOf(state, "demo"), "Group", "a")).toBe(2);
  });

  it("a lost gateway is chosen for nothing, until it joins anew; its next life is no loss of the one before", () => {
    const lost = (e: string): Fact => ({ type: "gateway-lost", gateway: "ams", epoch: e, judge: "fra" });
    const state = folded(joined("ams", "e1"), joined("fra", "e1"), attached("a1", "ams", "e1"), lost("e1"));
    expect([tenantOf(state, "demo").attachments.size, [...state.gateways.keys()]]).toEqual([0, ["fra"]]);
    expect(state.lost.get("ams")).toEqual({ epoch: "e1", judge: "fra", draining: false, since: 3 });
    const back = folded(joined("ams", "e1"), lost("e1"), joined("ams", "e2"), lost("e1"));
    expect([back.gateways.get("ams")?.epoch, back.lost.size]).toEqual(["e2", 0]);
  });

  it("what is known by a tunnel goes with the tunnel; what is said of one that is gone is no news", () => {
    const facts = [joined("ams", "e1"), attached("a1", "ams", "e1"), known("a1", "down"), known("a2", "down")];
    expect([...tenantOf(folded(...facts), "demo").health.keys()]).toEqual(["a1"]);
    const changed: Fact = {
      type: "attachment-changed",
      attachment: "a1",
      band: "full",
      draining: true,
      latencyBucket: 3,
    };
    const held = tenantOf(folded(...facts, changed), "demo").attachments.get("a1");
    expect(held).toMatchObject({ band: "full", draining: true, since: 1 });
    const gone = folded(...facts, { type: "publisher-detached", attachment: "a1", reason: "" });
    expect(tenantOf(gone, "demo").health.size).toBe(0);
  });

  it("facts without a tenant are nobody's configuration", () => {
    expect(fold(emptyState(), [put(0, "a", "")]).tenants.size).toBe(0);
  });
});

it("the bytes are UTF-8", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(utf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
    }),
  );
  expect(utf8("\ud800a")).toEqual(new Uint8Array(new TextEncoder().encode("\ud800a")));
});

function inBatches(records: readonly ControlRecord[], cuts: readonly number[]): ControlState {
  const ends = [...cuts, records.length].sort((a, b) => a - b);
  let state = emptyState();
  let from = 0;
  for (const end of ends) {
    state = fold(state, records.slice(from, end));
    from = Math.max(from, end);
  }
  return state;
}

const folded = (...facts: Fact[]) =>
  fold(
    emptyState(),
    facts.map((what, offset) => record(offset, what)),
  );
const heldAfter = (...facts: Fact[]) => [...tenantOf(folded(...facts), "demo").attachments.keys()];

const put = (offset: number, name: string, tenant = "demo") =>
  record(offset, { type: "object-put", object: { kind: "Group", name, spec: NOTHING_SAID.Group } }, tenant);

function joined(name: string, gatewayEpoch: string): Fact {
  return { type: "gateway-joined", gateway: name, epoch: gatewayEpoch, address: `${name}:1`, roles: [] };
}
