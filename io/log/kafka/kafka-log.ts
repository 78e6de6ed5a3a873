/** The event log at Kafka's brokers, behind the same port as the embedded one. */
import {
  type Appended,
  batchBytes,
  type EventLog,
  type Follower,
  IN_FLIGHT_APPENDS_MAX,
  IN_FLIGHT_BYTES_MAX,
  LogFault,
  type NewRecord,
  type OnBatch,
  type Position,
  type TopicShape,
} from "../event-log.ts";
import { Brokers, closedFault } from "./brokers.ts";
import { KafkaFollower } from "./follower.ts";
import { Lane } from "./lane.ts";
import type { LinkSettings } from "./link.ts";
import { offsetAt } from "./offsets.ts";
import { Positions } from "./positions.ts";
import { Topics } from "./topics.ts";
import { Trim } from "./trim.ts";

export interface KafkaOptions extends LinkSettings {
  /** host:port of some brokers, of which one at least must answer for the others to be known. */
  readonly brokers: readonly string[];
  /** Stands before every topic's, group's and transactional id's name at the brokers. */
  readonly prefix?: string;
  /** How long what can't be done for now is tried before it fails as WL_LOG_UNAVAILABLE. */
  readonly patienceMs?: number;
}

/** Longer than a cluster takes to notice that a broker died (9 s) and to choose new leaders. */
const PATIENCE_MS = 30_000;
/** So long `close` waits for brokers to take what was accepted. Less than a part's whole stop may take. */
const CLOSE_MS = 1000;
/** Who asks where a log ends asks again soon, and tells its status meanwhile. */
const OFFSETS_MS = 3000;
/** A process that appends so many records to a topic with retention lets go of what is past it. */
const TRIM_EVERY_RECORDS = 20_000;

/** Connects when something is asked of it; so it opens at once, though no broker answers. */
export function openKafka({ brokers, prefix = "", patienceMs = PATIENCE_MS, ...settings }: KafkaOptions): EventLog {
  return new KafkaLog(new Brokers(brokers, settings, patienceMs), prefix);
}

class KafkaLog implements EventLog {
  readonly #brokers: Brokers;
  readonly #topics: Topics;
  readonly #positions: Positions;
  readonly #trim: Trim;
  readonly #lanes = new Map<string, Lane>();
  readonly #followers = new Set<KafkaFollower>();
  /** Records appended here since the last trim, of topics that this process knows to have retention. */
  readonly #sinceTrim = new Map<string, number>();
  readonly #prefix: string;
  #appendsInFlight = 0;
  #bytesInFlight = 0;
  #closed: Promise<void> | undefined;

  constructor(brokers: Brokers, prefix: string) {
    this.#brokers = brokers;
    this.#prefix = prefix;
    this.#topics = new Topics(brokers);
    this.#positions = new Positions(brokers);
    this.#trim = new Trim(brokers, this.#topics, this.#positions);
  }

  async append(topic: string, records: readonly NewRecord[], partition = 0): Promise<Appended> {
    const bytes = batchBytes(topic, records);
    this.#mustBeOpen();
    if (this.#appendsInFlight >= IN_FLIGHT_APPENDS_MAX || this.#bytesInFlight + bytes > IN_FLIGHT_BYTES_MAX) {
      const text = `${this.#appendsInFlight} appends, ${this.#bytesInFlight} bytes wait to be stored already`;
      throw new LogFault("WL_LOG_OVERLOADED", text);
    }
    this.#appendsInFlight++;
    this.#bytesInFlight += bytes;
    try {
      return await this.#lane(this.#prefix + topic, partition).append(records, bytes);
    } finally {
      this.#appendsInFlight--;
      this.#bytesInFlight -= bytes;
    }
  }

  follow(name: string, partition: number, fromOffset: number, onBatch: OnBatch): Follower {
    const topic = this.#prefix + name;
    const onEnd = (follower: KafkaFollower): void => void this.#followers.delete(follower);
    const follower = new KafkaFollower({ brokers: this.#brokers, topic, partition, from: fromOffset, onBatch, onEnd });
    this.#followers.add(follower);
    if (this.#closed !== undefined) queueMicrotask(() => follower.fail(closedFault()));
    return follower;
  }

  startOffset(topic: string, partition = 0): Promise<number> {
    return this.#offset(topic, partition, "start");
  }

  endOffset(topic: string, partition = 0): Promise<number> {
    return this.#offset(topic, partition, "end");
  }

  async compact(topic: string): Promise<{ removed: number }> {
    this.#mustBeOpen();
    return this.#trim.trim(this.#prefix + topic);
  }

  async takePosition(group: string, topic: string, partition = 0): Promise<Position> {
    this.#mustBeOpen();
    return this.#positions.take(this.#prefix + group, this.#prefix + topic, partition);
  }

  async commitPosition(...[group, topic, ...rest]: Parameters<EventLog["commitPosition"]>): Promise<void> {
    this.#mustBeOpen();
    await this.#positions.commit(this.#prefix + group, this.#prefix + topic, ...rest);
  }

  async createTopic(topic: string, shape: TopicShape): Promise<void> {
    this.#mustBeOpen();
    const name = this.#prefix + topic;
    await this.#topics.create(name, shape);
    if (shape.retentionMs !== undefined) this.#sinceTrim.set(name, this.#sinceTrim.get(name) ?? 0);
    else this.#sinceTrim.delete(name);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const follower of [...this.#followers]) follower.close();
    const drained = Promise.all([...this.#lanes.values()].map((lane) => lane.drained()));
    await Promise.race([drained, this.#brokers.pause(CLOSE_MS)]);
    // What is not stored by now fails, and says whether it may be.
    this.#brokers.close();
    await drained;
  }

  #mustBeOpen(): void {
    if (this.#closed !== undefined) throw closedFault();
  }

  #lane(topic: string, partition: number): Lane {
    const name = `${topic}/${partition}`;
    let lane = this.#lanes.get(name);
    if (lane === undefined) {
      lane = new Lane(this.#brokers, topic, partition, (records) => this.#stored(topic, records));
      this.#lanes.set(name, lane);
    }
    return lane;
  }

  #stored(topic: string, records: number): void {
    const since = this.#sinceTrim.get(topic);
    if (since === undefined) return;
    this.#sinceTrim.set(topic, since + records);
    if (since + records < TRIM_EVERY_RECORDS || this.#closed !== undefined) return;
    this.#sinceTrim.set(topic, 0);
    // Whoever appends next tries again; meanwhile the broker's own retention bounds the disk.
    void this.#trim.trim(topic).catch(() => {});
  }

  async #offset(name: string, partition: number, at: "start" | "end"): Promise<number> {
    this.#mustBeOpen();
    const topic = this.#prefix + name;
    const ask = () => this.#brokers.withLeader(topic, partition, (link) => offsetAt(link, topic, partition, at));
    const deadline = performance.now() + Math.min(this.#brokers.patienceMs, OFFSETS_MS);
    return this.#brokers.patiently(`offsets of ${topic}/${partition}`, ask, { deadline });
  }
}
