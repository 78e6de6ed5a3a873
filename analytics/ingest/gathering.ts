/**
 * Records of the log on their way to be one insert: judged by the marks, laid out as rows, and closed into a batch.
 *
 * Everything that a batch is follows from its range of the log and the marks before it. That is what makes an insert
 * repeatable: the same range with the same marks gives the same rows under the same token.
 */
import type { NetworkEnvelope, NetworkEvent, UnknownNetworkEvent } from "../../core/record/network-event.ts";
import type { Instant } from "../../core/units.ts";
import { type BatchLimits, closesAt, type Gathered, isFull, tokenOf } from "./batch.ts";
import { DeadLetterRows, type DeadSource, NOBODY } from "./dead-letters.ts";
import { EventRows, type LogPlace } from "./event-rows.ts";
import { type Mark, Marks, SOURCE_BYTES_MAX } from "./marks.ts";
import { utf8Length } from "./utf8.ts";

/** A record of the log, read. */
export type Read =
  | { readonly is: "event"; readonly event: NetworkEvent | UnknownNetworkEvent }
  /** `envelope`: where at least that could be read. */
  | { readonly is: "malformed"; readonly error: string; readonly envelope: NetworkEnvelope | undefined };

export interface Gap {
  readonly source: string;
  readonly boot: string;
  /** The first sequence that is missing, and how many are. */
  readonly from: number;
  readonly missing: number;
}

export interface Counts {
  read: number;
  stored: number;
  doubles: number;
  deadLetters: number;
  unknown: number;
  gaps: Gap[];
}

export interface Batch {
  readonly from: number;
  readonly to: number;
  readonly token: string;
  /** When the log took its first record. */
  readonly appendTimeUs: number;
  /** Before the batch. */
  readonly marks: readonly Mark[];
  /** Undefined where there is no row. */
  readonly events: Uint8Array | undefined;
  readonly deadLetters: Uint8Array | undefined;
  readonly counts: Counts;
}

export interface GatheringOptions {
  readonly topic: string;
  readonly partition: number;
  readonly limits: BatchLimits;
  /** Bytes that the marks of a batch may take as text. */
  readonly marksRoom: number;
}

const nothing = (): Counts => ({ read: 0, stored: 0, doubles: 0, deadLetters: 0, unknown: 0, gaps: [] });

export class Gathering {
  readonly eventColumns: string;
  readonly deadColumns: string;
  readonly #o: GatheringOptions;
  readonly #events = new EventRows();
  readonly #dead = new DeadLetterRows();
  #marks = new Marks();
  #range: Gathered | undefined;
  #firstAppendUs = 0;
  #counts = nothing();
  /** Where batches must end, in their order: ranges that were begun before, by an earlier life or before a refusal. */
  #ends: number[] = [];
  readonly #condemned = new Map<number, string>();

  constructor(o: GatheringOptions) {
    this.#o = o;
    this.eventColumns = this.#events.names;
    this.deadColumns = this.#dead.names;
  }

  /** From here on, with the marks before it; the next batches end where `ends` says. What was gathered is dropped. */
  begin(marks: readonly Mark[], ends: readonly number[]): void {
    this.#marks = new Marks(marks);
    this.#ends = [...ends];
    this.#drop();
  }

  /** The rows of this record were refused by ClickHouse: it becomes a dead letter. */
  condemn(offset: number, error: string): void {
    this.#condemned.set(offset, error);
  }

  /** Ends that are still to come. */
  get ends(): readonly number[] {
    return this.#ends;
  }

  get range(): Gathered | undefined {
    return this.#range;
  }

  isKnown({ source, boot }: NetworkEnvelope): boolean {
    return this.#marks.knows(source, boot);
  }

  learn(mark: Mark): void {
    this.#marks.learn(mark);
  }

  /** The life of its envelope is known. */
  add(read: Read, value: Uint8Array, place: LogPlace, now: Instant): void {
    this.#range ??= { from: place.offset, to: place.offset, bytes: 0, marksBytes: 0, since: now };
    if (this.#range.to === this.#range.from) this.#firstAppendUs = place.appendTimeUs;
    this.#counts.read += 1;
    this.#place(read, value, place);
    const { bytes, ...range } = this.#range;
    const marksBytes = this.#marks.batchBytes;
    this.#range = { ...range, to: place.offset + 1, bytes: bytes + value.length, marksBytes };
  }

  /** Whether nothing more may be added to the batch. */
  get isFull(): boolean {
    if (this.#range === undefined) return false;
    const end = this.#ends[0];
    return end === undefined ? isFull(this.#range, this.#o.limits) : this.#range.to >= end;
  }

  /** When the batch must be closed at the latest; of a range that has an end, that alone decides. */
  get closesAt(): Instant | undefined {
    if (this.#range === undefined || this.#ends.length > 0) return undefined;
    return closesAt(this.#range, this.#o.limits);
  }

  /** The batch, and a new one may be begun. */
  close(): Batch {
    const { from, to } = this.#range!;
    const batch: Batch = {
      ...{ from, to, token: tokenOf(this.#o.topic, this.#o.partition, from, to, this.#firstAppendUs) },
      appendTimeUs: this.#firstAppendUs,
      marks: this.#marks.close(this.#o.marksRoom),
      events: this.#events.rows > 0 ? this.#events.take() : undefined,
      deadLetters: this.#dead.rows > 0 ? this.#dead.take() : undefined,
      counts: this.#counts,
    };
    if (this.#ends[0] === to) this.#ends.shift();
    this.#condemned.delete(from);
    this.#range = undefined;
    this.#counts = nothing();
    return batch;
  }

  /** The marks as they are with nothing gathered. */
  rest(): readonly Mark[] {
    return this.#marks.close(this.#o.marksRoom);
  }

  #place(read: Read, value: Uint8Array, place: LogPlace): void {
    const envelope = read.is === "event" ? read.event : read.envelope;
    if (envelope === undefined) return this.#bury(place, NOBODY, read.is === "malformed" ? read.error : "", value);
    const { source, boot, sequence } = envelope;
    if (isTooLong(source)) {
      // It has no mark, since that would not fit into a record: a double of it would be buried twice.
      return this.#bury(place, NOBODY, `source has ${source.length} letters: no gateway is called so`, value);
    }
    const judgement = this.#marks.judge(source, boot, sequence);
    if (typeof judgement === "string") {
      this.#counts.doubles += 1;
      return;
    }
    if (judgement > 0) this.#counts.gaps.push({ source, boot, from: sequence - judgement, missing: judgement });
    const refused = this.#condemned.get(place.offset) ?? (read.is === "malformed" ? read.error : undefined);
    if (refused !== undefined || read.is === "malformed") return this.#bury(place, envelope, refused ?? "", value);
    if (read.event.fact.type === "unknown") this.#counts.unknown += 1;
    this.#counts.stored += 1;
    this.#events.add(read.event, place);
  }

  #bury(place: LogPlace, from: DeadSource, error: string, value: Uint8Array): void {
    this.#counts.deadLetters += 1;
    this.#dead.add(place, from, error, value);
  }

  #drop(): void {
    this.#events.clear();
    this.#dead.clear();
    this.#range = undefined;
    this.#counts = nothing();
  }
}

export const isTooLong = (source: string): boolean => utf8Length(source) > SOURCE_BYTES_MAX;
