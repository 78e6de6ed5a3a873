/** Silence, life and death of a peer, by a clock that the test moves. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { beginSilence, DEAD_AFTER_MS, LOOK_EVERY_MS, look, PING_AFTER_MS, type Silence } from "./liveness.ts";
import type { Instant } from "./units.ts";

/** Looks at the given moments; `heard` tells the bytes so far. */
function run(moments: readonly number[], heard: (at: number) => number): string[] {
  let silence: Silence = beginSilence(0 as Instant);
  return moments.map((at) => {
    const { next, act } = look(silence, heard(at), at as Instant);
    silence = next;
    return act;
  });
}

const regular = (untilMs: number): number[] =>
  Array.from({ length: untilMs / LOOK_EVERY_MS }, (_, n) => (n + 1) * LOOK_EVERY_MS);

describe("a peer", () => {
  it("that says nothing is asked once, then given up", () => {
    const acts = run(regular(DEAD_AFTER_MS), () => 0);
    expect(acts.filter((act) => act === "ping")).toHaveLength(1);
    expect(acts.indexOf("ping")).toBe(PING_AFTER_MS / LOOK_EVERY_MS - 1);
    expect(acts.indexOf("give-up")).toBe(DEAD_AFTER_MS / LOOK_EVERY_MS - 1);
  });

  it("that sends anything within the time is never given up, however it spaces it", () => {
    const gaps = fc.array(fc.integer({ min: 1, max: DEAD_AFTER_MS - 2 * LOOK_EVERY_MS }), { maxLength: 40 });
    fc.assert(
      fc.property(gaps, (spaces) => {
        let at = 0;
        const times = spaces.map((gap) => (at += gap));
        const acts = run(
          regular(Math.max(LOOK_EVERY_MS, times.at(-1) ?? 0)),
          (at) => times.filter((t) => t <= at).length,
        );
        expect(acts).not.toContain("give-up");
      }),
    );
  });

  it("is asked again after it answered and fell silent again", () => {
    const acts = run(regular(4 * PING_AFTER_MS), (at) => (at > PING_AFTER_MS ? 1 : 0));
    expect(acts.filter((act) => act === "ping")).toHaveLength(2);
  });

  it("is heard out after we slept: one late look is no long silence", () => {
    expect(run([LOOK_EVERY_MS, 60_000, 60_500], () => 0)).toEqual(["wait", "wait", "wait"]);
  });
});
