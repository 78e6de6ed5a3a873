/** A permit opens once: against a memory that forgets nothing. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Dispatch, SPENT_MAX, SpentPermits } from "./spent-permits.ts";

const SECOND_US = 1_000_000;
/** 30 s of life and 5 min of tolerated skew. */
const LIFE_US = 330 * SECOND_US;
const START_US = 1_700_000_000 * SECOND_US;

const dispatch = (flow: number, segment = 1, attempt = 0): Dispatch => ({
  flowId: Uint8Array.from({ length: 16 }, (_, n) => (n === 15 ? flow % 256 : n === 14 ? flow >> 8 : 7 * n)),
  ...{ segment, attempt },
});

/** One showing of a permit: which of twelve, and how the gateway's clock has moved since the last. */
const showing = fc.record({
  permit: fc.nat(11),
  movesS: fc.oneof(fc.nat(40), fc.integer({ min: -600, max: 600 })),
});

describe("spent permits", () => {
  it("no permit is taken twice, whatever the clock does, in whatever order they come, and at whatever bound", () => {
    let again = 0;
    fc.assert(
      fc.property(fc.array(showing, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (showings, max) => {
        const permits = new SpentPermits(max);
        const taken = new Set<number>();
        let nowUs = START_US;
        for (const { permit, movesS } of showings) {
          nowUs += movesS * SECOND_US;
          // Two permits a dispatch, signed at different times, as only a hostile gateway would.
          const goodUntilUs = START_US + ((permit * 77) % 900) * SECOND_US + LIFE_US;
          const said = permits.spend(dispatch(permit % 6), goodUntilUs, nowUs);
          if (said === "spent") expect(taken.has(permit)).toBe(false);
          if (taken.has(permit)) again += 1;
          if (said === "spent") taken.add(permit);
          expect(permits.size).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 3000 },
    );
    expect(again).toBeGreaterThan(300);
  });

  it("with clocks right and the bound far, exactly what was used is refused, for as long as it is good", () => {
    const arrival = fc.record({ flow: fc.nat(30), attempt: fc.nat(1), ageS: fc.nat(330), pauseS: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60 }), (arrivals) => {
        const permits = new SpentPermits();
        const lapses = new Map<string, number>();
        let nowUs = START_US;
        for (const { flow, attempt, ageS, pauseS } of arrivals) {
          nowUs += pauseS * SECOND_US;
          const goodUntilUs = nowUs - ageS * SECOND_US + LIFE_US;
          const name = `${flow}/${attempt}`;
          const said = permits.spend(dispatch(flow, 1, attempt), goodUntilUs, nowUs);
          if (nowUs <= (lapses.get(name) ?? 0)) expect(said).toBe("again");
          else if (nowUs - (lapses.get(name) ?? 0) > 20 * SECOND_US) expect(said).toBe("spent");
          if (said === "spent") lapses.set(name, goodUntilUs);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("another segment or attempt of the same flow is another permit", () => {
    const permits = new SpentPermits();
    const spend = (...of: [number, number, number]) => permits.spend(dispatch(...of), START_US + LIFE_US, START_US);
    expect([spend(1, 1, 0), spend(1, 1, 1), spend(1, 2, 0), spend(2, 1, 0)]).toEqual(Array(4).fill("spent"));
    expect([spend(1, 1, 0), spend(1, 1, 1), spend(1, 2, 0), spend(2, 1, 0)]).toEqual(Array(4).fill("again"));
    expect([spend(1, 1, 11), spend(1, 11, 1)]).toEqual(["spent", "spent"]);
  });

  it("at the bound the oldest are forgotten and refused for their age; a fresh one is taken", () => {
    const permits = new SpentPermits(100);
    const goodUntil = (n: number) => START_US + n * SECOND_US + LIFE_US;
    for (let n = 0; n < 100; n += 1) expect(permits.spend(dispatch(n), goodUntil(n), START_US)).toBe("spent");
    expect(permits.spend(dispatch(100), goodUntil(100), START_US)).toBe("spent");
    expect(permits.size).toBeLessThanOrEqual(100);
    expect(permits.spend(dispatch(0), goodUntil(0), START_US)).toBe("late");
    expect(permits.spend(dispatch(99), goodUntil(99), START_US)).toBe("again");
    expect(permits.spend(dispatch(101), goodUntil(0), START_US)).toBe("late");
  });

  it("where all that it can hold lapses together, it closes rather than forgets", () => {
    const permits = new SpentPermits(10);
    for (let n = 0; n < 10; n += 1) permits.spend(dispatch(n), START_US + LIFE_US, START_US);
    expect(permits.spend(dispatch(10), START_US + LIFE_US, START_US)).toBe("late");
    expect(permits.spend(dispatch(3), START_US + LIFE_US, START_US)).toBe("late");
  });

  it("what has lapsed is forgotten, so an idle gateway holds nothing", () => {
    const permits = new SpentPermits();
    for (let n = 0; n < 1_000; n += 1) permits.spend(dispatch(n), START_US + LIFE_US, START_US);
    permits.spend(dispatch(1_000), START_US + 3 * LIFE_US, START_US + 2 * LIFE_US);
    expect(permits.size).toBe(1);
  });

  it("holds its bound at a thousand flows a second for ten minutes, and refuses no fresh permit", () => {
    const permits = new SpentPermits();
    let nowUs = START_US;
    for (let n = 0; n < 600_000; n += 1) {
      nowUs += 1_000;
      const flowId = new Uint8Array(16);
      new DataView(flowId.buffer).setUint32(12, n);
      if (permits.spend({ flowId, segment: 1, attempt: 0 }, nowUs + LIFE_US, nowUs) !== "spent")
        throw new Error(`${n}`);
    }
    expect(permits.size).toBeLessThanOrEqual(SPENT_MAX);
  });
});
