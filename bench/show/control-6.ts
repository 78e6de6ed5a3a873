/**
 * control.6: `routes --at T` and `diff` at 1,000 random moments of a recorded run, each compared with the state that
 * was held then: its hash, and what the answer names. Half of the moments are offsets, half are times; the gateways of
 * the run are asked in turn. The short form has a shorter run and fewer moments.
 */

import { stateHash } from "../../core/control/digest.ts";
import type { ControlState } from "../../core/control/state.ts";
import type { Moment } from "../../core/history/moment.ts";
import type { Link } from "../../io/grpc/link.ts";
import { prng } from "../../io/trial-prng.ts";
import * as wire from "../../io/wire/routes.ts";
import type { Shown, ShowOptions } from "./main.ts";
import { heldDiff, heldRoutes, toldDiff, toldRoutes } from "./travel/expected.ts";
import { type Recorded, recordedRun } from "./travel/recorded-run.ts";

const ANSWER_MS = 30_000;
/** One moment in so many is compared by `diff` with the one before, too. */
const DIFF_EACH = 2;

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const random = prng(seed);
  const recorded = await recordedRun({ steps: short ? 90 : 1_200, random, progress });
  try {
    const travelled = await travel(recorded, short ? 150 : 1_000, random, progress);
    const { held, times, compared, failures } = recorded;
    const figures = { events: times.length, states_held: held.size, gateway_states_compared: compared };
    const few = compared < 10 ? [`only ${compared} states of real gateways could be compared`] : [];
    return {
      figures: { ...figures, ...travelled.figures, made_up: "a part of the tunnels, by their facts" },
      failures: [...failures, ...few, ...travelled.failures],
    };
  } finally {
    await recorded.close();
  }
}

/** Where a moment leads, and the state that was held there. */
interface Stop {
  readonly at: Moment;
  readonly state: ControlState;
}

async function travel(recorded: Recorded, moments: number, random: () => number, progress: (text: string) => void) {
  const failures: string[] = [];
  const stops = stopsOf(recorded, moments, random);
  const tookMs: number[] = [];
  let diffs = 0;
  for (const [n, stop] of stops.entries()) {
    const link = recorded.links[n % recorded.links.length]!;
    const began = performance.now();
    failures.push(...(await routesAt(link, stop)));
    tookMs.push(performance.now() - began);
    const from = stops[n - 1];
    if (from !== undefined && n % DIFF_EACH === 0) {
      diffs += 1;
      failures.push(...(await diffBetween(link, from, stop)));
    }
    if (n % 100 === 99) progress(`${n + 1} of ${stops.length} moments`);
    if (failures.length > 10) break;
  }
  tookMs.sort((a, b) => a - b);
  const ms = (share: number) => Math.round(tookMs[Math.floor((tookMs.length - 1) * share)]!);
  const by = stops.filter(({ at }) => "timeUs" in at).length;
  return {
    figures: { moments: stops.length, by_time: by, diffs, answer_ms: { median: ms(0.5), most: ms(1) } },
    failures,
  };
}

/** Moments whose state was held: an offset at which it was shown, or a time at which that was the last one. */
function stopsOf({ held, times }: Recorded, moments: number, random: () => number): Stop[] {
  const offsets = [...held.keys()].filter((offset) => offset < times.length);
  return Array.from({ length: moments }, (_, n): Stop => {
    const offset = offsets[Math.floor(random() * offsets.length)]!;
    const state = held.get(offset)!;
    const [own, next] = [times[offset]!, times[offset + 1] ?? times[offset]! + 1_000];
    // Of records that were appended in one microsecond the time means the last.
    if (n % 2 === 0 || next <= own) return { at: { offset }, state };
    return { at: { timeUs: own + Math.floor(random() * (next - own)) }, state };
  });
}

async function routesAt(link: Link, { at, state }: Stop): Promise<string[]> {
  const request = wire.encodeAskedRoutes({ at, publisher: "", app: "" });
  const answer = wire.decodeRoutes(await link.unary(wire.ROUTES_PATH, request, ANSWER_MS));
  const { asOf, stateHash: said } = answer.reached;
  const where = `routes at ${JSON.stringify(at)}`;
  if (asOf !== state.asOf) return [`${where} led to @${asOf}, held was @${state.asOf}`];
  if (said !== stateHash(state)) return [`${where} (@${asOf}) has state ${said}, held was ${stateHash(state)}`];
  return toldRoutes(answer) === heldRoutes(state) ? [] : [`${where} (@${asOf}) names other routes than were held`];
}

async function diffBetween(link: Link, from: Stop, to: Stop): Promise<string[]> {
  const request = wire.encodeAskedDiff({ from: from.at, to: to.at });
  const answer = wire.decodeDiff(await link.unary(wire.DIFF_PATH, request, ANSWER_MS));
  if (toldDiff(answer) === heldDiff(from.state, to.state)) return [];
  return [`diff from @${from.state.asOf} to @${to.state.asOf} says otherwise than the states that were held`];
}
