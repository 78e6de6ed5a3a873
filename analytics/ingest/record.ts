/**
 * What stands in the metadata of the consumer position: the marks before, and the range that is about to be inserted.
 *
 * It is committed before the insert, under the owner's epoch. Whoever takes the position over reads that very range
 * again with those very marks, gets the same rows, and inserts them under the same token.
 */
import type { Mark } from "./marks.ts";

export interface PositionRecord {
  readonly marks: readonly Mark[];
  /** The range begins at the position. Undefined: all before the position is stored, and nothing is under way. */
  readonly pending: { readonly to: number } | undefined;
}

const FORM = 1;

/** Room for what is not marks. */
const BYTES_BESIDE_MARKS = 256;

/** How many bytes of marks fit into metadata of so many bytes. */
export const marksRoom = (metadataBytesMax: number): number => metadataBytesMax - BYTES_BESIDE_MARKS;

export function recordText({ marks, pending }: PositionRecord): string {
  const lives = marks.map(({ source, boot, sequence }) => [source, boot, sequence]);
  return JSON.stringify({ form: FORM, ...(pending === undefined ? {} : { to: pending.to }), marks: lives });
}

/** "" is a position that nobody has committed yet. Throws where the text is none of ours. */
export function readRecord(text: string): PositionRecord {
  if (text === "") return { marks: [], pending: undefined };
  const record = parsed(text);
  const { form, to, marks } = record;
  if (form !== FORM) throw new RecordUnreadable(`its form is ${JSON.stringify(form)}, this Wayleave reads ${FORM}`);
  if (to !== undefined && !isWhole(to)) throw new RecordUnreadable(`"to" is ${JSON.stringify(to)}`);
  if (!Array.isArray(marks)) throw new RecordUnreadable("it has no marks");
  return { marks: marks.map(markOf), pending: to === undefined ? undefined : { to } };
}

/** The position was committed by something else, or by a newer Wayleave. */
export class RecordUnreadable extends Error {
  override readonly name = "RecordUnreadable";
  constructor(what: string) {
    super(`the ingester's position can't be read: ${what}; use the Wayleave that wrote it`);
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below, with all else that is no record.
  }
  throw new RecordUnreadable(`it is ${JSON.stringify(text.slice(0, 40))}`);
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function markOf(value: unknown): Mark {
  const [source, boot, sequence] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof source === "string" && typeof boot === "string" && isWhole(sequence)) return { source, boot, sequence };
  throw new RecordUnreadable(`a mark is ${JSON.stringify(value)}`);
}
