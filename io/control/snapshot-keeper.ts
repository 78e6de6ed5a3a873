/** Writes snapshots of a fold behind everybody's back: after so many events, after so long, and at the end. */
import { clock } from "../clock.ts";
import { errorText } from "../errors.ts";
import type { JsonLog } from "../json-log.ts";
import type { LogFold } from "./log-fold.ts";
import type { Snapshots } from "./snapshots.ts";

/** A second or two of folding: what a start has left to do when nothing was written since. */
export const EVERY_EVENTS = 100_000;
/** Where fewer come, one is written so often; where none come, none. */
export const EVERY_MS = 10 * 60_000;
const LOOK_MS = 15_000;

export interface KeeperOptions {
  readonly fold: LogFold;
  readonly snapshots: Pick<Snapshots, "write">;
  readonly log: Pick<JsonLog, "warn">;
  readonly count: (counter: string) => void;
  readonly everyEvents?: number;
}

export class SnapshotKeeper {
  readonly #o: KeeperOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;
  /** Offset and moment of the last one written, or of the start. */
  #last: { readonly asOf: number; readonly atMs: number };

  constructor(o: KeeperOptions) {
    this.#o = o;
    this.#last = { asOf: o.fold.startedAt, atMs: clock.now() };
    o.fold.onChange(() => this.#look());
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
    // What a start without a snapshot had to fold, the next one needn't.
    this.#look();
  }

  /** Writes what has changed. The fold is closed by then, or nobody writes to the log. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#writing;
    if (this.#o.fold.state.asOf > this.#last.asOf) await this.#write();
    this.#busy = true;
  }

  #look(): void {
    const { asOf } = this.#o.fold.state;
    const since = asOf - this.#last.asOf;
    const isDue = since >= (this.#o.everyEvents ?? EVERY_EVENTS) || clock.now() - this.#last.atMs >= EVERY_MS;
    if (this.#busy || since === 0 || !isDue) return;
    this.#writing = this.#write();
  }

  async #write(): Promise<void> {
    const { folded, hashes } = this.#o.fold;
    this.#busy = true;
    this.#last = { asOf: folded.state.asOf, atMs: clock.now() };
    try {
      await this.#o.snapshots.write({ folded, log: hashes.log, block: hashes.block });
    } catch (error) {
      // The next one is tried when it is due: the log has all that it would have held.
      this.#o.count("snapshots_failed");
      this.#o.log.warn("a snapshot was not written", { why: errorText(error) });
    }
    this.#busy = false;
  }
}
