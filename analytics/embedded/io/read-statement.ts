/** Finds the statement in a request: in its address, in its body, or in both, one after the other. */
import type { IncomingMessage } from "node:http";
import { type Ask, QUERY_BYTES_MAX } from "../request.ts";
import { readStatement, type Statement } from "../statement.ts";
import { Body } from "./bodies.ts";
import { Fault, fault } from "./fault.ts";

export interface Read {
  readonly statement: Exclude<Statement, { kind: "refused" }>;
  /** The statement, and what data of it were read with it. */
  readonly bytes: Buffer;
  /** The rest of an insert's data. */
  readonly rest: Body | undefined;
}

export async function readBody(ask: Ask, request: IncomingMessage): Promise<Read> {
  const body = ask.hasBody ? new Body(request, ask.bodyPacking) : undefined;
  // As on a server: a line end stands between the two.
  const front = ask.query === undefined ? "" : ask.query + (body === undefined ? "" : "\n");
  let bytes: Buffer = Buffer.from(front);
  if (ask.query !== undefined) {
    const statement = readStatement(bytes.toString("latin1"), ask);
    // Its data need not come into memory at all.
    if (statement.kind === "insert") return { statement, bytes, rest: body };
  }
  const pieces = [bytes];
  let length = bytes.length;
  let ended = body === undefined;
  while (!ended && length <= QUERY_BYTES_MAX) {
    const piece = await body!.next();
    if (piece === undefined) ended = true;
    else {
      pieces.push(piece);
      length += piece.length;
    }
  }
  bytes = Buffer.concat(pieces);
  const statement = readStatement(bytes.toString("latin1"), ask);
  if (statement.kind === "refused") throw new Fault(statement.exception);
  if (!ended && statement.kind !== "insert") {
    throw fault("SYNTAX_ERROR", `Max query size exceeded: a statement may have ${QUERY_BYTES_MAX} bytes.`);
  }
  return { statement, bytes, rest: ended ? undefined : body };
}
