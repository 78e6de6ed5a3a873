/** The tunnel machine: its total table, its times, and a seeded weather in which its promises must hold. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../units.ts";
import { WAIT_FIRST_MS, WAIT_MAX_MS, waitMs } from "./backoff.ts";
import {
  type At,
  DIAL_MS,
  idleTunnel,
  nextDeadline,
  PROVEN_MS,
  SILENT_MS,
  step,
  type Tunnel,
  type TunnelInput,
  type TunnelOutput,
} from "./tunnel.ts";

type On = TunnelInput["on"];
const at = (ms: number): Instant => ms as Instant;
const LATE = at(1_000_000);

/** Every state meets every input. A new state or input does not compile until its row is written. */
const EXPECTED: Record<At, Record<On, At>> = {
  idle: {
    start: "dialing",
    dialed: "idle",
    attached: "idle",
    refused: "idle",
    heard: "idle",
    lost: "idle",
    drain: "stopped",
    emptied: "idle",
    tick: "idle",
  },
  dialing: {
    start: "dialing",
    dialed: "attaching",
    attached: "dialing",
    refused: "waiting",
    heard: "dialing",
    lost: "waiting",
    drain: "stopped",
    emptied: "dialing",
    tick: "waiting",
  },
  attaching: {
    start: "attaching",
    dialed: "attaching",
    attached: "attached",
    refused: "waiting",
    heard: "attaching",
    lost: "waiting",
    drain: "stopped",
    emptied: "attaching",
    tick: "waiting",
  },
  attached: {
    start: "attached",
    dialed: "attached",
    attached: "attached",
    refused: "waiting",
    heard: "attached",
    lost: "waiting",
    drain: "draining",
    emptied: "attached",
    tick: "waiting",
  },
  waiting: {
    start: "waiting",
    dialed: "waiting",
    attached: "waiting",
    refused: "waiting",
    heard: "waiting",
    lost: "waiting",
    drain: "stopped",
    emptied: "waiting",
    tick: "dialing",
  },
  draining: {
    start: "draining",
    dialed: "draining",
    attached: "draining",
    refused: "stopped",
    heard: "draining",
    lost: "stopped",
    drain: "draining",
    emptied: "stopped",
    tick: "stopped",
  },
  stopped: {
    start: "stopped",
    dialed: "stopped",
    attached: "stopped",
    refused: "stopped",
    heard: "stopped",
    lost: "stopped",
    drain: "stopped",
    emptied: "stopped",
    tick: "stopped",
  },
};
const INPUTS: Record<On, TunnelInput> = {
  start: { on: "start" },
  dialed: { on: "dialed" },
  attached: { on: "attached" },
  refused: { on: "refused" },
  heard: { on: "heard" },
  lost: { on: "lost" },
  drain: { on: "drain", graceMs: 5_000 },
  emptied: { on: "emptied" },
  tick: { on: "tick" },
};
const STATES: Record<At, Tunnel> = {
  idle: idleTunnel,
  dialing: run(["start"]),
  attaching: run(["start", "dialed"]),
  attached: run(["start", "dialed", "attached"]),
  waiting: run(["start", "lost"]),
  draining: run(["start", "dialed", "attached", "drain"]),
  stopped: run(["drain"]),
};

describe("the total table", () => {
  for (const state of Object.keys(EXPECTED) as At[]) {
    for (const on of Object.keys(EXPECTED[state]) as On[]) {
      it(`${state} meets ${on}`, () => {
        expect(STATES[state].at).toBe(state);
        expect(step(STATES[state], INPUTS[on], LATE, 0).next.at).toBe(EXPECTED[state][on]);
      });
    }
  }
});

describe("times", () => {
  it("a silent link is lost at its deadline, not before", () => {
    const attached = STATES.attached;
    expect(step(attached, INPUTS.tick, at(SILENT_MS - 1), 0).outputs).toEqual([{ do: "send-ping" }]);
    expect(step(attached, INPUTS.tick, at(SILENT_MS), 0).outputs).toEqual([
      { do: "announce-detached" },
      { do: "close" },
    ]);
    const heard = step(attached, INPUTS.heard, at(5_000), 0).next;
    expect(step(heard, INPUTS.tick, at(SILENT_MS), 0).next.at).toBe("attached");
  });
  it("an attempt is given up at its deadline", () => {
    expect(step(STATES.dialing, INPUTS.tick, at(DIAL_MS - 1), 0).next.at).toBe("dialing");
    expect(step(STATES.dialing, INPUTS.tick, at(DIAL_MS), 0).next.at).toBe("waiting");
  });
  it("the back-off grows over links that did not prove themselves and forgets after one that did", () => {
    const unproven = step(STATES.attached, INPUTS.lost, at(PROVEN_MS - 1), 0).next;
    expect(unproven).toMatchObject({ attempt: 2 });
    const redialed = run(["dialed", "attached"], step(unproven, INPUTS.tick, LATE, 0).next);
    expect(step(redialed, INPUTS.lost, at(1), 0).next).toMatchObject({ attempt: 3 });
    expect(step(redialed, INPUTS.lost, LATE, 0).next).toMatchObject({ attempt: 2, until: LATE + WAIT_FIRST_MS });
  });
  it("no wait is longer than its bound nor shorter than half of it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, die) => {
          expect(waitMs(attempt, die)).toBeGreaterThan(WAIT_FIRST_MS / 2 - 1);
          expect(waitMs(attempt, die)).toBeLessThanOrEqual(WAIT_MAX_MS);
        },
      ),
    );
  });
});

