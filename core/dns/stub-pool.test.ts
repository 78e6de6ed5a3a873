/** Tests of the stub pool: laws over random histories, and the cases that a law does not name. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../units.ts";
import { after } from "../units.ts";
import { IDLE_MS, LEASES_MAX, QUARANTINE_MS, StubPool } from "./stub-pool.ts";

const T0 = 1_000 as Instant;
const BASE = 0x64400000;
/** Six usable addresses: exhaustion and reuse come often. */
const SMALL = { base: BASE, bits: 29 };

type Step = { do: "allocate" | "release"; name: string } | { do: "wait"; ms: number } | { do: "restart" };

const names = fc.integer({ min: 0, max: 9 }).map((n) => `n${n}.corp.example`);
const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("allocate" as const, "release" as const), name: names }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: QUARANTINE_MS }) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: "restart" as const }) },
  ),
  { maxLength: 80 },
);

describe("stub pool", () => {
  it("remembers how long a leased name's last question took, for as long as it is leased", () => {
    const pool = new StubPool(SMALL);
    pool.lookedUp("early.corp.example", 3);
    pool.allocate("early.corp.example", T0);
    expect(pool.leadOf("early.corp.example").dnsUs).toBeUndefined();
    pool.lookedUp("early.corp.example", 4);
    pool.allocate("early.corp.example", after(T0, 1));
    expect(pool.leadOf("early.corp.example").dnsUs).toBe(4);
    pool.lookedUp("early.corp.example", 5);
    expect(pool.leadOf("early.corp.example").dnsUs).toBe(5);
    pool.release("early.corp.example", T0);
    pool.allocate("early.corp.example", T0);
    expect(pool.leadOf("early.corp.example").dnsUs).toBeUndefined();
    expect(pool.leadOf("other.corp.example").dnsUs).toBeUndefined();
  });

  it("never lets an address mean two names within the quarantine, whatever happens", () => {
    fc.assert(
      fc.property(steps, (history: Step[]) => {
        let pool = new StubPool(SMALL);
        let now = T0;
        const lastMeant = new Map<number, { name: string; until: number }>();
        const leased = new Map<string, number>();
        for (const step of history) {
          if (step.do === "wait") now = after(now, step.ms);
          if (step.do === "restart") pool = restarted(pool, now);
          if (step.do === "release") {
            const address = pool.release(step.name, now);
            expect(address).toBe(leased.get(step.name));
            leased.delete(step.name);
            if (address !== undefined) lastMeant.set(address, { name: step.name, until: now + QUARANTINE_MS });
          }
          if (step.do === "allocate") {
            const got = pool.allocate(step.name, now);
            if (got.kind === "exhausted") {
              expect(leased.has(step.name)).toBe(false);
              if (got.retryAt !== undefined) expect(got.retryAt).toBeGreaterThan(now);
              continue;
            }
            expect(got.fresh).toBe(!leased.has(step.name));
            if (!got.fresh) expect(got.address).toBe(leased.get(step.name));
            const before = lastMeant.get(got.address);
            if (before !== undefined && before.name !== step.name) expect(before.until).toBeLessThanOrEqual(now);
            for (const [name, address] of leased) if (name !== step.name) expect(address).not.toBe(got.address);
            leased.set(step.name, got.address);
            lastMeant.delete(got.address);
          }
          for (const [name, address] of leased) expect(pool.nameOf(address, now)).toBe(name);
          expect(pool.size).toBe(leased.size);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("gives the same addresses for the same history", () => {
    fc.assert(
      fc.property(fc.array(names), (asked) => {
        const play = () => {
          const pool = new StubPool(SMALL);
          return asked.map((name) => pool.allocate(name, T0));
        };
        expect(play()).toEqual(play());
      }),
    );
  });

  it("gives never-used addresses first, then the longest rested", () => {
    const pool = new StubPool(SMALL);
    expect(addressOf(pool, "a", T0)).toBe(BASE + 1);
    expect(addressOf(pool, "b", T0)).toBe(BASE + 2);
    pool.release("b", T0);
    pool.release("a", after(T0, 1));
    for (const name of ["c", "d", "e", "f"]) addressOf(pool, name, T0);
    expect(pool.allocate("g", after(T0, 5))).toEqual({ kind: "exhausted", retryAt: after(T0, QUARANTINE_MS) });
    expect(addressOf(pool, "g", after(T0, QUARANTINE_MS))).toBe(BASE + 2);
    expect(addressOf(pool, "h", after(T0, QUARANTINE_MS + 1))).toBe(BASE + 1);
    expect(pool.allocate("i", after(T0, QUARANTINE_MS * 9))).toEqual({ kind: "exhausted", retryAt: undefined });
  });

  it("a name that comes back finds its own address, even while it rests", () => {
    const pool = new StubPool(SMALL);
    const own = addressOf(pool, "a", T0);
    pool.release("a", T0);
    expect(pool.nameOf(own, T0)).toBeUndefined();
    expect(addressOf(pool, "a", after(T0, 1))).toBe(own);
  });

  it("numbers each lease as no other, and knows one by its number after a restart", () => {
    const pool = new StubPool(SMALL, "0123456789abcdef");
    const ids = ["a", "b"].map((name) => pool.allocate(name, T0)).map((one) => ("id" in one ? one.id : ""));
    expect(ids).toEqual(["0123456789abcdef0000000000000001", "0123456789abcdef0000000000000002"]);
    expect(pool.leadOf("a").questionId).toBe(ids[0]);
    pool.vouched("a", "0f".repeat(16));
    expect(pool.leadOf("a").questionId).toBe("0f".repeat(16));
    const next = new StubPool(SMALL, "f".repeat(16));
    const unnumbered = { name: "old", address: BASE + 4 };
    expect(next.restore([...pool.leases(), unnumbered], 0, T0)).toEqual([
      { ...unnumbered, id: `${"f".repeat(16)}0000000000000001` },
    ]);
    // A question is not remembered, the lease is.
    expect(["a", "b"].map((name) => next.leadOf(name).questionId)).toEqual(ids);
    next.release("a", T0);
    const again = next.allocate("a", T0);
    expect(again).toMatchObject({ id: `${"f".repeat(16)}0000000000000002`, fresh: true });
  });

  it("never hands out the first or last address of its range", () => {
    const pool = new StubPool({ base: BASE, bits: 30 });
    expect([addressOf(pool, "a", T0), addressOf(pool, "b", T0)]).toEqual([BASE + 1, BASE + 2]);
    expect(pool.allocate("c", T0).kind).toBe("exhausted");
    expect([pool.contains(BASE), pool.contains(BASE + 3), pool.contains(BASE + 4)]).toEqual([true, true, false]);
  });

  it("after a restart what is below the mark and not leased rests, and foreign leases are ignored", () => {
    const pool = new StubPool(SMALL);
    pool.restore(
      [
        { name: "a", address: BASE + 2 },
        { name: "x", address: 7 },
        { name: "a", address: BASE + 3 },
      ],
      BASE + 5,
      T0,
    );
    expect(pool.leases()).toMatchObject([{ name: "a", address: BASE + 2 }]);
    expect(addressOf(pool, "b", T0)).toBe(BASE + 5);
    expect(addressOf(pool, "c", T0)).toBe(BASE + 6);
    expect(pool.allocate("d", T0).kind).toBe("exhausted");
    expect(addressOf(pool, "d", after(T0, QUARANTINE_MS))).toBe(BASE + 1);
  });

  it("releases what was not used in a day, and use is a lookup or a flow", () => {
    const pool = new StubPool(SMALL);
    const [a, b, c] = ["a", "b", "c"].map((name) => addressOf(pool, name, T0));
    pool.nameOf(a!, after(T0, 10));
    pool.allocate("b", after(T0, 10));
    expect(pool.releaseIdle(after(T0, IDLE_MS))).toMatchObject([{ name: "c", address: c }]);
    expect(pool.nameOf(b!, after(T0, IDLE_MS))).toBe("b");
  });

  it("has a bound on leases and says when one may be free", () => {
    const pool = new StubPool({ base: BASE, bits: 10 });
    for (let n = 0; n < LEASES_MAX; n++) pool.allocate(`n${n}`, T0);
    expect(pool.allocate("more", T0)).toEqual({ kind: "exhausted", retryAt: after(T0, IDLE_MS) });
    const again = restarted(pool, T0);
    expect(again.size).toBe(LEASES_MAX);
  });

  it("in another range has a new lease for each name, and nothing of the old one", () => {
    const pool = new StubPool(SMALL);
    const [a, b] = [pool.allocate("a.corp.example", T0), pool.allocate("b.corp.example", after(T0, 1))];
    pool.allocate("c.corp.example", T0);
    pool.release("c.corp.example", T0);
    const { released, leased } = pool.move({ base: BASE + 0x1_0000, bits: 29 });
    expect(released.map(({ name }) => name)).toEqual(["a.corp.example", "b.corp.example"]);
    expect(leased.map(({ address }) => address)).toEqual([BASE + 0x1_0001, BASE + 0x1_0002]);
    const ids = [a, b].map((one) => one.kind === "leased" && one.id);
    expect(leased.some(({ id }) => ids.includes(id!))).toBe(false);
    for (const { address } of released) expect(pool.nameOf(address, T0)).toBeUndefined();
    expect(pool.nameOf(BASE + 0x1_0001, T0)).toBe("a.corp.example");
    expect({ highWater: pool.highWater, resting: pool.resting }).toEqual({ highWater: BASE + 0x1_0003, resting: 0 });
  });
});

function restarted(pool: StubPool, now: Instant): StubPool {
  const next = new StubPool(pool.range);
  next.restore(pool.leases(), pool.highWater, now);
  return next;
}

function addressOf(pool: StubPool, name: string, now: Instant): number {
  const got = pool.allocate(name, now);
  if (got.kind !== "leased") throw new Error(`${name}: ${got.kind}`);
  return got.address;
}
