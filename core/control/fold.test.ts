import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { configObject } from "../../sim/arbitrary-objects.ts";
import { canonicalBytes, canonicalText, utf8 } from "./canonical.ts";
import type { ControlRecord, Fact, UnknownEvent } from "./event.ts";
import { fold } from "./fold.ts";
import type { ControlState } from "./state.ts";
import { emptyState, tenantOf } from "./state.ts";

const gateway = fc.constantFrom("gw-1", "gw-2");
const epoch = fc.constantFrom("e1", "e2", "e3");
const attachment = fc.constantFrom("a1", "a2", "a3", "a4");
const hash = fc.constantFrom("h1", "h2");

const fact: fc.Arbitrary<Fact> = fc.oneof(
  configObject.map((object): Fact => ({ type: "object-put", object })),
  configObject.map(({ kind, name }): Fact => ({ type: "object-deleted", kind, name })),
  hash.map((tokenHash): Fact => ({ type: "token-issued", tokenHash, role: "device", name: "d", expiresAtUs: 1 })),
  fc
    .tuple(hash, fc.constantFrom("s1", "s2"))
    .map(([tokenHash, spiffeId]): Fact => ({ type: "token-spent", tokenHash, spiffeId })),
  fc
    .constantFrom("f1", "f2")
    .map((fingerprint): Fact => ({ type: "certificate-issued", spiffeId: "s", fingerprint, notAfterUs: 1 })),
  fc
    .tuple(gateway, epoch)
    .map(([name, e]): Fact => ({ type: "gateway-joined", gateway: name, epoch: e, address: "h:1", roles: [] })),
  fc.tuple(gateway, epoch).map(([name, e]): Fact => ({ type: "gateway-left", gateway: name, epoch: e })),
  fc.tuple(attachment, gateway, epoch).map(([id, name, e]): Fact => attached(id, name, e)),
  attachment.map((id): Fact => ({ type: "publisher-detached", attachment: id, reason: "" })),
);

/** Two tenants, and some events that this reader doesn't know. */
const log: fc.Arbitrary<ControlRecord[]> = fc
  .array(fc.tuple(fact, fc.constantFrom("demo", "demo", "other"), fc.constantFrom(1, 1, 1, 1, 1, 0)), { maxLength: 60 })
  .map((events) =>
    events.map(([what, tenant, known], offset) =>
      known === 1 ? record(offset, what, tenant) : { offset, appendTimeUs: 0, event: unknown(offset % 3 === 0) },
    ),
  );

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

  it("an unknown critical event stops admission at its offset, an uncritical one is skipped", () => {
    const skip = { offset: 0, appendTimeUs: 0, event: unknown(false) };
    const stop = (offset: number) => ({ offset, appendTimeUs: 0, event: unknown(true) });
    expect(fold(emptyState(), [skip]).stoppedAt).toBeNull();
    expect(fold(emptyState(), [skip, stop(1), stop(2)]).stoppedAt).toBe(1);
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

function record(offset: number, what: Fact, tenant = "demo"): ControlRecord {
  return { offset, appendTimeUs: offset, event: { ...envelope, tenant, fact: what } };
}

const envelope = { id: "00", tenant: "demo", atUs: 0, writer: "w", critical: false, actor: "" };
const unknown = (critical: boolean): UnknownEvent => ({ ...envelope, critical, fact: { type: "unknown" } });
const folded = (...facts: Fact[]) =>
  fold(
    emptyState(),
    facts.map((what, offset) => record(offset, what)),
  );
const heldAfter = (...facts: Fact[]) => [...tenantOf(folded(...facts), "demo").attachments.keys()];

const put = (offset: number, name: string, tenant = "demo") =>
  record(offset, { type: "object-put", object: { kind: "Group", name, spec: { description: "" } } }, tenant);

function joined(name: string, gatewayEpoch: string): Fact {
  return { type: "gateway-joined", gateway: name, epoch: gatewayEpoch, address: `${name}:1`, roles: [] };
}

function attached(id: string, name: string, gatewayEpoch: string): Fact {
  return {
    type: "publisher-attached",
    publisher: "p",
    gateway: name,
    gatewayEpoch,
    instance: "i",
    tunnel: 0,
    attachment: id,
  };
}
