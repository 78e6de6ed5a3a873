/**
 * A state that batches are being folded into: tables are copied at their first write, so a state once held stays.
 * Which rows were written is kept, so that the state's hash follows by these rows alone.
 */
import { type Digest, fieldsChange, minus, plus, presenceDigest, rowChange, rowDigest, scopeOf } from "./digest.ts";
import { copyOf, FEW_ROWS, ShardedRows } from "./rows.ts";
import type { CONFIG_TABLES, ControlState, GatewayPresence, Health, LostGateway, TenantState } from "./state.ts";
import { emptyTenant, NO_DIGEST } from "./state.ts";

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type Table =
  | (typeof CONFIG_TABLES)[keyof typeof CONFIG_TABLES]
  | "revisions"
  | "tokens"
  | "certificates"
  | "attachments"
  | "health"
  | "drained";

type Written = Pick<DraftTable<never>, "touched" | "follow">;

/** A table of a draft: what is written goes into a copy of its own. */
export class DraftTable<V> {
  readonly #scope: string;
  readonly #place: (rows: ReadonlyMap<string, V>) => void;
  /** Rows written since the hash last followed, with what stood there. */
  readonly #touched = new Map<string, V | undefined>();
  /** There was no row before: all that are there at the end were written, and need no list. */
  readonly #isNew: boolean;
  /** Rows of a new table that the hash has not followed yet, once none is written any more. */
  #left: Iterator<[string, V], undefined> | undefined;
  #leftCount = 0;
  #rows: Map<string, V> | ShardedRows<V>;

