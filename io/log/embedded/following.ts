/** The main thread's side of one follower: batches one at a time, and when the end was last reached. */
import { performance } from "node:perf_hooks";
import type { Instant } from "../../../core/units.ts";
import type { Follower, OnBatch } from "../event-log.ts";
import { type PackedRecords, sharedMs, unpack } from "./messages.ts";

export class Following implements Follower {
  readonly done: Promise<void>;
  readonly #onBatch: OnBatch;
  readonly #credit: () => void;
  readonly #leave: () => void;
  readonly #settle: { resolve(): void; reject(error: unknown): void };
  readonly #waiting: PackedRecords[] = [];
  #handling = false;
  #closed = false;
  #endSeenMs: number | undefined;
  #caughtUpAt = Number.NEGATIVE_INFINITY;

  constructor(onBatch: OnBatch, credit: () => void, leave: () => void) {
    this.#onBatch = onBatch;
    this.#credit = credit;
    this.#leave = leave;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    this.#settle = { resolve, reject };
  }

  close(): void {
    if (this.#end()) this.#settle.resolve();
  }

  /** Unlike `close`, tells whoever waits on `done`; where nobody does, the process ends by it: it would be blind. */
  fail(error: unknown): void {
    if (this.#end()) this.#settle.reject(error);
  }

  caughtUpAt(): Instant {
    return this.#caughtUpAt as Instant;
  }

  batch(batch: PackedRecords): void {
    if (this.#closed) return;
    this.#waiting.push(batch);
    if (!this.#handling) void this.#handle();
  }

  confirmed(atMs: number): void {
    this.#endSeenMs = atMs;
    if (!this.#handling) this.#caughtUp();
  }

  async #handle(): Promise<void> {
    this.#handling = true;
    for (let batch = this.#waiting.shift(); batch !== undefined; batch = this.#waiting.shift()) {
      try {
        await this.#onBatch(unpack(batch));
      } catch (error) {
        this.fail(error);
      }
      if (this.#closed) return;
      this.#credit();
    }
    this.#handling = false;
    this.#caughtUp();
  }

  #caughtUp(): void {
    if (this.#endSeenMs === undefined) return;
    // The log's thread has another zero than this one: the time goes over as an age.
    this.#caughtUpAt = performance.now() - (sharedMs() - this.#endSeenMs);
    this.#endSeenMs = undefined;
  }

  #end(): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    this.#waiting.length = 0;
    this.#leave();
    return true;
  }
}
