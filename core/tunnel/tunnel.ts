/**
 * The dialling side's tunnel to one gateway: it is kept up until it is told to stop.
 *
 * A step machine; the die it needs for the back-off comes with each step. The invariants are numbered in
 * docs/machines/tunnel.md and named here as T1..T7.
 */
import { after, type Instant } from "../units.ts";
import { waitMs } from "./backoff.ts";

export type Tunnel =
  | { readonly at: "idle" }
  /** `attempt`: how many links in a row have not proven themselves, this one included. */
  | { readonly at: "dialing"; readonly attempt: number; readonly giveUpAt: Instant }
  | { readonly at: "attaching"; readonly attempt: number; readonly giveUpAt: Instant }
  | {
      readonly at: "attached";
      readonly attempt: number;
      readonly provenAt: Instant;
      readonly silentAt: Instant;
      readonly pingAt: Instant;
    }
  | { readonly at: "waiting"; readonly attempt: number; readonly until: Instant }
  | { readonly at: "draining"; readonly giveUpAt: Instant }
  | { readonly at: "stopped" };

export type At = Tunnel["at"];

export type TunnelInput =
  | { readonly on: "start" }
  /** The link is up. */
  | { readonly on: "dialed" }
  /** The gateway has taken us. */
  | { readonly on: "attached" }
  /** The gateway has not taken us. */
  | { readonly on: "refused" }
  /** The gateway said something, whatever it was. */
  | { readonly on: "heard" }
  /** The link broke, or an attempt failed. */
  | { readonly on: "lost" }
  /** Take nothing new, finish what runs. */
  | { readonly on: "drain"; readonly graceMs: number }
  /** While draining: nothing runs any more. */
  | { readonly on: "emptied" }
  | { readonly on: "tick" };

export type TunnelOutput =
  | { readonly do: "dial" }
  | { readonly do: "send-hello" }
  | { readonly do: "announce-attached" }
  | { readonly do: "announce-detached" }
  | { readonly do: "send-ping" }
  | { readonly do: "send-draining" }
  | { readonly do: "close" }
  | { readonly do: "announce-stopped" };

export interface TunnelStep {
  readonly next: Tunnel;
  readonly outputs: readonly TunnelOutput[];
}

/** TCP and TLS to a gateway on the other side of the world take less than a second; the rest is loss. */
export const DIAL_MS = 5_000;
export const ATTACH_MS = 5_000;
/** Three pings within the time after which a silent gateway is dead, so that one lost ping kills no tunnel. */
export const PING_EVERY_MS = 3_000;
/**
 * A peer whose tunnel says nothing for so long no longer works, though its connection lives: a dead connection is found
 * in 8 s (core/liveness.ts). This one waits longer, since on a full connection a pong stands in line behind megabytes.
 */
export const SILENT_MS = 30_000;
/** A link that has lived this long has proven itself, and the back-off forgets. */
export const PROVEN_MS = 10_000;

export const idleTunnel: Tunnel = { at: "idle" };

export function nextDeadline(tunnel: Tunnel): Instant | undefined {
  switch (tunnel.at) {
    case "idle":
    case "stopped":
      return undefined;
    case "dialing":
    case "attaching":
    case "draining":
      return tunnel.giveUpAt;
    case "waiting":
      return tunnel.until;
    case "attached":
      return Math.min(tunnel.pingAt, tunnel.silentAt) as Instant;
  }
}

