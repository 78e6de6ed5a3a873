/**
 * One flow in virtual time: a program, the agent's end, two gateways' hops, the publisher's end, an app.
 *
 * It runs the machines and windows that production runs; sockets and streams are queues with latency. A payload is an
 * interval of its direction's bytes, so that a byte delivered twice, lost or out of order is seen at once.
 */
import { openRelay, other, type RelayOutput, type Side } from "../core/relay/relay.ts";
import { WINDOW_MIN } from "../core/relay/window.ts";
import type { Machine } from "./relay-mutants.ts";
import { End } from "./virtual-end.ts";
import { Node } from "./virtual-node.ts";
import { type Payload, StreamEnd, type World } from "./virtual-stream.ts";

/** A gateway's hop. */
export class Hop extends Node {
  readonly #legs: { readonly [side in Side]: StreamEnd };

  constructor(world: World, machine: Machine, legs: { readonly [side in Side]: StreamEnd }) {
    super(world, machine, openRelay);
    this.#legs = legs;
    this.listen("downstream", legs.downstream);
    this.listen("upstream", legs.upstream);
  }

  protected override heardAck(side: Side, offset: number): void {
    this.feed({ on: "acked", side, offset });
    if (this.relay.at !== "ended" && !this.relay.done[other(side)]) this.#legs[other(side)].send({ is: "ack", offset });
  }

  protected override perform(output: RelayOutput, payload: Payload | undefined): void {
    if (output.do === "forward") this.#legs[output.to].send({ is: "data", payload: payload! });
    if (output.do === "forward-fin") this.#legs[output.to].send({ is: "fin", sentBytes: output.sentBytes });
    if (output.do === "send-reset") {
      this.#legs[output.to].send({ is: "reset", delivered: this.relay.delivered[other(output.to)] });
    }
    if (output.do === "end") this.#legs[output.leg].end();
    if (output.do === "cancel") {
      if (!this.world.broke) this.world.fault("a leg of peers that answer had to be cancelled");
      this.#legs[output.leg].break();
    }
  }
}

export interface Flow {
  readonly agent: End;
  readonly publisher: End;
  readonly hops: readonly [Hop, Hop];
  readonly streams: readonly { break(): void; fallSilent(clientWard: boolean): void }[];
}

export function openFlow(world: World, machine: Machine, latencyMs: number): Flow {
  const stream = (leftIsClient: boolean): [StreamEnd, StreamEnd] => {
    const left = new StreamEnd(world, leftIsClient, latencyMs);
    const right = new StreamEnd(world, !leftIsClient, latencyMs);
    left.peer = right;
    right.peer = left;
    return [left, right];
  };
  const [tunnel, trunk, accept] = [stream(true), stream(true), stream(false)];
  const first = new Hop(world, machine, { downstream: tunnel[1], upstream: trunk[0] });
  const second = new Hop(world, machine, { downstream: trunk[1], upstream: accept[0] });
  const failing = ([left, right]: [StreamEnd, StreamEnd]) => ({
    break: () => {
      left.break();
      right.break();
    },
    fallSilent: (clientWard: boolean) => (clientWard ? right : left).fallSilent(),
  });
  return {
    agent: new End(world, machine, "downstream", tunnel[0]),
    publisher: new End(world, machine, "upstream", accept[1]),
    hops: [first, second],
    streams: [tunnel, trunk, accept].map(failing),
  };
}

/** A few windows, so that most lives are held back at least once. */
export const WRITE_MAX = 3 * WINDOW_MIN;
