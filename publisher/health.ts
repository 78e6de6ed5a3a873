/**
 * What a publisher knows of its apps' ports: up, down, or unknown; and which of them it asks, and when.
 *
 * An owned table, bounded. A flow that reached the app says that its port is up; one that did not makes it suspect, and
 * a probe is due at once, whose word counts. What changed stays for ten seconds at least, however fast the app comes
 * and goes. A port that is down is asked until it answers, since routing sends no flow there that would find out.
 */
import type { HealthStatus } from "../core/control/event.ts";
import { healthKey } from "../core/control/state.ts";
import type { Protocol } from "../core/net/port-range.ts";
import type { Code } from "../core/reason.ts";
import { after, type Instant } from "../core/units.ts";

/** A port as flows ask for it. */
export interface Port {
  readonly app: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** A port that can be asked: where it is dialled, and how it is probed. */
export interface PortTarget extends Port {
  readonly dialHost: string;
  readonly dialPort: number;
  /** Asked in the background so often; 0: not at all. */
  readonly everyMs: number;
  readonly timeoutMs: number;
  /** The app states this very host: of one below a wildcard or in a block nobody is told before it was down. */
  readonly listed: boolean;
}

export interface PortFinding extends Port {
  readonly status: HealthStatus;
  readonly code: string;
}

/** One dial, for all ports that are reached by it. */
export interface ProbeDial {
  readonly key: string;
  readonly protocol: Protocol;
  readonly dialHost: string;
  readonly dialPort: number;
  readonly timeoutMs: number;
}

/** A status that has changed stays so long. */
export const DWELL_MS = 10_000;
export const PROBE_EVERY_MS = 60_000;
/** A port that is down is asked so often. */
export const RECOVER_MS = 10_000;
/** Of one dial: suspects ask again no sooner. */
export const AGAIN_MS = 1_000;
/** Of what nothing was heard for so long nothing is known. */
export const STALE_MS = 900_000;
/** Ports of one publisher; what more there are stay unknown. */
export const PORTS_MAX = 8_192;

interface Entry {
  target: PortTarget;
  status: HealthStatus;
  code: string;
  changedAt: Instant;
  heardAt: Instant;
  /** What was found since, and does not count yet. */
  pending: { readonly status: "up" | "down"; readonly code: string } | undefined;
  probeAt: Instant | undefined;
}

interface Dial {
  readonly entries: Set<Entry>;
  underWay: boolean;
  endedAt: Instant;
}

/** What a probe has found; a code says why the port is down. */
export type ProbeOutcome = "ok" | "forbidden" | "silent" | Code;

const NEVER = Number.NEGATIVE_INFINITY as Instant;

export class PortHealth {
  readonly #entries = new Map<string, Entry>();
  /** Keys of entries by app. */
  readonly #ofApp = new Map<string, Set<string>>();
  readonly #dials = new Map<string, Dial>();
  readonly #changed = new Set<Entry>();
  readonly #gone: Port[] = [];
  #underWay = 0;

