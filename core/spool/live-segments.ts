/**
 * The segments that a gateway's own events leave open: what a crash would leave without an end.
 *
 * An owned table, told what has been written and in that order. Its states are what the spool keeps at the begin of
 * each file, so that a segment whose first events were shipped and deleted long ago still gets its end.
 */
import type { Hex } from "../control/event.ts";
import type { NetworkFact, ReportName, Segment, SegmentEnded, SegmentRole } from "../record/network-event.ts";

/** Of an event's envelope what the end of its segment says again. */
export interface About {
  readonly tenant: string;
  readonly srpVersion?: number;
  readonly traceId?: Hex;
  /** SPIFFE id of the device or publisher whose own report it is. */
  readonly reportedBy?: string;
  readonly appListVersion?: number;
  /** What that one calls it. */
  readonly report?: ReportName;
}

export interface LiveSegment {
  readonly segment: Segment;
  readonly tenant: string;
  readonly srpVersion: number;
  readonly traceId: Hex;
  /** Wall microseconds of its first event, and of the last one that told of it. */
  readonly sinceUs: number;
  readonly toldUs: number;
  /** Those of its last record. */
  readonly clientBytes: number;
  readonly serverBytes: number;
}

export class LiveSegments {
  readonly #byKey = new Map<string, LiveSegment>();

  get size(): number {
    return this.#byKey.size;
  }

  /** Something was written. What is told of a segment that is not open changes nothing. */
  tell(fact: NetworkFact, about: About, atUs: number): void {
    switch (fact.type) {
      case "flow-decided":
        if (fact.action !== "block") this.#opens(fact.segment, about, atUs);
        return;
      case "segment-opened":
        // An entry gateway's segment is open since its decision.
        if (fact.segment.role === "publisher") this.#opens(fact.segment, about, atUs);
        return;
      case "segment-active": {
        const live = this.#byKey.get(keyOf(fact.segment));
        if (live === undefined) return;
        const { clientBytes, serverBytes } = fact;
        this.#byKey.set(keyOf(fact.segment), { ...live, clientBytes, serverBytes, toldUs: atUs });
        return;
      }
      case "segment-ended":
        this.#byKey.delete(keyOf(fact.segment));
    }
  }

  /** Each of what is open, in the order of its begin. */
  all(): Iterable<LiveSegment> {
    return this.#byKey.values();
  }

  /** For the spool, one text each. */
  *states(): Generator<string> {
    for (const live of this.#byKey.values()) yield stateText(live);
  }

  /** One of `states` of before; false if the text is none. */
  restore(state: string): boolean {
    const live = readState(state);
    if (live !== undefined) this.#byKey.set(keyOf(live.segment), live);
    return live !== undefined;
  }

  #opens(segment: Segment, { tenant, srpVersion = 0, traceId = "" }: About, atUs: number): void {
    const since = { sinceUs: atUs, toldUs: atUs, clientBytes: 0, serverBytes: 0 };
    this.#byKey.set(keyOf(segment), { segment, tenant, srpVersion, traceId, ...since });
  }
}

/** The end that a later life writes for a segment: what the last record before the crash knew of it. */
export function lostEnd({ segment, sinceUs, toldUs, clientBytes, serverBytes }: LiveSegment): SegmentEnded {
  return {
    ...{ type: "segment-ended", segment, clientBytes, serverBytes, reason: "CGW_FLOW_LOST", endedBy: "system" },
    ...{ clientBytesLost: 0, serverBytesLost: 0, inexact: true, denialId: "", notice: "" },
    ...{ timings: {}, candidates: [], durationUs: Math.max(0, toldUs - sinceUs) },
  };
}

const keyOf = ({ flowId, segment, role }: Segment): string => `${flowId}/${segment}/${role}`;

const ROLES: readonly string[] = ["client", "publisher"] satisfies SegmentRole[];

function stateText({ segment: s, tenant, srpVersion, traceId, ...live }: LiveSegment): string {
  const { sinceUs, toldUs, clientBytes, serverBytes } = live;
  const about = [tenant, srpVersion, traceId, sinceUs, toldUs, clientBytes, serverBytes];
  return JSON.stringify([s.flowId, s.segment, s.gateway, s.role, ...about]);
}

const TEXTS = [0, 2, 3, 4, 6];
const FIELDS = 11;

function readState(state: string): LiveSegment | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(state);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields.length !== FIELDS || !ROLES.includes(fields[3] as string)) return undefined;
  const fits = (value: unknown, at: number) =>
    TEXTS.includes(at) ? typeof value === "string" : Number.isSafeInteger(value) && Number(value) >= 0;
  if (!fields.every(fits)) return undefined;
  const [flowId, segment, gateway, role, tenant, srpVersion, traceId, ...rest] = fields;
  const [sinceUs, toldUs, clientBytes, serverBytes] = rest;
  const where = { flowId, segment, gateway, role };
  return { segment: where, tenant, srpVersion, traceId, sinceUs, toldUs, clientBytes, serverBytes };
}
