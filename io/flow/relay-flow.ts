/** A gateway's hop of a flow, by the flow's protocol. */
import type { IdleTimes } from "../../core/datagram/idle.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { PROTOCOL } from "../wire/frame.ts";
import { relayDatagrams } from "./datagram-relay.ts";
import { type Relayed, type RelayOptions, relayStreams } from "./relay.ts";

export interface RelayFlowOptions extends RelayOptions {
  /** `Open.protocol`. */
  readonly protocol: number;
  /** Where the flow was decided: silence of a UDP association ends it. */
  readonly idle?: IdleTimes;
}

export const relayFlow = (downstream: RawStream, upstream: RawStream, o: RelayFlowOptions): Relayed =>
  o.protocol === PROTOCOL.udp ? relayDatagrams(downstream, upstream, o) : relayStreams(downstream, upstream, o);
