/**
 * What a Publisher Gateway holds of publishers, against what the control log says that it holds: the difference is what
 * it owes the log. Nothing waits in a queue: however long the log is away, the debt is no larger than what is held.
 */
import type { Band, Fact, Hex } from "../control/event.ts";
import type { Attachment, ControlState, Health } from "../control/state.ts";
import { healthKey, tenantOf } from "../control/state.ts";

/** A publisher's tunnel at this gateway. */
export interface HeldTunnel {
  readonly tenant: string;
  readonly publisher: string;
  /** The publisher's boot. */
  readonly instance: Hex;
  /** Which of the publisher's tunnels. */
  readonly tunnel: number;
}

/** What a publisher has found out by one of its tunnels. */
export type Finding = Omit<Health, "attachment" | "since">;

/** Findings kept of one tunnel; a further one is not told, so what it is about stays unknown. */
export const FINDINGS_MAX = 20_000;
/** Facts of one append, so that a debt of any size goes in parts. */
export const FACTS_AT_ONCE = 500;

interface Entry extends HeldTunnel {
  /** Its name in the log: another one in each life of the gateway. */
  attachment: Hex;
  band: Band;
  draining: boolean;
  latencyBucket: number;
  readonly findings: Map<string, Finding>;
  /** Findings that may differ from what the log holds. */
  readonly unsaid: Set<string>;
  /** An append of it was begun: the log may hold it. */
  tried: boolean;
}

/** Facts of one tenant to be appended together. */
export interface Debt {
  readonly tenant: string;
  readonly facts: readonly Fact[];
}

interface Taken extends Debt {
  readonly settle: (stored: "yes" | "no" | "unknown") => void;
}

export class Holdings {
  readonly #gateway: string;
  #epoch: Hex;
  readonly #held = new Map<string, Entry>();
  readonly #dirty = new Set<string>();
  /** Let go, and perhaps in the log: by the name that it has there. */
  readonly #leaving = new Map<Hex, { readonly tenant: string; readonly reason: string }>();

  constructor(gateway: string, epoch: Hex) {
    this.#gateway = gateway;
    this.#epoch = epoch;
  }

