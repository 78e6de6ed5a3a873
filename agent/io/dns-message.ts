/** DNS on the wire, between bytes and the one question that we answer. */
import dns from "dns-packet";
import type { DnsAnswer, Rcode } from "../resolve.ts";
import { TTL_S } from "../resolve.ts";

/** Below every path's MTU: what the DNS flag day of 2020 settled on. */
const UDP_PAYLOAD = 1232;
const HEADER_BYTES = 12;
const RCODES: Readonly<Record<Rcode, number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const FORMERR = 1;
const NOTIMP = 4;
/** RFC 6891: 16, of which the header holds the low four bits, and OPT the rest. */
const BADVERS_HIGH = 1;
const RECURSION_DESIRED = dns.RECURSION_DESIRED;
const ANSWER_FLAGS = dns.AUTHORITATIVE_ANSWER | dns.RECURSION_AVAILABLE;

export type DnsQuery =
  | { readonly kind: "question"; readonly name: string; readonly type: string; readonly packet: dns.DecodedPacket }
  /** To be answered as it is. */
  | { readonly kind: "wrong"; readonly reason: string; readonly answer: Buffer }
  /** Not worth an answer: answering noise or answers makes us part of a loop. */
  | { readonly kind: "noise"; readonly reason: string };

export function readQuery(bytes: Buffer): DnsQuery {
  if (bytes.length < HEADER_BYTES) return { kind: "noise", reason: "malformed" };
  const id = bytes.readUInt16BE(0);
  const flags = bytes.readUInt16BE(2);
  if ((flags & 0x8000) !== 0) return { kind: "noise", reason: "no-question" };
  if (((flags >> 11) & 15) !== 0) return { kind: "wrong", reason: "opcode", answer: bare(id, flags, NOTIMP) };
  const malformed: DnsQuery = { kind: "wrong", reason: "malformed", answer: bare(id, flags, FORMERR) };
  // Nothing but one question and what EDNS or TSIG put behind it.
  const tooMany = bytes.readUInt16BE(6) > 0 || bytes.readUInt16BE(8) > 0 || bytes.readUInt16BE(10) > 2;
  if (bytes.readUInt16BE(4) !== 1 || tooMany) return malformed;
  let packet: dns.DecodedPacket;
  try {
    packet = dns.decode(bytes);
  } catch {
    return malformed;
  }
  const question = packet.questions?.[0];
  if (question === undefined) return malformed;
  if ((optOf(packet)?.ednsVersion ?? 0) !== 0)
    return { kind: "wrong", reason: "edns-version", answer: badVersion(packet) };
  const { name, type } = question;
  const questionClass = question.class ?? "IN";
  if (questionClass !== "IN")
    return { kind: "wrong", reason: "class", answer: writeAnswer(packet, { rcode: "REFUSED" }) };
  return { kind: "question", name, type, packet };
}

export function writeAnswer(query: dns.DecodedPacket, answer: DnsAnswer): Buffer {
  const name = query.questions?.[0]?.name ?? "";
  const answers: dns.Answer[] =
    answer.address === undefined ? [] : [{ type: "A", class: "IN", name, ttl: TTL_S, data: answer.address }];
  return encode(query, RCODES[answer.rcode], answers, 0);
}

const badVersion = (query: dns.DecodedPacket): Buffer => encode(query, 0, [], BADVERS_HIGH);

function encode(query: dns.DecodedPacket, rcode: number, answers: dns.Answer[], extendedRcode: number): Buffer {
  const asked = optOf(query);
  const opt = { type: "OPT", name: ".", udpPayloadSize: UDP_PAYLOAD, extendedRcode, ednsVersion: 0, options: [] };
  const flags = (asked?.flags ?? 0) & dns.DNSSEC_OK;
  return dns.encode({
    type: "response",
    ...(query.id === undefined ? {} : { id: query.id }),
    flags: ((query.flags ?? 0) & RECURSION_DESIRED) | ANSWER_FLAGS | rcode,
    questions: query.questions ?? [],
    answers,
    additionals: asked === undefined ? [] : [{ ...opt, flags, flag_do: flags !== 0 } as unknown as dns.Answer],
  });
}

function optOf(packet: dns.DecodedPacket): { ednsVersion: number; flags: number } | undefined {
  const found = packet.additionals?.find(({ type }) => type === "OPT");
  return found as unknown as { ednsVersion: number; flags: number } | undefined;
}

/** A header alone: the question could not be read. */
function bare(id: number, flags: number, rcode: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x8000 | (flags & 0x7900) | rcode, 2);
  return header;
}