const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/**
 * Goal: whatever the network does, "attached" is announced exactly as often as "detached", give or take the one we are
 * in; no link is dialled while one is open; no tunnel sleeps for ever, and none dials after it was told to stop.
 * Method: random inputs at random moments, never missing a deadline.
 */
describe("in any weather", () => {
  it(`a tunnel keeps its promises (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(weather(), (happenings) => expect(broken(happenings, (output) => output)).toBeUndefined()),
      {
        seed: SEED,
        numRuns: 2_000,
      },
    );
  });
  it.each(["dial", "announce-attached", "announce-detached", "close", "announce-stopped", "send-hello"] as const)(
    "bites: without %s most lives break a promise",
    (missing) => {
      const lives = fc.sample(weather(), { seed: SEED, numRuns: 300 });
      const bitten = lives.filter((happenings) =>
        broken(happenings, (output) => (output.do === missing ? undefined : output)),
      );
      expect(bitten.length).toBeGreaterThan(lives.length / 2);
    },
  );
});

interface Happening {
  readonly on: On;
  readonly afterMs: number;
  readonly die: number;
}

function weather(): fc.Arbitrary<Happening[]> {
  const on = fc.constantFrom<On>(
    "dialed",
    "dialed",
    "dialed",
    "attached",
    "attached",
    "attached",
    "heard",
    "lost",
    "refused",
    "emptied",
    "tick",
  );
  const happening = fc.record({
    on,
    afterMs: fc.nat(4_000),
    die: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  return fc.array(happening, { minLength: 40, maxLength: 80 });
}

/** The first promise that a life breaks, or undefined. */
function broken(
  happenings: readonly Happening[],
  pass: (output: TunnelOutput) => TunnelOutput | undefined,
): string | undefined {
  let tunnel = idleTunnel;
  let now = at(0);
  const count = { linkOpen: 0, greeted: false, attached: 0, stopped: 0 };
  let fault: string | undefined;
  const turn = (input: TunnelInput, die: number) => {
    // The world answers only to what was done: no link, nothing to hear from it.
    if ((input.on === "dialed" || input.on === "attached") && count.linkOpen === 0) return;
    if (input.on === "attached" && !count.greeted) return;
    const { next, outputs } = step(tunnel, input, now, die);
    tunnel = next;
    for (const output of outputs) {
      const done = pass(output);
      if (done === undefined) continue;
      if (done.do === "dial" && (count.linkOpen += 1) > 1) fault ??= "dialled over an open link";
      if (done.do === "dial" && count.stopped > 0) fault ??= "dialled after the end";
      if (done.do === "close" && (count.linkOpen -= 1) < 0) fault ??= "closed what was not open";
      if (done.do === "close") count.greeted = false;
      if (done.do === "send-hello") count.greeted = true;
      if (done.do === "announce-attached" && (count.attached += 1) > 1) fault ??= "attached twice";
      if (done.do === "announce-detached" && (count.attached -= 1) < 0) fault ??= "detached twice";
      if (done.do === "announce-stopped") count.stopped += 1;
    }
    if (tunnel.at !== "idle" && tunnel.at !== "stopped" && nextDeadline(tunnel) === undefined)
      fault ??= "sleeps for ever";
    if (count.attached !== (tunnel.at === "attached" ? 1 : 0)) fault ??= "what was announced is not what is";
    if ((count.linkOpen === 1) !== ["dialing", "attaching", "attached", "draining"].includes(tunnel.at))
      fault ??= "a link leaks";
  };
  turn({ on: "start" }, 0);
  for (const { on, afterMs, die } of happenings) {
    const then = at(now + afterMs);
    for (let due = nextDeadline(tunnel); due !== undefined && due <= then; due = nextDeadline(tunnel)) {
      now = due;
      turn({ on: "tick" }, die);
    }
    now = then;
    turn(INPUTS[on], die);
  }
  // Once the weather is calm, every tunnel attaches.
  for (const wanted of ["waiting", "dialing", "attaching"] as const) {
    if (tunnel.at !== wanted) continue;
    if (wanted === "waiting") now = nextDeadline(tunnel) ?? now;
    turn(INPUTS[wanted === "waiting" ? "tick" : wanted === "dialing" ? "dialed" : "attached"], 0);
  }
  if (tunnel.at !== "attached") fault ??= "never attached";
  turn(INPUTS.drain, 0);
  for (let due = nextDeadline(tunnel); due !== undefined; due = nextDeadline(tunnel)) {
    now = due;
    turn({ on: "tick" }, 0);
  }
  if (count.stopped !== 1) fault ??= `stopped ${count.stopped} times`;
  return fault;
}

function run(inputs: readonly On[], from: Tunnel = idleTunnel): Tunnel {
  return inputs.reduce((tunnel, on) => step(tunnel, INPUTS[on], at(0), 0).next, from);
}
