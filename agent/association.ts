/**
 * The bounds of a device's UDP associations, and when a program's next datagram may ask a gateway again.
 *
 * A program never opens an association: its datagram does. So one that was refused is not asked for with each further
 * datagram, and one more than the bound takes the place of the one that has been silent for longest.
 */
import { type Code, REASONS } from "../core/reason.ts";
import { after, type Instant } from "../core/units.ts";

/** Associations at once: half of what a gateway takes of a session, so that those that end there have their time. */
export const ASSOCIATIONS_MAX = 4_096;
/** Of one program's socket: a resolver or a game speaks with tens of addresses, a scan with all. */
export const TARGETS_PER_PROGRAM_MAX = 1_024;
/** What has moved within that time is in use, and does not give way. */
export const IN_USE_MS = 1_000;

/** A gateway that refused for a reason that passes, or an app that nobody listened for, may be there again. */
const REST_SHORT_MS = 1_000;
/** What a person or an operator must change first is not changed with the next datagram. */
const REST_LONG_MS = 5_000;
const PASSING: ReadonlySet<Code> = new Set<Code>(["APP_FLOW_RESET", "APP_DIAL_REFUSED", "PUB_CONFIG_BEHIND"]);

/** How long after an association has ended, or was refused, its next datagrams are dropped; 0: they ask again. */
export function restMs(code: Code): number {
  const { class: kind, retryable } = REASONS[code];
  // Idle, closed, or its gateway is stopping: another gateway may have it at once.
  if (kind === "N" || code === "CGW_FLOW_DRAIN" || code === "AGT_TUNNEL_LOST") return 0;
  return retryable || PASSING.has(code) ? REST_SHORT_MS : REST_LONG_MS;
}

interface Use<Value> {
  readonly value: Value;
  usedAt: Instant;
}

/** An owned table by key, bounded, which knows what has been silent for longest. */
export class InUse<Value> {
  readonly #max: number;
  /** In the order of their last use. */
  readonly #byKey = new Map<string, Use<Value>>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#byKey.size;
  }

  keys(): string[] {
    return [...this.#byKey.keys()];
  }

  values(): Value[] {
    return [...this.#byKey.values()].map(({ value }) => value);
  }

  /** It is in use now. */
  use(key: string, now: Instant): Value | undefined {
    const use = this.#byKey.get(key);
    if (use === undefined) return undefined;
    use.usedAt = now;
    this.#byKey.delete(key);
    this.#byKey.set(key, use);
    return use.value;
  }

  /** Who must give way for one more: undefined where there is room; "none" where all are in use. */
  giveWay(now: Instant): Value | "none" | undefined {
    if (this.#byKey.size < this.#max) return undefined;
    const [oldest] = this.#byKey.values();
    return oldest !== undefined && now >= after(oldest.usedAt, IN_USE_MS) ? oldest.value : "none";
  }

  add(key: string, value: Value, now: Instant): void {
    this.#byKey.set(key, { value, usedAt: now });
  }

  /** Where the key is this value's still. */
  delete(key: string, value: Value): void {
    if (this.#byKey.get(key)?.value === value) this.#byKey.delete(key);
  }
}
