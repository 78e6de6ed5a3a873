/** Reading on: each follower gets the next batch when it has handled the one before and the log has more. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { LogFault } from "../event-log.ts";
import { type FromThread, sharedMs, type ToThread } from "./messages.ts";
import { faultOf } from "./schema.ts";
import type { Store } from "./store.ts";

/** Handing a batch over costs as much as some hundred small records. */
const BATCH_RECORDS = 2_000;
const BATCH_BYTES = 1024 * 1024;
/** How often another process's commits are looked for: soon after one, and once the log has been quiet for a while. */
const POLL_BUSY_MS = 2;
const POLL_QUIET_MS = 8;
const QUIET_AFTER_MS = 200;
/** Freshness is told so often while nothing happens; of a follower that has reached the end again, so soon after. */
const CONFIRM_EVERY_MS = 100;
const CONFIRM_AGAIN_MS = 20;

interface Following {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly credit: Int32Array<SharedArrayBuffer>;
  next: number;
  atEnd: boolean;
  /** It is told already that it is there. */
  isTold: boolean;
  toldAtMs: number;
}

export class Followers {
  readonly #store: Store;
  readonly #folder: string;
  readonly #post: (message: FromThread, transfer?: ArrayBuffer[]) => void;
  readonly #version: StatementSync;
  readonly #all = new Map<number, Following>();
  #seenVersion = -1;
  #changedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(o: {
    db: DatabaseSync;
    store: Store;
    folder: string;
    post: (message: FromThread, transfer?: ArrayBuffer[]) => void;
  }) {
    this.#store = o.store;
    this.#folder = o.folder;
    this.#post = o.post;
    this.#version = o.db.prepare("PRAGMA data_version");
  }

  add({ id, topic, partition, from, credit }: Extract<ToThread, { do: "follow" }>): void {
    try {
      const { end } = this.#store.offsets(topic, partition);
      if (from > end) {
        throw new LogFault(
          "WL_LOG_OFFSET_RANGE",
          `${topic}/${partition} ends at ${end}, there is nothing from ${from} on`,
        );
      }
    } catch (error) {
      this.#give(id, faultOf(error, this.#folder));
      return;
    }
    const next = Math.max(from, 0);
    const one: Following = { id, topic, partition, credit, next, atEnd: false, isTold: false, toldAtMs: 0 };
    this.#all.set(id, one);
    this.#pump(one);
    this.#timer ??= setTimeout(() => this.#poll(), POLL_BUSY_MS);
  }

  remove(id: number): void {
    this.#all.delete(id);
    if (this.#all.size === 0) this.close();
  }

  /** This process has committed: its own followers needn't wait for a poll. */
  wake(): void {
    for (const one of this.#all.values()) this.#pump(one);
  }

  close(): void {
    this.#all.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #poll(): void {
    const nowMs = sharedMs();
    try {
      const { data_version: version } = this.#version.get() as { data_version: number };
      if (version !== this.#seenVersion) {
        this.#seenVersion = version;
        this.#changedAtMs = nowMs;
        this.wake();
      } else for (const one of this.#all.values()) if (!one.atEnd) this.#pump(one);
      this.#confirm(nowMs);
    } catch {
      // The disk is away: freshness stands still, which is what readers go by, and the next poll tries again.
      this.#seenVersion = -1;
    }
    const isQuiet = nowMs - this.#changedAtMs > QUIET_AFTER_MS && [...this.#all.values()].every((one) => one.atEnd);
    if (this.#all.size > 0) this.#timer = setTimeout(() => this.#poll(), isQuiet ? POLL_QUIET_MS : POLL_BUSY_MS);
  }

  /** Tells whoever it is time for, in one message: nothing was committed since they have reached the end. */
  #confirm(nowMs: number): void {
    const isDue = ({ atEnd, isTold, toldAtMs }: Following) =>
      atEnd && nowMs - toldAtMs >= (isTold ? CONFIRM_EVERY_MS : CONFIRM_AGAIN_MS);
    const due = [...this.#all.values()].filter(isDue);
    if (due.length === 0) return;
    for (const one of due) Object.assign(one, { isTold: true, toldAtMs: nowMs });
    this.#post({ is: "confirmed", ids: due.map(({ id }) => id), atMs: nowMs });
  }

  #pump(one: Following): void {
    one.atEnd = false;
    try {
      while (Atomics.load(one.credit, 0) > 0) {
        const batch = this.#store.read(one.topic, one.partition, one.next, BATCH_RECORDS, BATCH_BYTES);
        if (batch === undefined) {
          one.atEnd = true;
          return;
        }
        Atomics.sub(one.credit, 0, 1);
        one.isTold = false;
        one.next = batch.offsets.at(-1)! + 1;
        this.#post({ is: "batch", id: one.id, batch }, [batch.values.buffer]);
      }
    } catch (error) {
      const fault = faultOf(error, this.#folder);
      // What may pass is read again at the next poll; a damaged file will not pass.
      if (!fault.mayRetry) this.#give(one.id, fault);
      else this.#seenVersion = -1;
    }
  }

  #give(id: number, { code, message: text, stored }: LogFault): void {
    this.#all.delete(id);
    this.#post({ is: "unfollowed", id, fault: { code, text, stored } });
  }
}
