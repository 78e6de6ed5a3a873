/** Virtual time, and streams in it: queues with latency that end as a stream over HTTP/2 does, or break. */
import type { Instant } from "../core/units.ts";

export type Payload = { readonly from: number; readonly bytes: number };
export type Message =
  | { readonly is: "data"; readonly payload: Payload }
  | { readonly is: "fin"; readonly sentBytes: number }
  | { readonly is: "reset"; readonly delivered: number }
  | { readonly is: "ack"; readonly offset: number }
  | { readonly is: "end" };

const END_WAIT_MS = 5_000;

export class World {
  now = 0 as Instant;
  readonly faults: string[] = [];
  /** A stream has broken, or an end of it says nothing any more. */
  broke = false;
  readonly #events: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  after(ms: number, run: () => void): void {
    this.#events.push({ at: this.now + ms, order: this.#order++, run });
  }

  /** Until nothing happens any more, or for ever is over. */
  run(untilMs: number): void {
    for (let steps = 0; this.#events.length > 0; steps++) {
      this.#events.sort((a, b) => a.at - b.at || a.order - b.order);
      const next = this.#events.shift()!;
      if (next.at > untilMs || steps > 200_000) return void this.faults.push("never comes to rest");
      this.now = next.at as Instant;
      next.run();
    }
  }

  fault(text: string): void {
    if (!this.faults.includes(text)) this.faults.push(text);
  }
}

/** One of a stream's two ends, as a node sees it. */
export class StreamEnd {
  peer!: StreamEnd;
  hear: (message: Message) => void = () => {};
  lost: () => void = () => {};
  #said = false;
  /** A reset was sent or the end is near: from now only acks may pass. */
  #lastWord = false;
  #heardReset = false;
  #silent = false;
  #peerEnded = false;
  broken = false;
  readonly #world: World;
  readonly #isClient: boolean;
  readonly #latency: number;

  constructor(world: World, isClient: boolean, latency: number) {
    this.#world = world;
    this.#isClient = isClient;
    this.#latency = latency;
  }

  send(message: Message): void {
    if (this.#said || this.broken) return;
    const isWord = message.is !== "ack" && message.is !== "end";
    if (isWord && this.#lastWord) this.#world.fault(`${message.is} behind the last word on a stream`);
    if (message.is === "reset" && this.#heardReset) this.#world.fault("a reset goes back to the one who sent it");
    this.#lastWord ||= message.is === "reset";
    if (this.#silent) return;
    this.#world.after(this.#latency, () => {
      if (this.peer.broken) return;
      if (message.is === "end") this.peer.heardEnd();
      if (message.is === "reset") this.peer.#heardReset = true;
      this.peer.hear(message);
    });
  }

  /** From now nothing that this end says arrives, and nobody is told: a peer that hangs on a link that lives. */
  fallSilent(): void {
    this.#world.broke = true;
    this.#silent = true;
  }

  /** Each of its two ends hears what the other says. */
  get works(): boolean {
    return ![this, this.peer].some((end) => end.#silent || end.broken);
  }

  /** A client half-closes at once; a server's trailers wait for that, within a bound. */
  end(): void {
    this.#lastWord = true;
    const say = () => {
      this.send({ is: "end" });
      this.#said = true;
    };
    if (this.#isClient || this.#peerEnded) return say();
    this.#ending = say;
    this.#world.after(END_WAIT_MS, () => {
      if (!this.#said) say();
    });
  }
  #ending: (() => void) | undefined;

  heardEnd(): void {
    this.#peerEnded = true;
    if (!this.#said) this.#ending?.();
  }

  break(): void {
    if (this.broken) return;
    this.broken = true;
    // A server that has ended is not told any more: its machine's deadline is for that.
    this.#world.broke = true;
    if (!this.#said || (this.#isClient && !this.#peerEnded)) this.lost();
  }
}
