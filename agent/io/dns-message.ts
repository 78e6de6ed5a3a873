/**
 * DNS on the wire: the one question that we answer, read, and an answer to it, written.
 *
 * The question goes back byte for byte, so that a resolver which mixes upper and lower case finds its own again.
 */
import dns from "dns-packet";
import type { Ip } from "../../core/net/ip.ts";
import { type Code, REASONS } from "../../core/reason.ts";
import type { PublisherRecord } from "../dns/ask-publisher.ts";
import { TYPE } from "../resolve.ts";

/** Short, so that a program asks again soon after an app was granted or taken away; seconds. */
export const TTL_S = 10;
/** Below every path's MTU: what the DNS flag day of 2020 settled on. */
const UDP_PAYLOAD = 1232;
/** What a client takes that says nothing else. */
const UDP_PLAIN = 512;
const TCP_BYTES_MAX = 65_535;
const HEADER_BYTES = 12;
const OPT_BYTES = 11;
const CLASS_IN = 1;
export const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
/** RFC 6891: 16, of which the header holds the low four bits, and OPT the rest. */
const BADVERS_HIGH = 1;
const FLAG = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  desired: 0x0100,
  available: 0x0080,
} as const;
/** RFC 8914: option and codes. */
const EDE_OPTION = 15;
export const EDE = { other: 0, prohibited: 18, notSupported: 21, noAuthority: 22, network: 23 } as const;
const EDE_TEXT_MAX = 300;
/** The question's own name, which begins behind the header. */
const POINTER = Buffer.from([0xc0, HEADER_BYTES]);

export interface Query {
  readonly kind: "question";
  readonly id: number;
  readonly flags: number;
  /** As it came: any case. */
  readonly name: string;
  /** As numbered by IANA. */
  readonly type: number;
  /** Name, type and class, as they came. */
  readonly raw: Buffer;
  /** Undefined: it came without. */
  readonly edns: { readonly payload: number; readonly dnssecOk: boolean } | undefined;
}

export type DnsQuery =
  | Query
  /** To be answered as it is. */
  | { readonly kind: "wrong"; readonly reason: string; readonly answer: Buffer }
  /** Not worth an answer: answering noise or answers makes us part of a loop. */
  | { readonly kind: "noise"; readonly reason: string };

export interface Reply {
  readonly rcode: number;
  readonly records?: readonly AnswerRecord[];
  /** Tells for how long the absence of records holds. */
  readonly soa?: { readonly zone: string; readonly serial: number; readonly ttl: number } | undefined;
  readonly why?: { readonly ede: number; readonly text: string } | undefined;
  /** Of us; what a publisher or a resolver said is not. */
  readonly authoritative: boolean;
}

export interface AnswerRecord {
  /** Undefined: the question's own name. */
  readonly name?: string | undefined;
  readonly type: number;
  readonly ttl: number;
  readonly rdata: Uint8Array;
}

export function readQuery(bytes: Buffer): DnsQuery {
  if (bytes.length < HEADER_BYTES) return { kind: "noise", reason: "malformed" };
  const id = bytes.readUInt16BE(0);
  const flags = bytes.readUInt16BE(2);
  if ((flags & FLAG.response) !== 0) return { kind: "noise", reason: "no-question" };
  if (((flags >> 11) & 15) !== 0) return { kind: "wrong", reason: "opcode", answer: bare(id, flags, RCODE.NOTIMP) };
  const malformed: DnsQuery = { kind: "wrong", reason: "malformed", answer: bare(id, flags, RCODE.FORMERR) };
  // Nothing but one question and what EDNS or TSIG put behind it.
  const tooMany = bytes.readUInt16BE(6) > 0 || bytes.readUInt16BE(8) > 0 || bytes.readUInt16BE(10) > 2;
  if (bytes.readUInt16BE(4) !== 1 || tooMany) return malformed;
  const end = questionEnd(bytes);
  if (end === undefined) return malformed;
  let packet: dns.DecodedPacket;
  try {
    packet = dns.decode(bytes);
  } catch {
    return malformed;
  }
  const [question] = packet.questions ?? [];
  const opts = (packet.additionals ?? []).filter(({ type }) => type === "OPT") as unknown as Opt[];
  if (question === undefined || opts.length > 1) return malformed;
  const [opt] = opts;
  const edns = opt && { payload: opt.udpPayloadSize, dnssecOk: (opt.flags & 0x8000) !== 0 };
  const raw = bytes.subarray(HEADER_BYTES, end);
  const type = bytes.readUInt16BE(end - 4);
  const query: Query = { kind: "question", id, flags, name: question.name, type, raw, edns };
  if ((opt?.ednsVersion ?? 0) !== 0) {
    return {
      kind: "wrong",
      reason: "edns-version",
      answer: encode(query, { rcode: 0, authoritative: false }, [], true),
    };
  }
  if (bytes.readUInt16BE(end - 2) === CLASS_IN) return query;
  return { kind: "wrong", reason: "class", answer: writeReply(query, { rcode: RCODE.REFUSED, authoritative: false }) };
}

interface Opt {
  readonly ednsVersion: number;
  readonly flags: number;
  readonly udpPayloadSize: number;
}

