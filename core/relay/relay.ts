/**
 * What joins the two legs of a flow at a hop, and the last word on it: both legs ended, record closed, once.
 *
 * A step machine. Bytes never come here, only their counts: the driver holds a buffer, tells its length, and passes it
 * on if it is told `forward`. The invariants are numbered in docs/machines/relay.md and named here as R1..R9.
 */
import type { DatagramCounts } from "../datagram/account.ts";
import type { Code } from "../reason.ts";
import { after, type Instant } from "../units.ts";

/** A hop's two sides of a flow: downstream is device-ward, upstream is app-ward. */
export type Side = "downstream" | "upstream";
export const other = (side: Side): Side => (side === "downstream" ? "upstream" : "downstream");

export interface FlowEnd {
  readonly code: Code;
  readonly endedBy: "client" | "app" | "system";
  /** Payload from the program that reached the app. */
  readonly clientBytes: number;
  /** Payload from the app that reached the program. */
  readonly serverBytes: number;
  /** What the program, or the app, sent and nobody has said that it arrived. */
  readonly clientBytesLost: number;
  readonly serverBytesLost: number;
  /** Of a UDP association. */
  readonly datagrams?: DatagramCounts;
}

/** What a flow has moved, from its begin to now, or to its end. */
export type FlowBytes = Omit<FlowEnd, "code" | "endedBy">;

/** `finished`: both fins have passed, the legs still have to close. `aborting`: reset, lost or terminated. */
export type At = "open" | "downstream-finished" | "upstream-finished" | "finished" | "aborting" | "ended";

type Pair<T> = { readonly [side in Side]: T };

export interface Relay {
  readonly at: At;
  /** Payload bytes that came from this leg. */
  readonly received: Pair<number>;
  /** Payload bytes that the far end of this leg has delivered. */
  readonly delivered: Pair<number>;
  /** This leg takes no more for now, so its other leg rests. */
  readonly blocked: Pair<boolean>;
  /** Nothing more comes from this leg, and it took all that it will take. */
  readonly closed: Pair<boolean>;
  /** We have said all we'll say on this leg. */
  readonly done: Pair<boolean>;
  /** Why it ends: the first cause stays. */
  readonly cause: Code | undefined;
  /** While `aborting`, or `finished` with one leg closed: when we stop waiting for the other. */
  readonly until: Instant | undefined;
  /** How long that wait is. */
  readonly lingerMs: number;
}

export type RelayInput =
  | { readonly on: "bytes"; readonly side: Side; readonly bytes: number }
  /** `sentBytes`: what the sender says it sent in all; 0 where it doesn't say. */
  | { readonly on: "fin"; readonly side: Side; readonly sentBytes: number }
  /** The far end of this leg has delivered so much in all (ack, mark, or a socket's own word). */
  | { readonly on: "acked"; readonly side: Side; readonly offset: number }
  | { readonly on: "reset"; readonly side: Side; readonly code: Code; readonly deliveredBytes: number }
  | { readonly on: "malformed"; readonly side: Side }
  /** The leg broke. */
  | { readonly on: "lost"; readonly side: Side; readonly code: Code }
  /** The leg ended in order. `code`: what that means if it comes before the leg's fin. */
  | { readonly on: "closed"; readonly side: Side; readonly code: Code }
  | { readonly on: "blocked"; readonly side: Side }
  | { readonly on: "drained"; readonly side: Side }
  | { readonly on: "terminate"; readonly code: Code }
  | { readonly on: "tick" };

export type RelayOutput =
  /** Pass on the bytes just told of. */
  | { readonly do: "forward"; readonly to: Side }
  | { readonly do: "forward-fin"; readonly to: Side; readonly sentBytes: number }
  | { readonly do: "send-reset"; readonly to: Side; readonly code: Code }
  /** Say no more on this leg: half-close or trailers. */
  | { readonly do: "end"; readonly leg: Side }
  /** The leg did not close within its time: break it. */
  | { readonly do: "cancel"; readonly leg: Side }
  | { readonly do: "pause"; readonly leg: Side }
  | { readonly do: "resume"; readonly leg: Side }
  | { readonly do: "record-closed"; readonly end: FlowEnd };

export interface RelayStep {
  readonly next: Relay;
  readonly outputs: readonly RelayOutput[];
}

/** How long a flow that is over waits at a hop for its far ends to say what they had delivered, and to close. */
export const LINGER_MS = 5_000;
/**
 * An end waits longer than its hop, which gives a frozen far end up and then ends the end's stream in order. An end
 * that gave up first would reset its stream, and a thousand resets cost the device its connection.
 */
