/**
 * control.4: decisions a second on one core, explanation included; and while 100 changes a second at 10,000 apps fold
 * and compile, the loop that moves bytes is not held, live flows echo as before, and 50,000 flows are judged again in a
 * second. That decisions are those of a naive model is for `core/policy/decide.test.ts`.
 *
 * The short form takes fewer rounds, and bounds that a machine with other work holds: it shows that all of it runs.
 */
import { bench } from "../decide.bench.ts";
import type { Shown, ShowOptions } from "./main.ts";
import { rejudged } from "./policy/rejudged.ts";
import { storm } from "./policy/storm.ts";

const LONG = {
  perSecond: 3_000_000,
  ratio: 1.5,
  stallMs: 20,
  rejudgeMs: 1_000,
  pairs: 9,
  phaseMs: 10_000,
  warmMs: 15_000,
  rounds: 41,
};
/** With two seconds a phase the 99th percentile is that of eight echoes, and a stall is anybody's. */
const SHORT = {
  perSecond: 300_000,
  ratio: 8,
  stallMs: 250,
  rejudgeMs: 4_000,
  pairs: 3,
  phaseMs: 2_000,
  warmMs: 2_000,
  rounds: 3,
};
const FLOWS = 50_000;
/** A part of what a slice may take of the loop, with what else is to do in the turn. */
const SLICE_OF_STALL = 0.5;

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const bounds = short ? SHORT : LONG;
  const failures: string[] = [];
  const must = (holds: boolean, text: string) => void (holds || failures.push(text));
  progress("decisions a second");
  const decided = await bench({ rounds: bounds.rounds, quick: short, progress });
  const { mix, per_second: rate } = decided;
  const reached = rate.upper_quartile;
  must(
    reached >= bounds.perSecond,
    `${reached} decisions a second by a quarter of the rounds, ${bounds.perSecond} meant`,
  );
  must(mix.allow_share >= 0.6, `${mix.allow_share} of the questions are allowed, at least 0.6`);
  must(mix.wildcard_or_block_share >= 0.5, `${mix.wildcard_or_block_share} go by wildcard or block, at least half`);
  must(mix.rules_tried_median >= 8, `${mix.rules_tried_median} rules are tried at the median, at least 8`);
  progress(`${FLOWS} flows are judged again`);
  const again = await rejudged(FLOWS, seed);
  must(again.flows === FLOWS && again.judged === FLOWS, `of ${again.flows} flows ${again.judged} were judged`);
  must(again.ended > 0, "the rule that blocks a country ended no flow");
  must(again.wall_ms <= bounds.rejudgeMs, `judging took ${again.wall_ms} ms, at most ${bounds.rejudgeMs}`);
  const slice = bounds.stallMs * SLICE_OF_STALL;
  must(again.longest_slice_ms <= slice, `a slice took ${again.longest_slice_ms} ms, at most ${slice}`);
  progress("live flows while 100 changes a second come");
  const { pairs, phaseMs, warmMs } = bounds;
  const under = await storm({ apps: 10_000, rules: 1_000, pairs, phaseMs, warmMs, seed, progress });
  must(under.changes_a_second >= (short ? 10 : 95), `${under.changes_a_second} changes a second, 100 are meant`);
  must(under.echo_p99_ratio_median <= bounds.ratio, `echo p99 is ${under.echo_p99_ratio_median} of that without`);
  must(
    under.loop_delay_max_ms <= bounds.stallMs,
    `a stall of ${under.loop_delay_max_ms} ms, at most ${bounds.stallMs}`,
  );
  must(under.flows_cut === 0, `${under.flows_cut} flows were cut that no change concerned`);
  return { figures: { decided, rejudged: again, storm: under }, failures };
}