  /** `id` is the tunnel's name within this process, and in the log until this life of the gateway is judged lost. */
  hold(id: string, held: HeldTunnel): void {
    const { tenant, publisher, instance, tunnel } = held;
    this.#held.set(id, {
      ...{ tenant, publisher, instance, tunnel, attachment: id, ...NEW },
      ...{ findings: new Map(), unsaid: new Set(), tried: false },
    });
    this.#dirty.add(id);
  }

  /** What the publisher says of its load, and how far it was measured to be; what is left out stays. */
  change(id: string, said: Partial<Pick<Entry, "band" | "draining" | "latencyBucket">>): void {
    const entry = this.#held.get(id);
    if (entry === undefined) return;
    Object.assign(entry, said);
    this.#dirty.add(id);
  }

  learn(id: string, finding: Finding): void {
    const entry = this.#held.get(id);
    if (entry === undefined) return;
    const key = healthKey(finding);
    if (!entry.findings.has(key) && entry.findings.size >= FINDINGS_MAX) return;
    entry.findings.set(key, finding);
    entry.unsaid.add(key);
    this.#dirty.add(id);
  }

  drop(id: string, reason: string): void {
    const entry = this.#held.get(id);
    if (entry === undefined) return;
    this.#held.delete(id);
    this.#dirty.delete(id);
    if (entry.tried) this.#leaving.set(entry.attachment, { tenant: entry.tenant, reason });
  }

  /** A new life of the gateway: what the former one had told fell with it, and everything is told anew. */
  renew(epoch: Hex, newName: () => Hex): void {
    this.#epoch = epoch;
    this.#leaving.clear();
    for (const [id, entry] of this.#held) {
      entry.attachment = newName();
      entry.tried = false;
      for (const key of entry.findings.keys()) entry.unsaid.add(key);
      this.#dirty.add(id);
    }
  }

  /** By its name in the log. */
  attachmentOf(id: string): Hex | undefined {
    return this.#held.get(id)?.attachment;
  }

  get size(): number {
    return this.#held.size;
  }

  /** The next part of the debt; undefined where there is none. `settle` says what became of its append. */
  take(state: ControlState): Taken | undefined {
    for (;;) {
      const tenant = this.#nextTenant();
      if (tenant === undefined) return undefined;
      const taken = this.#takeOf(tenant, state);
      if (taken.facts.length > 0) return taken;
      taken.settle("yes");
    }
  }

  #nextTenant(): string | undefined {
    for (const { tenant } of this.#leaving.values()) return tenant;
    for (const id of this.#dirty) return this.#held.get(id)!.tenant;
    return undefined;
  }

  #takeOf(tenant: string, state: ControlState): Taken {
    const facts: Fact[] = [];
    const settles: Taken["settle"][] = [];
    for (const [attachment, left] of this.#leaving) {
      if (left.tenant !== tenant || facts.length >= FACTS_AT_ONCE) continue;
      facts.push({ type: "publisher-detached", attachment, reason: left.reason });
      settles.push((stored) => {
        if (stored === "yes" && this.#leaving.get(attachment) === left) this.#leaving.delete(attachment);
      });
    }
    for (const id of [...this.#dirty]) {
      const entry = this.#held.get(id)!;
      if (entry.tenant !== tenant) continue;
      if (facts.length >= FACTS_AT_ONCE) break;
      settles.push(this.#takeEntry(id, entry, facts, state));
    }
    return { tenant, facts, settle: (stored) => settles.forEach((settle) => settle(stored)) };
  }

  #takeEntry(id: string, entry: Entry, facts: Fact[], state: ControlState): Taken["settle"] {
    const { attachment, band, draining, latencyBucket, tried } = entry;
    const tenant = tenantOf(state, entry.tenant);
    const told = tenant.attachments.get(attachment);
    const known = tenant.health.get(attachment);
    if (told === undefined) facts.push(this.#attached(entry));
    const now = told ?? NEW;
    if (band !== now.band || draining !== now.draining || latencyBucket !== now.latencyBucket) {
      facts.push({ type: "attachment-changed", attachment, band, draining, latencyBucket });
    }
    const said: string[] = [];
    for (const key of entry.unsaid) {
      if (facts.length >= FACTS_AT_ONCE) break;
      said.push(key);
      const finding = entry.findings.get(key)!;
      if (differs(finding, known?.get(key))) facts.push({ type: "health-changed", attachment, ...finding });
    }
    for (const key of said) entry.unsaid.delete(key);
    if (entry.unsaid.size === 0) this.#dirty.delete(id);
    entry.tried = true;
    return (stored) => {
      if (stored === "yes") return;
      // It may have been let go meanwhile, or be of a new life: then what was tried is no more its own.
      if (stored === "no" && !tried) this.#untried(id, entry, attachment);
      if (this.#held.get(id) !== entry) return;
      for (const key of said) entry.unsaid.add(key);
      this.#dirty.add(id);
    };
  }

  #untried(id: string, entry: Entry, attachment: Hex): void {
    if (this.#held.get(id) !== entry) this.#leaving.delete(attachment);
    else if (entry.attachment === attachment) entry.tried = false;
  }

  #attached({ attachment, publisher, instance, tunnel }: Entry): Fact {
    const where = { gateway: this.#gateway, gatewayEpoch: this.#epoch };
    return { type: "publisher-attached", publisher, ...where, instance, tunnel, attachment };
  }
}

/** As the fold begins an attachment. */
const NEW: Pick<Attachment, "band" | "draining" | "latencyBucket"> = {
  ...{ band: "normal", draining: false, latencyBucket: -1 },
};

/** What nobody has told is unknown. */
const differs = (finding: Finding, told: Health | undefined): boolean =>
  finding.status !== (told?.status ?? "unknown") || finding.code !== (told?.code ?? "");
