/**
 * The way out of a hop or an end for datagrams: onto a stream while that takes them, else a short wait, else dropped.
 *
 * A stream never drops, so what is handed to it can only be late. Little is: the rest waits here, where what has become
 * stale goes, and each association waits for its own stream alone.
 */
import type { DropReason } from "../../core/datagram/drops.ts";
import { ON_THE_WAY, WaitingDatagrams } from "../../core/datagram/waiting.ts";
import { clock } from "../clock.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { countDropped } from "./moved-datagrams.ts";

/** What a stream is given ahead of what its transport has taken: two of the largest datagrams. */
export const AHEAD_BYTES = 131_072;
/** All lanes of this process together: past it a datagram is dropped as in a lane that is full. */
export const WAITING_BYTES_MAX = 64 * 1024 * 1024;

let waitingBytes = 0;

/** Datagrams' bytes that wait in this process. */
export const waitingDatagramBytes = (): number => waitingBytes;

export class DatagramLane {
  readonly #stream: RawStream;
  readonly #dropped: (reason: DropReason, count: number) => void;
  readonly #waiting: WaitingDatagrams<Buffer>;
  #closed = false;

  /** `dropped` is told of each drop; the process's own counts have it then. */
  constructor(stream: RawStream, dropped: (reason: DropReason, count: number) => void) {
    this.#stream = stream;
    this.#dropped = (reason, count) => {
      countDropped(reason, count);
      dropped(reason, count);
    };
    this.#waiting = new WaitingDatagrams(ON_THE_WAY, this.#dropped);
    stream.onTaken(() => this.#pump());
  }

  /** `frame`: one of so many datagrams. */
  offer(frame: Buffer, datagrams: number): void {
    if (this.#closed) return this.#dropped("not-open", datagrams);
    if (this.#waiting.size === 0 && this.#fits(frame)) return void this.#stream.send(frame);
    if (waitingBytes + frame.length > WAITING_BYTES_MAX) return this.#dropped("full", datagrams);
    this.#account(() => this.#waiting.push(frame, clock.now(), datagrams));
    this.#pump();
  }

  /** What waits goes no further. */
  close(): void {
    this.#closed = true;
    this.#account(() => this.#waiting.dropAll("not-open"));
  }

  #fits(frame: Buffer): boolean {
    const ahead = this.#stream.buffered();
    return ahead === 0 || ahead + frame.length <= AHEAD_BYTES;
  }

  #pump(): void {
    if (this.#waiting.size === 0) return;
    this.#account(() => {
      const now = clock.now();
      for (let next = this.#waiting.peek(now); next !== undefined && this.#fits(next); ) {
        this.#stream.send(this.#waiting.take(now)!);
        next = this.#waiting.peek(now);
      }
    });
  }

  #account(change: () => void): void {
    const before = this.#waiting.bytes;
    change();
    waitingBytes += this.#waiting.bytes - before;
  }
}
