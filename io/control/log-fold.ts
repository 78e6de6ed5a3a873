/**
 * The control log as this process has folded it: it follows, folds, and tells whoever waits or listens.
 *
 * A state is shown when a batch of the log is folded whole, and at the start when all is that the log held; in between
 * others have their turn, and see the state before. The facts of one append may come in two batches.
 */
import { setImmediate as turn } from "node:timers/promises";
import { stateHash } from "../../core/control/digest.ts";
import type { ControlState } from "../../core/control/state.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../clock.ts";
import type { EventLog, Follower, LogRecord } from "../log/event-log.ts";
import { CONTROL_TOPIC } from "./control-topic.ts";
import { type ChainStart, LogChain } from "./log-chain.ts";
import { type Folded, NOTHING_FOLDED, SlicedFolding } from "./sliced-folding.ts";

export type OnChange = (state: ControlState, before: ControlState) => void;

/** Where a fold goes on: what a snapshot bears, or nothing. */
export interface FoldStart {
  readonly folded: Folded;
  /** The rolling hash of all that is folded. */
  readonly chain: LogChain;
}

interface Chained {
  /** Rolling hash of the log, hex. */
  readonly log: string;
  readonly block: ChainStart;
}

export const fromNothing = (): FoldStart => ({ folded: NOTHING_FOLDED, chain: new LogChain() });

export class LogFold {
  readonly #listeners: OnChange[] = [];
  readonly #chain: LogChain;
  #folded: Folded;
  /** What is folded and not shown yet. */
  #folding: SlicedFolding | undefined;
  #waiting: { readonly offset: number; readonly done: () => void }[] = [];
  #follower: Follower | undefined;
  /** The state is shown first when this offset is folded. */
  #showFrom = 0;
  #reachedAt = Number.NEGATIVE_INFINITY as Instant;
  #malformed = 0;
  /** Of the log up to what is shown. */
  #chained: Chained;

  /** The offset that was folded before it began. */
  readonly startedAt: number;

  constructor({ folded, chain }: FoldStart) {
    this.startedAt = folded.state.asOf;
    this.#folded = folded;
    this.#chain = chain;
    this.#chained = { log: chain.value(), block: chain.start };
  }

  /** Resolves when everything that the log held at the call is folded; that may be nothing. */
  async follow(log: EventLog): Promise<void> {
    const askedAt = clock.now();
    const end = await log.endOffset(CONTROL_TOPIC, 0);
    this.#showFrom = end - 1;
    const from = this.state.asOf + 1;
    this.#follower = log.follow(CONTROL_TOPIC, 0, from, (records) => this.#take(records));
    if (end > from) await this.reached(end - 1);
    this.#reachedAt = askedAt;
  }

  /** When the log's end was last confirmed, with all before it folded; -Infinity before the first time. */
  confirmedAt(): Instant {
    return Math.max(this.#reachedAt, this.#follower?.caughtUpAt() ?? this.#reachedAt) as Instant;
  }

  get state(): ControlState {
    return this.#folded.state;
  }

  get folded(): Folded {
    return this.#folded;
  }

  get malformed(): number {
    return this.#malformed;
  }

  /** At its `asOf`: the state's hash, and the rolling hash of the log up to there with the begin of its block. */
  get hashes(): Chained & { readonly state: string } {
    return { state: stateHash(this.state), ...this.#chained };
  }

  onChange(listener: OnChange): void {
    this.#listeners.push(listener);
  }

  /** Resolves when the offset is folded and shown. */
  reached(offset: number): Promise<void> {
    if (this.state.asOf >= offset) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ offset, done }));
  }

  close(): void {
    this.#follower?.close();
  }

  async #take(records: readonly LogRecord[]): Promise<void> {
    this.#folding ??= new SlicedFolding(this.#folded, this.#chain);
    const folding = this.#folding;
    await folding.take(records);
    if (folding.asOf < this.#showFrom) return;
    // Changes come one by one, each too little for a slice: without it decoding and hashing would hold bytes together.
    await turn();
    const before = this.state;
    this.#folded = await folding.seal();
    this.#malformed += folding.malformed;
    this.#folding = undefined;
    this.#chained = { log: this.#chain.value(), block: this.#chain.start };
    for (const listener of this.#listeners) listener(this.state, before);
    const ready = this.#waiting.filter((one) => one.offset <= this.state.asOf);
    this.#waiting = this.#waiting.filter((one) => one.offset > this.state.asOf);
    for (const one of ready) one.done();
  }
}
