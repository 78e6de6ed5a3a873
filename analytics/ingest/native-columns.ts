/**
 * Columns of ClickHouse's Native format, filled row by row: each holds its values as they go on the wire.
 *
 * A row sets the columns it has; what it leaves out is the type's default and costs next to nothing. Columns are used
 * again after `clear`, so that a busy ingester makes no garbage of the size of its batches.
 */
import { Bytes, putU64 } from "./native-bytes.ts";

export interface Column {
  readonly type: string;
  /** How many bytes the column takes for so many rows, once they are `padded`. */
  bytes(): number;
  /** Gives rows that nobody set the default value, up to this count. */
  pad(rows: number): void;
  /** Writes at an offset, answers the offset behind. */
  write(into: Uint8Array, at: number): number;
  clear(): void;
}

/** Values of one width; `put` writes one into zeroed bytes. */
export class FixedColumn<T> implements Column {
  readonly type: string;
  readonly #width: number;
  readonly #put: (view: DataView, at: number, value: T) => void;
  readonly #values = new Bytes();

  constructor(type: string, width: number, put: (view: DataView, at: number, value: T) => void) {
    this.type = type;
    this.#width = width;
    this.#put = put;
  }

  set(row: number, value: T): void {
    this.pad(row);
    this.#values.zeros(this.#width);
    this.#put(this.#values.view, this.#values.length - this.#width, value);
  }

  pad(rows: number): void {
    const missing = rows * this.#width - this.#values.length;
    if (missing > 0) this.#values.zeros(missing);
  }

  bytes(): number {
    return this.#values.length;
  }

  write(into: Uint8Array, at: number): number {
    return this.#values.copy(into, at);
  }

  clear(): void {
    this.#values.length = 0;
  }
}

export class TextColumn implements Column {
  readonly type: string;
  readonly #values = new Bytes();
  #rows = 0;

  constructor(type = "String") {
    this.type = type;
  }

  set(row: number, value: string): void {
    this.pad(row);
    this.#values.text(value);
    this.#rows++;
  }

  setBytes(row: number, value: Uint8Array): void {
    this.pad(row);
    this.#values.varint(value.length);
    this.#values.reserve(value.length);
    this.#values.data.set(value, this.#values.length);
    this.#values.length += value.length;
    this.#rows++;
  }

  pad(rows: number): void {
    if (rows <= this.#rows) return;
    // The length of an empty text is one zero byte.
    this.#values.zeros(rows - this.#rows);
    this.#rows = rows;
  }

  bytes(): number {
    return this.#values.length;
  }

  write(into: Uint8Array, at: number): number {
    return this.#values.copy(into, at);
  }

  clear(): void {
    this.#values.length = 0;
    this.#rows = 0;
  }
}

/** Grown by doubling: a block of few rows must not take the room of a big one. */
const ROWS_AT_FIRST = 256;
/** Key type of a LowCardinality column's numbers, the number of keys that need the next one. */
const KEYS_IN_BYTE = 256;
const KEYS_IN_TWO = 65_536;
/** The dictionary travels with the block, and is to be merged into the part's. */
const OWN_DICTIONARY = 0x600;
const KEYS_VERSION = 1;

/** Few different texts: each is sent once, rows have its number. Number 0 is the empty text. */
export class FewTextsColumn implements Column {
  readonly type = "LowCardinality(String)";
  readonly #numbers = new Map<string, number>();
  readonly #keys = new Bytes();
  #rows: Uint32Array = new Uint32Array(ROWS_AT_FIRST);
  #count = 0;
  #last = "";
  #lastNumber = 0;

  constructor() {
    this.clear();
  }

  set(row: number, value: string): void {
    this.pad(row);
    this.#reserve(row + 1);
    // The same as before, mostly: to compare is cheaper than to look up.
    if (value !== this.#last) {
      this.#last = value;
      this.#lastNumber = this.#numberOf(value);
    }
    this.#rows[row] = this.#lastNumber;
    this.#count = row + 1;
  }

  #numberOf(value: string): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(value, number);
    this.#keys.text(value);
    return number;
  }

