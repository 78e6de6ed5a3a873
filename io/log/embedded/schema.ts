/** The folder of an embedded log: one SQLite file, its format mark, and what is said where it can't be used. */
import { chmodSync, closeSync, linkSync, mkdirSync, openSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogFault } from "../event-log.ts";

export const FILE = "log.sqlite";
/** "WLOG": a file with another mark is somebody else's, and is never written to. */
const APPLICATION_ID = 0x57_4c_4f_47;
const FORMAT = 2;
/** Lacks the table of retentions, which opening adds. */
const FORMAT_BEFORE = 1;
/** Opening waits so long for another process that is opening, recovering or checkpointing. */
const OPEN_WAIT_MS = 5000;
/** Up to this size each open checks every page; beyond it start-up would be felt, and damage is found on reading. */
const CHECKED_BYTES_MAX = 16 * 1024 * 1024;
/** The write-ahead file is cut back to this after a checkpoint. */
export const WAL_BYTES_KEPT = 16 * 1024 * 1024;

/** SQLite's primary result codes that we tell apart. */
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

const RETENTION = "CREATE TABLE IF NOT EXISTS retention (topic TEXT PRIMARY KEY, ms INTEGER NOT NULL) WITHOUT ROWID;";

const SCHEMA = `
  CREATE TABLE topic (name TEXT PRIMARY KEY, cleanup TEXT NOT NULL, partitions INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE part (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, number INTEGER NOT NULL,
    next_offset INTEGER NOT NULL, last_append_us INTEGER NOT NULL, UNIQUE (topic, number)
  );
  CREATE TABLE position (
    consumers TEXT NOT NULL, part INTEGER NOT NULL, epoch INTEGER NOT NULL, offset INTEGER NOT NULL,
    metadata TEXT NOT NULL, PRIMARY KEY (consumers, part)
  ) WITHOUT ROWID;
  ${RETENTION}
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

export function openDatabase(folder: string): DatabaseSync {
  const path = join(folder, FILE);
  let db: DatabaseSync | undefined;
  try {
    makePrivate(folder, path);
    db = new DatabaseSync(path, { timeout: OPEN_WAIT_MS });
    prepare(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw faultOf(error, folder);
  }
}

function prepare(db: DatabaseSync, path: string): void {
  const { application_id: mark } = db.prepare("PRAGMA application_id").get() as { application_id: number };
  const { n: tables } = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
  const isNew = mark === 0 && tables === 0;
  if (!isNew) checkFormat(db, path);
  toWriteAhead(db);
  // Each commit is on the disk before it is acknowledged, also through a loss of power.
  db.exec(`PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${WAL_BYTES_KEPT};
    PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8192;`);
  if (isNew) {
    db.exec("BEGIN IMMEDIATE");
    // Two processes may open a new folder at once: the second finds it made.
    const made = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get() as { n: number };
    if (made.n === 0) db.exec(SCHEMA);
    db.exec("COMMIT");
    checkFormat(db, path);
  }
  checkWhole(db, path);
  // From here on nobody waits inside SQLite: the thread has followers to serve meanwhile.
  db.exec("PRAGMA busy_timeout = 0");
}

function checkFormat(db: DatabaseSync, path: string): void {
  const { application_id: mark } = db.prepare("PRAGMA application_id").get() as { application_id: number };
  if (mark !== APPLICATION_ID) {
    throw new LogFault("WL_LOG_FORMAT", `${path} is not a Wayleave log; give the log a folder of its own`);
  }
  const { user_version: format } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (format === FORMAT) return;
  if (format === FORMAT_BEFORE) {
    db.exec(`BEGIN IMMEDIATE; ${RETENTION} PRAGMA user_version = ${FORMAT}; COMMIT`);
    return;
  }
  const remedy = format > FORMAT ? "use the newer Wayleave that wrote it" : "export it with the Wayleave that wrote it";
  throw new LogFault("WL_LOG_FORMAT", `${path} has log format ${format}, this Wayleave reads ${FORMAT}; ${remedy}`);
}

function toWriteAhead(db: DatabaseSync): void {
  // The switch may say "busy" at once in spite of the time-out, when two processes open a new folder together.
  for (const until = performance.now() + OPEN_WAIT_MS; ; pause(5)) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > until) throw error;
    }
  }
}

const pause = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function checkWhole(db: DatabaseSync, path: string): void {
  if (statSync(path).size > CHECKED_BYTES_MAX) return;
  const [found] = db.prepare("PRAGMA quick_check(1)").all() as { quick_check: string }[];
  if (found !== undefined && found.quick_check !== "ok") throw damaged(path, found.quick_check);
}

/** The file and its folder are for their own user alone, from the first moment. */
function makePrivate(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return;
  const beside = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}.new`;
  // Made beside and linked: closing a descriptor of the file itself would drop the locks that this process holds.
  closeSync(openSync(beside, "wx", 0o600));
  chmodSync(beside, 0o600);
  try {
    linkSync(beside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(beside);
  }
}

const damaged = (where: string, cause: unknown): LogFault =>
  new LogFault(
    "WL_LOG_DAMAGED",
    `the log in ${where} is damaged (${String(cause)}); move it aside and restore a copy`,
    {
      cause,
      stored: "unknown",
    },
  );

const primaryCode = (error: unknown): number => ((error as { errcode?: number } | null)?.errcode ?? 0) & 0xff;

export const isBusy = (error: unknown): boolean => [BUSY, LOCKED].includes(primaryCode(error));

export function faultOf(error: unknown, folder: string): LogFault {
  if (error instanceof LogFault) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = primaryCode(error);
  if (code === CORRUPT || code === NOT_A_DATABASE) return damaged(folder, text);
  if (isBusy(error)) return new LogFault("WL_LOG_UNAVAILABLE", `the log in ${folder} is held by another process`);
  return new LogFault("WL_LOG_UNAVAILABLE", `the log in ${folder} can't be used: ${text}`, {
    cause: error,
    stored: "unknown",
  });
}
