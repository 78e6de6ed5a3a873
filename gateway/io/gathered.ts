/**
 * Work that a change asks for, done once for all changes that came meanwhile: a thousand in a burst cost a few runs.
 */
import { clock } from "../../io/clock.ts";

/**
 * From the start of one run to the next, while changes come all the time: what a run costs flows in delay, they pay for
 * five times a second. Far below the 2 s in which a change must have its effect.
 */
export const GAP_MS = 200;

export class Gathered {
  readonly #work: () => Promise<void> | void;
  readonly #onFault: (error: unknown) => void;
  #asked = false;
  #busy = false;
  #closed = false;
  #startedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** How often the work was done. */
  runs = 0;

  /** `onFault`: what the work threw; it is done again when it is asked for again. */
  constructor(work: () => Promise<void> | void, onFault: (error: unknown) => void) {
    this.#work = work;
    this.#onFault = onFault;
  }

  /** The work will be started after this call, never within it, and never twice at a time. */
  ask(): void {
    this.#asked = true;
    this.#arm();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (!this.#asked || this.#busy || this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, this.#startedAt + GAP_MS - clock.now()));
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#asked = false;
    this.#busy = true;
    this.#startedAt = clock.now();
    this.runs += 1;
    try {
      await this.#work();
    } catch (error) {
      this.#onFault(error);
    }
    this.#busy = false;
    this.#arm();
  }
}
