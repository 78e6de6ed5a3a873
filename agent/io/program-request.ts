/** What a program asks of the proxy, in whichever of the protocols on its one port it speaks. */
import type { Ip } from "../../core/net/ip.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { httpRefusal, httpResponse, type Refusal, refusal, socksReply } from "../reply.ts";
import { answerBytes, readHead, STEERED } from "../run/io/wire.ts";
import type { Source } from "../run/view.ts";
import { readHttpHead } from "./http-proxy.ts";
import { HEAD_BYTES_MAX, type HeadFailed, type HeadStep, type Inlet } from "./inlet.ts";
import { RequestBody } from "./request-body.ts";
import {
  readGreeting,
  readRequest,
  SOCKS_FAILED,
  SOCKS_METHOD_NONE,
  SOCKS_NO_METHOD,
  SOCKS_SUCCEEDED,
  SOCKS4_REJECTED,
  socksAnswer,
  socksAssociated,
} from "./socks5.ts";

export interface ProgramRequest {
  readonly host: string;
  readonly port: number;
  /** Written to the program once the flow is open. */
  readonly success: Buffer;
  /** Goes to the app before anything else. */
  readonly first: Buffer;
  refusal(refused: Refusal): Buffer;
  /** The program's user is not served. */
  readonly foreign: Buffer;
  /** The program's socket, where this connection is not it. */
  readonly source?: Source;
  /** Whose it is, where that is known besides. */
  readonly process?: ProcessTold | undefined;
  /** The answer where the destination is not ours: whoever asks dials it. Undefined: as the agent is set up. */
  readonly elsewhere?: Buffer;
}

/** A UDP association: its datagrams name their destinations themselves. */
export interface AssociationRequest {
  /** From where the program will send; 0 where it doesn't know yet. */
  readonly statedPort: number;
  /** `address`: of this host, where the program is to send. */
  success(address: Ip, port: number): Buffer;
  refusal(refused: Refusal): Buffer;
  readonly foreign: Buffer;
}

/** Of `wayleave run`: the datagrams of a program's socket, or (no source) what is steered. */
export interface SteeredRequest {
  readonly steered: true;
  readonly source: Source | undefined;
  readonly process?: ProcessTold | undefined;
  readonly foreign: Buffer;
}

/** `reason` is what is counted; `answer` what the program is told, if it can understand anything. */
export type Asked =
  | ProgramRequest
  | AssociationRequest
  | SteeredRequest
  | { readonly reason: string; readonly answer: Buffer };

const NOTHING = Buffer.alloc(0);
const HEAD_END = Buffer.from("\r\n\r\n");

export async function readProgramRequest(inlet: Inlet, write: (bytes: Buffer) => void): Promise<Asked> {
  const first = await inlet.head((bytes) => ({ value: bytes[0]!, length: 0 }));
  if (typeof first !== "number") return failed(first.failed);
  if (first === 5) return readSocks(inlet, write);
  if (first === STEERED) return readSteered(inlet);
  if (first === 4) return { reason: "socks4", answer: SOCKS4_REJECTED };
  // No method begins otherwise; TLS, for one, begins with byte 22.
  if (first < 0x41 || first > 0x7a) return { reason: "garbage", answer: NOTHING };
  return readHttp(inlet);
}

async function readSocks(inlet: Inlet, write: (bytes: Buffer) => void): Promise<Asked> {
  const greeting = await inlet.head((bytes) => stepOf(readGreeting(bytes)));
  if ("failed" in greeting) return failed(greeting.failed);
  if (greeting.kind === "garbage") return { reason: "garbage", answer: NOTHING };
  if (greeting.kind === "no-method") return { reason: "socks-method", answer: SOCKS_NO_METHOD };
  write(SOCKS_METHOD_NONE);
  const request = await inlet.head((bytes) => stepOf(readRequest(bytes)));
  if ("failed" in request) return failed(request.failed);
  if (request.kind === "refused") return { reason: request.reason, answer: socksAnswer(request.reply) };
  const refusals = { refusal: (refused: Refusal) => socksAnswer(socksReply(refused)), foreign: socksAnswer(2) };
  if (request.kind === "associate") return { statedPort: request.port, success: socksAssociated, ...refusals };
  if (request.kind !== "connect") return { reason: "garbage", answer: socksAnswer(SOCKS_FAILED) };
  return {
    ...{ host: request.host, port: request.port, first: NOTHING },
    success: socksAnswer(SOCKS_SUCCEEDED),
    ...refusals,
  };
}

async function readSteered(inlet: Inlet): Promise<Asked> {
  const read = await inlet.head((bytes) => stepOf(readHead(bytes)));
  if ("failed" in read) return failed(read.failed);
  if (read.kind === "garbage") return { reason: "garbage", answer: NOTHING };
  const { head } = read;
  const refusalBytes = (refused: Refusal) => answerBytes({ kind: "refused", refusal: refused });
  const foreign = refusalBytes(refusal("AGT_STEER_NOT_ENTITLED", "", "The agent serves the programs of its own user."));
  if (head.want === "watch") return { steered: true, source: undefined, foreign };
  if (head.want === "udp") return { steered: true, source: head.source, process: head.process, foreign };
  const [success, elsewhere] = [answerBytes({ kind: "opened" }), answerBytes({ kind: "elsewhere" })];
  const { host, port, source, process } = head;
  return { host, port, source, process, success, elsewhere, first: NOTHING, refusal: refusalBytes, foreign };
}

/** A reader's answer as a step: what is refused takes no bytes, for nothing is read after it. */
function stepOf<T extends { readonly kind: string }>(read: T): HeadStep<Exclude<T, { kind: "more" }>> {
  if (read.kind === "more") return { more: true };
  const length = "length" in read ? (read.length as number) : 0;
  return { value: read as Exclude<T, { kind: "more" }>, length };
}

async function readHttp(inlet: Inlet): Promise<Asked> {
  const head = await inlet.head<Buffer>((bytes) => {
    const end = bytes.subarray(0, HEAD_BYTES_MAX).indexOf(HEAD_END);
    if (end < 0) return { more: true };
    return { value: Buffer.from(bytes.subarray(0, end + 4)), length: end + 4 };
  });
  if (!Buffer.isBuffer(head)) return failedHttp((head as { failed: HeadFailed }).failed);
  const read = readHttpHead(head);
  if (read.kind === "bad") return { reason: read.reason, answer: text(read.status, read.text) };
  const { host, port } = read;
  const refusal = (refused: Refusal) => Buffer.from(httpRefusal(refused));
  const foreign = text(403, "This proxy serves the programs of its own user.");
  if (read.kind === "connect") {
    const success = Buffer.from("HTTP/1.1 200 Connection established\r\n\r\n");
    return { host, port, success, first: NOTHING, refusal, foreign };
  }
  inlet.limitTo(new RequestBody(read.body));
  return { host, port, success: NOTHING, first: read.head, refusal, foreign };
}

const text = (status: number, line: string): Buffer => Buffer.from(httpResponse(status, [], `${line}\n`));

const failed = (reason: HeadFailed): Asked => ({ reason, answer: NOTHING });

function failedHttp(reason: HeadFailed): Asked {
  if (reason === "head-too-long") return { reason, answer: text(431, "The request's head is too long.") };
  if (reason === "head-timeout") return { reason, answer: text(408, "The request took too long.") };
  return { reason, answer: NOTHING };
}
