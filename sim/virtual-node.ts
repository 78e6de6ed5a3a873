/** Drives one relay machine in virtual time, as production's driver does: one input at a time, to its end. */
import {
  type FlowEnd,
  nextDeadline,
  type Relay,
  type RelayInput,
  type RelayOutput,
  type Side,
} from "../core/relay/relay.ts";
import type { Instant } from "../core/units.ts";
import type { Machine } from "./relay-mutants.ts";
import type { Payload, StreamEnd, World } from "./virtual-stream.ts";

export abstract class Node {
  relay: Relay;
  readonly records: FlowEnd[] = [];
  protected readonly world: World;
  readonly #machine: Machine;
  readonly #inbox: { input: RelayInput; payload: Payload | undefined }[] = [];
  #turning = false;

  constructor(world: World, machine: Machine, opening: Relay) {
    this.relay = opening;
    this.world = world;
    this.#machine = machine;
  }

  feed(input: RelayInput, payload?: Payload): void {
    this.#inbox.push({ input, payload });
    if (this.#turning) return;
    this.#turning = true;
    for (let at = this.#inbox.shift(); at !== undefined; at = this.#inbox.shift()) {
      const { next, outputs } = this.#machine(this.relay, at.input, this.world.now);
      this.relay = next;
      for (const output of outputs) {
        if (output.do === "record-closed") this.records.push(output.end);
        else this.perform(output, at.payload);
      }
    }
    this.#turning = false;
    const deadline = nextDeadline(this.relay);
    if (deadline === undefined || this.relay.at === "ended" || deadline === this.#armed) return;
    this.#armed = deadline;
    this.world.after(deadline - this.world.now, () => this.feed({ on: "tick" }));
  }
  #armed: Instant | undefined;

  protected listen(side: Side, stream: StreamEnd): void {
    const code = side === "downstream" ? "AGT_TUNNEL_LOST" : "PGW_FLOW_PUBLISHER_LOST";
    stream.lost = () => this.feed({ on: "lost", side, code });
    stream.hear = (message) => {
      switch (message.is) {
        case "data":
          return this.feed({ on: "bytes", side, bytes: message.payload.bytes }, message.payload);
        case "fin":
          return this.feed({ on: "fin", side, sentBytes: message.sentBytes });
        case "reset":
          return this.feed({ on: "reset", side, code: "CGW_POLICY_REVOKED", deliveredBytes: message.delivered });
        case "ack":
          return this.heardAck(side, message.offset);
        case "end":
          return this.feed({ on: "closed", side, code });
      }
    };
  }

  protected abstract heardAck(side: Side, offset: number): void;
  protected abstract perform(output: RelayOutput, payload: Payload | undefined): void;
}
