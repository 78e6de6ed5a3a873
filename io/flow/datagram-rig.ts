/** A whole UDP association over streams in memory, for tests: two ends, the hops of two gateways between them. */
import type { DropReason } from "../../core/datagram/drops.ts";
import type { IdleTimes } from "../../core/datagram/idle.ts";
import type { Code } from "../../core/reason.ts";
import type { FlowEnd, Side } from "../../core/relay/relay.ts";
import { type DatagramsSpliced, spliceDatagrams } from "./datagram-end.ts";
import type { DatagramEars, DatagramPort } from "./datagram-port.ts";
import { relayDatagrams } from "./datagram-relay.ts";
import { within } from "./flow-rig.ts";
import { memoryStreams, type StreamPair } from "./memory-stream.ts";
import type { Relayed } from "./relay.ts";

/** What stands behind a port in a test: it keeps what it was given, and gives what the test says. */
export class TrialPort implements DatagramPort {
  readonly got: Buffer[] = [];
  /** Why it takes none, now. */
  refuses: DropReason | undefined;
  closedWith: Code | undefined;
  closed = false;
  #ears: DatagramEars | undefined;

  send(payload: Buffer, done: (dropped?: DropReason) => void): void {
    if (this.refuses === undefined) this.got.push(Buffer.from(payload));
    const why = this.refuses;
    queueMicrotask(() => done(why));
  }

  listen(ears: DatagramEars): void {
    this.#ears = ears;
  }

  close(code?: Code): void {
    this.closed = true;
    this.closedWith ??= code;
  }

  /** Says something. */
  say(payload: Buffer): void {
    this.#ears?.onDatagram(payload);
  }

  leave(code: Code): void {
    this.#ears?.onGone(code);
  }
}

export interface DatagramFlow {
  readonly agent: DatagramsSpliced;
  readonly publisher: DatagramsSpliced;
  /** Of the gateway that decides, and of the one that holds the publisher. */
  readonly hops: readonly [Relayed, Relayed];
  readonly links: {
    readonly agentTunnel: StreamPair;
    readonly trunk: StreamPair;
    readonly publisherTunnel: StreamPair;
  };
  /** In the order of the path. */
  readonly ended: Promise<FlowEnd[]>;
}

const ENDED_WITHIN_MS = 15_000;

export function joinPorts(program: DatagramPort, app: DatagramPort, idle?: IdleTimes): DatagramFlow {
  const links = { agentTunnel: memoryStreams(), trunk: memoryStreams(), publisherTunnel: memoryStreams() };
  const side = (of: Side) => ({ side: of });
  const agent = spliceDatagrams(program, links.agentTunnel.client, side("downstream"));
  const times = idle === undefined ? {} : { idle };
  const entry = relayDatagrams(links.agentTunnel.server, links.trunk.client, times);
  const behind = relayDatagrams(links.trunk.server, links.publisherTunnel.server, { downstreamIs: "gateway" });
  const publisher = spliceDatagrams(app, links.publisherTunnel.client, side("upstream"));
  const all = [agent, entry, behind, publisher].map(({ done }) => within(done, ENDED_WITHIN_MS));
  return { agent, publisher, hops: [entry, behind], links, ended: Promise.all(all) };
}
