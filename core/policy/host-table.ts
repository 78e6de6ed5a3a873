/**
 * A table that is never changed and cheaply changed: what a draft doesn't touch, it shares with the table it came from.
 *
 * Slots stand in pages, so that a change copies one page and the list of pages, whatever the table's size. Names are
 * found by a hash that is built from their end: one walk over a name has the hashes of all its suffixes.
 */

export interface Entry<Key, Value> {
  readonly hash: number;
  readonly key: Key;
  readonly value: Value;
  readonly next: Entry<Key, Value> | undefined;
}

type Page<Key, Value> = (Entry<Key, Value> | undefined)[];

const PAGE_BITS = 6;
const PAGE = 1 << PAGE_BITS;

export interface HostTable<Key, Value> {
  /** A power of two of them. */
  readonly pages: readonly Readonly<Page<Key, Value>>[];
  readonly size: number;
}

const emptyPage = <Key, Value>(): Page<Key, Value> => new Array<undefined>(PAGE).fill(undefined);

export const emptyTable = <Key, Value>(): HostTable<Key, Value> => ({ pages: [emptyPage()], size: 0 });

/** The first entry with this hash's slot: walk `next`, compare hash and key. */
export function slotOf<Key, Value>(table: HostTable<Key, Value>, hash: number): Entry<Key, Value> | undefined {
  const { pages } = table;
  const slot = spread(hash);
  return pages[(slot >>> PAGE_BITS) & (pages.length - 1)]![slot & (PAGE - 1)];
}

export function valueAt<Key, Value>(table: HostTable<Key, Value>, hash: number, key: Key): Value | undefined {
  let entry = slotOf(table, hash);
  while (entry !== undefined && (entry.hash !== hash || entry.key !== key)) entry = entry.next;
  return entry?.value;
}

/** Changes to a table; what it came from stays as it was. */
export class TableDraft<Key, Value> {
  #pages: Readonly<Page<Key, Value>>[];
  #own = new Set<Readonly<Page<Key, Value>>>();
  #size: number;

  constructor({ pages, size }: HostTable<Key, Value>) {
    this.#pages = [...pages];
    this.#size = size;
  }

  get(hash: number, key: Key): Value | undefined {
    return valueAt({ pages: this.#pages, size: this.#size }, hash, key);
  }

  /** Undefined takes the key away. */
  set(hash: number, key: Key, value: Value | undefined): void {
    if (value !== undefined && this.#size >= this.#pages.length * PAGE) this.#grow();
    const slot = spread(hash);
    const page = this.#writable((slot >>> PAGE_BITS) & (this.#pages.length - 1));
    const { rest, found } = without(page[slot & (PAGE - 1)], key);
    page[slot & (PAGE - 1)] = value === undefined ? rest : { hash, key, value, next: rest };
    this.#size += (value === undefined ? 0 : 1) - (found ? 1 : 0);
  }

  seal(): HostTable<Key, Value> {
    this.#own = new Set();
    return { pages: [...this.#pages], size: this.#size };
  }

  #writable(at: number): Page<Key, Value> {
    const page = this.#pages[at]!;
    if (this.#own.has(page)) return page as Page<Key, Value>;
    const own = page.slice();
    this.#pages[at] = own;
    this.#own.add(own);
    return own;
  }

  #grow(): void {
    const entries = entriesOf({ pages: this.#pages, size: this.#size });
    this.#pages = Array.from({ length: this.#pages.length * 2 }, () => emptyPage<Key, Value>());
    this.#own = new Set(this.#pages);
    for (const { hash, key, value } of entries) {
      const slot = spread(hash);
      const page = this.#pages[(slot >>> PAGE_BITS) & (this.#pages.length - 1)] as Page<Key, Value>;
      page[slot & (PAGE - 1)] = { hash, key, value, next: page[slot & (PAGE - 1)] };
    }
  }
}

/** In no order that means anything. */
export function entriesOf<Key, Value>({ pages }: HostTable<Key, Value>): Entry<Key, Value>[] {
  const found: Entry<Key, Value>[] = [];
  for (const page of pages) {
    for (let entry of page) for (; entry !== undefined; entry = entry.next) found.push(entry);
  }
  return found;
}

function without<Key, Value>(chain: Entry<Key, Value> | undefined, key: Key) {
  let rest: Entry<Key, Value> | undefined;
  let found = false;
  for (let entry = chain; entry !== undefined; entry = entry.next) {
    if (entry.key === key) found = true;
    else rest = { ...entry, next: rest };
  }
  return { rest: found ? rest : chain, found };
}

/** Low bits of a hash that depend on all of it. */
function spread(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return mixed ^ (mixed >>> 15);
}

/** One more letter in front. The hash of nothing is 0. */
export const hashBefore = (unit: number, hash: number): number => (Math.imul(hash, 31) + unit + 1) | 0;

export function hashOfName(name: string): number {
  let hash = 0;
  for (let at = name.length - 1; at >= 0; at -= 1) hash = hashBefore(name.charCodeAt(at), hash);
  return hash;
}