  /** `place` is given the rows, and given them anew where they have become many. */
  constructor(before: ReadonlyMap<string, V>, scope: string, place: (rows: ReadonlyMap<string, V>) => void) {
    this.#rows = copyOf(before);
    this.#isNew = before.size === 0;
    this.#scope = scope;
    this.#place = place;
    place(this.#rows);
  }

  /** Rows that the hash has yet to follow; those of a new table are told when no more are written. */
  get touched(): number {
    return this.#touched.size + this.#leftCount;
  }

  /** No row is written after it. */
  finish(): void {
    if (!this.#isNew || this.#left !== undefined) return;
    this.#left = this.#rows.entries();
    this.#leftCount = this.#rows.size;
  }

  get(key: string): V | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  set(key: string, value: V): void {
    this.#touch(key);
    this.#rows.set(key, value);
    if (this.#rows.size < FEW_ROWS || !(this.#rows instanceof Map)) return;
    this.#rows = ShardedRows.of(this.#rows);
    this.#place(this.#rows);
  }

  delete(key: string): void {
    if (!this.#rows.has(key)) return;
    this.#touch(key);
    this.#rows.delete(key);
  }

  /** What the sum gains by at most so many of the rows that were written. */
  follow(most: number): Digest {
    let sum = NO_DIGEST;
    let left = most;
    for (const [key, before] of this.#touched) {
      if (left-- <= 0) break;
      sum = plus(sum, rowChange(this.#scope, key, before, this.#rows.get(key)));
      this.#touched.delete(key);
    }
    while (this.#left !== undefined && left-- > 0) {
      const { done, value } = this.#left.next();
      if (done) break;
      this.#leftCount -= 1;
      sum = plus(sum, rowDigest(this.#scope, ...value));
    }
    return sum;
  }

  #touch(key: string): void {
    if (!this.#isNew && !this.#touched.has(key)) this.#touched.set(key, this.#rows.get(key));
  }
}

export interface TenantDraft {
  readonly before: TenantState;
  readonly next: Writable<TenantState>;
  readonly tables: Map<Table, DraftTable<unknown>>;
  /** What is known by each attachment, where it was copied since the hash last followed. */
  readonly ownHealth: Set<ReadonlyMap<string, Health>>;
}

export class Draft {
  readonly next: Writable<ControlState>;
  readonly #before: ControlState;
  readonly #tenants = new Map<string, TenantDraft>();
  #gateways: DraftTable<GatewayPresence> | undefined;
  #lost: DraftTable<LostGateway> | undefined;

  constructor(state: ControlState) {
    this.#before = state;
    this.next = { ...state };
  }

  /** Rows that were written and are not in the hash yet. */
  get touched(): number {
    let sum = (this.#gateways?.touched ?? 0) + (this.#lost?.touched ?? 0);
    for (const { tables } of this.#tenants.values()) for (const table of tables.values()) sum += table.touched;
    return sum;
  }

  /** Nothing is written after it; what is left for the hash to follow is known. */
  finish(): void {
    for (const { tables } of this.#tenants.values()) for (const table of tables.values()) table.finish();
    this.#gateways?.finish();
    this.#lost?.finish();
  }

  /** The hash follows at most so many of the rows written, and what is left of others. */
  follow(most: number): void {
    let left = most;
    const part = (table: Written | undefined): Digest => {
      if (table === undefined || left <= 0) return NO_DIGEST;
      const { touched } = table;
      const sum = table.follow(left);
      left -= touched - table.touched;
      return sum;
    };
    for (const { next, tables, ownHealth } of this.#tenants.values()) {
      for (const table of tables.values()) next.digest = plus(next.digest, part(table));
      // Its rows are compared with what stood there: what was compared must not change again.
      ownHealth.clear();
    }
    this.next.digest = plus(this.next.digest, plus(part(this.#gateways), part(this.#lost)));
  }

  /** The draft is not to be written after it. */
  seal(): ControlState {
    this.finish();
    this.follow(Number.POSITIVE_INFINITY);
    const tenants = new Map(this.next.tenants);
    let sum = plus(this.next.digest, fieldsChange("", this.#before, this.next));
    for (const [name, { before, next }] of this.#tenants) {
      next.digest = plus(next.digest, fieldsChange(name, before, next));
      sum = plus(sum, minus(next.digest, before.digest));
      if (!tenants.has(name)) sum = plus(sum, presenceDigest(name));
      tenants.set(name, next);
    }
    this.next.digest = sum;
    if (this.#tenants.size > 0) this.next.tenants = tenants;
    return this.next;
  }

  /** The tenant as it stands in this draft, for reading. */
  tenant(name: string): TenantState | undefined {
    return this.#tenants.get(name)?.next ?? this.next.tenants.get(name);
  }

  tenantNames(): string[] {
    return [...new Set([...this.next.tenants.keys(), ...this.#tenants.keys()])];
  }

  draftOf(tenant: string): TenantDraft {
    let found = this.#tenants.get(tenant);
    if (found === undefined) {
      const before = this.next.tenants.get(tenant) ?? emptyTenant(tenant);
      found = { before, next: { ...before }, tables: new Map(), ownHealth: new Set() };
      this.#tenants.set(tenant, found);
    }
    return found;
  }

  get gateways(): DraftTable<GatewayPresence> {
    this.#gateways ??= new DraftTable(this.next.gateways, scopeOf("", "gateways"), (rows) => {
      this.next.gateways = rows;
    });
    return this.#gateways;
  }

  get lost(): DraftTable<LostGateway> {
    this.#lost ??= new DraftTable(this.next.lost, scopeOf("", "lost"), (rows) => {
      this.next.lost = rows;
    });
    return this.#lost;
  }
}

/** The table to write in: copied at the draft's first write. */
export function table<V>(draft: TenantDraft, name: Table): DraftTable<V> {
  let found = draft.tables.get(name) as DraftTable<V> | undefined;
  if (found === undefined) {
    const tables = draft.next as unknown as Record<Table, ReadonlyMap<string, V>>;
    found = new DraftTable(tables[name], scopeOf(draft.next.tenant, name), (rows) => {
      tables[name] = rows;
    });
    draft.tables.set(name, found as DraftTable<unknown>);
  }
  return found;
}
