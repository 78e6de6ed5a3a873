/** What a Publisher Gateway tells of its own part of a flow that came over a trunk: who decided it tells the rest. */

import type { Code } from "../../core/reason.ts";
import type { Segment, SegmentEnded, SegmentOpened } from "../../core/record/network-event.ts";
import { packetsTold } from "../../core/record/packets-told.ts";
import type { FlowEnd } from "../../core/relay/relay.ts";

export function openedFact(
  segment: Segment,
  { publisher }: { readonly publisher: string },
  { egressAddr, appAddr }: { readonly egressAddr: string; readonly appAddr: string },
): SegmentOpened {
  const where = { publisher, publisherGateway: segment.gateway, egressAddr, appAddr };
  return { type: "segment-opened", segment, ...where, candidates: [], timings: {} };
}

export function endedFact(segment: Segment, { code, datagrams, ...end }: FlowEnd, durationUs: number): SegmentEnded {
  const plain = { inexact: false, denialId: "", notice: "", timings: {}, candidates: [], durationUs };
  const packets = datagrams === undefined ? {} : { packets: packetsTold(datagrams) };
  return { type: "segment-ended", segment, ...end, reason: code, ...plain, ...packets };
}

/** On record as opened, and yet nobody waited for it any more. */
export function abortedFact(segment: Segment, code: Code): SegmentEnded {
  const nothing = { clientBytes: 0, serverBytes: 0, clientBytesLost: 0, serverBytesLost: 0 };
  return endedFact(segment, { code, endedBy: "client", ...nothing }, 0);
}
