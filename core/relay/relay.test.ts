/** The relay machine: the ends of flows, and what holds for every sequence of inputs. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Instant } from "../units.ts";
import {
  LINGER_MS,
  openEndRelay,
  openRelay,
  other,
  type Relay,
  type RelayInput,
  type RelayOutput,
  type Side,
  step,
} from "./relay.ts";
import { INPUTS, LATE, run, STATES, sided, T0 } from "./relay-examples.ts";

describe("a flow's end", () => {
  it("passes each fin on and closes the record when both legs have closed", () => {
    const { outputs, relay } = play([
      sided("downstream").bytes,
      { on: "fin", side: "downstream", sentBytes: 10 },
      { on: "fin", side: "upstream", sentBytes: 0 },
      { on: "acked", side: "upstream", offset: 10 },
      sided("downstream").closed,
      sided("upstream").closed,
    ]);
    expect(relay.at).toBe("ended");
    expect(outputs).toEqual([
      { do: "forward", to: "upstream" },
      { do: "forward-fin", to: "upstream", sentBytes: 10 },
      { do: "forward-fin", to: "downstream", sentBytes: 0 },
      { do: "end", leg: "upstream" },
      { do: "end", leg: "downstream" },
      {
        do: "record-closed",
        end: {
          ...{ code: "AGT_FLOW_CLIENT_CLOSED", endedBy: "client", clientBytes: 10, serverBytes: 0 },
          ...{ clientBytesLost: 0, serverBytesLost: 0 },
        },
      },
    ]);
  });
  it("a reset goes to the other leg alone, and its sender's leg ends when that one has closed", () => {
    const { outputs } = play([sided("upstream").reset, sided("downstream").closed, sided("upstream").closed]);
    expect(outputs.map((output) => output.do)).toEqual(["send-reset", "end", "end", "record-closed"]);
    expect(outputs[2]).toEqual({ do: "end", leg: "upstream" });
  });
  it("terminate resets both legs", () => {
    const { outputs } = play([INPUTS.terminate]);
    expect(outputs.filter((output) => output.do === "send-reset").map((output) => output.to)).toEqual([
      "downstream",
      "upstream",
    ]);
  });
  it("a far end's last word after the abort still counts", () => {
    const { outputs } = play([
      sided("downstream").bytes,
      INPUTS.terminate,
      { on: "acked", side: "upstream", offset: 7 },
      sided("downstream").closed,
      sided("upstream").closed,
    ]);
    // Of ten bytes three were under way, and nobody has said that they arrived.
    expect(outputs.at(-1)).toMatchObject({
      end: { code: "CGW_POLICY_REVOKED", endedBy: "system", clientBytes: 7, clientBytesLost: 3, serverBytesLost: 0 },
    });
  });
  it("a leg lost after all was delivered takes nothing from a clean end", () => {
    const { outputs } = play([
      sided("downstream").bytes,
      { on: "fin", side: "downstream", sentBytes: 10 },
      { on: "fin", side: "upstream", sentBytes: 0 },
      { on: "acked", side: "upstream", offset: 10 },
      sided("upstream").lost,
      sided("downstream").closed,
    ]);
    expect(outputs.at(-1)).toMatchObject({ end: { code: "AGT_FLOW_CLIENT_CLOSED" } });
  });
  it("a fin that tells of bytes nobody saw is a protocol error", () => {
    const { outputs } = play([sided("downstream").bytes, { on: "fin", side: "downstream", sentBytes: 11 }]);
    expect(outputs).toContainEqual({ do: "send-reset", to: "upstream", code: "CGW_FLOW_PROTOCOL_ERROR" });
    expect(outputs.some((output) => output.do === "forward-fin")).toBe(false);
  });
  it("a silent far end is given up at its deadline, not before", () => {
    const aborting = STATES.aborting;
    expect(step(aborting, INPUTS.tick, (LATE - 1) as Instant).next.at).toBe("aborting");
    expect(step(aborting, INPUTS.tick, LATE).outputs.map((output) => output.do)).toEqual([
      "cancel",
      "cancel",
      "record-closed",
    ]);
  });
});

describe("a leg that never closes", () => {
  it("is given up alone: the leg that has said all gets its end in order", () => {
    const half = run(openRelay, [sided("downstream").reset, sided("downstream").closed]);
    const { next, outputs } = step(half, INPUTS.tick, LATE);
    expect(next.at).toBe("ended");
    expect(outputs.slice(0, -1)).toEqual([
      { do: "end", leg: "downstream" },
      { do: "cancel", leg: "upstream" },
    ]);
  });
  it("is waited for longer by an end than by its hop, so that no end resets its stream", () => {
    const half = run(openEndRelay, [sided("downstream").reset, sided("downstream").closed]);
    expect(half.until! - T0).toBeGreaterThanOrEqual(LINGER_MS + 2_000);
  });
  it("does not keep a finished flow: its time runs from the closing of the other leg", () => {
    const half = run(STATES.finished, [sided("upstream").closed]);
    expect(half.at).toBe("finished");
    const { next, outputs } = step(half, INPUTS.tick, LATE);
    expect(next.at).toBe("ended");
    expect(outputs.map((output) => output.do)).toEqual(["cancel", "end", "record-closed"]);
    expect(step(STATES.finished, INPUTS.tick, LATE).next.at).toBe("finished");
  });
});

describe("for every sequence of inputs", () => {
  const anySide = fc.constantFrom<Side>("downstream", "upstream");
  const anyInput: fc.Arbitrary<RelayInput> = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        on: fc.constant("bytes" as const),
        side: anySide,
        bytes: fc.integer({ min: 1, max: 65_536 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ on: fc.constant("acked" as const), side: anySide, offset: fc.nat(200_000) }) },
    { weight: 2, arbitrary: fc.record({ on: fc.constant("fin" as const), side: anySide, sentBytes: fc.constant(0) }) },
    { weight: 4, arbitrary: fc.constantFrom(...Object.values(INPUTS)) },
  );
  const inputs = fc.array(anyInput, { maxLength: 40 });

  it("the record is closed at most once, last, and exactly once when the legs have closed", () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        const { outputs } = play([...sequence, sided("downstream").lost, sided("upstream").lost, INPUTS.tick], LATE);
        expect(outputs.filter((output) => output.do === "record-closed")).toHaveLength(1);
        expect(outputs.at(-1)?.do).toBe("record-closed");
      }),
    );
  });
  it("each leg is told fin or reset at most once, ended at most once, and nothing is forwarded after a reset", () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        const { outputs } = play(sequence);
        for (const leg of ["downstream", "upstream"] as const) {
          for (const what of ["forward-fin", "send-reset", "end"])
            expect(said(outputs, what, leg).length).toBeLessThanOrEqual(1);
          const reset = outputs.findIndex((output) => output.do === "send-reset");
          if (reset >= 0) expect(outputs.slice(reset).some((output) => output.do.startsWith("forward"))).toBe(false);
          const fin = outputs.findIndex((output) => output.do === "forward-fin" && output.to === leg);
          if (fin >= 0) expect(said(outputs.slice(fin), "forward", leg)).toEqual([]);
          const end = outputs.findIndex((output) => output.do === "end" && output.leg === leg);
          if (end >= 0)
            expect(outputs.slice(end + 1).some((output) => "to" in output && output.to === leg)).toBe(false);
        }
      }),
    );
  });
  it("what is delivered never exceeds what was received, and never shrinks", () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let relay = openRelay;
        for (const input of sequence) {
          const { next } = step(relay, input, T0);
          for (const side of ["downstream", "upstream"] as const) {
            expect(next.delivered[side]).toBeLessThanOrEqual(next.received[other(side)]);
            expect(next.delivered[side]).toBeGreaterThanOrEqual(relay.delivered[side]);
          }
          relay = next;
        }
      }),
    );
  });
  it("a leg rests exactly while its other leg is blocked, and never once the flow aborts", () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let relay = openRelay;
        const paused = { downstream: false, upstream: false };
        for (const input of sequence) {
          const { next, outputs } = step(relay, input, T0);
          for (const output of outputs) {
            if (output.do === "pause" || output.do === "resume") paused[output.leg] = output.do === "pause";
          }
          relay = next;
          const rests = relay.at !== "aborting" && relay.at !== "ended";
          if (rests) expect(paused).toEqual({ downstream: relay.blocked.upstream, upstream: relay.blocked.downstream });
          else if (relay.at === "aborting") expect(paused).toEqual({ downstream: false, upstream: false });
        }
      }),
    );
  });
});

function said(outputs: readonly RelayOutput[], what: string, leg: Side): RelayOutput[] {
  return outputs.filter(
    (output) => output.do === what && ("to" in output ? output.to : "leg" in output && output.leg) === leg,
  );
}

function play(inputs: readonly RelayInput[], lastAt = T0): { outputs: RelayOutput[]; relay: Relay } {
  let relay = openRelay;
  const outputs: RelayOutput[] = [];
  inputs.forEach((input, index) => {
    const answer = step(relay, input, index === inputs.length - 1 ? lastAt : T0);
    relay = answer.next;
    outputs.push(...answer.outputs);
  });
  return { outputs, relay };
}
