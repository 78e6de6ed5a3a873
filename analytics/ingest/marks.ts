/**
 * The first net against doubles: of each life of each source, the last sequence that was handled.
 *
 * In one partition a source's events keep their order, so what is at or below its mark was handled before: a gateway
 * that died between its append and the answer appends again. A jump past the next sequence is a gap.
 *
 * Marks are a memory, not the truth: that is the table itself, which is asked for the mark of a life that is not known
 * here. So any mark may be forgotten once its events are stored, and the marks of a record never outgrow its bound;
 * an event that comes years late finds its mark again, as long as the table keeps that life's events.
 */
import { utf8Length } from "./utf8.ts";

/** A life of a source, and the last sequence of it that was handled; 0 for none. */
export interface Mark {
  readonly source: string;
  readonly boot: string;
  readonly sequence: number;
}

/** A number: the event is new, and so many are missing before it. */
export type Judgement = number | "double" | "unknown-life";

interface Life {
  readonly source: string;
  readonly boot: string;
  sequence: number;
  /** What it was before the batch that is being gathered; undefined where that has nothing of this life. */
  before: number | undefined;
  /** JSON in a record, at most. */
  readonly bytes: number;
}

/** `[` source `,"` 32 digits `",` 16 digits `],` */
const BYTES_BESIDE_SOURCE = 60;
/** A source is named by an operator; who bears a longer name is no gateway of ours. */
export const SOURCE_BYTES_MAX = 1024;

/** What a mark takes in a record at most. */
const markBytes = (source: string): number => utf8Length(JSON.stringify(source)) + BYTES_BESIDE_SOURCE;

export class Marks {
  /** In the order of their last event: the longest silent one first. */
  readonly #lives = new Map<string, Life>();
  #batchBytes = 0;

  constructor(marks: readonly Mark[] = []) {
    for (const mark of marks) this.learn(mark);
  }

  /** JSON of the marks that a record of the batch must hold. */
  get batchBytes(): number {
    return this.#batchBytes;
  }

  knows(source: string, boot: string): boolean {
    return this.#lives.has(keyOf(source, boot));
  }

  /** What the table, or a record, says of a life. */
  learn({ source, boot, sequence }: Mark): void {
    const bytes = markBytes(source);
    this.#lives.set(keyOf(source, boot), { source, boot, sequence, before: undefined, bytes });
  }

  judge(source: string, boot: string, sequence: number): Judgement {
    const key = keyOf(source, boot);
    const life = this.#lives.get(key);
    if (life === undefined) return "unknown-life";
    if (life.before === undefined) {
      life.before = life.sequence;
      this.#batchBytes += life.bytes;
      this.#lives.delete(key);
      this.#lives.set(key, life);
    }
    if (sequence <= life.sequence) return "double";
    const missing = sequence - life.sequence - 1;
    life.sequence = sequence;
    return missing;
  }

  /**
   * The marks as they were before the gathered batch, which ends here. Those of its lives are all there, so that the
   * batch read again is judged as it was, whatever the table has of it by then; others, newest first, while they fit.
   * What didn't fit is forgotten: its events are stored.
   */
  close(bytesMax: number): Mark[] {
    const marks: Mark[] = [];
    let bytes = this.#batchBytes;
    for (const [key, { source, boot, sequence, before, bytes: own }] of [...this.#lives].reverse()) {
      if (before === undefined && (bytes += own) > bytesMax) this.#lives.delete(key);
      else marks.push({ source, boot, sequence: before ?? sequence });
    }
    for (const life of this.#lives.values()) life.before = undefined;
    this.#batchBytes = 0;
    return marks.reverse();
  }
}

const keyOf = (source: string, boot: string): string => `${boot}${source}`;
