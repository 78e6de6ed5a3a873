/** Group commit: what several callers want to write in one process becomes one transaction, fair to other processes. */
import type { DatabaseSync } from "node:sqlite";
import { LogFault } from "../event-log.ts";
import { sharedMs } from "./messages.ts";
import { faultOf, isBusy } from "./schema.ts";

export interface Job {
  readonly bytes: number;
  run(): unknown;
  done(value: unknown): void;
  failed(fault: LogFault): void;
}

/**
 * After a commit this process leaves the log alone so long, so that another one, trying each ms, gets in.
 * Without it one writer flat out starves another (seen: 450 rows against 608,300 in 1.2 s).
 */
export const COMMIT_EVERY_MS = 5;
/** A waiting writer asks again after so long. */
const RETRY_MS = 1;
/** What could not get the log within this is refused, with the certainty that nothing of it was stored. */
const BUSY_MAX_MS = 5000;
/** One transaction's size: larger ones hold the log so long that other processes' latency suffers. */
const COMMIT_BYTES_MAX = 2 * 1024 * 1024;
const COMMIT_JOBS_MAX = 512;

export class Writer {
  readonly #db: DatabaseSync;
  readonly #folder: string;
  readonly #onCommit: () => void;
  readonly #onFailed: () => void;
  #queue: Job[] = [];
  #restUntilMs = 0;
  #waitingSinceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #armed = false;
  #idle: (() => void) | undefined;

  constructor(o: { db: DatabaseSync; folder: string; onCommit: () => void; onFailed: () => void }) {
    this.#db = o.db;
    this.#folder = o.folder;
    this.#onCommit = o.onCommit;
    this.#onFailed = o.onFailed;
  }

  add(job: Job): void {
    this.#queue.push(job);
    this.#arm();
  }

  /** Resolves when all that was added is stored or refused. */
  drained(): Promise<void> {
    if (this.#queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  #arm(delayMs = this.#restUntilMs - sharedMs()): void {
    if (this.#armed) return;
    this.#armed = true;
    // With nothing to wait for, the messages that have already arrived still join this commit.
    if (delayMs <= 0) setImmediate(() => this.#turn());
    else this.#timer = setTimeout(() => this.#turn(), delayMs);
  }

  #turn(): void {
    this.#armed = false;
    clearTimeout(this.#timer);
    if (this.#queue.length === 0) return;
    try {
      this.#db.exec("BEGIN IMMEDIATE");
    } catch (error) {
      this.#blocked(error);
      return;
    }
    this.#waitingSinceMs = undefined;
    const jobs = this.#takeGroup();
    this.#commit(jobs);
    this.#restUntilMs = sharedMs() + COMMIT_EVERY_MS;
    if (this.#queue.length > 0) this.#arm();
    else this.#idle?.();
  }

  #blocked(error: unknown): void {
    this.#waitingSinceMs ??= sharedMs();
    if (isBusy(error) && sharedMs() - this.#waitingSinceMs < BUSY_MAX_MS) {
      this.#arm(RETRY_MS);
      return;
    }
    this.#waitingSinceMs = undefined;
    const { code, message } = faultOf(error, this.#folder);
    this.#refuse(this.#queue.splice(0), new LogFault(code, message, { cause: error, stored: "no" }));
    this.#idle?.();
  }

  #takeGroup(): Job[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && count < COMMIT_JOBS_MAX && bytes < COMMIT_BYTES_MAX) {
      bytes += this.#queue[count]!.bytes;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  #commit(jobs: Job[]): void {
    const answers: (() => void)[] = [];
    let stored: "no" | "unknown" = "no";
    try {
      for (const job of jobs) answers.push(this.#step(job));
      // Past this line a failure may come after the commit's last page was written.
      stored = "unknown";
      this.#db.exec("COMMIT");
    } catch (error) {
      this.#rollBack();
      const { code, message } = faultOf(error, this.#folder);
      this.#onFailed();
      this.#refuse(jobs, new LogFault(code, message, { cause: error, stored }));
      return;
    }
    for (const answer of answers) answer();
    this.#onCommit();
  }

  /** A job that is refused refuses for itself alone: its neighbours in the group are stored. */
  #step(job: Job): () => void {
    this.#db.exec("SAVEPOINT job");
    try {
      const value = job.run();
      this.#db.exec("RELEASE job");
      return () => job.done(value);
    } catch (error) {
      if (!(error instanceof LogFault)) throw error;
      this.#db.exec("ROLLBACK TO job; RELEASE job");
      return () => job.failed(error);
    }
  }

  #rollBack(): void {
    try {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself; a transaction that still stood would fail the next BEGIN, and be told there.
    }
  }

  #refuse(jobs: readonly Job[], fault: LogFault): void {
    for (const job of jobs) job.failed(fault);
  }
}