export const END_LINGER_MS = 8_000;

const ZERO: Pair<number> = { downstream: 0, upstream: 0 };
const NEITHER: Pair<boolean> = { downstream: false, upstream: false };
const NOTHING: readonly RelayOutput[] = [];

export const openRelay: Relay = {
  at: "open",
  received: ZERO,
  delivered: ZERO,
  blocked: NEITHER,
  closed: NEITHER,
  done: NEITHER,
  cause: undefined,
  until: undefined,
  lingerMs: LINGER_MS,
};
/** The same at an end of the flow. */
export const openEndRelay: Relay = { ...openRelay, lingerMs: END_LINGER_MS };

export const nextDeadline = (relay: Relay): Instant | undefined => relay.until;

export function step(relay: Relay, input: RelayInput, now: Instant): RelayStep {
  // R1: what has ended says nothing more.
  if (relay.at === "ended") return stay(relay);
  switch (input.on) {
    case "bytes":
      return onBytes(relay, input.side, input.bytes, now);
    case "fin":
      return onFin(relay, input.side, input.sentBytes, now);
    case "acked":
      return onAcked(relay, input.side, input.offset, now);
    case "reset":
      return onReset(relay, input.side, input.code, input.deliveredBytes, now);
    case "malformed":
      return relay.at === "aborting" ? stay(relay) : abort(relay, "CGW_FLOW_PROTOCOL_ERROR", BOTH, now);
    case "lost":
      return onLost(relay, input.side, input.code, now);
    case "closed":
      return onClosed(relay, input.side, input.code, now);
    case "blocked":
    case "drained":
      return onPressure(relay, input.side, input.on === "blocked");
    case "terminate":
      return relay.at === "aborting" ? stay(relay) : abort(relay, input.code, BOTH, now);
    case "tick":
      return onTick(relay, now);
  }
}

const BOTH: readonly Side[] = ["downstream", "upstream"];
const stay = (next: Relay): RelayStep => ({ next, outputs: NOTHING });
const put = <T>(pair: Pair<T>, side: Side, value: T): Pair<T> =>
  side === "downstream"
    ? { downstream: value, upstream: pair.upstream }
    : { downstream: pair.downstream, upstream: value };

/** Has this leg said that no more bytes come from it? */
const hasFinished = (relay: Relay, side: Side): boolean => relay.at === `${side}-finished` || relay.at === "finished";

function onBytes(relay: Relay, side: Side, bytes: number, now: Instant): RelayStep {
  // R2: after an abort nothing more is delivered. What was under way is dropped.
  if (relay.at === "aborting") return stay(relay);
  if (hasFinished(relay, side)) return abort(relay, "CGW_FLOW_PROTOCOL_ERROR", BOTH, now);
  const next = { ...relay, received: put(relay.received, side, relay.received[side] + bytes) };
  return { next, outputs: [{ do: "forward", to: other(side) }] };
}

function onFin(relay: Relay, side: Side, sentBytes: number, now: Instant): RelayStep {
  if (relay.at === "aborting") return stay(relay);
  const received = relay.received[side];
  // R3: a fin that tells of bytes we never saw is a hole in the stream, never passed on as a clean end.
  if (hasFinished(relay, side) || (sentBytes !== 0 && sentBytes !== received)) {
    return abort(relay, "CGW_FLOW_PROTOCOL_ERROR", BOTH, now);
  }
  const forward: RelayOutput = { do: "forward-fin", to: other(side), sentBytes: received };
  if (relay.at === "open")
    return { next: { ...relay, at: `${side}-finished`, cause: closedBy(side) }, outputs: [forward] };
  return settle({ ...relay, at: "finished" }, [forward], now);
}

/** Who sends the first fin has ended the flow. */
const closedBy = (side: Side): Code => (side === "downstream" ? "AGT_FLOW_CLIENT_CLOSED" : "APP_FLOW_CLOSED");

function onAcked(relay: Relay, side: Side, offset: number, now: Instant): RelayStep {
  if (offset > relay.received[other(side)]) {
    // R4: nobody has delivered what was never sent.
    return relay.at === "aborting" ? stay(relay) : abort(relay, "CGW_FLOW_PROTOCOL_ERROR", BOTH, now);
  }
  if (offset <= relay.delivered[side]) return stay(relay);
  return stay({ ...relay, delivered: put(relay.delivered, side, offset) });
}

function onReset(relay: Relay, side: Side, code: Code, deliveredBytes: number, now: Instant): RelayStep {
  const told = Math.min(deliveredBytes, relay.received[other(side)]);
  const counted = { ...relay, delivered: put(relay.delivered, side, Math.max(told, relay.delivered[side])) };
  return relay.at === "aborting" ? stay(counted) : abort(counted, code, [other(side)], now);
}

