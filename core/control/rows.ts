/**
 * The tables of a state: immutable to their readers, cheap to write anew. Few rows stand in a Map, which is copied
 * whole; many in shards, of which a write copies one. A Map of 100,000 rows takes 20 ms to copy, and changes come by
 * the second.
 */

/** A table of so many rows is put into shards: up to it a copy or a comparison takes some ten microseconds. */
export const FEW_ROWS = 512;
const SHARDS = 1_024;

/** By shard, in each by the order of insertion. Not to be sent to a worker as it is: make a Map of it for that. */
export class ShardedRows<V> implements ReadonlyMap<string, V> {
  readonly #shards: Map<string, V>[];
  /** Shards that no other table shares, hence may be written. */
  readonly #own = new Set<number>();
  #size: number;

  private constructor(shards: Map<string, V>[], size: number) {
    this.#shards = shards;
    this.#size = size;
  }

  static of<V>(rows: Iterable<readonly [string, V]>): ShardedRows<V> {
    const made = new ShardedRows<V>(
      Array.from({ length: SHARDS }, () => new Map<string, V>()),
      0,
    );
    for (let shard = 0; shard < SHARDS; shard++) made.#own.add(shard);
    for (const [key, value] of rows) made.set(key, value);
    return made;
  }

  /** One to be written; the rows of this one stay. */
  copy(): ShardedRows<V> {
    // What both share from now on belongs to neither.
    this.#own.clear();
    return new ShardedRows([...this.#shards], this.#size);
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): V | undefined {
    return this.#shards[shardOf(key)]!.get(key);
  }

  has(key: string): boolean {
    return this.#shards[shardOf(key)]!.has(key);
  }

  /** Only for who made this copy, until it is shown to others. */
  set(key: string, value: V): void {
    const shard = this.#shardToWrite(key);
    const { size } = shard;
    shard.set(key, value);
    this.#size += shard.size - size;
  }

  /** As `set`. */
  delete(key: string): void {
    if (this.#shardToWrite(key).delete(key)) this.#size -= 1;
  }

  *entries(): Generator<[string, V], undefined> {
    for (const shard of this.#shards) yield* shard;
  }

  *keys(): Generator<string, undefined> {
    for (const shard of this.#shards) yield* shard.keys();
  }

  *values(): Generator<V, undefined> {
    for (const shard of this.#shards) yield* shard.values();
  }

  [Symbol.iterator](): Generator<[string, V], undefined> {
    return this.entries();
  }

  forEach(each: (value: V, key: string, rows: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this) each(value, key, this);
  }

  /** Shards of which another table has other ones, side by side: what differs stands in these. */
  differing(other: ShardedRows<V>): { readonly own: ReadonlyMap<string, V>; readonly other: ReadonlyMap<string, V> }[] {
    const found: { own: ReadonlyMap<string, V>; other: ReadonlyMap<string, V> }[] = [];
    for (let at = 0; at < SHARDS; at++) {
      const [own, theirs] = [this.#shards[at]!, other.#shards[at]!];
      if (own !== theirs) found.push({ own, other: theirs });
    }
    return found;
  }

  #shardToWrite(key: string): Map<string, V> {
    const at = shardOf(key);
    if (!this.#own.has(at)) {
      this.#shards[at] = new Map(this.#shards[at]!);
      this.#own.add(at);
    }
    return this.#shards[at]!;
  }
}

/** FNV-1a over UTF-16 units, its upper half folded in. */
function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 16)) & (SHARDS - 1);
}

export type Rows = Map<string, unknown> | ShardedRows<unknown>;

export const isRows = (value: unknown): value is Rows => value instanceof Map || value instanceof ShardedRows;

/** A copy to be written, with room for what comes. */
export function copyOf<V>(rows: ReadonlyMap<string, V>): Map<string, V> | ShardedRows<V> {
  if (rows instanceof ShardedRows) return rows.copy() as ShardedRows<V>;
  return rows.size < FEW_ROWS ? new Map(rows) : ShardedRows.of(rows);
}

/** Rows that nobody else holds, as a table of a state. */
export const rowsOf = <V>(rows: Map<string, V>): ReadonlyMap<string, V> =>
  rows.size < FEW_ROWS ? rows : ShardedRows.of(rows);

/** What differs between two tables, by name; rows are compared by reference, as the fold keeps them. */
export function changedEntries<Row>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
): { readonly name: string; readonly before: Row | undefined; readonly after: Row | undefined }[] {
  if (before === after) return [];
  if (before instanceof ShardedRows && after instanceof ShardedRows)
    return (before as ShardedRows<Row>)
      .differing(after as ShardedRows<Row>)
      .flatMap(({ own, other }) => changedEntries(own, other));
  const changed: { name: string; before: Row | undefined; after: Row | undefined }[] = [];
  for (const [name, row] of after) {
    const old = before.get(name);
    if (old !== row) changed.push({ name, before: old, after: row });
  }
  for (const [name, row] of before) if (!after.has(name)) changed.push({ name, before: row, after: undefined });
  return changed;
}
