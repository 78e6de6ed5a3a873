/** Topics, records and positions as tables: each call is one step inside a transaction that the writer holds. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type Appended, LogFault, type Position, RETENTION_HELD_TIMES, type TopicShape } from "../event-log.ts";
import { type Packed, type PackedRecords, packTexts, valueAt } from "./messages.ts";

/** A compacted topic keeps tombstones so long, for followers that are behind: they must see that a key went. */
const TOMBSTONE_KEPT_US = 24 * 3600 * 1_000_000;

interface Part {
  readonly id: number;
  readonly cleanup: TopicShape["cleanup"];
  readonly insert: StatementSync;
  readonly read: StatementSync;
}

interface RecordRow {
  readonly offset: number;
  readonly append_us: number;
  readonly key: string;
  readonly value: Uint8Array;
  readonly headers: string;
}

export class Store {
  readonly #db: DatabaseSync;
  readonly #wallUs: () => number;
  readonly #parts = new Map<string, Part>();
  readonly #statements = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, wallUs: () => number) {
    this.#db = db;
    this.#wallUs = wallUs;
  }

  /** What a transaction that failed had made is forgotten. */
  forget(): void {
    this.#parts.clear();
  }

  createTopic(name: string, shape: TopicShape): void {
    const { retentionMs } = shape;
    if (retentionMs === undefined) this.#sql("DELETE FROM retention WHERE topic = ?").run(name);
    else this.#sql("INSERT OR REPLACE INTO retention VALUES (?, ?)").run(name, retentionMs);
    const found = this.#sql("SELECT cleanup, partitions FROM topic WHERE name = ?").get(name) as unknown as
      | TopicShape
      | undefined;
    if (found !== undefined) {
      if (found.cleanup === shape.cleanup && found.partitions === shape.partitions) return;
      const text = (of: TopicShape): string => `cleanup ${of.cleanup}, ${of.partitions} partitions`;
      throw new LogFault("WL_LOG_TOPIC_SHAPE", `topic ${name} exists with ${text(found)}, asked was ${text(shape)}`);
    }
    this.#sql("INSERT INTO topic VALUES (?, ?, ?)").run(name, shape.cleanup, shape.partitions);
    for (let number = 0; number < shape.partitions; number++) {
      const { lastInsertRowid: id } = this.#sql(
        "INSERT INTO part (topic, number, next_offset, last_append_us) VALUES (?, ?, 0, 0)",
      ).run(name, number);
      // A table each: every append goes to the right edge of its tree, and pages are full.
      this.#db.exec(`CREATE TABLE record_${id} (
        offset INTEGER PRIMARY KEY, append_us INTEGER NOT NULL,
        key TEXT NOT NULL, value BLOB NOT NULL, headers TEXT NOT NULL
      )`);
      if (shape.cleanup === "compact") this.#db.exec(`CREATE INDEX record_${id}_key ON record_${id} (key, offset)`);
    }
  }

  append(topic: string, partition: number, batch: Packed): Appended {
    const { id, insert } = this.#part(topic, partition);
    const { next_offset: baseOffset, last_append_us: lastUs } = this.#end(id);
    // A clock that was set back, here or in the process that wrote before us, must not make time run backwards.
    const appendTimeUs = Math.max(this.#wallUs(), lastUs);
    batch.keys.forEach((key, i) => {
      insert.run(baseOffset + i, appendTimeUs, key, valueAt(batch, i), batch.headers[i]!);
    });
    const nextOffset = baseOffset + batch.keys.length;
    this.#sql("UPDATE part SET next_offset = ?, last_append_us = ? WHERE id = ?").run(nextOffset, appendTimeUs, id);
    return { baseOffset, appendTimeUs };
  }

  offsets(topic: string, partition: number): { start: number; end: number } {
    const { id, cleanup } = this.#part(topic, partition);
    const end = this.#end(id).next_offset;
    // Compaction leaves holes anywhere; only what was let go for its age begins later.
    if (cleanup === "compact") return { start: 0, end };
    const { first } = this.#sql(`SELECT min(offset) AS first FROM record_${id}`).get() as { first: number | null };
    return { start: first ?? end, end };
  }

  /** Records from an offset on, at most so many and about so many bytes; undefined where there is none. */
  read(
    topic: string,
    partition: number,
    from: number,
    recordsMax: number,
    bytesMax: number,
  ): PackedRecords | undefined {
    const rows: RecordRow[] = [];
    let bytes = 0;
    for (const row of this.#part(topic, partition).read.iterate(from, recordsMax) as Iterable<unknown>) {
      rows.push(row as RecordRow);
      bytes += (row as RecordRow).value.byteLength;
      if (bytes >= bytesMax) break;
    }
    if (rows.length === 0) return undefined;
    const values = new Uint8Array(bytes);
    const ends = new Uint32Array(rows.length);
    let end = 0;
    rows.forEach(({ value }, i) => {
      values.set(value, end);
      end += value.byteLength;
      ends[i] = end;
    });
    return {
      keys: packTexts(rows.map(({ key }) => key)),
      headers: rows.some(({ headers }) => headers !== "") ? packTexts(rows.map(({ headers }) => headers)) : undefined,
      offsets: Float64Array.from(rows, ({ offset }) => offset),
      timesUs: Float64Array.from(rows, ({ append_us }) => append_us),
      ends,
      values,
    };
  }

  take(consumers: string, topic: string, partition: number): Position {
    const { id } = this.#part(topic, partition);
    return this.#sql(
      `INSERT INTO position VALUES (?, ?, 1, 0, '') ON CONFLICT DO UPDATE SET epoch = epoch + 1
       RETURNING epoch, offset, metadata`,
    ).get(consumers, id) as unknown as Position;
  }

  commit(consumers: string, topic: string, partition: number, at: Position): void {
    const { id } = this.#part(topic, partition);
    if (at.offset > this.#end(id).next_offset) {
      throw new LogFault("WL_LOG_OFFSET_RANGE", `${consumers}: position ${at.offset} is past the end of ${topic}`);
    }
    const { changes } = this.#sql(
      "UPDATE position SET offset = ?, metadata = ? WHERE consumers = ? AND part = ? AND epoch = ?",
    ).run(at.offset, at.metadata, consumers, id, at.epoch);
    if (Number(changes) === 1) return;
    throw new LogFault(
      "WL_LOG_FENCED",
      `${consumers}: another owner has taken ${topic}/${partition} since epoch ${at.epoch}`,
    );
  }

  shape(topic: string): TopicShape {
    const found = this.#sql(
      `SELECT cleanup, partitions, retention.ms AS ms FROM topic LEFT JOIN retention ON retention.topic = topic.name
       WHERE name = ?`,
    ).get(topic) as { cleanup: TopicShape["cleanup"]; partitions: number; ms: number | null } | undefined;
    if (found === undefined) throw unknownTopic(topic);
    const { cleanup, partitions, ms } = found;
    return { cleanup, partitions, ...(ms === null ? {} : { retentionMs: ms }) };
  }

  /** One slice of a compaction: from an offset over so many records. `next` is where the following one begins. */
  compactSlice(topic: string, partition: number, from: number, until: number, recordsMax: number) {
    const { id } = this.#part(topic, partition);
    const edge = this.#sql(
      `SELECT max(offset) AS last FROM (
         SELECT offset FROM record_${id} WHERE offset >= ? AND offset < ? ORDER BY offset LIMIT ?)`,
    ).get(from, until, recordsMax) as { last: number | null };
    if (edge.last === null) return { removed: 0, next: undefined };
    // Slices ascend, so a tombstone goes only after all that it covers has gone.
    const { changes } = this.#sql(
      `DELETE FROM record_${id} WHERE offset >= ?1 AND offset <= ?2 AND (
         EXISTS (SELECT 1 FROM record_${id} AS newer
           WHERE newer.key = record_${id}.key AND newer.offset > record_${id}.offset)
         OR (length(value) = 0 AND append_us < ?3))`,
    ).run(from, edge.last, this.#wallUs() - TOMBSTONE_KEPT_US);
    return { removed: Number(changes), next: edge.last + 1 };
  }

  /** One slice of what is past its retention, from the oldest on; `more` where others may follow. */
  trimSlice(topic: string, partition: number, retentionMs: number, recordsMax: number) {
    const { id } = this.#part(topic, partition);
    const { read } = this.#sql("SELECT min(offset) AS read FROM position WHERE part = ?").get(id) as {
      read: number | null;
    };
    const nowUs = this.#wallUs();
    const { changes } = this.#sql(
      `DELETE FROM record_${id} WHERE offset IN (SELECT offset FROM record_${id} ORDER BY offset LIMIT ?1)
         AND ((append_us < ?2 AND offset < ?3) OR append_us < ?4)`,
    ).run(
      recordsMax,
      nowUs - retentionMs * 1000,
      read ?? Number.MAX_SAFE_INTEGER,
      nowUs - retentionMs * 1000 * RETENTION_HELD_TIMES,
    );
    return { removed: Number(changes), more: Number(changes) === recordsMax };
  }

  #end(id: number): { next_offset: number; last_append_us: number } {
    return this.#sql("SELECT next_offset, last_append_us FROM part WHERE id = ?").get(id) as {
      next_offset: number;
      last_append_us: number;
    };
  }

  #part(topic: string, partition: number): Part {
    const name = `${topic}/${partition}`;
    const known = this.#parts.get(name);
    if (known !== undefined) return known;
    const found = this.#sql(
      "SELECT part.id, topic.cleanup FROM part JOIN topic ON topic.name = part.topic WHERE topic = ? AND number = ?",
    ).get(topic, partition) as { id: number; cleanup: TopicShape["cleanup"] } | undefined;
    if (found === undefined) throw unknownTopic(name);
    const part: Part = {
      ...found,
      insert: this.#db.prepare(`INSERT INTO record_${found.id} VALUES (?, ?, ?, ?, ?)`),
      read: this.#db.prepare(`SELECT * FROM record_${found.id} WHERE offset >= ? ORDER BY offset LIMIT ?`),
    };
    this.#parts.set(name, part);
    return part;
  }

  #sql(text: string): StatementSync {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }
}

const unknownTopic = (name: string): LogFault =>
  new LogFault("WL_LOG_TOPIC_UNKNOWN", `there is no topic partition ${name}; create the topic first`);
