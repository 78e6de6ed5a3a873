/**
 * How long the next hop may be silent while a flow is opened.
 *
 * Each hop on the way shows that it holds the open; then the app may take its time. So a gateway or publisher that is
 * stopped is passed over in two seconds, and a slow dial is not.
 *
 * Time is counted in ticks of this process's own loop: one that was itself stopped or busy blames nobody for it.
 */
import type { Code } from "../../core/reason.ts";

/** Whose sign is awaited next. */
export type Stage = "gateway" | "publisher" | "app";

/** Hops that have nothing beside them: silence there ends the search. */
export interface Alone {
  readonly gateway: boolean;
  readonly publisher: boolean;
}

export interface Patience {
  readonly stage: Stage;
  readonly alone: Alone;
  readonly ticksLeft: number;
}

export const TICK_MS = 250;
/** Silence of one hop among several candidates: a living one shows itself within 250 ms and a round trip. */
export const HOP_MS = 2_000;
/** Silence of the only one: worth a little more of the person's time. */
export const ONLY_HOP_MS = 5_000;
/** From the publisher's sign of life to its answer: above the longest look-up and dial of a publisher. */
export const APP_MS = 32_500;

export function begin(stage: Stage, alone: Alone): Patience {
  const ms = stage === "app" ? APP_MS : alone[stage] ? ONLY_HOP_MS : HOP_MS;
  return { stage, alone, ticksLeft: ms / TICK_MS };
}

const STAGES: readonly Stage[] = ["gateway", "publisher", "app"];

/** The gateway or the publisher has shown that it holds the open. A sign that comes late moves nothing back. */
export function taken(patience: Patience, by: "gateway" | "publisher"): Patience {
  const next: Stage = by === "gateway" ? "publisher" : "app";
  return STAGES.indexOf(next) > STAGES.indexOf(patience.stage) ? begin(next, patience.alone) : patience;
}

/** One more tick of silence: what is left, or the code of the hop that says nothing. */
export function tick({ stage, alone, ticksLeft }: Patience): Patience | Code {
  if (ticksLeft > 1) return { stage, alone, ticksLeft: ticksLeft - 1 };
  return stage === "gateway" ? "CGW_RELAY_PGW_UNREACHABLE" : "PGW_DIAL_NO_ACK";
}
