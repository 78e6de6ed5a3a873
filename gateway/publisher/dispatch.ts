/**
 * Step 7 of the life of a flow: a flow finds the tunnel that holds its publisher, and an idle stream of it.
 *
 * An owned table of attachments and their idle Accept streams; `Stream` stays opaque, so nothing here knows a socket.
 */
import type { Code } from "../../core/reason.ts";

export interface Attachment {
  /** Hex. */
  readonly id: string;
  readonly tenant: string;
  readonly publisher: string;
  /** Hex, the publisher's boot. */
  readonly instance: string;
}

/** Idle streams wanted of each publisher: a burst of this many opens waits for nobody. */
export const IDLE_TARGET = 64;
/** Idle streams taken of one publisher; a further one is refused. */
export const IDLE_MAX = 512;
/**
 * Tunnels of one publisher at one gateway: it has one for each of its own, a successor and four retired ones where its
 * certificate is being renewed.
 */
export const ATTACHMENTS_PER_PUBLISHER_MAX = 64;
/** Opens that wait for an idle stream of one publisher; past it PGW_LIMIT_OVERLOAD. */
export const WAITING_MAX = 4_096;

/** A flow's hold of a stream, from the binding to the flow's end. */
export interface Bound<Stream> {
  readonly tenant: string;
  readonly publisher: string;
  readonly attachment: string;
  readonly stream: Stream;
  /** Set by who is bound: the flow may not go on, for this code. */
  revoke(code: Code): void;
}

type Waiter<Stream> = (bound: Bound<Stream> | undefined) => void;

interface Entry<Stream> {
  readonly attachment: Attachment;
  readonly idle: Stream[];
  draining: boolean;
  flows: number;
}

export class Dispatch<Stream> {
  readonly #byId = new Map<string, Entry<Stream>>();
  readonly #waiting = new Map<string, Waiter<Stream>[]>();
  readonly #bound = new Set<Bound<Stream>>();

  /** False at the bound of one publisher: the caller refuses with PGW_LIMIT_OVERLOAD. */
  attach(attachment: Attachment): boolean {
    const key = keyOf(attachment);
    const held = [...this.#byId.values()].filter((entry) => keyOf(entry.attachment) === key).length;
    if (held >= ATTACHMENTS_PER_PUBLISHER_MAX) return false;
    this.#byId.set(attachment.id, { attachment, idle: [], draining: false, flows: 0 });
    return true;
  }

  /**
   * The idle streams that fell with it. Opens that wait for this publisher are told, unless another tunnel holds it.
   */
  detach(id: string): Stream[] {
    const entry = this.#byId.get(id);
    this.#byId.delete(id);
    if (entry === undefined) return [];
    if (!this.holds(entry.attachment.tenant, entry.attachment.publisher)) this.#dismiss(keyOf(entry.attachment));
    return entry.idle.splice(0);
  }

  drain(id: string): void {
    const entry = this.#byId.get(id);
    if (entry === undefined) return;
    entry.draining = true;
    if (!this.holds(entry.attachment.tenant, entry.attachment.publisher)) this.#dismiss(keyOf(entry.attachment));
  }

  /** An idle stream arrived: bound at once where an open waits. False = not taken: unknown attachment or too many. */
  offer(id: string, tenant: string, publisher: string, stream: Stream): boolean {
    const entry = this.#byId.get(id);
    if (entry === undefined || entry.attachment.publisher !== publisher || entry.attachment.tenant !== tenant)
      return false;
    const next = entry.draining ? undefined : this.#waiting.get(keyOf(entry.attachment))?.shift();
    if (next !== undefined) {
      next(this.#hold(entry, stream));
      return true;
    }
    if (entry.idle.length >= IDLE_MAX) return false;
    entry.idle.push(stream);
    return true;
  }

  /** An idle stream broke or was closed by the publisher. */
  withdraw(id: string, stream: Stream): void {
    const idle = this.#byId.get(id)?.idle;
    const at = idle?.indexOf(stream) ?? -1;
    if (at >= 0) idle?.splice(at, 1);
  }

  /**
   * Answers through `done`, at once where an idle stream is at hand. The caller bounds the wait by calling the
   * returned function, after which `done` is not called any more.
   */
  bind(
    tenant: string,
    publisher: string,
    done: (bound: Bound<Stream> | "PGW_ROUTE_PUBLISHER_GONE" | "PGW_LIMIT_OVERLOAD") => void,
  ): () => void {
    const entries = this.#live(tenant, publisher);
    // The tunnel with most idle streams: the other is behind in refilling, or slower.
    const best = entries.reduce<Entry<Stream> | undefined>(
      (found, entry) => (entry.idle.length > (found?.idle.length ?? 0) ? entry : found),
      undefined,
    );
    const stream = best?.idle.pop();
    if (best !== undefined && stream !== undefined) {
      done(this.#hold(best, stream));
      return () => {};
    }
    if (entries.length === 0) {
      done("PGW_ROUTE_PUBLISHER_GONE");
      return () => {};
    }
    const key = `${tenant}/${publisher}`;
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.set(key, waiting);
    if (waiting.length >= WAITING_MAX) {
      done("PGW_LIMIT_OVERLOAD");
      return () => {};
    }
    const waiter: Waiter<Stream> = (bound) => done(bound ?? "PGW_ROUTE_PUBLISHER_GONE");
    waiting.push(waiter);
    return () => {
      const at = waiting.indexOf(waiter);
      if (at >= 0) waiting.splice(at, 1);
    };
  }

  flowEnded(bound: Bound<Stream>): void {
    if (!this.#bound.delete(bound)) return;
    const entry = this.#byId.get(bound.attachment);
    if (entry) entry.flows -= 1;
  }

  /** Every flow that is bound now, whether its tunnel stands or not. */
  bound(): Bound<Stream>[] {
    return [...this.#bound];
  }

  holds(tenant: string, publisher: string): boolean {
    return this.#live(tenant, publisher).length > 0;
  }

  all(): { attachment: Attachment; idle: number; flows: number }[] {
    return [...this.#byId.values()].map(({ attachment, idle, flows }) => ({ attachment, idle: idle.length, flows }));
  }

  #live(tenant: string, publisher: string): Entry<Stream>[] {
    return [...this.#byId.values()].filter(
      (entry) => !entry.draining && entry.attachment.publisher === publisher && entry.attachment.tenant === tenant,
    );
  }

  #hold(entry: Entry<Stream>, stream: Stream): Bound<Stream> {
    const { id, tenant, publisher } = entry.attachment;
    const bound: Bound<Stream> = { tenant, publisher, attachment: id, stream, revoke: () => {} };
    this.#bound.add(bound);
    entry.flows += 1;
    return bound;
  }

  #dismiss(key: string): void {
    for (const waiter of this.#waiting.get(key)?.splice(0) ?? []) waiter(undefined);
  }
}

const keyOf = (attachment: Attachment): string => `${attachment.tenant}/${attachment.publisher}`;
