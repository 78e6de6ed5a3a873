/** Datagrams that wait, that are counted, and associations that are silent. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../units.ts";
import { DatagramAccount, NO_TALLY, type Tally } from "./account.ts";
import { addDrops, DROP_REASONS, type DropCounts, type DropReason, dropsFrom, laterDrops, sumDrops } from "./drops.ts";
import { EXCHANGE_AFTER_MS, IDLE_TIMES, IdleWatch } from "./idle.ts";
import { WaitingDatagrams } from "./waiting.ts";

const at = (ms: number): Instant => ms as Instant;

describe("datagrams that wait", () => {
  const BOUNDS = { count: 8, bytes: 1_000, ageMs: 100 };
  const action = fc.oneof(
    fc.record({ do: fc.constant("push" as const), bytes: fc.nat(1_200), later: fc.nat(40) }),
    fc.record({ do: fc.constant("take" as const), later: fc.nat(40) }),
  );

  it("go in their order, within the bounds, and each goes on or is counted once, with why", () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const dropped: Record<string, number> = {};
        const waiting = new WaitingDatagrams<Buffer>(BOUNDS, (reason, count) => {
          dropped[reason] = (dropped[reason] ?? 0) + count;
        });
        let [now, pushed, last, taken] = [0, 0, -1, 0];
        const since: number[] = [];
        for (const one of actions) {
          now += one.later;
          if (one.do === "push") {
            const payload = Buffer.alloc(one.bytes);
            if (one.bytes >= 4) payload.writeUInt32BE(pushed);
            since.push(now);
            waiting.push(payload, at(now));
            pushed += 1;
          } else {
            const got = waiting.take(at(now));
            taken += got === undefined ? 0 : 1;
            if (got !== undefined && got.length >= 4) {
              const n = got.readUInt32BE();
              expect(n).toBeGreaterThan(last);
              expect(now - since[n]!).toBeLessThan(BOUNDS.ageMs);
              last = n;
            }
          }
          expect(waiting.size).toBeLessThanOrEqual(BOUNDS.count);
          expect(waiting.bytes).toBeLessThanOrEqual(BOUNDS.bytes);
        }
        waiting.dropAll("not-open");
        const counted = Object.values(dropped).reduce((sum, count) => sum + count, 0);
        expect(taken + counted).toBe(pushed);
        expect([waiting.size, waiting.bytes]).toEqual([0, 0]);
      }),
    );
  });

  it("at the bound the oldest goes, and what is larger than the bound does not push the others out", () => {
    const dropped: DropReason[] = [];
    const waiting = new WaitingDatagrams<Buffer>(BOUNDS, (reason, count) => dropped.push(...Array(count).fill(reason)));
    for (let n = 0; n < 9; n++) waiting.push(Buffer.from([n]), at(0));
    waiting.push(Buffer.alloc(1_001), at(0));
    expect(dropped).toEqual(["full", "full"]);
    expect([...waiting.take(at(0))!]).toEqual([1]);
    expect(waiting.size).toBe(7);
  });

  it("goes at the last moment before the bound of age, and not at it", () => {
    const dropped: string[] = [];
    const waiting = new WaitingDatagrams<Buffer>(BOUNDS, (reason, count) => dropped.push(`${count} ${reason}`));
    waiting.push(Buffer.from("a"), at(0));
    waiting.push(Buffer.from("b"), at(1));
    expect(waiting.take(at(99))?.toString()).toBe("a");
    expect(waiting.take(at(101))).toBeUndefined();
    expect(dropped).toEqual(["1 stale"]);
  });
});

describe("drops", () => {
  const reason = fc.constantFrom(...DROP_REASONS);
  const side = fc.constantFrom("downstream" as const, "upstream" as const);
  const drops = fc
    .array(fc.tuple(reason, side, fc.nat(1_000)), { maxLength: 20 })
    .map((all) => all.reduce<DropCounts>((counts, [why, from, count]) => addDrops(counts, why, from, count), {}));

  it("are summed and compared reason by reason, side by side", () => {
    fc.assert(
      fc.property(drops, drops, side, (one, other, from) => {
        expect(dropsFrom(sumDrops(one, other), from)).toBe(dropsFrom(one, from) + dropsFrom(other, from));
        expect(sumDrops(one, other)).toEqual(sumDrops(other, one));
        expect(laterDrops(one, one)).toEqual(one);
        expect(laterDrops(one, sumDrops(one, other))).toEqual(sumDrops(one, other));
      }),
    );
  });
});

describe("the account of an association", () => {
  const tally = (deliveredDatagrams: number, drops: DropCounts = {}): Tally => ({
    ...NO_TALLY,
    deliveredDatagrams,
    drops,
  });

  it("says of every datagram that passed what became of it, as far as anybody has told", () => {
    const account = new DatagramAccount();
    for (let n = 0; n < 10; n++) account.received("downstream");
    for (let n = 0; n < 6; n++) account.received("upstream");
    account.dropped("stale", "downstream", 2);
    expect(account.told("upstream", tally(5, addDrops({}, "too-large", "downstream", 1)))).toBe(true);
    // What the program's end dropped before it came here never passed.
    expect(account.told("downstream", tally(6, addDrops({}, "full", "downstream", 40)))).toBe(true);
    expect(account.counts()).toEqual({
      ...{ clientPackets: 5, serverPackets: 6, clientPacketsUntold: 2, serverPacketsUntold: 0 },
      drops: {
        ...{ stale: { downstream: 2, upstream: 0 }, "too-large": { downstream: 1, upstream: 0 } },
        full: { downstream: 40, upstream: 0 },
      },
    });
  });

  it("refuses a tally of more than has passed, and takes nothing back for an older one", () => {
    const account = new DatagramAccount();
    account.received("downstream");
    account.received("downstream");
    expect(account.told("upstream", tally(3))).toBe(false);
    expect(account.told("upstream", tally(2))).toBe(true);
    expect(account.told("upstream", tally(1))).toBe(true);
    expect(account.counts().clientPackets).toBe(2);
  });

  it("counts no drop twice over any chain of hops, and accounts for every datagram when all have told", () => {
    const fate = fc.constantFrom("arrives", "hop-0", "hop-1", "end");
    const flight = fc.record({ fate, from: fc.constantFrom("downstream" as const, "upstream" as const) });
    fc.assert(
      fc.property(fc.array(flight, { maxLength: 200 }), (flights) => {
        const hops = [new DatagramAccount(), new DatagramAccount()];
        const ends = { downstream: NO_TALLY, upstream: NO_TALLY };
        for (const { fate: how, from } of flights) {
          const way = from === "downstream" ? [0, 1] : [1, 0];
          const to = from === "downstream" ? "upstream" : "downstream";
          for (const hop of way) {
            hops[hop]!.received(from);
            if (how === `hop-${hop}`) hops[hop]!.dropped("stale", from, 1);
            if (how === `hop-${hop}`) break;
          }
          const end = ends[to];
          if (how === "end") ends[to] = { ...end, drops: addDrops(end.drops, "unsent", from, 1) };
          if (how === "arrives") ends[to] = { ...end, deliveredDatagrams: end.deliveredDatagrams + 1 };
        }
        expect(hops[1]!.told("upstream", ends.upstream)).toBe(true);
        expect(hops[0]!.told("downstream", ends.downstream)).toBe(true);
        expect(hops[0]!.told("upstream", hops[1]!.toldOn("upstream"))).toBe(true);
        expect(hops[1]!.told("downstream", hops[0]!.toldOn("downstream"))).toBe(true);
        const sent = (from: string) => flights.filter((one) => one.from === from).length;
        const counts = hops[0]!.counts();
        expect(counts.clientPackets + dropsFrom(counts.drops, "downstream")).toBe(sent("downstream"));
        expect(counts.serverPackets + dropsFrom(counts.drops, "upstream")).toBe(sent("upstream"));
        expect([counts.clientPacketsUntold, counts.serverPacketsUntold]).toEqual([0, 0]);
      }),
    );
  });
});

describe("silence", () => {
  it("ends a question soon, and an exchange later", () => {
    const question = new IdleWatch(IDLE_TIMES, at(0));
    question.heard("downstream", at(10));
    question.heard("upstream", at(20));
    expect(question.deadline).toBe(20 + IDLE_TIMES.questionMs);
    question.heard("downstream", at(EXCHANGE_AFTER_MS));
    expect(question.deadline).toBe(EXCHANGE_AFTER_MS + IDLE_TIMES.exchangeMs);
  });

  it("of the other side, however long one speaks, makes no exchange", () => {
    const watch = new IdleWatch(IDLE_TIMES, at(0));
    for (let ms = 0; ms < 60_000; ms += 1_000) watch.heard("downstream", at(ms));
    expect(watch.deadline).toBe(59_000 + IDLE_TIMES.questionMs);
  });

  it("never ends sooner for something that was heard", () => {
    const heard = fc.record({
      side: fc.constantFrom("downstream" as const, "upstream" as const),
      later: fc.nat(5_000),
    });
    fc.assert(
      fc.property(fc.array(heard), (all) => {
        const watch = new IdleWatch(IDLE_TIMES, at(0));
        let [now, before] = [0, watch.deadline];
        for (const { side, later } of all) {
          now += later;
          watch.heard(side, at(now));
          expect(watch.deadline).toBeGreaterThanOrEqual(before);
          before = watch.deadline;
        }
      }),
    );
  });
});