function onLost(relay: Relay, side: Side, code: Code, now: Instant): RelayStep {
  const gone = { ...relay, closed: put(relay.closed, side, true), done: put(relay.done, side, true) };
  if (relay.at === "aborting") return settle(gone, [], now);
  // R5: both fins have passed and the far end has delivered all: the loss of the leg took nothing from anybody.
  if (relay.at === "finished" && relay.delivered[side] === relay.received[other(side)]) return settle(gone, [], now);
  return abort(gone, code, [other(side)], now);
}

function onClosed(relay: Relay, side: Side, code: Code, now: Instant): RelayStep {
  if (relay.at !== "aborting" && !hasFinished(relay, side)) return onLost(relay, side, code, now);
  return settle({ ...relay, closed: put(relay.closed, side, true) }, [], now);
}

function onPressure(relay: Relay, side: Side, blocked: boolean): RelayStep {
  if (relay.blocked[side] === blocked) return stay(relay);
  const next = { ...relay, blocked: put(relay.blocked, side, blocked) };
  // R6: an aborting flow reads on, else the far end's last word would never be read.
  if (relay.at === "aborting") return stay(next);
  return { next, outputs: [{ do: blocked ? "pause" : "resume", leg: other(side) }] };
}

/** Ends both directions: a reset to each leg of `tell` that is still there; those that were told are done with. */
function abort(relay: Relay, code: Code, tell: readonly Side[], now: Instant): RelayStep {
  const outputs: RelayOutput[] = [];
  for (const leg of BOTH) if (relay.blocked[other(leg)]) outputs.push({ do: "resume", leg });
  let done = relay.done;
  for (const to of tell) {
    if (done[to]) continue;
    outputs.push({ do: "send-reset", to, code }, { do: "end", leg: to });
    done = put(done, to, true);
  }
  return settle({ ...relay, at: "aborting", done, cause: code, until: after(now, relay.lingerMs) }, outputs, now);
}

/** R7: a leg is ended when its other leg has closed, so that the last ack or mark of that one can still pass. */
function settle(relay: Relay, before: readonly RelayOutput[], now: Instant): RelayStep {
  if (relay.at !== "finished" && relay.at !== "aborting") return { next: relay, outputs: before };
  const outputs = [...before];
  let done = relay.done;
  for (const leg of BOTH) {
    if (done[leg] || !relay.closed[other(leg)]) continue;
    outputs.push({ do: "end", leg });
    done = put(done, leg, true);
  }
  const { downstream, upstream } = relay.closed;
  if (downstream && upstream) return close({ ...relay, done }, outputs);
  // The ends close only when all is delivered, so a leg whose other leg has closed has nothing left to wait for.
  const until = relay.until ?? (downstream || upstream ? after(now, relay.lingerMs) : undefined);
  return { next: { ...relay, done, until }, outputs };
}

function onTick(relay: Relay, now: Instant): RelayStep {
  if (relay.until === undefined || now < relay.until) return stay(relay);
  // R8: nobody waits for ever for a far end that says nothing; the one that has said all still gets its end in order.
  const outputs: RelayOutput[] = [];
  for (const leg of BOTH) {
    if (!relay.closed[leg]) outputs.push({ do: "cancel", leg });
    else if (!relay.done[leg]) outputs.push({ do: "end", leg });
  }
  return close(relay, outputs);
}

/** R9: the only place that closes the record, and `ended` is what it leaves behind. */
function close(relay: Relay, before: readonly RelayOutput[]): RelayStep {
  const code = relay.cause ?? "CGW_FLOW_LOST";
  const end: FlowEnd = { code, endedBy: endedBy(code), ...bytesOf(relay) };
  return { next: { ...relay, at: "ended", until: undefined }, outputs: [...before, { do: "record-closed", end }] };
}

/** While it lives, what counts as lost is still under way. */
export function bytesOf({ delivered, received }: Relay): FlowBytes {
  const { upstream: clientBytes, downstream: serverBytes } = delivered;
  const [clientBytesLost, serverBytesLost] = [received.downstream - clientBytes, received.upstream - serverBytes];
  return { clientBytes, serverBytes, clientBytesLost, serverBytesLost };
}

export function endedBy(code: Code): FlowEnd["endedBy"] {
  if (code === "AGT_FLOW_CLIENT_CLOSED") return "client";
  return code === "APP_FLOW_CLOSED" || code === "APP_FLOW_RESET" ? "app" : "system";
}
