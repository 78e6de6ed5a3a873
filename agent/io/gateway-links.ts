/**
 * The tunnels to all gateways: which is dialled, which one flows take, and who waits for one.
 *
 * When this device gets a new certificate, each session is replaced by one over a connection that shows it, made before
 * the old one is left; that stays for as long as a flow is on it.
 */

import type { Srp } from "../../core/policy/srp.ts";
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import type { Agent, Destination } from "../agent.ts";
import { plan } from "../gateways.ts";
import type { GatewayInside } from "../inside.ts";
import { srpChanges } from "../srp-words.ts";
import { GatewayLink, type GatewayLinkOptions } from "./gateway-link.ts";

/**
 * Sessions that are kept for their flows alone. A gateway takes eight of one device, and two are needed to change; past
 * this a session stays the one it is, over a connection that no gateway cuts for its certificate's age.
 */
export const RETIRED_MAX = 4;

export type LinksOptions = Omit<GatewayLinkOptions, "target" | "events"> & {
  readonly targets: readonly string[];
  readonly agent: Agent;
  /** This device's certificate is in force no more. */
  readonly expired: () => boolean;
};

/** Lines of the log for one change of the SRP. */
const TOLD_MAX = 200;

export class GatewayLinks {
  /** The last SRP that the log has told of. */
  #told: Srp | undefined;
  readonly #o: LinksOptions;
  readonly #agent: Agent;
  /** One for each target. */
  readonly #links: GatewayLink[];
  /** By the place that they will take. */
  readonly #successors = new Map<number, GatewayLink>();
  readonly #retired = new Set<GatewayLink>();
  readonly #watchers = new Set<() => void>();
  #current: number | undefined;
  #planning = false;
  #again = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(o: LinksOptions) {
    this.#o = o;
    this.#agent = o.agent;
    this.#links = o.targets.map((_, n) => this.#make(n));
  }

  /** The tunnel for new flows: a session stands, and an SRP has come. */
  get current(): GatewayLink | undefined {
    return this.#current === undefined ? undefined : this.#links[this.#current];
  }

  /** Set where every gateway has refused this device, or will. */
  get refusedCode(): Code | undefined {
    const none = this.#links.every(({ state }) => state.at !== "up" && state.at !== "draining");
    if (none && this.#o.expired()) return "AGT_AUTH_LOGIN_REQUIRED";
    if (this.#links.some((link) => link.state.at !== "down" || link.refusedCode === undefined)) return undefined;
    return this.#links[0]!.refusedCode;
  }

  /** Sessions that only their flows keep. */
  get retired(): number {
    return this.#retired.size;
  }

  /** Calls `f` whenever session, SRP or refusal may have changed, until the answer is called. */
  watch(f: () => void): () => void {
    this.#watchers.add(f);
    return () => this.#watchers.delete(f);
  }

  replan(): void {
    // Dialling and releasing change states, which asks for a plan again.
    this.#again = true;
    if (this.#planning || this.#closed) return;
    this.#planning = true;
    while (this.#again) {
      this.#again = false;
      this.#links.forEach((_, n) => void this.#succeed(n));
      this.#planOnce();
    }
    this.#planning = false;
    this.#notify();
  }

  /** This device has a new certificate. Where the old one was refused, or is being shown, the new one is at once. */
  renewed(): void {
    this.#links.forEach((link, n) => {
      if (link.state.at !== "down" && link.state.at !== "dialing") return;
      link.close();
      this.#links[n] = this.#make(n);
    });
    this.replan();
  }

  /**
   * This device's addresses have changed. What is connected from one that is gone is cut, since it would only be found
   * silent, and dialled anew; where another one has appeared, what was not reached is tried again at once.
   */
  moved(isGone: (address: string) => boolean, appeared: boolean): void {
    const cutOff = (link: GatewayLink) => link.localAddresses.some(isGone);
    const cut = [...this.#links, ...this.#successors.values(), ...this.#retired].filter(cutOff);
    for (const link of cut) this.#o.log.info("this device has moved: its connection is made anew", { to: link.target });
    this.#links.forEach((link, n) => {
      const { at } = link.state;
      if (!cut.includes(link) && !(appeared && (at === "down" || at === "dialing"))) return;
      link.close();
      this.#links[n] = this.#make(n);
    });
    for (const [n, link] of this.#successors) if (cut.includes(link)) this.#successors.delete(n);
    for (const link of cut) {
      this.#retired.delete(link);
      link.close();
    }
    if (cut.length > 0 || appeared) this.replan();
  }

  /** Where a flow of a program goes: of one flow, so at debug alone. */
  steered(asked: string, to: Destination): void {
    this.#o.log.debug("steered", { asked, ...to });
  }

  /** In the order of the configuration. */
  inside(): GatewayInside[] {
    return this.#links.map((link) => ({
      ...{ address: link.target, state: link.state.at, gateway: link.facts?.gateway ?? null },
      ...{ current: link === this.current, flows: link.flows },
      round_trip_us: link.session?.roundTripUs ?? null,
    }));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const link of [...this.#links, ...this.#successors.values(), ...this.#retired]) link.close();
  }

  #make(n: number): GatewayLink {
    const { log, agent } = this.#o;
    const link: GatewayLink = new GatewayLink({
      ...this.#o,
      target: this.#o.targets[n]!,
      events: {
        onChange: () => this.#changed(link, n),
        onSrp: () => {
          if (link === this.current) this.#takeSrp();
          this.#changed(link, n);
        },
        onSrpDoubt: () => {
          agent.counters.srp_doubted += 1;
        },
        // Of one flow, in words that may name people.
        onNotice: (notice) => log.debug("notice", { ...notice }),
      },
    });
    return link;
  }

  #changed(link: GatewayLink, n: number): void {
    if (this.#retired.has(link)) this.#settle(link);
    else if (this.#successors.get(n) === link) this.#swap(n);
    else this.replan();
  }

  /** Of a link that shows an old certificate: another one beside it. One that is not up dials anew by itself. */
  #succeed(n: number): void {
    const old = this.#links[n]!;
    const successor = this.#successors.get(n);
    if (successor !== undefined) return this.#swap(n);
    if (!old.stale || old.state.at !== "up" || this.#retired.size >= RETIRED_MAX) return;
    const fresh = this.#make(n);
    this.#successors.set(n, fresh);
    fresh.dial();
  }

  /** The successor takes the place once it can carry flows, or once there is nothing to succeed. */
  #swap(n: number): void {
    const old = this.#links[n]!;
    const successor = this.#successors.get(n)!;
    const ready = successor.state.at === "up" && successor.srp !== undefined;
    const orphaned = old.state.at !== "up";
    if (!ready && !orphaned) return;
    this.#successors.delete(n);
    this.#links[n] = successor;
    this.#retired.add(old);
    this.#settle(old);
    this.replan();
  }

  /** A retired session goes with its last flow, and what was lost of it is not made anew. */
  #settle(link: GatewayLink): void {
    const { at } = link.state;
    if (link.flows > 0 && (at === "up" || at === "draining")) return;
    this.#retired.delete(link);
    link.release();
    this.replan();
  }

  #planOnce(): void {
    const now = clock.now();
    const states = this.#links.map((link) => link.state);
    const { current, dial, release, askAgainAt } = plan(states, this.#current, now);
    const changed = current !== this.#current || this.current?.facts?.id !== this.#agent.session?.id;
    this.#current = current;
    if (changed) {
      this.#agent.takeSession(this.current?.facts);
      this.#takeSrp();
    }
    for (const n of dial) this.#links[n]!.dial();
    for (const n of release) this.#links[n]!.release();
    clearTimeout(this.#timer);
    if (askAgainAt !== undefined)
      this.#timer = setTimeout(() => this.replan(), Math.max(1, Math.ceil(askAgainAt - now)));
  }

  #takeSrp(): void {
    const srp = this.current?.srp;
    if (srp === undefined) return;
    this.#tellSrp(srp);
    const unread = this.#agent.takeSrp(srp);
    if (unread.length > 0) this.#o.log.warn("the SRP has hosts that this version can't read", { count: unread.length });
  }

  /** Each app, port range and block of it, once it is new. */
  #tellSrp(srp: Srp): void {
    if (srp === this.#told) return;
    const { told, gone } = srpChanges(this.#told, srp);
    this.#told = srp;
    const { log } = this.#o;
    // Hosts are addresses, too, which are nobody's business at info.
    for (const { hosts, ...entry } of told.slice(0, TOLD_MAX)) {
      log.info("the SRP has", { version: srp.version, ...entry });
      log.debug("of the app's hosts", { version: srp.version, app: entry.app, hosts });
    }
    for (const app of gone.slice(0, TOLD_MAX)) log.info("the SRP no longer has", { version: srp.version, app });
    const more = Math.max(0, told.length - TOLD_MAX) + Math.max(0, gone.length - TOLD_MAX);
    if (more > 0) log.info("more of the SRP has changed than is told", { version: srp.version, more });
  }

  #notify(): void {
    for (const f of [...this.#watchers]) f();
  }
}
