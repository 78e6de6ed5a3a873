/**
 * A gateway's folder of snapshots: where its fold begins, and where travels into the past begin. They spare time and
 * hold nothing that the log doesn't: what can't be used is refused, said and counted, and the log is folded instead.
 */
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { spareSnapshots } from "../../core/history/kept-snapshots.ts";
import type { Moment } from "../../core/history/moment.ts";
import { errnoOf, errorText } from "../errors.ts";
import type { JsonLog } from "../json-log.ts";
import type { EventLog, LogRecord } from "../log/event-log.ts";
import { CONTROL_TOPIC, createControlTopic } from "./control-topic.ts";
import { LogChain } from "./log-chain.ts";
import { type FoldStart, fromNothing } from "./log-fold.ts";
import { decoded, type Folded } from "./sliced-folding.ts";
import {
  readHead,
  readSnapshot,
  removeSnapshot,
  type Shot,
  type SnapshotHead,
  SnapshotRefused,
  writeSnapshot,
} from "./snapshot-file.ts";

const NAME = /^control-(\d{16})\.snapshot$/;
const fileOf = (offset: number): string => `control-${String(offset).padStart(16, "0")}.snapshot`;

export interface SnapshotsOptions {
  readonly folder: string;
  readonly log: Pick<JsonLog, "info" | "warn">;
  readonly count: (counter: string, by?: number) => void;
}

export class Snapshots {
  readonly #o: SnapshotsOptions;
  /** Offsets of those that were refused: of no use to anybody, once one of this log stands. */
  readonly #refused = new Set<number>();

  constructor(o: SnapshotsOptions) {
    this.#o = o;
  }

  /** Where the fold of this log begins: the newest snapshot that is of it, else nothing. */
  async start(events: EventLog): Promise<FoldStart> {
    await mkdir(this.#o.folder, { recursive: true, mode: 0o700 });
    await this.#removeUnfinished();
    await createControlTopic(events);
    for (const offset of await this.#offsets()) {
      const start = await this.#tried(offset, async (file) => {
        await judged(await readHead(file), file, events);
        const shot = await readSnapshot(file);
        return { folded: shot.folded, chain: await chainOf(shot, file, events) };
      });
      if (start === undefined) continue;
      this.#o.log.info("begun with a snapshot", { offset });
      this.#o.count("snapshots_used");
      return start;
    }
    return fromNothing();
  }

  /** For a travel: the newest state that isn't past the moment, from an offset on; undefined where there is none. */
  async before(at: Moment, logId: string, from = 0): Promise<Folded | undefined> {
    for (const offset of await this.#offsets()) {
      if (offset < from) return undefined;
      if (("offset" in at && offset > at.offset) || this.#refused.has(offset)) continue;
      const folded = await this.#tried(offset, async (file) => {
        const head = await readHead(file);
        if ("timeUs" in at && head.timeUs > at.timeUs) return undefined;
        if (head.logId !== logId) throw new SnapshotRefused("foreign", `${file} is of another log`);
        return (await readSnapshot(file)).folded;
      });
      if (folded !== undefined) return folded;
    }
    return undefined;
  }

  /** Written, then those go that are too many or of no use. Rejects where the disk doesn't take it. */
  async write(shot: Shot): Promise<void> {
    const { asOf } = shot.folded.state;
    const bytes = await writeSnapshot(join(this.#o.folder, fileOf(asOf)), shot);
    this.#o.count("snapshots_written");
    this.#o.count("snapshot_bytes_written", bytes);
    this.#refused.delete(asOf);
    const offsets = await this.#offsets();
    const usable = offsets.filter((offset) => !this.#refused.has(offset));
    for (const offset of [...this.#refused, ...spareSnapshots(usable)]) {
      await removeSnapshot(join(this.#o.folder, fileOf(offset)));
      this.#refused.delete(offset);
    }
  }

  /** What `read` makes of the file; undefined where it is refused. */
  async #tried<T>(offset: number, read: (file: string) => Promise<T>): Promise<T | undefined> {
    try {
      return await read(join(this.#o.folder, fileOf(offset)));
    } catch (error) {
      // It made room for a newer one since the folder was read.
      if (errnoOf(error) === "ENOENT") return undefined;
      const reason = error instanceof SnapshotRefused ? error.reason : "unread";
      this.#refused.add(offset);
      this.#o.count(`snapshots_refused_${reason}`);
      this.#o.log.warn("a snapshot is of no use: the log is folded instead", { offset, why: errorText(error) });
      return undefined;
    }
  }

  /** What a crash left half-written. */
  async #removeUnfinished(): Promise<void> {
    for (const name of await readdir(this.#o.folder)) {
      if (NAME.test(name.replace(/\.new$/, "")) && name.endsWith(".new"))
        await removeSnapshot(join(this.#o.folder, name));
    }
  }

  /** Of all files, the newest first. */
  async #offsets(): Promise<number[]> {
    const names = await readdir(this.#o.folder).catch(() => []);
    return names
      .flatMap((name) => NAME.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => b - a);
  }
}

async function judged(head: SnapshotHead, file: string, events: EventLog): Promise<void> {
  const end = await events.endOffset(CONTROL_TOPIC, 0);
  const logId = await logIdOf(events, end);
  if (head.logId !== logId) {
    throw new SnapshotRefused("foreign", `${file} is of log ${head.logId}, this one is ${logId || "empty"}`);
  }
  if (head.offset < end) return;
  throw new SnapshotRefused("end", `${file} is of offset ${head.offset}, the log ends at ${end}: was it cut?`);
}

/** What the log's first event calls it; "" where there is none. */
async function logIdOf(events: EventLog, end: number): Promise<string> {
  if (end === 0) return "";
  let id = "";
  await readOn(events, 0, 0, ({ value }) => {
    const fact = decoded(value)?.fact;
    if (fact?.type === "log-created") id = fact.logId;
  });
  return id;
}

/** The rolling hash at the snapshot, made anew from the begin of its block; refused where the log gives another. */
async function chainOf({ folded, log, block }: Shot, file: string, events: EventLog): Promise<LogChain> {
  const chain = new LogChain(block);
  await readOn(events, block.offset, folded.state.asOf, (record) => chain.add(record));
  if (chain.value() === log) return chain;
  throw new SnapshotRefused("foreign", `${file} was made of another log than this one: its rolling hash differs`);
}

/** Both offsets included. */
async function readOn(events: EventLog, from: number, to: number, each: (record: LogRecord) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const follower = events.follow(CONTROL_TOPIC, 0, from, (records) => {
    for (const record of records) if (record.offset <= to) each(record);
    if (records.at(-1)!.offset < to) return;
    follower.close();
    resolve();
  });
  follower.done.catch(reject);
  await promise;
}
