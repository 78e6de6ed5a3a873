/** Asks ports by TCP, as flows would be dialled: from the same address, through the same locks, a few at a time. */
import { printIp } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { type AllowRule, mayDial } from "../allow.ts";
import type { PortHealth, ProbeDial } from "../health.ts";
import { dialApp } from "./app-dialer.ts";
import { ownAddresses, resolve } from "./resolver.ts";

export interface ProberOptions {
  readonly health: PortHealth;
  readonly sourceAddress: string | undefined;
  /** The local operator's list: what it forbids is not asked either. */
  readonly rules: () => readonly AllowRule[] | undefined;
  /** Something may have changed. */
  readonly onProbed: () => void;
  readonly log: JsonLog;
}

/** A publisher asks no private network faster than that. */
const AT_ONCE = 16;
/** Flows that fail together ask once. */
const SOON_MS = 20;

/** What says something of the app or of its name; any other failure is this publisher's own. */
const OF_THE_APP: ReadonlySet<Code> = new Set([
  ...(["APP_DIAL_REFUSED", "APP_DIAL_TIMEOUT", "APP_DIAL_UNREACHABLE"] as const),
  ...(["PUB_DNS_NOT_FOUND", "PUB_DNS_TIMEOUT"] as const),
]);
export const saysOfTheApp = (code: Code): boolean => OF_THE_APP.has(code);

export class Prober {
  readonly counters = { probes_sent: 0, probes_failed: 0, probes_forbidden: 0 };
  readonly #o: ProberOptions;
  readonly #closing = new AbortController();
  #soon: ReturnType<typeof setTimeout> | undefined;

  constructor(o: ProberOptions) {
    this.#o = o;
  }

  /** Something has become due. */
  soon(): void {
    this.#soon ??= setTimeout(() => this.pump(), SOON_MS).unref();
  }

  pump(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    if (this.#closing.signal.aborted) return;
    for (const dial of this.#o.health.due(AT_ONCE, clock.now())) void this.#ask(dial);
  }

  close(): void {
    clearTimeout(this.#soon);
    this.#closing.abort();
  }

  async #ask(dial: ProbeDial): Promise<void> {
    const { health, onProbed, log } = this.#o;
    const outcome = await this.#try(dial).catch((error: unknown) => {
      log.error("a port could not be probed", { error });
      return "forbidden" as const;
    });
    if (this.#closing.signal.aborted) return;
    if (outcome === "forbidden") this.counters.probes_forbidden += 1;
    else if (outcome !== "ok") this.counters.probes_failed += 1;
    health.probed(dial, outcome, clock.now(), die);
    onProbed();
    this.soon();
  }

  async #try({ dialHost, dialPort, timeoutMs }: ProbeDial): Promise<"ok" | "forbidden" | Code> {
    const { sourceAddress, rules } = this.#o;
    const found = await resolve(dialHost);
    if (typeof found === "string") return saysOfTheApp(found) ? found : "forbidden";
    const own = ownAddresses(clock.now());
    const to = found.filter((address) => mayDial({ host: dialHost, address, port: dialPort }, rules(), own));
    if (to.length === 0) return "forbidden";
    this.counters.probes_sent += 1;
    const { signal } = this.#closing;
    const socket = await dialApp({ addresses: to, port: dialPort, sourceAddress, timeoutMs, signal });
    if (typeof socket === "string") return saysOfTheApp(socket) ? socket : "forbidden";
    this.#o.log.debug("a port answers", { address: printIp(to[0]!), port: dialPort });
    socket.destroy();
    return "ok";
  }
}
