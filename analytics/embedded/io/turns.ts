/** How many queries run at once: the next ones wait in a line of bounded length, the rest are refused. */
import { fault } from "./fault.ts";

/** Each holds one thread and what memory it may; a person's console and the ingester are far below. */
export const QUERIES_MAX = 16;
/** A line longer than this is not waited through by anybody. */
export const WAITING_MAX = 64;
/** Who waited so long may as well ask again. */
const WAIT_MS = 60_000;

export class Turns {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves with what gives the turn back. `gone` ends the wait of somebody who left. */
  async take(gone: AbortSignal): Promise<() => void> {
    if (this.#running >= QUERIES_MAX) await this.#wait(gone);
    else this.#running += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      // The turn passes on without a moment in which somebody else could take it.
      if (next === undefined) this.#running -= 1;
      else next();
    };
  }

  async #wait(gone: AbortSignal): Promise<void> {
    const busy = (text: string) => fault("TOO_MANY_SIMULTANEOUS_QUERIES", text, "busy");
    if (this.#waiting.length >= WAITING_MAX) {
      throw busy(`Too many simultaneous queries: ${QUERIES_MAX} run and ${WAITING_MAX} wait. Ask again later.`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (error: Error): void => {
      const at = this.#waiting.indexOf(resolve);
      if (at < 0) return;
      this.#waiting.splice(at, 1);
      reject(error);
    };
    const onGone = () => leave(fault("QUERY_WAS_CANCELLED", "Who asked has gone."));
    const timer = setTimeout(() => leave(busy(`No turn within ${WAIT_MS / 1000} s.`)), WAIT_MS);
    gone.addEventListener("abort", onGone, { once: true });
    this.#waiting.push(resolve);
    if (gone.aborted) onGone();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      gone.removeEventListener("abort", onGone);
    }
  }
}
