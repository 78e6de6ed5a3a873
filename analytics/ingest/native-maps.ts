/** Columns of the Native format that spans need besides: maps of texts, lists of maps, and times in nanoseconds. */
import { Bytes } from "./native-bytes.ts";
import { type Column, FixedColumn } from "./native-columns.ts";

type Pairs = readonly (readonly [key: string, value: string])[];

/** Nanoseconds since 1970. */
export const fineTime = () =>
  new FixedColumn<bigint>("DateTime64(9)", 8, (view, at, value) => view.setBigInt64(at, value, true));

/**
 * Maps of texts: where each row's part ends, then all keys, then all values. They are sent as plain texts: the engine
 * makes the table's own dictionary of the keys.
 */
export class MapColumn implements Column {
  readonly type: string = "Map(String, String)";
  readonly #ends = new Bytes();
  readonly #keys = new Bytes();
  readonly #values = new Bytes();
  #pairs = 0;
  #last: Last | undefined;

  set(row: number, pairs: Pairs): void {
    this.pad(row);
    if (pairs === this.#last?.pairs) {
      repeat(this.#keys, this.#last.keysAt, this.#last.keys);
      repeat(this.#values, this.#last.valuesAt, this.#last.values);
    } else {
      const [keysAt, valuesAt] = [this.#keys.length, this.#values.length];
      for (const [key, value] of pairs) {
        this.#keys.text(key);
        this.#values.text(value);
      }
      const [keys, values] = [this.#keys.length - keysAt, this.#values.length - valuesAt];
      this.#last = { pairs, keysAt, keys, valuesAt, values };
    }
    this.#pairs += pairs.length;
    this.#ends.u64(this.#pairs);
  }

  pad(rows: number): void {
    for (let row = this.#ends.length / 8; row < rows; row++) this.#ends.u64(this.#pairs);
  }

  bytes(): number {
    return this.#ends.length + this.#keys.length + this.#values.length;
  }

  write(into: Uint8Array, at: number): number {
    return this.#values.copy(into, this.#keys.copy(into, this.#ends.copy(into, at)));
  }

  clear(): void {
    this.#pairs = 0;
    this.#last = undefined;
    for (const part of [this.#ends, this.#keys, this.#values]) part.length = 0;
  }
}

/** Where the same map stands already: a resource is that of hundreds of spans one after the other. */
interface Last {
  readonly pairs: Pairs;
  readonly keysAt: number;
  readonly keys: number;
  readonly valuesAt: number;
  readonly values: number;
}

function repeat(bytes: Bytes, at: number, length: number): void {
  bytes.reserve(length);
  bytes.data.copyWithin(bytes.length, at, at + length);
  bytes.length += length;
}

/** A list a row of what another column holds. */
export class ListsColumn<T> implements Column {
  readonly type: string;
  readonly #items: Column & { set(row: number, value: T): void };
  readonly #ends = new Bytes();
  #count = 0;

  constructor(items: Column & { set(row: number, value: T): void }) {
    this.type = `Array(${items.type})`;
    this.#items = items;
  }

  set(row: number, items: readonly T[]): void {
    this.pad(row);
    for (const item of items) this.#items.set(this.#count++, item);
    this.#ends.u64(this.#count);
  }

  pad(rows: number): void {
    for (let row = this.#ends.length / 8; row < rows; row++) this.#ends.u64(this.#count);
  }

  bytes(): number {
    return this.#ends.length + this.#items.bytes();
  }

  write(into: Uint8Array, at: number): number {
    return this.#items.write(into, this.#ends.copy(into, at));
  }

  clear(): void {
    this.#count = 0;
    this.#ends.length = 0;
    this.#items.clear();
  }
}
