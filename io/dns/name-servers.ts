/**
 * Several name servers, asked one after the other as resolver libraries do: the next where one is silent, or says that
 * it can't or won't (FORMERR, SERVFAIL, NOTIMP, REFUSED). Where none does better, the first such word is the answer.
 */
import { type AskedMessage, exchange, type NameServer } from "./exchange.ts";

/** One that did not answer is asked last for so long. */
const AVOID_MS = 30_000;
/** One that doesn't answer leaves the others this much at least. */
const TRY_MIN_MS = 200;
/** FORMERR, SERVFAIL, NOTIMP, REFUSED. */
const NO_ANSWERS: ReadonlySet<number> = new Set([1, 2, 4, 5]);

export interface AskOptions {
  /** For all of them; it is shared out evenly among those that are left. */
  readonly withinMs: number;
  /** So many tries at least: a datagram may be lost, and one server alone is asked again. */
  readonly triesMin?: number;
}

export type Answered =
  | { readonly kind: "answer"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly why: "no-server" | "too-many" | "silent" };

export class NameServerList {
  #servers: readonly NameServer[];
  readonly #askingMax: number;
  readonly #avoided = new Map<string, number>();
  readonly #ports = new Set<number>();
  #asking = 0;

  /** `askingMax`: questions under way at once, each of which holds a socket. */
  constructor(servers: readonly NameServer[], askingMax: number) {
    this.#servers = servers;
    this.#askingMax = askingMax;
  }

  get servers(): readonly NameServer[] {
    return this.#servers;
  }

  use(servers: readonly NameServer[]): void {
    this.#servers = servers;
    this.#avoided.clear();
  }

  /** Whether a question that came from this port of this machine is one of ours. */
  isOwnPort(port: number): boolean {
    return this.#ports.has(port);
  }

  async ask(asked: AskedMessage, o: AskOptions): Promise<Answered> {
    if (this.#servers.length === 0) return { kind: "failed", why: "no-server" };
    if (this.#asking >= this.#askingMax) return { kind: "failed", why: "too-many" };
    this.#asking += 1;
    try {
      return await this.#askEach(asked, o);
    } finally {
      this.#asking -= 1;
    }
  }

  async #askEach(asked: AskedMessage, { withinMs, triesMin = 1 }: AskOptions): Promise<Answered> {
    const until = performance.now() + withinMs;
    let worse: Buffer | undefined;
    const tries = this.#tries(triesMin);
    for (const [at, server] of tries.entries()) {
      const left = until - performance.now();
      if (left <= 0) break;
      const share = Math.max(TRY_MIN_MS, left / (tries.length - at));
      const bytes = await exchange(server, asked, { withinMs: share, onPort: (...of) => this.#note(...of) });
      if (bytes === undefined) {
        this.#avoided.set(keyOf(server), performance.now() + AVOID_MS);
        continue;
      }
      this.#avoided.delete(keyOf(server));
      if (!NO_ANSWERS.has(bytes[3]! & 15)) return { kind: "answer", bytes };
      worse ??= bytes;
    }
    return worse === undefined ? { kind: "failed", why: "silent" } : { kind: "answer", bytes: worse };
  }

  /** As they were named, those behind that did not answer lately. */
  #tries(min: number): NameServer[] {
    const isAvoided = (one: NameServer) => (this.#avoided.get(keyOf(one)) ?? 0) > performance.now();
    const once = [...this.#servers.filter((one) => !isAvoided(one)), ...this.#servers.filter(isAvoided)];
    const more = Math.max(0, min - once.length);
    return [...once, ...Array.from({ length: more }, (_, n) => once[n % once.length]!)];
  }

  #note(port: number, inUse: boolean): void {
    if (inUse) this.#ports.add(port);
    else this.#ports.delete(port);
  }
}

const keyOf = ({ host, port }: NameServer): string => `${host} ${port}`;