  /** `targets`: ports of the app to be asked in the background; `minds`: anything is to be known of it at all. */
  publish(app: string, minds: boolean, targets: readonly PortTarget[], now: Instant, die: () => number): void {
    const wanted = new Map(targets.map((target) => [healthKey(target), target]));
    for (const key of [...(this.#ofApp.get(app) ?? [])]) {
      const entry = this.#entries.get(key)!;
      const as = wanted.get(key);
      const gone = as === undefined ? entry.target.everyMs > 0 : elsewhere(as, entry.target);
      if (!minds || gone) this.#drop(key, entry);
      else if (as !== undefined) this.#ask(entry, as, now, die());
    }
    for (const [key, target] of wanted) {
      if (!this.#entries.has(key)) this.#add(key, target, now, soon(target, now, die()));
    }
  }

  /** Ports that come now stay unknown, and are not asked. */
  get full(): boolean {
    return this.#entries.size >= PORTS_MAX;
  }

  /** Of which anything is known. */
  apps(): Iterable<string> {
    return this.#ofApp.keys();
  }

  /** A flow reached the app, or did not, for a reason that is the app's or its name's. */
  flow(target: PortTarget, outcome: "ok" | Code, now: Instant): void {
    const key = healthKey(target);
    const entry = this.#entries.get(key) ?? this.#add(key, target, now, undefined);
    if (entry === undefined) return;
    entry.heardAt = now;
    if (outcome === "ok") return this.#judge(entry, "up", "", now);
    // Not down by one word: the probe may find that it was the moment.
    if (entry.status !== "down") entry.probeAt = earlier(entry.probeAt, now);
  }

  /** Dials that are due, at most `max` at a time with those under way. */
  due(max: number, now: Instant): ProbeDial[] {
    const found: ProbeDial[] = [];
    for (const [key, dial] of this.#dials) {
      if (this.#underWay >= max) break;
      if (dial.underWay || now < after(dial.endedAt, AGAIN_MS)) continue;
      const entry = [...dial.entries].find(({ probeAt }) => probeAt !== undefined && now >= probeAt);
      if (entry === undefined) continue;
      dial.underWay = true;
      this.#underWay += 1;
      const { protocol, dialHost, dialPort, timeoutMs } = entry.target;
      found.push({ key, protocol, dialHost, dialPort, timeoutMs });
    }
    return found;
  }

  /** `forbidden`: it may not be asked; what it is stays unknown. `silent`: nothing speaks for it or against it. */
  probed({ key }: ProbeDial, outcome: ProbeOutcome, now: Instant, die: () => number): void {
    this.#underWay -= 1;
    const dial = this.#dials.get(key);
    if (dial === undefined) return;
    dial.underWay = false;
    dial.endedAt = now;
    for (const entry of dial.entries) {
      if (outcome === "silent") {
        this.#doubt(entry, now);
      } else if (outcome !== "forbidden") {
        entry.heardAt = now;
        this.#judge(entry, outcome === "ok" ? "up" : "down", outcome === "ok" ? "" : outcome, now);
      }
      entry.probeAt = nextProbe(entry, now, die());
    }
    if (dial.entries.size === 0) this.#dials.delete(key);
  }

  /** What has waited for its time: changes that are old enough by now, and what nothing was heard of for long. */
  tick(now: Instant): void {
    for (const [key, entry] of this.#entries) {
      const { pending } = entry;
      if (pending !== undefined && now >= after(entry.changedAt, DWELL_MS)) this.#change(entry, pending, now);
      if (entry.target.everyMs === 0 && entry.status !== "down" && now >= after(entry.heardAt, STALE_MS))
        this.#drop(key, entry);
    }
  }

  /** What has changed since the last asking. */
  takeChanges(): PortFinding[] {
    const gone = this.#gone.splice(0).map((port): PortFinding => ({ ...port, status: "unknown", code: "" }));
    const changed = [...this.#changed].map(findingOf);
    this.#changed.clear();
    return [...gone, ...changed];
  }

  /** All that is known, for a gateway that has heard nothing yet. */
  all(): PortFinding[] {
    const known = [...this.#entries.values()].filter(({ target, status }) => status === "down" || target.listed);
    return known.filter(({ status }) => status !== "unknown").map(findingOf);
  }

  /** Ports by status. */
  counts(): Record<HealthStatus, number> {
    const counts = { up: 0, down: 0, unknown: 0 };
    for (const { status } of this.#entries.values()) counts[status] += 1;
    return counts;
  }

  /** A flow's port that is to be asked in the background from now on, or another time than before. */
  #ask(entry: Entry, as: PortTarget, now: Instant, die: number): void {
    if (entry.target.everyMs !== as.everyMs) entry.probeAt = earlier(entry.probeAt, soon(as, now, die));
    entry.target = as;
  }

  #judge(entry: Entry, status: "up" | "down", code: string, now: Instant): void {
    if (status === entry.status) {
      entry.pending = undefined;
      return;
    }
    const settled = entry.status === "unknown" || now >= after(entry.changedAt, DWELL_MS);
    if (settled) this.#change(entry, { status, code }, now);
    else entry.pending = { status, code };
  }

  /** Nobody says any more that nobody listens there: flows may find out, once the status has stood long enough. */
  #doubt(entry: Entry, now: Instant): void {
    if (entry.status !== "down" || now < after(entry.changedAt, DWELL_MS)) return;
    this.#change(entry, { status: "unknown", code: "" }, now);
  }

  #change(entry: Entry, to: { readonly status: HealthStatus; readonly code: string }, now: Instant): void {
    if (entry.target.listed || entry.status === "down" || to.status === "down") this.#changed.add(entry);
    Object.assign(entry, { ...to, changedAt: now, pending: undefined });
    if (to.status === "down") entry.probeAt = earlier(entry.probeAt, after(now, RECOVER_MS));
  }

  #add(key: string, target: PortTarget, now: Instant, probeAt: Instant | undefined): Entry | undefined {
    if (this.full) return undefined;
    const unknown = { status: "unknown" as const, code: "", changedAt: NEVER, heardAt: now, pending: undefined };
    const entry: Entry = { target, ...unknown, probeAt };
    this.#entries.set(key, entry);
    const siblings = this.#ofApp.get(target.app) ?? new Set();
    this.#ofApp.set(target.app, siblings.add(key));
    const dialKey = dialKeyOf(target);
    const dial = this.#dials.get(dialKey) ?? { entries: new Set(), underWay: false, endedAt: NEVER };
    dial.entries.add(entry);
    this.#dials.set(dialKey, dial);
    return entry;
  }

  #drop(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#changed.delete(entry);
    const { app, host, port, protocol } = entry.target;
    const siblings = this.#ofApp.get(app)!;
    siblings.delete(key);
    if (siblings.size === 0) this.#ofApp.delete(app);
    const dialKey = dialKeyOf(entry.target);
    const dial = this.#dials.get(dialKey);
    dial?.entries.delete(entry);
    // One that is under way goes when it has ended.
    if (dial?.entries.size === 0 && !dial.underWay) this.#dials.delete(dialKey);
    if (entry.status !== "unknown") this.#gone.push({ app, host, port, protocol });
  }
}

function nextProbe({ target, status }: Entry, now: Instant, die: number): Instant | undefined {
  const jitter = 0.75 + die / 2;
  if (status === "down") return after(now, RECOVER_MS * jitter);
  return target.everyMs > 0 ? after(now, target.everyMs * jitter) : undefined;
}

const dialKeyOf = ({ protocol, dialPort, dialHost }: PortTarget): string => `${protocol} ${dialPort} ${dialHost}`;

const elsewhere = (one: PortTarget, other: PortTarget): boolean =>
  one.dialHost !== other.dialHost || one.dialPort !== other.dialPort;

/** Spread over the time between two: a list of thousands is no burst of dials. */
const soon = ({ everyMs }: PortTarget, now: Instant, die: number): Instant =>
  after(now, die * Math.min(everyMs, DWELL_MS));

const earlier = (one: Instant | undefined, other: Instant): Instant =>
  one === undefined ? other : (Math.min(one, other) as Instant);

const findingOf = ({ target: { app, host, port, protocol }, status, code }: Entry): PortFinding => ({
  ...{ app, host, port, protocol, status, code: status === "down" ? code : "" },
});
