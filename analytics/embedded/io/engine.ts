/**
 * The engine in this process: chDB, opened once on one folder; each query gets a session of its own.
 *
 * A session costs a tenth of a millisecond and is thrown away, so that no setting, parameter or database of one query
 * can reach another.
 */
import { createRequire } from "node:module";
import { Session } from "chdb";
import { platformKey } from "chdb/libchdb";
import type { Memory } from "../config.ts";
import { engineArgs, literal, quotedName, sessionArgs } from "../settings.ts";
import type { Pipe, Pipes } from "./pipes.ts";

export interface Whole {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly bytesRead: number;
}

export interface SessionWish {
  /** "" = the server's default. */
  readonly database: string;
  readonly readonly: boolean;
  /** One SET statement, or "". */
  readonly set: string;
}

/** The database of all that Wayleave stores; `default` is of an engine that can't hold all kinds of views. */
const DATABASE = "wayleave";
/** A query that was told to end may not have been at work yet: it is told again. */
const KILL_AGAIN_MS = 250;

/** What the package keeps to itself: its own `close` waits for the queries of all others, and keeps this one. */
interface Addon {
  CloseConnection(connection: unknown): void;
}
const ADDONS = {
  "linux-x64": "@chdb/lib-linux-x64-gnu",
  "linux-arm64": "@chdb/lib-linux-arm64-gnu",
  "darwin-arm64": "@chdb/lib-darwin-arm64",
  "darwin-x64": "@chdb/lib-darwin-x64",
} as Readonly<Record<string, string>>;

const here = createRequire(import.meta.url);
const addon = createRequire(here.resolve("chdb"))(
  ADDONS[platformKey()] ?? "no build of chDB for this machine",
) as Addon;

function closeSession(session: Session): void {
  const { connection } = session;
  session.connection = null;
  if (connection !== null) addon.CloseConnection(connection);
  session.close();
}

export class Engine {
  readonly #folder: string;
  readonly #memory: Memory;
  readonly #pipes: Pipes;
  /** Held for as long as the process lives: the last connection's end would be the engine's. */
  readonly #first: Session;
  readonly #open = new Set<EngineSession>();
  readonly version: string;
  readonly timezone: string;

  constructor(folder: string, memory: Memory, pipes: Pipes) {
    this.#folder = folder;
    this.#pipes = pipes;
    this.#memory = memory;
    this.#first = new Session(folder, { connectionArgs: [...engineArgs(memory), ...sessionArgs(memory, false)] });
    this.#first.query(`CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Atomic`);
    const told = this.#first.query("SELECT version(), serverTimezone()", "TSV").trim().split("\t");
    this.version = told[0] ?? "";
    this.timezone = told[1] ?? "UTC";
  }

  /** Throws what the engine says of a database, setting or parameter that it doesn't know. */
  session(wish: SessionWish): EngineSession {
    const session = new Session(this.#folder, { connectionArgs: sessionArgs(this.#memory, wish.readonly) });
    try {
      if (wish.database !== "") session.query(`USE ${quotedName(wish.database)}`);
      if (wish.set !== "") session.query(wish.set);
    } catch (error) {
      closeSession(session);
      throw error;
    }
    const opened = new EngineSession(session, this.#pipes, () => this.#open.delete(opened));
    this.#open.add(opened);
    return opened;
  }

  /** Ends the running query whose `log_comment` this is, however often it must be told, until `ended`. */
  async kill(comment: string, ended: Promise<unknown>): Promise<void> {
    let over = false;
    const end = ended.then(
      () => (over = true),
      () => (over = true),
    );
    while (!over) {
      const told = this.#first.queryAsync(`KILL QUERY WHERE Settings['log_comment'] = ${literal(comment)} ASYNC`);
      await told.catch(() => {});
      const pause = Promise.withResolvers<void>();
      const timer = setTimeout(pause.resolve, KILL_AGAIN_MS);
      await Promise.race([end, pause.promise]);
      clearTimeout(timer);
    }
  }

  /** False where a query didn't end in time: the engine is then left as a killed process leaves it, which is safe. */
  async close(withinMs: number): Promise<boolean> {
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), withinMs);
    const told = this.#first.queryAsync("KILL QUERY WHERE 1 ASYNC").catch(() => {});
    const ended = told.then(() => Promise.all([...this.#open].map((session) => session.ended))).then(() => true);
    const clean = await Promise.race([ended, late.promise]);
    clearTimeout(timer);
    if (clean) closeSession(this.#first);
    return clean;
  }
}

export class EngineSession {
  readonly #session: Session;
  readonly #pipes: Pipes;
  readonly #onEnd: () => void;
  readonly #ended = Promise.withResolvers<void>();
  #pipe: Pipe | undefined;

  constructor(session: Session, pipes: Pipes, onEnd: () => void) {
    this.#session = session;
    this.#pipes = pipes;
    this.#onEnd = onEnd;
  }

  /** Resolves once the session is closed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The whole answer at once, of any statement. */
  async whole(sql: string, format: string): Promise<Whole> {
    const result = await this.#session.queryAsync(sql, { format });
    return { bytes: result.bytes(), rows: result.rowsRead, bytesRead: result.bytesRead };
  }

  /** The rows of a select as they are made, to be read to their end or to their error. One such answer a session. */
  pieces(select: string, format: string, settings: string): AsyncGenerator<Buffer> {
    this.#pipe = this.#pipes.take();
    const into = `INTO OUTFILE ${literal(this.#pipe.path)} TRUNCATE COMPRESSION 'none'`;
    return this.#pipe.pieces(this.#session.queryAsync(`${select}\n${into} FORMAT ${format} ${settings}`));
  }

  /** To be called when nothing runs on it any more. */
  end(): void {
    closeSession(this.#session);
    this.#pipe?.close();
    this.#onEnd();
    this.#ended.resolve();
  }
}
