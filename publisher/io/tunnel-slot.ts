/**
 * One of a publisher's tunnels for as long as the publisher runs: what hangs on its gateway now, and what is replaced.
 *
 * When the publisher gets a new certificate, another tunnel that shows it is attached beside the old one; so it is when
 * the gateway drains or another has become nearer, at that one. Then the old tunnel takes nothing new, and stays for as
 * long as a flow is on it.
 */
import { clock } from "../../io/clock.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { answerFields } from "../../io/wire/names.ts";
import { REPORT_PATH } from "../../io/wire/telemetry.ts";
import type { Nearest } from "../nearest.ts";
import { LISTED_MAX, type Told } from "../published-list.ts";
import type { Publisher } from "../publisher.ts";
import { AcceptPool } from "./accept-pool.ts";
import type { FlowTaker } from "./flow-taker.ts";
import type { NameTaker } from "./name-taker.ts";
import { TunnelDriver, type TunnelOptions } from "./tunnel-driver.ts";

/** Old tunnels kept for their flows; past it a tunnel stays as it is, since no gateway cuts one for its age. */
export const RETIRED_MAX = 4;
/** Until then the gateway has heard that the old tunnel drains: what it bound there before has come. */
const HEARD_MS = 2_000;
/** A flow may outlive many certificates; a tunnel that waits for its flows has a deadline all the same. */
const FLOWS_END_MS = 365 * 86_400_000;

export type SlotOptions = Omit<TunnelOptions, "next"> & { readonly nearest: Nearest };

export interface SlotHands {
  readonly publisher: Publisher;
  readonly taker: FlowTaker;
  readonly names: NameTaker;
  /** Names an attachment within this process. */
  readonly nextName: () => number;
  readonly onAttached: (tunnel: Tongue) => void;
  /** A gateway sent its list of apps. */
  readonly onApps: (told: Told) => void;
}

/** By which a gateway is told something. */
export type Tongue = Pick<TunnelDriver, "say">;

/** What becomes of a tunnel, for the slot that it is in. */
interface Fate {
  readonly onAttached: () => void;
  readonly onChange: () => void;
  readonly onGatewayDrains: (does: boolean) => void;
  readonly onAway: (gateway: string) => void;
}

/** One attachment, or the attempt at one. */
class Hanging {
  readonly driver: TunnelDriver;
  readonly #hands: SlotHands;
  readonly #name: number;
  readonly #onChange: () => void;
  #pool: AcceptPool | undefined;
  #retired = false;
  flows = 0;

  constructor(o: TunnelOptions, hands: SlotHands, { onAttached, onChange, onGatewayDrains, onAway }: Fate) {
    const { publisher } = hands;
    this.#hands = hands;
    this.#name = hands.nextName();
    this.#onChange = onChange;
    this.driver = new TunnelDriver(o, {
      onAttached: (attached) => {
        publisher.attached(this.#name, attached.gateway);
        this.#pool = new AcceptPool(attached, (stream, message) => void this.#take(stream, message));
        hands.onAttached(this.driver);
        onAttached();
        onChange();
      },
      onDetached: () => {
        this.#pool?.close();
        this.#pool = undefined;
        publisher.detached(this.#name);
        // One that is replaced is not made anew.
        if (this.#retired) this.drain(0);
        onChange();
      },
      onApps: (part) => {
        const told = publisher.learn(this.#name, part);
        if (told === undefined) return;
        if (publisher.isListFull)
          o.log.warn("the list of apps is full: what more there are is refused", { LISTED_MAX });
        hands.onApps(told);
      },
      onQuestion: (id, ask) => {
        void hands.names.take(ask, this.#name).then((answered) => {
          this.driver.say({ nameAnswer: { id, answer: answerFields(answered) } });
        });
      },
      onGatewayDrains,
      onAway,
    });
    this.driver.feed({ on: "start" });
  }

  get idle(): number {
    return this.#pool?.size ?? 0;
  }

  /** Takes nothing new, and goes with its last flow. */
  retire(): void {
    this.#retired = true;
    if (this.driver.at !== "attached") return this.drain(0);
    this.#pool?.rest();
    this.driver.announceDraining();
    setTimeout(() => this.drain(FLOWS_END_MS), HEARD_MS).unref();
  }

  /** To tell the gateway of its flows; undefined while there is none. */
  openReport(): RawStream | undefined {
    return this.driver.stream(REPORT_PATH);
  }

  drain(graceMs: number): void {
    this.driver.feed({ on: "drain", graceMs });
    if (this.flows === 0) this.driver.feed({ on: "emptied" });
  }

  async #take(stream: RawStream, message: Buffer): Promise<void> {
    this.flows += 1;
    await this.#hands.taker.take(stream, message, this.#name, this).finally(() => {
      this.flows -= 1;
    });
    if (this.flows === 0) this.driver.feed({ on: "emptied" });
    this.#onChange();
  }
}

