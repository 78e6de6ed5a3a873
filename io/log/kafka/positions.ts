/**
 * Consumer positions with their metadata, and who alone may commit them.
 *
 * A position is a group's committed offset, written in transactions of the transactional id that belongs to it. Taking
 * it asks for that id's next epoch: the coordinator ends what the owner before had under way, and refuses all that
 * comes with its epoch from then on (decision 0024).
 */
import { LogFault, METADATA_BYTES_MAX, type Position } from "../event-log.ts";
import type { Brokers } from "./brokers.ts";
import { offsetAt } from "./offsets.ts";
import { firstPart, partGroup, partsOf } from "./position-parts.ts";
import { whole } from "./records.ts";

/** The most that brokers allow by default. An owner that is cut off amid a commit keeps its position so long. */
const TRANSACTION_MS = 900_000;
/** A producer's epoch has 16 bits, signed; with its id before it, later epochs are greater numbers. */
const EPOCHS = 0x8000;
const NOTHING_COMMITTED = -1;

interface Owner {
  readonly producerId: string;
  readonly producerEpoch: number;
}

export class Positions {
  readonly #brokers: Brokers;
  /** Commits of one position in one process: a transaction each, one after another. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  take(group: string, topic: string, partition: number): Promise<Position> {
    return this.#inTurn(idOf(group, topic, partition), async (transactionalId) => {
      await this.#brokers.patiently(`position of ${group}`, () => this.#brokers.leader(topic, partition));
      const owner = await this.#brokers.patiently(`take the position of ${group}`, () =>
        this.#brokers.withCoordinator("transaction", transactionalId, (link) =>
          link.request<Owner>("InitProducerId", { transactionalId, transactionTimeout: TRANSACTION_MS }),
        ),
      );
      const found = await this.#found(group, topic, partition);
      // From now on the group has a position, which keeps from retention what it has not read.
      if (found === undefined) await this.#commit(owner, group, topic, partition, 0, "");
      const epoch = whole(owner.producerId) * EPOCHS + owner.producerEpoch;
      return { epoch, ...(found ?? { offset: 0, metadata: "" }) };
    });
  }

  async commit(
    group: string,
    topic: string,
    partition: number,
    epoch: number,
    offset: number,
    metadata: string,
  ): Promise<void> {
    if (Buffer.byteLength(metadata) > METADATA_BYTES_MAX) {
      throw new LogFault("WL_LOG_TOO_LARGE", `${group}: a position's metadata has at most ${METADATA_BYTES_MAX} bytes`);
    }
    const end = await this.#brokers.patiently(`position of ${group}`, () =>
      this.#brokers.withLeader(topic, partition, (link) => offsetAt(link, topic, partition, "end")),
    );
    if (!Number.isSafeInteger(offset) || offset < 0 || offset > end) {
      throw new LogFault(
        "WL_LOG_OFFSET_RANGE",
        `${group}: ${offset} is no offset of ${topic}/${partition}, 0 to ${end}`,
      );
    }
    const owner = { producerId: `${Math.floor(epoch / EPOCHS)}`, producerEpoch: epoch % EPOCHS };
    await this.#inTurn(idOf(group, topic, partition), () =>
      this.#commit(owner, group, topic, partition, offset, metadata),
    );
  }

  /** What a group has committed, or undefined. */
  committed(
    group: string,
    topic: string,
    partition: number,
  ): Promise<{ readonly offset: number; readonly metadata: string } | undefined> {
    return this.#brokers.patiently(`position of ${group}`, () =>
      this.#brokers.withCoordinator("group", group, async (link) => {
        const topics = [{ topic, partitions: [{ partition }] }];
        const { responses } = await link.request<{
          responses: { partitions: { offset: string; metadata: string | null }[] }[];
        }>("OffsetFetch", { groupId: group, topics });
        const found = responses[0]?.partitions[0];
        const offset = found === undefined ? NOTHING_COMMITTED : whole(found.offset);
        return offset === NOTHING_COMMITTED ? undefined : { offset, metadata: found!.metadata ?? "" };
      }),
    );
  }

  async #found(group: string, topic: string, partition: number): Promise<Omit<Position, "epoch"> | undefined> {
    const first = await this.committed(group, topic, partition);
    if (first === undefined) return undefined;
    const { count, text } = firstPart(first.metadata);
    let metadata = text;
    for (let i = 1; i < count; i++) {
      const more = await this.committed(partGroup(group, i), topic, partition);
      metadata += more?.metadata ?? "";
    }
    return { offset: first.offset, metadata };
  }

  /** All of it again where any of it had no answer: each step may come twice, and the same values are written. */
  #commit(owner: Owner, group: string, topic: string, partition: number, offset: number, metadata: string) {
    const transactionalId = idOf(group, topic, partition);
    const brokers = this.#brokers;
    const inTransaction = { transactionalId, ...owner };
    const parts = partsOf(metadata);
    return brokers.patiently(`commit the position of ${group}`, async () => {
      for (const [i, part] of parts.entries()) {
        const groupId = partGroup(group, i);
        await brokers.withCoordinator("transaction", transactionalId, (link) =>
          link.request("AddOffsetsToTxn", { ...inTransaction, groupId }),
        );
        const topics = [{ topic, partitions: [{ partition, offset: `${offset}`, metadata: part }] }];
        await brokers.withCoordinator("group", groupId, (link) =>
          link.request("TxnOffsetCommit", { ...inTransaction, groupId, topics }),
        );
      }
      await brokers.withCoordinator("transaction", transactionalId, (link) =>
        link.request("EndTxn", { ...inTransaction, transactionResult: true }),
      );
    });
  }

  #inTurn<T>(id: string, work: (id: string) => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(id) ?? Promise.resolve()).then(() => work(id));
    const settled = turn
      .catch(() => {})
      .then(() => {
        if (this.#turns.get(id) === settled) this.#turns.delete(id);
      });
    this.#turns.set(id, settled);
    return turn;
  }
}

const idOf = (group: string, topic: string, partition: number): string =>
  `wayleave.position.${group}.${topic}.${partition}`;
