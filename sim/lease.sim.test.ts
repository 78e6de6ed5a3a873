/**
 * Goal: the four laws of leases hold in any weather, and who is dead or frozen is found within the bound.
 * Method: gateways in virtual time under random weather by seed. Then it must bite: a watch that breaks a law is found.
 */

import { describe, expect, it } from "@jest/globals";
import type { ControlState } from "../core/control/state.ts";
import {
  BLIND_AFTER_MS,
  type Heartbeat,
  LEASE_MS,
  LOOK_EVERY_MS,
  TURN_MS,
  TURNS_MAX,
} from "../core/lease/heartbeat.ts";
import { LeaseWatch, type Life } from "../core/lease/watch.ts";
import type { Instant } from "../core/units.ts";
import { prng } from "../io/trial-prng.ts";
import { LeaseWorld, type Span, STEP_MS, type Watching, type Weather } from "./lease-world.ts";

/** Lives in which a broken watch must be found out: some breaks show in one of twenty. */
const BITES = 400;
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const LIVES = Number(process.env["LIVES"] ?? 40);
const RUN_MS = 240_000;
/** From here on the weather is fair. */
const FAIR_MS = 60_000;
const LAG_MS = 400;
/** From a gateway's last word to a judgement of it in everybody's state. */
const FOUND_MS = LEASE_MS + LOOK_EVERY_MS + TURN_MS * TURNS_MAX + 4 * LAG_MS;

it(`${LIVES} clusters keep the laws of leases in any weather (SEED=${SEED})`, () => {
  let judged = 0;
  for (let seed = SEED; seed < SEED + LIVES; seed += 1) {
    const { faults, judgements } = live(seed, LeaseWatch);
    expect({ seed, faults }).toEqual({ seed, faults: [] });
    judged += judgements;
  }
  expect(judged).toBeGreaterThan(LIVES);
});

it(`the log away for a minute makes nobody lost (SEED=${SEED})`, () => {
  for (let seed = SEED; seed < SEED + 20; seed += 1) {
    const outages = [{ from: 20_000, to: 80_000 }];
    const world = run({ ...FAIR, outages }, seed, LeaseWatch, 120_000);
    expect({ seed, judgements: world.judgements }).toEqual({ seed, judgements: [] });
  }
});

it("who is killed or frozen is found within 12 s, at every seed", () => {
  for (let seed = SEED; seed < SEED + 20; seed += 1) {
    const at = 20_000 + (seed % 1_000);
    for (const what of ["dead", "frozen"] as const) {
      const world = run({ ...FAIR, [what]: [[], [{ from: at, to: RUN_MS }]] }, seed, LeaseWatch, at + FOUND_MS);
      expect({ seed, what, lost: [...world.state.lost.keys()] }).toEqual({ seed, what, lost: ["g1"] });
      // Others whose word came in the same moment are no news: turns keep them few.
      expect(world.judgements.length).toBeLessThanOrEqual(2);
    }
  }
  expect(FOUND_MS).toBeLessThan(12_000);
});

