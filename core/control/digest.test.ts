import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { known, log, record } from "../../sim/arbitrary-log.ts";
import { canonicalText } from "./canonical.ts";
import { digestOf, presenceDigest, stateHash, tenantDigest, tenantHash } from "./digest.ts";
import type { Fact } from "./event.ts";
import { Folding, fold } from "./fold.ts";
import { FEW_ROWS } from "./rows.ts";
import { emptyState, tenantOf } from "./state.ts";
import { textHash } from "./text-hash.ts";

describe("the state hash", () => {
  it("that follows each change is the one made from nothing, whatever the cuts and steps", () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(60), { maxLength: 8 }), fc.nat(3), (records, cuts, most) => {
        const ends = [...cuts, records.length].sort((a, b) => a - b);
        let state = emptyState();
        let from = 0;
        for (const end of ends) {
          const folding = new Folding(state);
          for (const one of records.slice(from, end)) {
            folding.take(one);
            if (most > 0) folding.hash(most - 1);
          }
          state = folding.seal();
          from = Math.max(from, end);
          expect(state.digest).toEqual(digestOf(state));
          for (const tenant of state.tenants.values()) expect(tenant.digest).toEqual(tenantDigest(tenant));
        }
        expect(stateHash(state)).toBe(stateHash(fold(emptyState(), records)));
      }),
    );
  });

  it("differs where states differ, and is the same where they are", () => {
    fc.assert(
      fc.property(log, log, (one, other) => {
        const [a, b] = [fold(emptyState(), one), fold(emptyState(), other)];
        expect(stateHash(a) === stateHash(b)).toBe(canonicalText(a) === canonicalText(b));
      }),
    );
  });

  it("is that of the rows, however many there are and however they came to be so many", () => {
    const puts = Array.from({ length: FEW_ROWS + 500 }, (_, n) => {
      const object = { kind: "Group", name: `g${n % (FEW_ROWS + 300)}`, spec: { description: `${n}`, externalId: "" } };
      return record(n, { type: "object-put", object } as Fact);
    });
    const whole = fold(emptyState(), puts);
    const held = fold(emptyState(), puts.slice(0, FEW_ROWS + 100));
    const before = canonicalText(held);
    const parts = fold(held, puts);
    expect([canonicalText(parts), stateHash(parts)]).toEqual([canonicalText(whole), stateHash(whole)]);
    expect(whole.digest).toEqual(digestOf(whole));
    expect(canonicalText(held)).toBe(before);
    expect(tenantOf(whole, "demo").groups.size).toBe(FEW_ROWS + 300);
  });

  it("of one tenant stays while others change", () => {
    const group = (offset: number, tenant: string) => {
      const object = { kind: "Group", name: "eng", spec: { description: `${offset}`, externalId: "" } } as const;
      return record(offset, { type: "object-put", object }, tenant);
    };
    const before = fold(emptyState(), [group(0, "one"), group(1, "two")]);
    const after = fold(before, [group(2, "two")]);
    expect(tenantHash(tenantOf(after, "one"))).toBe(tenantHash(tenantOf(before, "one")));
    expect(tenantHash(tenantOf(after, "two"))).not.toBe(tenantHash(tenantOf(before, "two")));
    expect(stateHash(after)).not.toBe(stateHash(before));
  });

  it("goes back to where it was when all that was said is taken back, but for what remembers it", () => {
    const facts: Fact[] = [
      { type: "gateway-joined", gateway: "ams", epoch: "e1", address: "h:1", roles: [] },
      ...[0, 1].map((n): Fact => {
        const ids = { gatewayEpoch: "e1", instance: "", tunnel: 0, attachment: `a${n}` };
        return { type: "publisher-attached", publisher: "p", gateway: "ams", ...ids };
      }),
      ...[known("a0", "down"), known("a0", "up"), known("a1", "down")],
      { type: "gateway-left", gateway: "ams", epoch: "e1" },
    ];
    const state = fold(
      emptyState(),
      facts.map((fact, offset) => record(offset, fact)),
    );
    expect(state.digest).toEqual(presenceDigest("demo"));
  });
});

describe("the hash of a text", () => {
  it("never changes within a fold version", () => {
    expect(textHash("")).toEqual([0, 0, 0, 0]);
    expect(textHash("wayleave")).toEqual([2821456391, 2559653168, 3874581953, 2972150465]);
    expect(textHash("wayleave routes")).toEqual([2006297602, 1851061072, 3109974855, 3707267301]);
  });

  it("tells texts apart that differ by one unit, by zeros at their end, by order", () => {
    const texts = [
      "",
      "\0",
      "\0\0",
      "a",
      "a\0",
      "b",
      "ab",
      "ba",
      "abcdefgh",
      "abcdefgi",
      "abcdefgh\0",
      "\u0100",
      "\u0001",
    ];
    expect(new Set(texts.map((text) => textHash(text).join())).size).toBe(texts.length);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), fc.nat(39), (text, at) => {
        if (text.length === 0) return;
        const i = at % text.length;
        const other = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1);
        expect(textHash(other)).not.toEqual(textHash(text));
      }),
    );
  });
});
