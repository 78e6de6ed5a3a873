/**
 * Tells one flow's story to the recorder, from its decision to its end.
 *
 * What somebody is answered is told first: each of these resolves when it survives this process, and with false where
 * it could not be recorded, so that the flow is refused instead.
 */
import type { Code } from "../../../core/reason.ts";
import type { Segment } from "../../../core/record/network-event.ts";
import { endedBy, type FlowBytes, type FlowEnd } from "../../../core/relay/relay.ts";
import { clock, microsSince } from "../../../io/clock.ts";
import { defined } from "../../io/hop-timings.ts";
import type { Recorder, Room } from "../../io/recorder.ts";
import { SegmentRecord } from "../../io/segment-record.ts";
import {
  type Asked,
  type Decided,
  type Denial,
  decidedFact,
  type Ending,
  endedFact,
  NO_BYTES,
  nearMissFact,
  openedFact,
  undecidedFact,
} from "../flow-facts.ts";
import type { FlowTrace } from "./flow-trace.ts";
import type { Found, FoundRoute, NotFound } from "./router.ts";

export interface FlowRecordOptions {
  readonly recorder: Recorder;
  readonly room: Room;
  readonly gateway: string;
  readonly flowId: string;
  readonly asked: Asked;
  readonly tenant: string;
  readonly srpVersion: number;
  readonly trace: FlowTrace;
}

export class FlowRecord {
  readonly #record: SegmentRecord;
  readonly #asked: Asked;
  readonly #trace: FlowTrace;
  readonly #beganAt = clock.now();
  #openedAt: number | undefined;
  #firstByteUs: number | undefined;
  /** Its segment is open: an allow is on record. */
  #open = false;
  #denial: Denial | undefined;
  #again: Decided | undefined;

  constructor({ recorder, room, gateway, flowId, asked, tenant, srpVersion, trace }: FlowRecordOptions) {
    // The entry gateway's part is the first, whatever the device calls it.
    const segment: Segment = { flowId, segment: 0, gateway, role: "client" };
    this.#record = new SegmentRecord(recorder, room, segment, { tenant, srpVersion, traceId: trace.traceId });
    this.#asked = asked;
    this.#trace = trace;
  }

  /** Refused before anything was decided. */
  turnedAway(code: Code, denial: Denial): Promise<boolean> {
    const fact = undecidedFact(this.#record.segment, this.#asked, code, denial);
    return this.#record.tell({ ...fact, ...keptIf(this.#trace.keepsFailed) });
  }

  async decided(by: Decided, decideUs: number, denial?: Denial): Promise<boolean> {
    const { segment } = this.#record;
    const { verdict } = by;
    const kept = keptIf(verdict.kind === "deny" && this.#trace.keepsFailed);
    const told = this.#record.tell({ ...decidedFact(segment, this.#asked, by, decideUs, denial), ...kept });
    if (verdict.nearMiss !== undefined) {
      const reason = verdict.kind === "deny" ? verdict.code : "";
      this.#record.mention(nearMissFact(segment, this.#asked, verdict.nearMiss, reason));
    }
    const recorded = await told;
    this.#open = recorded && verdict.kind === "allow";
    return recorded;
  }

  /** The app answered. */
  opened({ opened, route, candidates, timings }: FoundRoute): Promise<boolean> {
    const by = { ...opened, publisher: route.publisher, publisherGateway: route.gateway };
    const fact = openedFact(this.#record.segment, by, candidates, timings);
    return this.#record.tell({ ...fact, ...keptIf(this.#trace.kept) });
  }

  /** Allowed, and not opened: no hop would have it, or nobody waited any more. */
  failed(code: Code, found: Found, denial?: Denial): Promise<boolean> {
    const { candidates, timings }: Pick<NotFound, "candidates" | "timings"> = found;
    const ending = { code, endedBy: endedBy(code), ...NO_BYTES, candidates, timings, denial, again: this.#again };
    return this.#end(ending, this.#trace.keepsFailed);
  }

  /** Allowed by its name, and not by the address that this led to. */
  overruled(by: Decided): void {
    this.#again = by;
  }

  /** The success reply is on its way. */
  moving(bytes: () => FlowBytes): void {
    this.#openedAt = clock.now();
    this.#record.moving(bytes);
  }

  /** Microseconds since the success reply. */
  sawFirstByte(): number {
    this.#firstByteUs = microsSince(this.#openedAt ?? clock.now());
    return this.#firstByteUs;
  }

  /** It will end because it may not go on. */
  denied(denial: Denial, by: Decided | undefined): void {
    this.#denial ??= denial;
    this.#again ??= by;
  }

  ended(end: FlowEnd): Promise<boolean> {
    const ending = { ...end, timings: defined({ firstByteUs: this.#firstByteUs }), denial: this.#denial };
    const again = end.endedBy === "system" ? this.#again : undefined;
    return this.#end({ ...ending, again }, this.#trace.kept);
  }

  release(): void {
    this.#record.release();
  }

  async #end(ending: Omit<Ending, "durationUs">, kept: boolean): Promise<boolean> {
    // What has no begin on record has no end there.
    if (!this.#open) return false;
    const durationUs = microsSince(this.#beganAt);
    return this.#record.end({ ...endedFact(this.#record.segment, { ...ending, durationUs }), ...keptIf(kept) });
  }
}

const keptIf = (kept: boolean): { readonly traceKept?: true } => (kept ? { traceKept: true } : {});