describe("the simulation bites", () => {
  /** W1: as if its own heartbeat came back whenever it looks. */
  class Presuming extends LeaseWatch {
    readonly #own: { readonly gateway: string; readonly boot: string };
    constructor(gateway: string, boot: string) {
      super(gateway, boot);
      this.#own = { gateway, boot };
    }
    override judge(present: readonly Life[], now: Instant): Life[] {
      this.sent(0, now);
      this.heard({ ...this.#own, epoch: "", beat: 0, ...UNTOLD }, now);
      return super.judge(present, now);
    }
  }
  /** W2: who sees again goes on counting the silence of before. */
  class Unforgiving extends LeaseWatch {
    #sawOnce = false;
    #hearing = false;
    override heard(heartbeat: Heartbeat, now: Instant): void {
      this.#hearing = this.#sawOnce;
      super.heard(heartbeat, now);
      this.#hearing = false;
      this.#sawOnce ||= super.isSighted(now);
    }
    override isSighted(now: Instant): boolean {
      return this.#hearing || super.isSighted(now);
    }
  }
  it.each<[string, Watching]>([
    ["presumes that it sees", Presuming],
    ["grants no lease to those it could not see", Unforgiving],
  ])("a watch that %s is found out", (_what, watching) => {
    const found = Array.from({ length: BITES }, (_, n) => SEED + n).find(
      (seed) => live(seed, watching).faults.length > 0,
    );
    expect({ seed: SEED, found }).toEqual({ seed: SEED, found: expect.any(Number) });
  });
});

const UNTOLD = {
  ...{ sequence: 0, shippedSequence: 0, asOf: -1, stateHash: "00", foldVersion: 1, featureLevel: 1, atUs: 0 },
  left: false,
};
const FAIR: Weather = { outages: [], frozen: [], cut: [], deaf: [], dead: [], lagMs: 100 };
const GATEWAYS = 4;

function run(weather: Weather, seed: number, watching: Watching, until = RUN_MS): LeaseWorld {
  const die = prng(seed);
  const world = new LeaseWorld(GATEWAYS, weather, die, watching);
  while (world.at < until) {
    world.step();
    if (die() < 0.02) world.churn(Math.floor(die() * GATEWAYS));
  }
  return world;
}

/** What one cluster broke. */
function live(seed: number, watching: Watching): { faults: string[]; judgements: number } {
  const weather = weatherOf(prng(seed ^ 0x5bd1e995));
  const die = prng(seed);
  const world = new LeaseWorld(GATEWAYS, weather, die, watching);
  const faults: string[] = [];
  while (world.at < RUN_MS) {
    const known = world.judgements.length;
    const before = world.state;
    world.step();
    for (const one of world.judgements.slice(known)) faults.push(...unlawful(world, one));
    faults.push(...unjustlyGone(before, world.state));
    if (world.at < RUN_MS - FAIR_MS / 2 && die() < 0.02) world.churn(Math.floor(die() * GATEWAYS));
  }
  return { faults: [...faults, ...unequal(world)], judgements: world.judgements.length };
}

/** W1 and W2, seen from outside. */
function unlawful(world: LeaseWorld, { at, judge, gateway }: LeaseWorld["judgements"][number]): string[] {
  const [own, other] = [judge, gateway].map((name) => world.nodes.find((node) => node.name === name)!);
  const about = `${judge} judges ${gateway} at ${at}`;
  const faults: string[] = [];
  // The clocks of the nodes run differently by some ms in such spans.
  const slack = STEP_MS + 20;
  if (at - own!.ownReadSentAt > BLIND_AFTER_MS + slack) faults.push(`${about}, blind since ${own!.ownReadSentAt}`);
  if (at - own!.awakeSince < LEASE_MS - slack) faults.push(`${about}, awake since ${own!.awakeSince} alone`);
  const [from, to] = [at - LEASE_MS + slack, at - BLIND_AFTER_MS - slack];
  const spoke = other!.landed.find((landed) => landed > from && landed < to);
  if (spoke !== undefined) faults.push(`${about}, whose heartbeat came at ${spoke}`);
  return faults;
}

/** W3: a life goes from the state by its own end or by its successor's begin. */
function unjustlyGone(before: ControlState, after: ControlState): string[] {
  return [...before.gateways.values()].flatMap(({ gateway, epoch, since }) => {
    const now = after.gateways.get(gateway);
    if (now !== undefined) return now.since >= since ? [] : [`${gateway} fell back from ${epoch} to ${now.epoch}`];
    const lost = after.lost.get(gateway)?.epoch;
    return lost === epoch ? [] : [`${gateway} in ${epoch} went by the loss of ${lost}`];
  });
}

/** In fair weather every gateway stands in the log with exactly what it holds. */
function unequal(world: LeaseWorld): string[] {
  const attachments = [...(world.state.tenants.get("demo")?.attachments.values() ?? [])];
  return world.nodes.flatMap(({ name, life }) => {
    if (life === undefined) return [];
    const present = world.state.gateways.get(name)?.epoch;
    const told = attachments.filter((one) => one.gateway === name).map(({ publisher }) => publisher);
    return [
      ...(present === life.epoch ? [] : [`${name} lives as ${life.epoch} and the log has ${present}`]),
      ...(told.sort().join() === [...life.tunnels].sort().join()
        ? []
        : [`${name} holds ${[...life.tunnels]}, not ${told}`]),
    ];
  });
}

function weatherOf(die: () => number): Weather {
  const spans = (most: number, longest: number): Span[] =>
    Array.from({ length: Math.floor(die() * (most + 1)) }, () => {
      const from = die() * (RUN_MS - FAIR_MS);
      return { from, to: Math.min(from + 200 + die() ** 2 * longest, RUN_MS - FAIR_MS) };
    });
  const each = (most: number, longest: number) => Array.from({ length: GATEWAYS }, () => spans(most, longest));
  return {
    ...{ outages: spans(2, 70_000), frozen: each(2, 40_000), cut: each(1, 30_000), deaf: each(1, 30_000) },
    ...{ dead: each(1, 30_000), lagMs: 20 + die() * (LAG_MS - 20) },
  };
}
