/**
 * When is a peer dead? When nothing at all has come from it, though it was asked.
 *
 * Any byte is a sign of life. An answer to a ping is a poor measure by itself: on a connection that is full in both
 * directions it stands in line behind megabytes, and a link that works hardest would be cut first.
 */
import type { Instant } from "./units.ts";

/** Silence before a ping, and before the peer is given up: dead within 10 s, whatever TCP thinks. */
export const PING_AFTER_MS = 3_000;
export const DEAD_AFTER_MS = 8_000;
/** Between two looks. */
export const LOOK_EVERY_MS = 500;
/** What one look can add: a process that was stopped or a laptop that slept must hear its peer out first. */
const LOOK_ADDS_MAX_MS = 2 * LOOK_EVERY_MS;

export interface Silence {
  /** All that the peer has sent so far, bytes. */
  readonly heardBytes: number;
  readonly lookedAt: Instant;
  readonly silentMs: number;
  readonly asked: boolean;
}

export const beginSilence = (now: Instant): Silence => ({ heardBytes: 0, lookedAt: now, silentMs: 0, asked: false });

export interface Look {
  readonly next: Silence;
  readonly act: "wait" | "ping" | "give-up";
}

/** To be taken every LOOK_EVERY_MS; `heardBytes` never falls. */
export function look(silence: Silence, heardBytes: number, now: Instant): Look {
  const quiet = heardBytes === silence.heardBytes;
  const silentMs = quiet ? silence.silentMs + Math.min(now - silence.lookedAt, LOOK_ADDS_MAX_MS) : 0;
  const due = silentMs >= PING_AFTER_MS;
  const act = silentMs >= DEAD_AFTER_MS ? "give-up" : due && !silence.asked ? "ping" : "wait";
  return { next: { heardBytes, lookedAt: now, silentMs, asked: due }, act };
}
