/** One query from its request to its answer: read, given a turn and a session, run the way its statement takes. */
import type { IncomingMessage } from "node:http";
import { uuidv7 } from "../../../io/entropy.ts";
import { mediaType } from "../formats.ts";
import type { Ask } from "../request.ts";
import { literal, setStatement } from "../settings.ts";
import type { Statement } from "../statement.ts";
import type { BodyFile, BodyFiles } from "./bodies.ts";
import type { Engine, EngineSession, Whole } from "./engine.ts";
import { fault } from "./fault.ts";
import { type Read, readBody } from "./read-statement.ts";
import type { Headers, Reply } from "./reply.ts";
import type { Turns } from "./turns.ts";

export interface Serving {
  readonly engine: Engine;
  readonly turns: Turns;
  readonly bodies: BodyFiles;
  readonly ids: Set<string>;
  readonly counters: Counters;
}

export interface Counters {
  queries: number;
  inserts: number;
  inserted_bytes: number;
  failed: number;
  /** Queries told to end since who asked has gone. */
  cancelled: number;
}

interface Query {
  readonly ask: Ask;
  readonly id: string;
  /** What the engine is told of it: unlike anything else that runs. */
  readonly comment: string;
  readonly reply: Reply;
  readonly serving: Serving;
}

export async function answerQuery(ask: Ask, request: IncomingMessage, reply: Reply, serving: Serving): Promise<void> {
  const { ids, counters } = serving;
  const id = ask.queryId ?? uuidv7();
  if (ids.has(id)) throw fault("QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING", `Query with id = ${id} is already running.`);
  ids.add(id);
  counters.queries += 1;
  try {
    const comment = ask.comment === "" ? id : `${ask.comment} ${id}`;
    const query: Query = { ask, id, comment, reply, serving };
    const read = await readBody(ask, request);
    if (read.statement.kind === "insert") await insert(query, read, read.statement);
    else await inSession(query, (session) => rowsOrRest(query, session, read));
  } finally {
    ids.delete(id);
  }
}

async function inSession(query: Query, run: (session: EngineSession) => Promise<void>): Promise<void> {
  const { ask, comment, reply, serving } = query;
  const giveBack = await serving.turns.take(reply.gone);
  try {
    const set = setStatement([...ask.settings, ["log_comment", comment]], ask.parameters);
    const session = serving.engine.session({ database: ask.database, readonly: ask.readonly, set });
    try {
      await run(session);
    } finally {
      session.end();
    }
  } finally {
    giveBack();
  }
}

type Insert = Extract<Statement, { kind: "insert" }>;

/** The data come to the disk first: who sends slowly holds no turn, and a body that ends early inserts nothing. */
async function insert(query: Query, read: Read, statement: Insert): Promise<void> {
  const { serving } = query;
  const file = await serving.bodies.keep(read.bytes.subarray(statement.dataAt), read.rest);
  try {
    await inSession(query, (session) => insertFile(query, session, statement, file));
  } finally {
    await file.remove();
  }
}

async function insertFile(query: Query, session: EngineSession, statement: Insert, file: BodyFile): Promise<void> {
  const { ask, reply, serving } = query;
  const from = `FROM INFILE ${literal(file.path)} COMPRESSION 'none'`;
  const sql = `${utf8(statement.into)} ${from} ${utf8(statement.settings)} FORMAT ${statement.format}`;
  let done: Whole;
  try {
    // Begun, it is finished, whoever has gone: the same as on a server.
    done = await session.whole(sql, ask.format);
  } catch (error) {
    throw new Error(textOf(error).replaceAll(`(in file/uri ${file.path})`, "(in the body of the request)"));
  }
  serving.counters.inserts += 1;
  serving.counters.inserted_bytes += file.bytes;
  reply.whole(200, headersOf(query, ask.format, { ...done, written: done.rows }), "");
}

async function rowsOrRest(query: Query, session: EngineSession, { statement, bytes }: Read): Promise<void> {
  const { ask, reply } = query;
  const format = statement.format ?? ask.format;
  if (statement.kind === "rows" && !ask.whole) {
    const pieces = session.pieces(utf8(statement.select), format, utf8(statement.settings));
    return unlessGone(query, stream(query, pieces, format));
  }
  const done = await unlessGone(query, session.whole(bytes.toString("utf8"), ask.format));
  const headers = headersOf(query, format, { ...done, written: 0 });
  if (ask.packing === undefined) return reply.whole(200, headers, done.bytes);
  reply.begin(headers, ask.packing);
  await reply.write(done.bytes);
  await reply.end();
}

/** The pieces are read to their end even when nobody wants them any more. */
async function stream(query: Query, pieces: AsyncIterable<Uint8Array>, format: string): Promise<void> {
  const { ask, reply } = query;
  const begin = () => reply.begin(headersOf(query, format, NOTHING_KNOWN), ask.packing);
  try {
    for await (const piece of pieces) {
      // The first pieces may be late; until then an error can still be told.
      if (!reply.begun) begin();
      await reply.write(piece);
    }
  } catch (error) {
    if (!reply.begun) throw error;
    query.serving.counters.failed += 1;
    return reply.cut();
  }
  if (!reply.begun) begin();
  await reply.end();
}

/** What nobody waits for is told to end. */
async function unlessGone<T>(query: Query, work: Promise<T>): Promise<T> {
  const { serving, comment, reply } = query;
  const kill = (): void => {
    serving.counters.cancelled += 1;
    void serving.engine.kill(comment, work);
  };
  if (reply.gone.aborted) kill();
  else reply.gone.addEventListener("abort", kill, { once: true });
  try {
    return await work;
  } finally {
    reply.gone.removeEventListener("abort", kill);
  }
}

const NOTHING_KNOWN = { rows: 0, bytesRead: 0, written: 0 };

function headersOf(
  query: Query,
  format: string,
  done: Pick<Whole, "rows" | "bytesRead"> & { written: number },
): Headers {
  const summary = {
    read_rows: String(done.rows),
    read_bytes: String(done.bytesRead),
    written_rows: String(done.written),
    written_bytes: String(done.written > 0 ? done.bytesRead : 0),
    total_rows_to_read: "0",
    result_rows: String(done.written),
    result_bytes: "0",
    elapsed_ns: "0",
  };
  return {
    "content-type": mediaType(format),
    "x-clickhouse-query-id": query.id,
    "x-clickhouse-format": format,
    "x-clickhouse-timezone": query.serving.engine.timezone,
    "x-clickhouse-summary": JSON.stringify(summary),
  };
}

const utf8 = (latin1: string): string => Buffer.from(latin1, "latin1").toString("utf8");
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
