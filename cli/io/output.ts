/** Standard output for much text: written as fast as the reader takes it, until there is no reader. */
import { once } from "node:events";
import type { Writable } from "node:stream";

/** Small enough to be printed at once, large enough that rows don't each cost a system call. */
const BATCH_LETTERS = 65_536;

export class Output {
  readonly #to: Writable;
  #batch = "";
  #gone = false;
  readonly #leaving = new AbortController();

  constructor(to: Writable = process.stdout) {
    this.#to = to;
    const leave = () => {
      this.#gone = true;
      this.#leaving.abort();
    };
    to.once("error", leave);
    to.once("close", leave);
  }

  /** Whoever read us has gone: `wayleave events | head`. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Aborted when the reader goes. */
  get leaving(): AbortSignal {
    return this.#leaving.signal;
  }

  async add(text: string): Promise<void> {
    this.#batch += text;
    if (this.#batch.length >= BATCH_LETTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const text = this.#batch;
    this.#batch = "";
    if (text === "" || this.#gone || this.#to.write(text)) return;
    await once(this.#to, "drain", { signal: this.#leaving.signal }).catch((error: unknown) => {
      if (!this.#gone) throw error;
    });
  }
}
