/**
 * What `wayleave run` and the agent say to each other, on the port that the agent's proxy has.
 *
 * A byte that neither SOCKS nor HTTP begins with, then a line of JSON: what is wanted. The agent answers with a line.
 * A connection follows as it is, datagrams in frames: their length in two bytes, then the datagram of an association
 * of SOCKS5. Who watches gets a line for each change of what is steered.
 */
import { parseIp } from "../../../core/net/ip.ts";
import { type Code, isCode } from "../../../core/reason.ts";
import { PROCESS_NAME_MAX, type ProcessTold } from "../../../core/record/process-told.ts";
import type { Refusal } from "../../reply.ts";
import type { LearnedLine, LeaseLine, Source, SteeredAll, WatchLine } from "../view.ts";

export const STEERED = 1;
export const HEAD_LINE_MAX = 4_096;
/** An SRP of tens of thousands of apps, and a lease for each of their names. */
export const WATCH_LINE_MAX = 64 * 1024 * 1024;
export const DATAGRAM_FRAME_MAX = 65_535;

export type SteeredHead =
  | {
      readonly want: "tcp";
      readonly host: string;
      readonly port: number;
      readonly source: Source;
      readonly process?: ProcessTold | undefined;
    }
  | { readonly want: "udp"; readonly source: Source; readonly process?: ProcessTold | undefined }
  | { readonly want: "watch" };

export type SteeredAnswer =
  | { readonly kind: "opened" }
  /** Not ours, as the agent sees it: to be dialled by whoever asks. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

const line = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

export const headBytes = (head: SteeredHead): Buffer => Buffer.concat([Buffer.from([STEERED]), line(head)]);
export const watchBytes = (said: WatchLine): Buffer => line(said);

export function answerBytes(answer: SteeredAnswer): Buffer {
  if (answer.kind !== "refused") return line({ [answer.kind]: true });
  const { code, denialId, notice } = answer.refusal;
  return line({ refused: { code, denial_id: denialId, notice } });
}

export type HeadRead =
  | { readonly kind: "more" }
  | { readonly kind: "garbage" }
  | { readonly kind: "head"; readonly head: SteeredHead; readonly length: number };

/** `bytes` begin with the byte before the line. */
export function readHead(bytes: Buffer): HeadRead {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return bytes.length > HEAD_LINE_MAX ? { kind: "garbage" } : { kind: "more" };
  const head = end > HEAD_LINE_MAX ? undefined : headOf(parsed(bytes.subarray(1, end)));
  return head === undefined ? { kind: "garbage" } : { kind: "head", head, length: end + 1 };
}

/** Undefined: the agent speaks otherwise. */
export function readAnswer(text: string): SteeredAnswer | undefined {
  const value = parsed(text);
  if (value?.["opened"] === true) return { kind: "opened" };
  if (value?.["elsewhere"] === true) return { kind: "elsewhere" };
  const refused = value?.["refused"] as Record<string, unknown> | undefined;
  const code = refused?.["code"];
  if (typeof code !== "string" || !isCode(code)) return undefined;
  const text1 = (key: string): string => (typeof refused?.[key] === "string" ? (refused[key] as string) : "");
  return {
    kind: "refused",
    refusal: { code: code satisfies Code, denialId: text1("denial_id"), notice: text1("notice") },
  };
}

/** The agent is trusted with what is steered; undefined: one of another version. */
export function readWatch(text: string): WatchLine | undefined {
  const value = parsed(text);
  if (value === undefined) return undefined;
  if (Array.isArray(value["leased"])) return isLeases(value["leased"]) ? (value as unknown as WatchLine) : undefined;
  if (Array.isArray(value["released"]))
    return isLeases(value["released"]) ? (value as unknown as WatchLine) : undefined;
  if (Array.isArray(value["learned"])) {
    return isLearned(value["learned"]) ? (value as unknown as WatchLine) : undefined;
  }
  const all = value["all"] as Partial<SteeredAll> | undefined;
  if (all === undefined || !isLeases(all.leases) || !isLearned(all.learned) || !isSource(all.dns)) return undefined;
  if (!Number.isSafeInteger(all.range?.base) || !Number.isSafeInteger(all.range?.bits)) return undefined;
  if (all.prefix !== null && !Number.isSafeInteger(all.prefix?.high)) return undefined;
  return all.srp === null || Array.isArray(all.srp?.entries) ? { all: all as SteeredAll } : undefined;
}

function headOf(value: Record<string, unknown> | undefined): SteeredHead | undefined {
  if (value?.["want"] === "watch") return { want: "watch" };
  const { want, host, port, source } = value ?? {};
  if (!isSource(source)) return undefined;
  const own: Source = { ip: source.ip, port: source.port };
  const process = processOf(value?.["process"]);
  if (want === "udp") return { want, source: own, process };
  if (want !== "tcp" || typeof host !== "string" || host === "" || host.length > 255 || !isPort(port)) return undefined;
  return { want, host, port, source: own, process };
}

const isPort = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 65_536;

/** As far as it is one: the row goes without what is not. */
function processOf(value: unknown): ProcessTold | undefined {
  const { name, pathHash, uid } = (value ?? {}) as Partial<Record<keyof ProcessTold, unknown>>;
  if (typeof name !== "string" || name.length > PROCESS_NAME_MAX) return undefined;
  if (typeof pathHash !== "string" || !/^([0-9a-f]{32})?$/.test(pathHash)) return undefined;
  return { name, pathHash, ...(Number.isSafeInteger(uid) && (uid as number) >= 0 ? { uid: uid as number } : {}) };
}

function isSource(value: unknown): value is Source {
  const { ip, port } = (value ?? {}) as Partial<Source>;
  return typeof ip === "string" && parseIp(ip) !== undefined && isPort(port);
}

const isLearned = (value: unknown): value is LearnedLine[] =>
  Array.isArray(value) && value.every((one) => Array.isArray(one) && one.length === 2 && one.every(isText));

const isText = (value: unknown): value is string => typeof value === "string";

const isLeases = (value: unknown): value is LeaseLine[] =>
  Array.isArray(value) &&
  value.every((one) => Array.isArray(one) && typeof one[0] === "string" && Number.isSafeInteger(one[1]));

function parsed(text: Buffer | string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined: no frame can hold it. */
export function frameOf(...parts: readonly Buffer[]): Buffer | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length > DATAGRAM_FRAME_MAX) return undefined;
  return Buffer.concat([Buffer.from([length >> 8, length & 255]), ...parts]);
}

/** Frames out of a stream's chunks; it holds less than one frame. */
export class Frames {
  #held: Buffer = Buffer.alloc(0);

  *take(chunk: Buffer): Generator<Buffer> {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + rest.readUInt16BE(0)) {
      const end = 2 + rest.readUInt16BE(0);
      yield rest.subarray(2, end);
      rest = rest.subarray(end);
    }
    this.#held = rest;
  }
}

/** Lines out of a stream's chunks. Undefined where one is longer than it may be. */
export class Lines {
  readonly #max: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  take(chunk: Buffer): string[] | undefined {
    const found: string[] = [];
    let rest = chunk;
    for (let end = rest.indexOf(0x0a); end >= 0; end = rest.indexOf(0x0a)) {
      found.push(Buffer.concat([...this.#parts, rest.subarray(0, end)]).toString());
      this.#parts = [];
      this.#length = 0;
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#parts.push(rest);
    this.#length += rest.length;
    return this.#length > this.#max ? undefined : found;
  }
}
