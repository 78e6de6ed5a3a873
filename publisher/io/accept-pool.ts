/** The idle Accept streams of one attachment: a flow finds one waiting, and another takes its place. */
import type { Link } from "../../io/grpc/link.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { ACCEPT_PATH, ATTACHMENT_KEY } from "../../io/wire/attach.ts";

/** What a gateway may ask for at most: idle streams cost both sides a few KiB each. */
const IDLE_MAX = 512;
/** A gateway that ends idle streams unused is not asked again at once. */
const AGAIN_MS = 250;

export class AcceptPool {
  readonly #link: Link;
  readonly #attachment: string;
  readonly #target: number;
  readonly #onOpen: (stream: RawStream, first: Buffer) => void;
  readonly #idle = new Set<RawStream>();
  #closed = false;
  #resting = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    o: { readonly link: Link; readonly attachment: string; readonly idleTarget: number },
    onOpen: (stream: RawStream, first: Buffer) => void,
  ) {
    this.#link = o.link;
    this.#attachment = o.attachment;
    this.#target = Math.min(IDLE_MAX, Math.max(1, o.idleTarget));
    this.#onOpen = onOpen;
    this.#fill();
  }

  get size(): number {
    return this.#idle.size;
  }

  /** No more idle streams; those that wait still take what comes. */
  rest(): void {
    this.#resting = true;
    clearTimeout(this.#again);
  }

  /** No more idle streams; those that wait are given back. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const stream of this.#idle) {
      this.#forget(stream);
      stream.end();
    }
  }

  #fill(): void {
    while (!this.#closed && !this.#resting && this.#idle.size < this.#target) this.#openOne();
  }

  #openOne(): void {
    const stream = this.#link.stream(ACCEPT_PATH, { [ATTACHMENT_KEY]: this.#attachment });
    this.#idle.add(stream);
    stream.onMessage((first) => {
      if (!this.#idle.has(stream)) return;
      this.#forget(stream);
      this.#fill();
      this.#onOpen(stream, first);
    });
    const gone = () => {
      if (!this.#idle.has(stream)) return;
      this.#forget(stream);
      stream.end();
      if (this.#closed || this.#resting) return;
      this.#again ??= setTimeout(() => {
        this.#again = undefined;
        this.#fill();
      }, AGAIN_MS);
    };
    stream.onEnd(gone);
    stream.onLost(gone);
  }

  #forget(stream: RawStream): void {
    this.#idle.delete(stream);
    stream.onMessage(() => {});
    stream.onEnd(() => {});
    stream.onLost(() => {});
  }
}
