/** The tunnels to all gateways: which is dialled, which one flows take, and who waits for one. */
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import type { Agent } from "../agent.ts";
import { plan } from "../gateways.ts";
import { GatewayLink, type GatewayLinkOptions } from "./gateway-link.ts";

/** What never reached a gateway is told this often, if it changed. */
const COUNTS_EVERY_MS = 10_000;

export type LinksOptions = Omit<GatewayLinkOptions, "target" | "events"> & {
  readonly targets: readonly string[];
  readonly agent: Agent;
};

export class GatewayLinks {
  readonly #agent: Agent;
  readonly #log: GatewayLinkOptions["log"];
  readonly #links: readonly GatewayLink[];
  readonly #watchers = new Set<() => void>();
  #current: number | undefined;
  #planning = false;
  #again = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #counts: ReturnType<typeof setInterval>;
  #told = "{}";

  constructor(o: LinksOptions) {
    this.#agent = o.agent;
    this.#log = o.log;
    this.#links = o.targets.map((target, n) => {
      const onSrp = () => {
        if (n === this.#current) this.#takeSrp();
        this.#notify();
      };
      const onNotice = (notice: { code: string; text: string; denialId: string }) =>
        this.#log.info("notice", { ...notice });
      return new GatewayLink({ ...o, target, events: { onChange: () => this.replan(), onSrp, onNotice } });
    });
    this.#counts = setInterval(() => this.#tellCounts(), COUNTS_EVERY_MS);
  }

  /** The tunnel for new flows: a session stands, and an SRP has come. */
  get current(): GatewayLink | undefined {
    return this.#current === undefined ? undefined : this.#links[this.#current];
  }

  /** Set where every gateway has refused this device. */
  get refusedCode(): Code | undefined {
    if (this.#links.some((link) => link.state.at !== "down" || link.refusedCode === undefined)) return undefined;
    return this.#links[0]!.refusedCode;
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
      this.#planOnce();
    }
    this.#planning = false;
    this.#notify();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#counts);
    for (const link of this.#links) link.close();
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
    const unread = this.#agent.takeSrp(srp);
    if (unread.length > 0) this.#log.warn("the SRP has hosts that this version can't read", { count: unread.length });
  }

  #tellCounts(): void {
    const refused = this.#agent.notCarried();
    const text = JSON.stringify(refused);
    if (this.current === undefined || text === this.#told) return;
    this.#told = text;
    this.current.tell({ counts: { refused } });
  }

  #notify(): void {
    for (const f of [...this.#watchers]) f();
  }
}
