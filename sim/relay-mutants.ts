/**
 * Relay machines that are wrong in one way each, for the simulation to find out: what it doesn't find in these it
 * wouldn't find in ours.
 */
import { LINGER_MS, other, type RelayInput, type RelayOutput, type RelayStep, step } from "../core/relay/relay.ts";

/** A machine as a driver turns it: ours, or one that is broken on purpose. */
export type Machine = typeof step;

/** Never says one of its outputs. */
export const without =
  (missing: RelayOutput["do"]): Machine =>
  (relay, input, now) => {
    const { next, outputs } = step(relay, input, now);
    return { next, outputs: outputs.filter((output) => output.do !== missing) };
  };

const saying =
  (say: (output: RelayOutput) => readonly RelayOutput[]): Machine =>
  (relay, input, now) => {
    const { next, outputs } = step(relay, input, now);
    return { next, outputs: outputs.flatMap(say) };
  };

const hearing =
  (hear: (input: RelayInput) => RelayInput): Machine =>
  (relay, input, now) =>
    step(relay, hear(input), now);

const stay = (relay: RelayStep["next"]): RelayStep => ({ next: relay, outputs: [] });

/** Each completes the sentence "a machine that ... is found out". */
export const MUTANTS: Readonly<Record<string, Machine>> = {
  "delivers a payload twice": saying((output) => (output.do === "forward" ? [output, output] : [output])),
  "delivers what comes after an abort": (relay, input, now) => {
    const { next, outputs } = step(relay, input, now);
    if (relay.at !== "aborting" || input.on !== "bytes") return { next, outputs };
    return { next, outputs: [{ do: "forward", to: other(input.side) }] };
  },
  "drops what comes once one side has finished": (relay, input, now) =>
    relay.at !== "open" && input.on === "bytes" ? stay(relay) : step(relay, input, now),
  "takes a reset for a fin": hearing((input) =>
    input.on === "reset" ? { on: "fin", side: input.side, sentBytes: 0 } : input,
  ),
  "takes a broken leg for a closed one": (relay, input, now) => {
    if (input.on !== "lost" || relay.at === "aborting" || relay.at === "ended") return step(relay, input, now);
    const finished = step(relay, { on: "fin", side: input.side, sentBytes: 0 }, now);
    const closed = step(finished.next, { ...input, on: "closed" }, now);
    return { next: closed.next, outputs: [...finished.outputs, ...closed.outputs] };
  },
  "counts one byte too many in a fin": saying((output) =>
    output.do === "forward-fin" ? [{ ...output, sentBytes: output.sentBytes + 1 }] : [output],
  ),
  "credits an ack to the wrong side": hearing((input) =>
    input.on === "acked" ? { ...input, side: other(input.side) } : input,
  ),
  "forgets the acks that come once both have finished": (relay, input, now) =>
    relay.at === "finished" && input.on === "acked" ? stay(relay) : step(relay, input, now),
  "ends a leg behind its fin": saying((output) =>
    output.do === "forward-fin" ? [output, { do: "end", leg: output.to }] : [output],
  ),
  "closes the record with the second fin": (relay, input, now) => {
    const fin = step(relay, input, now);
    if (input.on !== "fin" || fin.next.at !== "finished") return fin;
    const one = step(fin.next, { on: "closed", side: input.side, code: "CGW_FLOW_LOST" }, now);
    const both = step(one.next, { on: "closed", side: other(input.side), code: "CGW_FLOW_LOST" }, now);
    return { next: both.next, outputs: [...fin.outputs, ...one.outputs, ...both.outputs] };
  },
  "closes the record twice": saying((output) => (output.do === "record-closed" ? [output, output] : [output])),
  "sends a reset back to the one who sent it": (relay, input, now) => {
    const { next, outputs } = step(relay, input, now);
    if (input.on !== "reset" || relay.at === "aborting" || relay.at === "ended") return { next, outputs };
    return { next, outputs: [{ do: "send-reset", to: input.side, code: input.code }, ...outputs] };
  },
  "waits for ever for a leg that doesn't close": (relay, input, now) =>
    input.on === "tick" ? stay(relay) : step(relay, input, now),
  "leaves a leg that has closed without its end when it gives the other up": (relay, input, now) => {
    const { next, outputs } = step(relay, input, now);
    return { next, outputs: input.on === "tick" ? outputs.filter((output) => output.do !== "end") : outputs };
  },
  "waits at an end no longer than at a hop": (relay, input, now) =>
    step({ ...relay, lingerMs: Math.min(relay.lingerMs, LINGER_MS) }, input, now),
  "rests its reading for ever once held back": (relay, input, now) =>
    input.on === "drained" ? stay(relay) : step(relay, input, now),
  "never rests its reading": (relay, input, now) => (input.on === "blocked" ? stay(relay) : step(relay, input, now)),
};
