/**
 * What one process appends to one partition: one batch under way at a time, so order is the order of the calls.
 *
 * Each lane is an idempotent producer: the broker knows a batch that comes again by producer id and sequence, and
 * answers what it answered first. A batch that was given up takes its producer id with it: under the same sequence the
 * broker would take the next batch of equal length for the one before, acknowledge it and store nothing.
 */
import { type Appended, BATCH_BYTES_MAX, BATCH_RECORDS_MAX, LogFault, type NewRecord } from "../event-log.ts";
import type { Brokers } from "./brokers.ts";
import { answerType, faultFrom, isUnknownTopic, passes } from "./faults.ts";
import type { Link } from "./link.ts";
import { type Message, messagesOf, whole } from "./records.ts";

/** So long a leader may wait for its replicas before it answers that they are too few. */
const REPLICATED_WITHIN_MS = 10_000;
/** Sequences are 32 bits, signed; a lane takes a new identity long before. */
const SEQUENCE_MAX = 0x7000_0000;
const ALL_REPLICAS = -1;

interface Waiting {
  readonly messages: readonly Message[];
  readonly bytes: number;
  readonly deadline: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (fault: LogFault) => void;
}

interface Producer {
  readonly producerId: string;
  readonly producerEpoch: number;
  sequence: number;
}

/** What the broker says when it has lost, or never had, what a producer id wrote before. */
const LOST_PRODUCER = new Set(["OUT_OF_ORDER_SEQUENCE_NUMBER", "UNKNOWN_PRODUCER_ID", "INVALID_PRODUCER_EPOCH"]);

export class Lane {
  readonly #brokers: Brokers;
  readonly #topic: string;
  readonly #partition: number;
  readonly #onStored: (records: number) => void;
  readonly #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  #producer: Producer | undefined;
  /** A topic that was there once is not believed to be gone: brokers that come up know topics late. */
  #wasThere = false;

  constructor(brokers: Brokers, topic: string, partition: number, onStored: (records: number) => void) {
    this.#brokers = brokers;
    this.#topic = topic;
    this.#partition = partition;
    this.#onStored = onStored;
  }

  append(records: readonly NewRecord[], bytes: number): Promise<Appended> {
    const messages = messagesOf(records);
    const deadline = performance.now() + this.#brokers.patienceMs;
    return new Promise((resolve, reject) => {
      this.#queue.push({ messages, bytes, deadline, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // What is called in one turn of the loop is one batch.
    await null;
    for (let group = this.#nextGroup(); group.length > 0; group = this.#nextGroup()) await this.#store(group);
    this.#running = undefined;
  }

  #nextGroup(): Waiting[] {
    let bytes = 0;
    let records = 0;
    let count = 0;
    for (const one of this.#queue) {
      bytes += one.bytes;
      records += one.messages.length;
      if (count > 0 && (bytes > BATCH_BYTES_MAX || records > BATCH_RECORDS_MAX)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #store(group: readonly Waiting[]): Promise<void> {
    const messages = group.flatMap((one) => one.messages);
    try {
      if (performance.now() > group[0]!.deadline) {
        const text = `append to ${this.#topic}/${this.#partition}: earlier ones have waited too long for the brokers`;
        throw new LogFault("WL_LOG_UNAVAILABLE", text);
      }
      let { baseOffset, appendTimeUs } = await this.#produce(messages, group[0]!.deadline);
      for (const one of group) {
        one.resolve({ baseOffset, appendTimeUs });
        baseOffset += one.messages.length;
      }
      this.#onStored(messages.length);
    } catch (error) {
      for (const one of group) one.reject(error as LogFault);
    }
  }

  async #produce(messages: readonly Message[], deadline: number): Promise<Appended> {
    const what = `append to ${this.#topic}/${this.#partition}`;
    const sent = { maybeStored: false };
    const attempt = () =>
      this.#brokers.withLeader(this.#topic, this.#partition, (link) => this.#try(link, messages, sent), "produce");
    const isPassing = (error: unknown): boolean => passes(error) || (isUnknownTopic(error) && this.#wasThere);
    try {
      const appended = await this.#brokers.patiently(what, attempt, { deadline, isPassing });
      this.#wasThere = true;
      this.#producer!.sequence += messages.length;
      if (this.#producer!.sequence > SEQUENCE_MAX) this.#producer = undefined;
      return appended;
    } catch (error) {
      if (sent.maybeStored) this.#producer = undefined;
      const { code, message } = faultFrom(error, what);
      throw new LogFault(code, message, { stored: sent.maybeStored ? "unknown" : "no", cause: error });
    }
  }

  async #try(link: Link, messages: readonly Message[], sent: { maybeStored: boolean }): Promise<Appended> {
    const producer = (this.#producer ??= await this.#newProducer());
    // Nothing of a batch is stored before it was sent, so till here it is surely not there.
    const isFirst = !sent.maybeStored;
    sent.maybeStored = true;
    try {
      return await this.#send(link, producer, messages);
    } catch (error) {
      const answer = answerType(error) ?? "";
      if (isFirst && REFUSED_WHOLE.has(answer)) sent.maybeStored = false;
      if (!isFirst || !LOST_PRODUCER.has(answer) || producer.sequence === 0) throw error;
      // A batch that the broker has never seen: it lost what it knew of this producer, and nothing of the batch.
      this.#producer = undefined;
      sent.maybeStored = false;
      return this.#try(link, messages, sent);
    }
  }

  async #newProducer(): Promise<Producer> {
    const link = await this.#brokers.any();
    const { producerId, producerEpoch } = await link.request<{ producerId: string; producerEpoch: number }>(
      "InitProducerId",
      { transactionalId: null },
    );
    return { producerId, producerEpoch, sequence: 0 };
  }

  async #send(link: Link, { producerId, producerEpoch, sequence }: Producer, messages: readonly Message[]) {
    const sentAtMs = Date.now();
    const partitions = [{ partition: this.#partition, firstSequence: sequence, messages }];
    const topicData = [{ topic: this.#topic, partitions }];
    const { topics } = await link.request<{
      topics: { partitions: { baseOffset: string; logAppendTime: string }[] }[];
    }>(
      "Produce",
      { acks: ALL_REPLICAS, timeout: REPLICATED_WITHIN_MS, producerId, producerEpoch, topicData },
      { waitsMs: REPLICATED_WITHIN_MS },
    );
    const { baseOffset, logAppendTime } = topics[0]!.partitions[0]!;
    const offset = whole(baseOffset);
    if (offset < 0) throw new Error("a broker acknowledged a batch without its offset");
    const appendMs = whole(logAppendTime);
    return { baseOffset: offset, appendTimeUs: (appendMs < 0 ? sentAtMs : appendMs) * 1000 };
  }
}

/** Answers that say for certain that nothing of the batch was stored. */
const REFUSED_WHOLE = new Set([
  "INVALID_REQUIRED_ACKS",
  "MESSAGE_TOO_LARGE",
  "NOT_ENOUGH_REPLICAS",
  "NOT_LEADER_FOR_PARTITION",
  "RECORD_LIST_TOO_LARGE",
  "TOPIC_AUTHORIZATION_FAILED",
  "UNKNOWN_TOPIC_OR_PARTITION",
]);