export class TunnelSlot {
  readonly #o: SlotOptions;
  readonly #hands: SlotHands;
  #current: Hanging;
  #successor: Hanging | undefined;
  readonly #retired = new Set<Hanging>();
  #closing = false;

  constructor(o: SlotOptions, hands: SlotHands) {
    this.#o = o;
    this.#hands = hands;
    this.#current = this.#hang();
  }

  get isAttached(): boolean {
    return this.#current.driver.at === "attached";
  }

  /** Another stream to the gateway of the moment; undefined while there is none. */
  stream(path: string): RawStream | undefined {
    return this.#current.driver.stream(path);
  }

  /** To the gateway of the moment, if there is one. */
  say(message: Parameters<Tongue["say"]>[0]): void {
    this.#current.driver.say(message);
  }

  /** For `status.json`. */
  status(): Record<string, unknown> {
    const { driver, idle, flows } = this.#current;
    const retired = [...this.#retired].map((one) => one.flows);
    return { target: driver.target, state: driver.at, ...driver.attached, idle, flows, retired_flows: retired };
  }

  /**
   * There is a new certificate, or another gateway may be the better one. A tunnel that is not attached finds that out
   * by itself when it dials.
   */
  look(): void {
    if (this.#closing) return;
    if (this.#successor !== undefined) return this.#swap(this.#successor);
    const { driver } = this.#current;
    if (driver.at !== "attached" || this.#retired.size >= RETIRED_MAX) return;
    const { nearest, tunnel, log } = this.#o;
    const to = nearest.better(tunnel, clock.now());
    if (to !== undefined) {
      log.info("tunnel moves", { tunnel, from: driver.target, to });
      nearest.moves(tunnel, to, clock.now());
      this.#successor = this.#hang(to);
      // The same gateway first: it has the flows of the moment.
    } else if (driver.stale) this.#successor = this.#hang(driver.target);
  }

  /** Resolves when nothing of it runs any more. */
  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    const all = [this.#current, ...(this.#successor ? [this.#successor] : []), ...this.#retired];
    for (const one of all) one.drain(graceMs);
    // Those that drain already do so by a longer bound.
    const timer = setTimeout(() => {
      for (const one of this.#retired) one.driver.feed({ on: "lost" });
    }, graceMs);
    await Promise.all(all.map(({ driver }) => driver.stopped));
    clearTimeout(timer);
  }

  /** `first`: where it dials at first; from then on, and without it, where the choice of gateways says. */
  #hang(first?: string): Hanging {
    const { nearest, tunnel } = this.#o;
    let same = first;
    const next = () => {
      const at = same ?? nearest.target(tunnel, clock.now());
      same = undefined;
      return at;
    };
    const hanging: Hanging = new Hanging({ ...this.#o, next }, this.#hands, {
      onAttached: () => nearest.attached(hanging.driver.target),
      onChange: () => this.look(),
      onGatewayDrains: (does) => {
        nearest.drains(hanging.driver.target, does);
        this.look();
      },
      onAway: (gateway) => {
        nearest.failed(gateway, clock.now());
        this.#gaveUp(hanging);
      },
    });
    return hanging;
  }

  /** A move that failed at its first try is none: the tunnel stays, and looks again when something has changed. */
  #gaveUp(hanging: Hanging): void {
    const { driver } = this.#current;
    if (this.#successor !== hanging || driver.at !== "attached" || driver.stale) return;
    this.#successor = undefined;
    this.#o.nearest.moves(this.#o.tunnel, driver.target, clock.now());
    hanging.drain(0);
  }

  /** Once the successor is attached, or once there is nothing to succeed. */
  #swap(successor: Hanging): void {
    const old = this.#current;
    if (successor.driver.at !== "attached" && old.driver.at === "attached") return;
    this.#successor = undefined;
    this.#current = successor;
    this.#retired.add(old);
    void old.driver.stopped.then(() => {
      this.#retired.delete(old);
      this.look();
    });
    old.retire();
  }
}
