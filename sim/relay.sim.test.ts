/**
 * Goal: whatever befalls a flow, each byte is delivered once and in order or the flow ends as aborted at both ends;
 * every hop closes its record exactly once, with the same counts where the end was clean; and nothing hangs.
 * Method: two ends and two hops in virtual time, random happenings by seed. Then it must bite: each output is
 * taken away in turn, and most lives must break a promise; and each machine with one mistake must be found out.
 */

import { describe, expect, it } from "@jest/globals";
import { type RelayOutput, step } from "../core/relay/relay.ts";
import { prng } from "../io/trial-prng.ts";
import { type Machine, MUTANTS, without } from "./relay-mutants.ts";
import { openFlow, WRITE_MAX } from "./relay-world.ts";
import { World } from "./virtual-stream.ts";

const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const LIVES = Number(process.env["LIVES"] ?? 2_000);
/** The best hidden of the wrong machines shows in one life of a hundred; most in one of two. */
const HUNT_LIVES = 3_000;
const HOUR_MS = 3_600_000;

it(`${LIVES} flows keep their promises in any weather (SEED=${SEED})`, () => {
  for (let life = 0; life < LIVES; life++) {
    const faults = live(SEED + life, step);
    expect({ seed: SEED + life, faults }).toEqual({ seed: SEED + life, faults: [] });
  }
});

describe("the simulation bites", () => {
  const SOME: readonly RelayOutput["do"][] = ["forward", "forward-fin", "end", "record-closed", "pause", "resume"];
  it.each(SOME)("without %s most lives break a promise", (missing) => {
    const bitten = seeds().filter((seed) => live(seed, without(missing)).length > 0);
    expect(bitten.length).toBeGreaterThan(seeds().length / 2);
  });
  it("without send-reset most lives that a program or gateway aborts break a promise", () => {
    const aborted = seeds().filter((seed) => {
      const worst = weather(seed).filter(({ what }) => what >= CLEAN);
      return worst.length > 0 && worst.every(({ what }) => what < BREAKS || what >= TERMINATES);
    });
    const bitten = aborted.filter((seed) => live(seed, without("send-reset")).length > 0);
    expect(bitten.length).toBeGreaterThan(aborted.length / 2);
  });
  it.each(Object.keys(MUTANTS))("a machine that %s is found out", (mistake) => {
    const found = Array.from({ length: HUNT_LIVES }, (_, life) => SEED + life).find((seed) => {
      return live(seed, MUTANTS[mistake]!).length > 0;
    });
    expect({ seed: SEED, found }).toEqual({ seed: SEED, found: expect.any(Number) });
  });
});

const seeds = (): number[] => Array.from({ length: 200 }, (_, at) => SEED + at);

/** Happenings below this number leave a flow clean. */
const CLEAN = 0.85;
/** From here on a program aborts, a stream breaks, an end of one falls silent, a gateway terminates. */
const [ABORTS, BREAKS, SILENT, TERMINATES] = [CLEAN, 0.9, 0.94, 0.96];
interface Happening {
  readonly atMs: number;
  readonly what: number;
  readonly who: number;
  readonly size: number;
}

function weather(seed: number): Happening[] {
  const die = prng(seed);
  die();
  const count = 1 + Math.floor(die() * 8);
  // Half of the lives are left in peace, so that the clean end is tried as often as the other.
  const worst = die() < 0.5 ? CLEAN : 1;
  return Array.from({ length: count }, () => {
    return { atMs: Math.floor(die() * 3_000), what: die() * worst, who: die(), size: die() };
  });
}

/** What one life broke. */
function live(seed: number, machine: Machine): string[] {
  const world = new World();
  const die = prng(seed);
  const flow = openFlow(world, machine, 1 + Math.floor(die() * 40));
  const ends = [flow.agent, flow.publisher] as const;
  const nodes = [flow.agent, ...flow.hops, flow.publisher];
  const happenings = weather(seed);
  for (const { atMs, what, who, size } of happenings) {
    const end = ends[who < 0.5 ? 0 : 1];
    world.after(atMs, () => {
      if (what < 0.6) end.write(1 + Math.floor(size * WRITE_MAX));
      else if (what < 0.75) end.readMs = Math.floor(size * 2_000);
      else if (what < ABORTS) end.close();
      else if (what < BREAKS) end.abort();
      else if (what < SILENT) flow.streams[Math.floor(size * 3)]!.break();
      else if (what < TERMINATES) flow.streams[Math.floor(size * 3)]!.fallSilent(who < 0.5);
      else nodes[Math.floor(size * 4)]!.feed({ on: "terminate", code: "CGW_POLICY_REVOKED" });
    });
  }
  // Each flow moves something, and in the end both programs close.
  world.after(3_500, () => ends.forEach((end) => end.write(WRITE_MAX)));
  world.after(4_000, () => ends.forEach((end) => end.close()));
  // What a silent peer holds up ends with its session.
  world.after(10_000, () => {
    if (world.broke) nodes.forEach((node) => node.feed({ on: "terminate", code: "CGW_AUTH_SESSION_REVOKED" }));
  });
  world.run(HOUR_MS);
  for (const [at, { records, relay }] of nodes.entries()) {
    if (records.length !== 1) world.fault(`hop ${at} closed its record ${records.length} times (${relay.at})`);
  }
  const [up, down] = [flow.agent.program, flow.publisher.program];
  if (up.read > down.wrote || down.read > up.wrote) world.fault("more was read than written");
  if ((up.sawEnd && up.read < down.wrote) || (down.sawEnd && down.read < up.wrote)) {
    world.fault("a hole was passed on as a clean end");
  }
  const clean = happenings.every(({ what }) => what < CLEAN);
  if (!clean) {
    const told = [up, down].every((program) => program.sawReset || program.sawEnd || program.closing);
    if (!told) world.fault("a program was not told");
    return world.faults;
  }
  if (up.read !== down.wrote || down.read !== up.wrote) world.fault("bytes were lost in a clean life");
  if (up.sawReset || down.sawReset || !up.sawEnd || !down.sawEnd) world.fault("a clean life did not end cleanly");
  for (const { records } of nodes) {
    if (records[0]?.clientBytes !== up.wrote || records[0].serverBytes !== down.wrote) world.fault("a count is wrong");
  }
  return world.faults;
}
