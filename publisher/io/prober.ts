/**
 * Asks ports as flows would be dialled: from the same address, through the same locks, a few at a time.
 *
 * By TCP with a connection; by UDP with an empty datagram, to which the system of a host says if nobody listens. That
 * is heard within a moment or not at all; an app that says nothing to it is neither up nor down.
 */
import { printIp } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { type AllowRule, mayDial } from "../allow.ts";
import type { PortHealth, ProbeDial, ProbeOutcome } from "../health.ts";
import type { NameServers } from "./name-servers.ts";
import { probeApp } from "./reached-app.ts";
import { ownAddresses, resolve } from "./resolver.ts";

export interface ProberOptions {
  readonly health: PortHealth;
  readonly servers: NameServers;
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
  readonly counters = { probes_sent: 0, probes_failed: 0, probes_forbidden: 0, probes_silent: 0 };
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
    else if (outcome === "silent") this.counters.probes_silent += 1;
    else if (outcome !== "ok") this.counters.probes_failed += 1;
    health.probed(dial, outcome, clock.now(), die);
    onProbed();
    this.soon();
  }

  async #try({ protocol, dialHost, dialPort: port, timeoutMs }: ProbeDial): Promise<ProbeOutcome> {
    const { sourceAddress, rules } = this.#o;
    const found = await resolve(dialHost, this.#o.servers);
    if (typeof found === "string") return saysOfTheApp(found) ? found : "forbidden";
    const own = ownAddresses(clock.now());
    const addresses = found.filter((address) => mayDial({ host: dialHost, address, port, protocol }, rules(), own));
    if (addresses.length === 0) return "forbidden";
    this.counters.probes_sent += 1;
    const { signal } = this.#closing;
    const answer = await probeApp(protocol, { addresses, port, sourceAddress, timeoutMs, signal });
    if (answer === "ok") this.#o.log.debug("a port answers", { address: printIp(addresses[0]!), port, protocol });
    return answer === "ok" || answer === "silent" || saysOfTheApp(answer) ? answer : "forbidden";
  }
}
