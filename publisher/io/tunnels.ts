/** A publisher's tunnels: two, at the two nearest gateways of its list, or one where the list has one. */
import { clock } from "../../io/clock.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { Nearest } from "../nearest.ts";
import { Surveyor } from "./surveyor.ts";
import { type SlotHands, type SlotOptions, type Tongue, TunnelSlot } from "./tunnel-slot.ts";

/** Two gateways: the loss of one costs no flow that another tunnel can take. */
const TUNNELS_MAX = 2;
/** A gateway that failed is worth another try after a while, though nobody says so. */
const LOOK_EVERY_MS = 1_000;

export type TunnelsOptions = Omit<SlotOptions, "tunnel" | "nearest"> & { readonly gateways: readonly string[] };

export class Tunnels {
  readonly #o: TunnelsOptions;
  readonly #hands: SlotHands;
  readonly #nearest: Nearest;
  readonly #count: number;
  readonly #surveyor: Surveyor | undefined;
  #slots: readonly TunnelSlot[] = [];
  #closed = false;
  #beat: ReturnType<typeof setInterval> | undefined;

  constructor(o: TunnelsOptions, hands: SlotHands) {
    this.#o = o;
    this.#hands = hands;
    const { gateways, identity, trust, log } = o;
    this.#count = Math.min(TUNNELS_MAX, gateways.length);
    this.#nearest = new Nearest(gateways, this.#count);
    // With no more gateways than tunnels there is nothing to choose.
    if (gateways.length === this.#count) return;
    const onSurveyed = () => this.look();
    this.#surveyor = new Surveyor({ gateways, nearest: this.#nearest, identity, trust, onSurveyed, log });
  }

  /** Resolves when they are being dialled. */
  async start(): Promise<void> {
    await this.#surveyor?.start();
    if (this.#closed) return;
    this.#beat = setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    this.#slots = Array.from({ length: this.#count }, (_, tunnel) => {
      return new TunnelSlot({ ...this.#o, nearest: this.#nearest, tunnel }, this.#hands);
    });
  }

  get count(): number {
    return this.#count;
  }

  get attached(): number {
    return this.#slots.filter((slot) => slot.isAttached).length;
  }

  /** Another stream to one of the gateways; undefined while none is attached. */
  stream(path: string): RawStream | undefined {
    for (const slot of this.#slots) {
      const stream = slot.stream(path);
      if (stream !== undefined) return stream;
    }
    return undefined;
  }

  /** To every gateway that hears this publisher now. */
  say(message: Parameters<Tongue["say"]>[0]): void {
    for (const slot of this.#slots) slot.say(message);
  }

  /** There is a new certificate, or other gateways may be better. */
  look(): void {
    for (const slot of this.#slots) slot.look();
  }

  /** For `status.json`. */
  status() {
    return { tunnels: this.#slots.map((slot) => slot.status()), gateways: this.#nearest.seen(clock.now()) };
  }

  /** Resolves when nothing of them runs any more. */
  async close(graceMs: number): Promise<void> {
    this.#closed = true;
    this.#surveyor?.close();
    clearInterval(this.#beat);
    await Promise.all(this.#slots.map((slot) => slot.close(graceMs)));
  }
}
