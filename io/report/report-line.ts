/** One stream of reports to a gateway: a question and its answer, then the next. */
import type { RawStream } from "../grpc/raw-stream.ts";
import { readAnswer } from "../wire/telemetry.ts";

/** A gateway answers when its spool has the report: milliseconds. */
export const ANSWER_WAIT_MS = 10_000;

export class ReportLine {
  readonly #stream: RawStream;
  readonly #answerWaitMs: number;
  #waiting: ((refused: string | undefined) => void) | undefined;
  #sequence = 0;
  #broken = false;

  constructor(stream: RawStream, answerWaitMs: number = ANSWER_WAIT_MS) {
    this.#stream = stream;
    this.#answerWaitMs = answerWaitMs;
    const lost = () => {
      this.#broken = true;
      this.#settle(undefined);
    };
    stream.onEnd(lost);
    stream.onLost(lost);
    stream.onMessage((message) => this.#hear(message));
  }

  /** Nothing is answered on it any more. */
  get isBroken(): boolean {
    return this.#broken;
  }

  /** Sends an encoded report of that sequence. What the gateway said; undefined where it said nothing. */
  ask(sequence: number, report: Buffer): Promise<string | undefined> {
    if (this.#broken) return Promise.resolve(undefined);
    this.#sequence = sequence;
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const late = setTimeout(() => this.spoil(), this.#answerWaitMs);
    this.#waiting = (refused) => {
      clearTimeout(late);
      resolve(refused);
    };
    this.#stream.send(report);
    return promise;
  }

  end(): void {
    if (!this.#broken) this.#stream.end();
  }

  #hear(message: Buffer): void {
    try {
      const { sequence, refused } = readAnswer(message);
      if (sequence === this.#sequence) return this.#settle(refused);
    } catch {
      // As one that answers for another report: it is no gateway that we understand.
    }
    this.spoil();
  }

  /** Nothing is awaited of it any more. */
  spoil(): void {
    this.#broken = true;
    this.#stream.cancel();
    this.#settle(undefined);
  }

  #settle(refused: string | undefined): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(refused);
  }
}