/** Behind the question's class; undefined: it isn't whole, or its name is written by pointers. */
function questionEnd(bytes: Buffer): number | undefined {
  let at = HEADER_BYTES;
  for (;;) {
    const length = bytes[at];
    if (length === undefined || length > 63) return undefined;
    at += 1 + length;
    if (length === 0) break;
  }
  return at + 4 <= bytes.length ? at + 4 : undefined;
}

/** Over UDP an answer that is too large for its client goes without its records, which then comes by TCP. */
export function writeReply(query: Query, reply: Reply, over: "udp" | "tcp" = "udp"): Buffer {
  const records = [...(reply.records ?? []).map(recordBytes)];
  const whole = encode(query, reply, records, false);
  if (whole.length <= sizeMax(query, over)) return whole;
  return encode(query, { rcode: reply.rcode, authoritative: reply.authoritative }, [], false, FLAG.truncated);
}

export const sizeMax = ({ edns }: Pick<Query, "edns">, over: "udp" | "tcp"): number =>
  over === "tcp" ? TCP_BYTES_MAX : Math.min(Math.max(edns?.payload ?? UDP_PLAIN, UDP_PLAIN), UDP_PAYLOAD);

export const addressRecord = (ip: Ip): AnswerRecord => ({
  type: ip.family === 4 ? TYPE.A : TYPE.AAAA,
  ttl: TTL_S,
  rdata: Buffer.from(ip.words.flatMap((word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255))),
});

export const pointerRecord = (name: string): AnswerRecord => ({ type: TYPE.PTR, ttl: TTL_S, rdata: nameBytes(name) });

/** The chain's own names are told; the question's is told as it was asked. */
export const publisherRecord = (asked: string, { name, type, ttl, rdata }: PublisherRecord): AnswerRecord => ({
  ...(name === asked.replace(/\.$/, "").toLowerCase() ? {} : { name }),
  ...{ type, ttl, rdata },
});

/** What a person finds in dig's output: the code, its sentence, and the number of the denial. */
export function whyText(code: Code, denialId?: string): string {
  return `${code}: ${REASONS[code].text}${denialId === undefined ? "" : ` Denial ${denialId}.`}`;
}

function encode(query: Query, reply: Reply, records: readonly Buffer[], badVersion: boolean, more = 0): Buffer {
  const { edns, raw } = query;
  const authority = reply.soa === undefined ? [] : [soaBytes(reply.soa)];
  const opt = edns === undefined ? [] : [optBytes(edns.dnssecOk, badVersion ? BADVERS_HIGH : 0, reply.why)];
  const header = Buffer.alloc(HEADER_BYTES);
  const flags = FLAG.response | FLAG.available | (reply.authoritative ? FLAG.authoritative : 0) | more;
  header.writeUInt16BE(query.id, 0);
  header.writeUInt16BE(flags | (query.flags & FLAG.desired) | reply.rcode, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt16BE(authority.length, 8);
  header.writeUInt16BE(opt.length, 10);
  return Buffer.concat([header, raw, ...records, ...authority, ...opt]);
}

function recordBytes({ name, type, ttl, rdata }: AnswerRecord): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(CLASS_IN, 2);
  fixed.writeUInt32BE(ttl, 4);
  fixed.writeUInt16BE(rdata.length, 8);
  return Buffer.concat([name === undefined ? POINTER : nameBytes(name), fixed, rdata]);
}

/** RFC 2308: a negative answer holds for the lesser of the record's time to live and its minimum. */
function soaBytes({ zone, serial, ttl }: NonNullable<Reply["soa"]>): Buffer {
  const numbers = Buffer.alloc(20);
  for (const [at, value] of [serial >>> 0, 3600, 600, 86_400, ttl].entries()) numbers.writeUInt32BE(value, 4 * at);
  // Nobody takes the zone over by transfer: its server and its keeper have no address.
  const rdata = Buffer.concat([nameBytes("agent.wayleave.invalid"), nameBytes("nobody.invalid"), numbers]);
  return recordBytes({ name: zone, type: TYPE.SOA, ttl, rdata });
}

function optBytes(dnssecOk: boolean, extendedRcode: number, why: Reply["why"]): Buffer {
  const text = Buffer.from(why?.text ?? "").subarray(0, EDE_TEXT_MAX);
  const option = Buffer.alloc(why === undefined ? 0 : 6);
  if (why !== undefined) {
    option.writeUInt16BE(EDE_OPTION, 0);
    option.writeUInt16BE(2 + text.length, 2);
    option.writeUInt16BE(why.ede, 4);
  }
  const fixed = Buffer.alloc(OPT_BYTES);
  fixed.writeUInt16BE(TYPE.OPT, 1);
  fixed.writeUInt16BE(UDP_PAYLOAD, 3);
  fixed[5] = extendedRcode;
  fixed.writeUInt16BE(dnssecOk ? 0x8000 : 0, 7);
  fixed.writeUInt16BE(option.length + (why === undefined ? 0 : text.length), 9);
  return Buffer.concat([fixed, option, ...(why === undefined ? [] : [text])]);
}

/** Of names in normal form: labels of at most 63 letters of ASCII. */
function nameBytes(name: string): Buffer {
  const labels = name === "" ? [] : name.split(".").map((label) => Buffer.from(label));
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}

/** A header alone: the question could not be read. */
function bare(id: number, flags: number, rcode: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x8000 | (flags & 0x7900) | rcode, 2);
  return header;
}
