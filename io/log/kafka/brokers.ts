/** The cluster as this process knows it: which broker answers for a partition or a group, and a connection to each. */
import { LogFault } from "../event-log.ts";
import { answerType, faultFrom, passes } from "./faults.ts";
import { Link, LinkFault, type LinkSettings } from "./link.ts";

export interface TopicMetadata {
  /** 0 where there is nothing wrong with it. */
  readonly topicErrorCode: number;
  readonly topic: string;
  readonly partitionMetadata: readonly { readonly partitionId: number; readonly leader: number }[];
}

export interface Metadata {
  readonly brokers: readonly { readonly nodeId: number; readonly host: string; readonly port: number }[];
  readonly controllerId: number;
  readonly topicMetadata: readonly TopicMetadata[];
}

/** What else is asked on a connection waits behind a request that the broker holds, so these have their own. */
export type Purpose = "ask" | "produce";

const UNKNOWN_TOPIC = 3;
const INVALID_TOPIC = 17;
const BACKOFF_MS = [20, 50, 100, 200, 400, 800];
const GROUP = 0;
const TRANSACTION = 1;

export class Brokers {
  readonly settings: LinkSettings;
  /** How long anything is tried before it is told as away. Milliseconds. */
  readonly patienceMs: number;
  readonly #first: readonly string[];
  readonly #links = new Map<string, Promise<Link>>();
  readonly #leaders = new Map<string, string>();
  readonly #coordinators = new Map<string, string>();
  readonly #closed = Promise.withResolvers<never>();
  #isClosed = false;
  #addresses: readonly string[];

  constructor(addresses: readonly string[], settings: LinkSettings, patienceMs: number) {
    this.#first = addresses;
    this.#addresses = addresses;
    this.settings = settings;
    this.patienceMs = patienceMs;
    this.#closed.promise.catch(() => {});
  }

  /** Tries until it works, what is wrong doesn't pass by itself, or `deadline` (performance.now) has come. */
  async patiently<T>(
    what: string,
    attempt: () => Promise<T>,
    o: { readonly deadline?: number; readonly isPassing?: (error: unknown) => boolean } = {},
  ): Promise<T> {
    const { deadline = performance.now() + this.patienceMs, isPassing = passes } = o;
    for (let tried = 0; ; tried++) {
      if (this.#isClosed) throw closedFault();
      try {
        return await attempt();
      } catch (error) {
        if (this.#isClosed) throw closedFault();
        if (!isPassing(error)) throw faultFrom(error, what);
        const waitMs = BACKOFF_MS[Math.min(tried, BACKOFF_MS.length - 1)]!;
        if (performance.now() + waitMs > deadline) throw faultFrom(error, what);
        await this.pause(waitMs);
      }
    }
  }

  /** Rejects where the log is closed meanwhile. */
  async pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    try {
      await Promise.race([promise, this.#closed.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A connection that others use too; it lives until its first fault. */
  link(address: string, purpose: Purpose = "ask"): Promise<Link> {
    const name = `${purpose} ${address}`;
    const open = async (): Promise<Link> => {
      const link = await Link.open(address, this.settings);
      if (!this.#isClosed) return link;
      link.close();
      throw closedFault();
    };
    const held = this.#links.get(name);
    const next = (held ?? open()).then((link) => (link.isUsable ? link : open()));
    this.#links.set(name, next);
    next.catch(() => {
      if (this.#links.get(name) === next) this.#links.delete(name);
    });
    return next;
  }

  /** Some broker that answers. */
  async any(): Promise<Link> {
    let last: unknown;
    // Brokers may all have moved: those of the configuration are asked again at last.
    for (const address of new Set([...this.#addresses, ...this.#first])) {
      try {
        return await this.link(address);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  async metadata(topic: string): Promise<Metadata> {
    const metadata = await metadataFrom(await this.any(), topic);
    this.#addresses = metadata.brokers.map(addressOf);
    return metadata;
  }

  /** The address of a partition's leader, remembered until `forget`. */
  async leader(topic: string, partition: number): Promise<string> {
    const name = `${topic}/${partition}`;
    const known = this.#leaders.get(name);
    if (known !== undefined) return known;
    const { brokers, topicMetadata } = await this.metadata(topic);
    const found = knownTopic(topicMetadata, topic);
    const part = found?.partitionMetadata.find(({ partitionId }) => partitionId === partition);
    if (part === undefined && (found === undefined || found.topicErrorCode === 0)) throw unknownTopic(name);
    const broker = brokers.find(({ nodeId }) => nodeId === part?.leader);
    if (broker === undefined) throw new LinkFault(`${name} has no leader now`, undefined);
    const address = addressOf(broker);
    this.#leaders.set(name, address);
    return address;
  }

  /** Runs with a partition's leader; after any failure the next try looks for it anew. */
  async withLeader<T>(
    topic: string,
    partition: number,
    use: (link: Link) => Promise<T>,
    purpose: Purpose = "ask",
  ): Promise<T> {
    try {
      return await use(await this.link(await this.leader(topic, partition), purpose));
    } catch (error) {
      this.forget(topic, partition);
      throw error;
    }
  }

  forget(topic: string, partition: number): void {
    this.#leaders.delete(`${topic}/${partition}`);
  }

  /** Runs with the broker that answers for a group or a transactional id; another is looked for where it is wrong. */
  async withCoordinator<T>(kind: "group" | "transaction", id: string, use: (link: Link) => Promise<T>): Promise<T> {
    const name = `${kind} ${id}`;
    try {
      const known = this.#coordinators.get(name) ?? (await this.#findCoordinator(kind, id));
      this.#coordinators.set(name, known);
      return await use(await this.link(known));
    } catch (error) {
      if (answerType(error) !== "CONCURRENT_TRANSACTIONS") this.#coordinators.delete(name);
      throw error;
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#closed.reject(closedFault());
    for (const link of this.#links.values()) void link.then((one) => one.close()).catch(() => {});
    this.#links.clear();
  }

  async #findCoordinator(kind: "group" | "transaction", id: string): Promise<string> {
    const coordinatorType = kind === "group" ? GROUP : TRANSACTION;
    const link = await this.any();
    const { coordinator } = await link.request<{ coordinator: { host: string; port: number } }>("GroupCoordinator", {
      groupId: id,
      coordinatorType,
    });
    return addressOf(coordinator);
  }
}

/** As this one broker knows the topic, whatever is wrong with it. */
export const metadataFrom = (link: Link, topic: string): Promise<Metadata> =>
  link.request<Metadata>(
    "Metadata",
    { topics: [topic], allowAutoTopicCreation: false },
    { parse: async (decoded) => decoded },
  );

/** Undefined where the cluster doesn't have it. */
export function knownTopic(all: readonly TopicMetadata[], topic: string): TopicMetadata | undefined {
  const found = all.find(({ topic: one }) => one === topic);
  return found?.topicErrorCode === UNKNOWN_TOPIC || found?.topicErrorCode === INVALID_TOPIC ? undefined : found;
}

export const addressOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

export const closedFault = (): LogFault => new LogFault("WL_LOG_CLOSED", "the log is closed");

export const unknownTopic = (name: string): LogFault =>
  new LogFault("WL_LOG_TOPIC_UNKNOWN", `there is no topic partition ${name}; create the topic first`);