  pad(rows: number): void {
    if (rows <= this.#count) return;
    this.#reserve(rows);
    this.#rows.fill(0, this.#count, rows);
    this.#count = rows;
  }

  bytes(): number {
    return 32 + this.#keys.length + this.#count * this.#width();
  }

  write(into: Uint8Array, at: number): number {
    const view = new DataView(into.buffer, into.byteOffset);
    const width = this.#width();
    putU64(view, at, KEYS_VERSION);
    putU64(view, at + 8, OWN_DICTIONARY | (width >> 1));
    putU64(view, at + 16, this.#numbers.size);
    const behindKeys = this.#keys.copy(into, at + 24);
    putU64(view, behindKeys, this.#count);
    const from = behindKeys + 8;
    for (let row = 0; row < this.#count; row++) {
      const number = this.#rows[row]!;
      if (width === 1) into[from + row] = number;
      else if (width === 2) view.setUint16(from + row * 2, number, true);
      else view.setUint32(from + row * 4, number, true);
    }
    return from + this.#count * width;
  }

  clear(): void {
    this.#numbers.clear();
    this.#keys.length = 0;
    this.#last = "";
    this.#lastNumber = this.#numberOf("");
    this.#count = 0;
  }

  #width(): 1 | 2 | 4 {
    if (this.#numbers.size <= KEYS_IN_BYTE) return 1;
    return this.#numbers.size <= KEYS_IN_TWO ? 2 : 4;
  }

  #reserve(rows: number): void {
    if (rows <= this.#rows.length) return;
    const grown = new Uint32Array(Math.max(rows, this.#rows.length * 2));
    grown.set(this.#rows.subarray(0, this.#count));
    this.#rows = grown;
  }
}

/** A number that may be absent: a mask of the rows without one, then the values. */
export class MaybeNumberColumn implements Column {
  readonly type = "Nullable(UInt64)";
  readonly #absent = new Bytes();
  readonly #values = new Bytes();

  set(row: number, value: number): void {
    this.pad(row);
    this.#absent.zeros(1);
    this.#values.u64(value);
  }

  pad(rows: number): void {
    const missing = rows - this.#absent.length;
    if (missing <= 0) return;
    this.#absent.reserve(missing);
    this.#absent.data.fill(1, this.#absent.length, rows);
    this.#absent.length = rows;
    this.#values.zeros(missing * 8);
  }

  bytes(): number {
    return this.#absent.length + this.#values.length;
  }

  write(into: Uint8Array, at: number): number {
    return this.#values.copy(into, this.#absent.copy(into, at));
  }

  clear(): void {
    this.#absent.length = 0;
    this.#values.length = 0;
  }
}

/** Lists of tuples of texts, or of texts alone: where each row's list ends, then the fields one after the other. */
export class ListColumn implements Column {
  readonly type: string;
  readonly #ends = new Bytes();
  readonly #fields: readonly Bytes[];
  #items = 0;

  /** Names of the tuple's fields; none: plain texts. */
  constructor(fields: readonly string[] = []) {
    this.type =
      fields.length === 0 ? "Array(String)" : `Array(Tuple(${fields.map((name) => `${name} String`).join(", ")}))`;
    this.#fields = Array.from({ length: Math.max(fields.length, 1) }, () => new Bytes());
  }

  set(row: number, items: readonly (readonly string[])[]): void {
    this.pad(row);
    for (const item of items) {
      for (let field = 0; field < this.#fields.length; field++) this.#fields[field]!.text(item[field]!);
    }
    this.#items += items.length;
    this.#ends.u64(this.#items);
  }

  pad(rows: number): void {
    for (let row = this.#ends.length / 8; row < rows; row++) this.#ends.u64(this.#items);
  }

  bytes(): number {
    return this.#fields.reduce((sum, field) => sum + field.length, this.#ends.length);
  }

  write(into: Uint8Array, at: number): number {
    return this.#fields.reduce((offset, field) => field.copy(into, offset), this.#ends.copy(into, at));
  }

  clear(): void {
    this.#ends.length = 0;
    this.#items = 0;
    for (const field of this.#fields) field.length = 0;
  }
}
