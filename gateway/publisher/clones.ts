/**
 * One publisher identity that lives twice: a copied disk, or a certificate that somebody else has too.
 *
 * A process of a publisher is an instance. Two are alive at once if both are heard of well after the younger came: a
 * restart is none, since what was before is never heard again; nor is one that drains, since it is about to end. The
 * younger is refused while the older lives: what serves goes on serving.
 */
import type { Hex } from "../../core/control/event.ts";
import type { Attachment, ControlState } from "../../core/control/state.ts";
import type { Instant } from "../../core/units.ts";

/** Both are heard of for so long: three beats, and whatever a clean restart takes to let go of its sockets. */
export const OVERLAP_MS = 10_000;
/**
 * The same of an instance at another gateway, by what the log tells: one that died is detached after 30 s of silence,
 * and one whose gateway died after its lease.
 */
export const OVERLAP_ELSEWHERE_MS = 60_000;
/** Of one publisher: a clone that restarts again and again is another instance each time. */
const REFUSED_MAX = 16;

export interface Identity {
  readonly tenant: string;
  readonly publisher: string;
}

interface Tunnel {
  readonly of: string;
  readonly instance: Hex;
  draining: boolean;
}

interface Instance extends Identity {
  readonly instance: Hex;
  readonly since: Instant;
  heardAt: Instant;
}

export interface Clone extends Identity {
  /** Is refused from now on. */
  readonly instance: Hex;
  /** Stays. */
  readonly older: Hex;
  /** Where the older is: this gateway's or another's name. */
  readonly at: string;
  /** Tunnels of the one that is refused. */
  readonly tunnels: readonly string[];
}

const keyOf = ({ tenant, publisher }: Identity): string => `${tenant}/${publisher}`;

/** An owned table of the tunnels at one gateway. */
export class Clones {
  readonly #gateway: string;
  readonly #tunnels = new Map<string, Tunnel>();
  /** By publisher, then by instance. */
  readonly #instances = new Map<string, Map<Hex, Instance>>();
  readonly #refused = new Map<string, Set<Hex>>();
  /** Instances at other gateways, with when each was first seen beside one here. */
  #elsewhere = new Map<string, Instant>();

  constructor(gateway: string) {
    this.#gateway = gateway;
  }

  attached(id: string, of: Identity, instance: Hex, now: Instant): void {
    const key = keyOf(of);
    this.#tunnels.set(id, { of: key, instance, draining: false });
    const known = this.#instances.get(key) ?? new Map<Hex, Instance>();
    this.#instances.set(key, known);
    if (!known.has(instance)) known.set(instance, { ...of, instance, since: now, heardAt: now });
  }

  heard(id: string, now: Instant): void {
    const tunnel = this.#tunnels.get(id);
    const instance = tunnel && this.#instances.get(tunnel.of)?.get(tunnel.instance);
    if (instance) instance.heardAt = now;
  }

  drain(id: string): void {
    const tunnel = this.#tunnels.get(id);
    if (tunnel) tunnel.draining = true;
  }

  gone(id: string): void {
    const tunnel = this.#tunnels.get(id);
    if (tunnel === undefined) return;
    this.#tunnels.delete(id);
    if (this.#tunnelsOf(tunnel.of, tunnel.instance).length > 0) return;
    const known = this.#instances.get(tunnel.of);
    known?.delete(tunnel.instance);
    if (known?.size !== 0) return;
    this.#instances.delete(tunnel.of);
    // Nobody older is left: whoever comes next is the publisher.
    this.#refused.delete(tunnel.of);
  }

  /** It was found to be a clone, and the older one lives. */
  refuses(of: Identity, instance: Hex): boolean {
    return this.#refused.get(keyOf(of))?.has(instance) ?? false;
  }

  /** Clones that are new; they are refused from now on. To be asked every second or so. */
  judge(now: Instant, state: ControlState): Clone[] {
    const found = [...this.#here(), ...this.#beside(now, state)];
    for (const { tenant, publisher, instance } of found) {
      const key = keyOf({ tenant, publisher });
      const refused = [...(this.#refused.get(key) ?? []), instance].slice(-REFUSED_MAX);
      this.#refused.set(key, new Set(refused));
    }
    return found;
  }

  *#here(): Generator<Clone> {
    for (const [key, known] of this.#instances) {
      if (known.size < 2) continue;
      const [older, ...younger] = [...known.values()]
        .filter((one) => this.#takes(key, one.instance))
        .sort((a, b) => a.since - b.since);
      for (const one of younger) {
        const both = Math.min(older!.heardAt, one.heardAt) - one.since;
        if (both >= OVERLAP_MS) yield this.#clone(key, one, older!.instance, this.#gateway);
      }
    }
  }

  *#beside(now: Instant, state: ControlState): Generator<Clone> {
    const seen = new Map<string, Instant>();
    for (const [key, others] of this.#attachmentsElsewhere(state)) {
      for (const one of this.#instances.get(key)!.values()) {
        if (!this.#takes(key, one.instance)) continue;
        // The log's order says who came first, alike to every gateway.
        const since = sinceOf(state, one, this.#gateway);
        for (const other of others) {
          if (other.instance === one.instance) continue;
          const pair = `${key} ${one.instance} ${other.instance}`;
          const first = this.#elsewhere.get(pair) ?? now;
          seen.set(pair, first);
          if (now - first < OVERLAP_ELSEWHERE_MS || other.since > since) continue;
          yield this.#clone(key, one, other.instance, other.gateway);
          break;
        }
      }
    }
    this.#elsewhere = seen;
  }

  /** By publisher that is held here: its attachments at other gateways that take something new. */
  #attachmentsElsewhere(state: ControlState): Map<string, Attachment[]> {
    const found = new Map<string, Attachment[]>();
    const tenants = new Set([...this.#instances.keys()].map((key) => key.slice(0, key.indexOf("/"))));
    for (const tenant of tenants) {
      for (const one of state.tenants.get(tenant)?.attachments.values() ?? []) {
        const key = keyOf({ tenant, publisher: one.publisher });
        const lives = state.gateways.get(one.gateway)?.epoch === one.gatewayEpoch;
        if (one.gateway === this.#gateway || one.draining || !lives || !this.#instances.has(key)) continue;
        found.set(key, [...(found.get(key) ?? []), one]);
      }
    }
    return found;
  }

  #clone(key: string, one: Instance, older: Hex, at: string): Clone {
    const { tenant, publisher, instance } = one;
    return { tenant, publisher, instance, older, at, tunnels: this.#tunnelsOf(key, instance) };
  }

  #tunnelsOf(key: string, instance: Hex): string[] {
    return [...this.#tunnels].flatMap(([id, one]) => (one.of === key && one.instance === instance ? [id] : []));
  }

  #takes(key: string, instance: Hex): boolean {
    return this.#tunnelsOf(key, instance).some((id) => !this.#tunnels.get(id)!.draining);
  }
}

/** Offset of the instance's first attachment at this gateway that stands; none yet: the newest of all. */
function sinceOf(state: ControlState, { tenant, publisher, instance }: Instance, gateway: string): number {
  const own = [...(state.tenants.get(tenant)?.attachments.values() ?? [])].filter(
    (one) => one.publisher === publisher && one.instance === instance && one.gateway === gateway,
  );
  return own.reduce((first, one) => Math.min(first, one.since), Number.POSITIVE_INFINITY);
}