export function step(tunnel: Tunnel, input: TunnelInput, now: Instant, die: number): TunnelStep {
  switch (input.on) {
    case "start":
      return tunnel.at === "idle" ? dial(1, now) : stay(tunnel);
    case "dialed":
      if (tunnel.at !== "dialing") return stay(tunnel);
      return {
        next: { at: "attaching", attempt: tunnel.attempt, giveUpAt: after(now, ATTACH_MS) },
        outputs: [{ do: "send-hello" }],
      };
    case "attached":
      return tunnel.at === "attaching" ? attach(tunnel.attempt, now) : stay(tunnel);
    case "refused":
    case "lost":
      return onLost(tunnel, now, die);
    case "heard":
      // T1: only a word from the gateway puts off its death.
      return tunnel.at === "attached" ? stay({ ...tunnel, silentAt: after(now, SILENT_MS) }) : stay(tunnel);
    case "drain":
      return onDrain(tunnel, input.graceMs, now);
    case "emptied":
      return tunnel.at === "draining" ? stop(CLOSE) : stay(tunnel);
    case "tick":
      return onTick(tunnel, now, die);
  }
}

const CLOSE: readonly TunnelOutput[] = [{ do: "close" }];
const stay = (next: Tunnel): TunnelStep => ({ next, outputs: [] });

const dial = (attempt: number, now: Instant): TunnelStep => ({
  next: { at: "dialing", attempt, giveUpAt: after(now, DIAL_MS) },
  outputs: [{ do: "dial" }],
});

function attach(attempt: number, now: Instant): TunnelStep {
  const next: Tunnel = {
    at: "attached",
    attempt,
    provenAt: after(now, PROVEN_MS),
    silentAt: after(now, SILENT_MS),
    pingAt: after(now, PING_EVERY_MS),
  };
  return { next, outputs: [{ do: "announce-attached" }] };
}

/** T2: nothing of a lost link is kept: it is closed before another is dialled. */
function onLost(tunnel: Tunnel, now: Instant, die: number): TunnelStep {
  switch (tunnel.at) {
    case "idle":
    case "waiting":
    case "stopped":
      return stay(tunnel);
    case "dialing":
    case "attaching":
      return wait(tunnel.attempt, CLOSE, now, die);
    case "attached": {
      // T3: the back-off forgets only after a link that has proven itself, so a gateway that takes and drops is not
      // hit.
      const attempt = now >= tunnel.provenAt ? 1 : tunnel.attempt;
      return wait(attempt, [{ do: "announce-detached" }, { do: "close" }], now, die);
    }
    case "draining":
      return stop(CLOSE);
  }
}

function wait(attempt: number, outputs: readonly TunnelOutput[], now: Instant, die: number): TunnelStep {
  return { next: { at: "waiting", attempt: attempt + 1, until: after(now, waitMs(attempt, die)) }, outputs };
}

/** T4: told to stop while it waits or dials, a tunnel never dials again. */
function onDrain(tunnel: Tunnel, graceMs: number, now: Instant): TunnelStep {
  switch (tunnel.at) {
    case "idle":
    case "waiting":
      return stop([]);
    case "dialing":
    case "attaching":
      return stop(CLOSE);
    case "attached":
      // T5: who announced that it is attached announces that it no longer is, before it drains.
      return {
        next: { at: "draining", giveUpAt: after(now, graceMs) },
        outputs: [{ do: "announce-detached" }, { do: "send-draining" }],
      };
    case "draining":
    case "stopped":
      return stay(tunnel);
  }
}

/** T6: the end is announced once, whichever way it came. */
const stop = (before: readonly TunnelOutput[]): TunnelStep => ({
  next: { at: "stopped" },
  outputs: [...before, { do: "announce-stopped" }],
});

/** T7: no state but idle and stopped lasts without a deadline. */
function onTick(tunnel: Tunnel, now: Instant, die: number): TunnelStep {
  const due = nextDeadline(tunnel);
  if (due === undefined || now < due) return stay(tunnel);
  switch (tunnel.at) {
    case "idle":
    case "stopped":
      return stay(tunnel);
    case "dialing":
    case "attaching":
    case "draining":
      return onLost(tunnel, now, die);
    case "waiting":
      return dial(tunnel.attempt, now);
    case "attached":
      if (now >= tunnel.silentAt) return onLost(tunnel, now, die);
      return { next: { ...tunnel, pingAt: after(now, PING_EVERY_MS) }, outputs: [{ do: "send-ping" }] };
  }
}
