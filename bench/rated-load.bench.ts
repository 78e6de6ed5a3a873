/**
 * The rated load of this machine: how many flows a second may come, beside how many MB a second, so that the 99th
 * percentile of the set-up stays within three times its idle value. Flows come when they come (Poisson) and their time
 * counts from when they were due, so that what queues is seen. All of `up --split`, load and app on this machine.
 */
import { type Generated, Load } from "./load/load.ts";
import type { BenchOptions } from "./main.ts";
import { numberText, tableText } from "./markdown.ts";
import { type Busy, busyText, newBusy, onFresh } from "./paths/fresh.ts";
import type { Stand } from "./paths/measure.ts";
import { cellOf } from "./paths/rows.ts";
import { wayleave } from "./paths/wayleave-path.ts";

export const ROUNDS = 3;

/** The promise: p99 within so many times of what it is on an idle system. */
const FACTOR = 3;
/** An idle system's flows: seldom enough that none waits for another. */
const TRICKLE_PER_S = 25;
const BULK_MB_PER_S = [0, 12.5, 25, 50, 100, 200] as const;
const BULK_FLOWS = 4;
/** A pace counts as held from here on. */
const PACE_HELD = 0.95;
const STEP = 1.25;

interface Lengths {
  readonly idleS: number;
  readonly stepS: number;
  readonly firstPerS: number;
}
const FULL: Lengths = { idleS: 30, stepS: 8, firstPerS: 50 };
const QUICK: Lengths = { idleS: 6, stepS: 3, firstPerS: 50 };

interface Step {
  readonly bulk_mb_per_s: number;
  readonly asked_per_s: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly failed: number;
  readonly moved_mb_per_s: number;
  readonly within: boolean;
}

interface Round {
  readonly idle_p50_ms: number;
  readonly idle_p99_ms: number;
  readonly steps: readonly Step[];
}

export interface RatedResult {
  readonly busy: Busy;
  readonly rounds: readonly Round[];
  /** By the pace of bulk beside: the highest flows a second within the bound, the median of the rounds. */
  readonly rated: Readonly<Record<string, number>>;
}

export async function bench({ rounds, quick, progress }: BenchOptions): Promise<RatedResult> {
  const load = await Load.build();
  const busy = newBusy();
  const done: Round[] = [];
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const say = (what: string) => progress(`round ${round} of ${rounds}: ${what}`);
      const climb = (stand: Stand) => new Ladder(stand, quick ? QUICK : FULL, say).climb();
      done.push(await onFresh(load, wayleave(load), busy, climb));
    }
  } finally {
    load.close();
  }
  const rated = BULK_MB_PER_S.map(
    (mb) => [`beside_${mb}_mb_per_s`, cellOf(done.map((one) => highest(one, mb))).median] as const,
  );
  return { busy, rounds: done, rated: Object.fromEntries(rated) };
}

/** 0: not even the trickle stayed within. */
function highest({ steps }: Round, bulk: number): number {
  const within = steps.filter((step) => step.bulk_mb_per_s === bulk && step.within);
  return Math.max(0, ...within.map((step) => step.asked_per_s));
}

class Ladder {
  readonly #stand: Stand;
  readonly #lengths: Lengths;
  readonly #say: (what: string) => void;
  readonly #steps: Step[] = [];
  #boundMs = Number.POSITIVE_INFINITY;

  constructor(stand: Stand, lengths: Lengths, say: (what: string) => void) {
    this.#stand = stand;
    this.#lengths = lengths;
    this.#say = say;
  }

  async climb(): Promise<Round> {
    this.#say("warming up");
    await this.#stand.warmUp();
    this.#say(`idle, ${TRICKLE_PER_S} flows a second`);
    const idle = await this.#step(0, TRICKLE_PER_S, this.#lengths.idleS);
    this.#boundMs = FACTOR * idle.p99_ms;
    for (const bulk of BULK_MB_PER_S) {
      if (!(await this.#climbBeside(bulk))) break;
    }
    return { idle_p50_ms: idle.p50_ms, idle_p99_ms: idle.p99_ms, steps: this.#steps };
  }

  /** Rates upwards until one is past the bound, twice: a single bad moment is no limit. False: the first one was. */
  async #climbBeside(bulk: number): Promise<boolean> {
    const first = bulk === 0 ? this.#lengths.firstPerS : TRICKLE_PER_S;
    let any = false;
    for (let rate = first; ; rate = Math.round(rate * STEP)) {
      const within = (await this.#try(bulk, rate)) || (await this.#try(bulk, rate));
      if (!within) return any;
      any = true;
    }
  }

  async #try(bulk: number, rate: number): Promise<boolean> {
    const step = await this.#step(bulk, rate, this.#lengths.stepS);
    this.#steps.push(step);
    const p99 = `p99 ${numberText(step.p99_ms)} ms of ${numberText(this.#boundMs)}`;
    const beside = bulk === 0 ? "" : ` beside ${numberText(step.moved_mb_per_s)} of ${bulk} MB/s`;
    this.#say(`${rate} flows a second${beside}: ${p99}${step.within ? "" : ", not within"}`);
    return step.within;
  }

  async #step(bulk: number, rate: number, seconds: number): Promise<Step> {
    const pace = { up: 0, flows: BULK_FLOWS, mb: bulk, seconds };
    const both = () =>
      Promise.all([
        this.#stand.generate("arrivals", { rate, seconds }),
        ...(bulk === 0 ? [] : [this.#stand.generate("bulk", pace)]),
      ]);
    const [arrivals, moved] = (await this.#stand.watched(both)) as [Generated, Generated?];
    await this.#stand.settle(0);
    const failed = arrivals["failed"]! + arrivals["turned_away"]!;
    const p99 = arrivals["p99_us"]! / 1e3;
    const movedMb = moved?.["mb_per_s"] ?? 0;
    return {
      ...{ bulk_mb_per_s: bulk, asked_per_s: rate, p50_ms: arrivals["p50_us"]! / 1e3, p99_ms: p99, failed },
      ...{ moved_mb_per_s: movedMb, within: failed === 0 && p99 <= this.#boundMs && movedMb >= PACE_HELD * bulk },
    };
  }
}

export function markdown({ rounds, busy }: RatedResult): string {
  const idle = cellOf(rounds.map((round) => round.idle_p99_ms));
  const rows = BULK_MB_PER_S.map((bulk) => {
    const cell = cellOf(rounds.map((round) => highest(round, bulk)));
    const text = `${numberText(cell.median)} [${numberText(cell.least)}-${numberText(cell.most)}]`;
    return [`${bulk} MB/s`, cell.most === 0 ? "none" : text];
  });
  const bound = `Idle set-up p99 ${numberText(idle.median)} ms [${numberText(idle.least)}-${numberText(idle.most)}]`;
  const head = ["beside bulk of", `flows a second with p99 within ${FACTOR}x idle`];
  return `${bound} (${TRICKLE_PER_S} flows a second).\n\n${tableText(head, rows)}\n\n${busyText(busy)}`;
}
