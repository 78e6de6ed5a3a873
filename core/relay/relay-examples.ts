/** Examples of every state and every input of the relay machine, for its tests. */
import type { Instant } from "../units.ts";
import { type At, LINGER_MS, openRelay, type Relay, type RelayInput, type Side, step } from "./relay.ts";

export type SidedOn = Exclude<RelayInput["on"], "terminate" | "tick">;
export type On = `${SidedOn}.${Side}` | "terminate" | "tick";
export const T0 = 1_000 as Instant;
export const LATE = (1_000 + LINGER_MS) as Instant;

export const sided = (side: Side): Record<SidedOn, RelayInput> => ({
  bytes: { on: "bytes", side, bytes: 10 },
  fin: { on: "fin", side, sentBytes: 100 },
  acked: { on: "acked", side, offset: 50 },
  reset: { on: "reset", side, code: "APP_FLOW_RESET", deliveredBytes: 50 },
  malformed: { on: "malformed", side },
  lost: { on: "lost", side, code: "AGT_TUNNEL_LOST" },
  closed: { on: "closed", side, code: "AGT_TUNNEL_LOST" },
  blocked: { on: "blocked", side },
  drained: { on: "drained", side },
});

export const INPUTS: Record<On, RelayInput> = {
  ...prefixed("downstream"),
  ...prefixed("upstream"),
  terminate: { on: "terminate", code: "CGW_POLICY_REVOKED" },
  tick: { on: "tick" },
};

const bothSent = run(
  openRelay,
  [sided("downstream").bytes, sided("upstream").bytes].flatMap((one) => Array(10).fill(one)),
);
export const STATES: Record<At, Relay> = {
  open: bothSent,
  "downstream-finished": run(bothSent, [sided("downstream").fin]),
  "upstream-finished": run(bothSent, [sided("upstream").fin]),
  finished: run(bothSent, [sided("downstream").fin, sided("upstream").fin]),
  aborting: run(bothSent, [INPUTS.terminate]),
  ended: run(bothSent, [sided("downstream").lost, sided("upstream").closed]),
};

function prefixed<S extends Side>(side: S): Record<`${SidedOn}.${S}`, RelayInput> {
  const entries = Object.entries(sided(side)).map(([on, input]) => [`${on}.${side}`, input]);
  return Object.fromEntries(entries) as Record<`${SidedOn}.${S}`, RelayInput>;
}

export function run(relay: Relay, inputs: readonly RelayInput[]): Relay {
  return inputs.reduce((at, input) => step(at, input, T0).next, relay);
}
