/**
 * One question to one name server, and its answer: the same bytes there and back, but for the id.
 *
 * Each question has a socket of its own, so a port and an id by chance: whoever would answer in the server's place must
 * guess both (RFC 5452). What comes must be of the asked address, and repeat the question letter by letter, so that
 * whoever mixes upper and lower case makes a forger guess that, too. A server that writes the name anew is asked by
 * TCP, where nobody else can answer.
 */
import { createSocket, type RemoteInfo } from "node:dgram";
import { connect } from "node:net";
import { parseIp, printIp } from "../../core/net/ip.ts";
import { randomBytes } from "../entropy.ts";

export interface NameServer {
  /** An address; of a link it may name it: fe80::1%eth0. */
  readonly host: string;
  readonly port: number;
}

export interface AskedMessage {
  /** The whole message, of one question; its id is not told to the server. */
  readonly bytes: Buffer;
  /** Where the question ends in it. */
  readonly end: number;
  readonly over: "udp" | "tcp";
  /** What doesn't fit a datagram is asked again by TCP; else it is handed on as it is, and whoever asked does so. */
  readonly whole?: boolean;
}

export interface ExchangeOptions {
  readonly withinMs: number;
  /** Told of the own port, and again when it is given up. */
  readonly onPort?: (port: number, inUse: boolean) => void;
}

const HEADER_BYTES = 12;
const LENGTH_BYTES = 2;
const [RESPONSE, OPCODE, TRUNCATED] = [0x80, 0x78, 0x02];

/** Undefined: no answer that could be taken came in time. */
export async function exchange(
  server: NameServer,
  asked: AskedMessage,
  o: ExchangeOptions,
): Promise<Buffer | undefined> {
  const until = performance.now() + o.withinMs;
  const byUdp = asked.over === "udp" ? await overUdp(server, asked, o) : "tcp";
  if (byUdp !== "tcp") return byUdp;
  return overTcp(server, asked, Math.max(1, until - performance.now()));
}

function overUdp(server: NameServer, asked: AskedMessage, o: ExchangeOptions): Promise<Buffer | "tcp" | undefined> {
  const { host, port } = server;
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const { promise, resolve } = Promise.withResolvers<Buffer | "tcp" | undefined>();
  const timer = setTimeout(() => resolve(undefined), o.withinMs);
  const id = randomBytes(2);
  let own = 0;
  // Among them is the host's word that nobody listens there.
  socket.on("error", () => resolve(undefined));
  socket.on("message", (bytes, from) => {
    const answer = isFrom(server, from) ? answerKind(bytes, asked, id) : "other";
    // What answers another question may be a forger's try; the server's own is still to come.
    if (answer === "other") return;
    const again = answer === "rewritten" || (asked.whole === true && (bytes[2]! & TRUNCATED) !== 0);
    resolve(again ? "tcp" : withId(bytes, asked.bytes));
  });
  // Connected: the kernel hands on nothing of another address, and tells where nobody listens.
  socket.connect(port, host, () => {
    own = socket.address().port;
    o.onPort?.(own, true);
    socket.send(withId(asked.bytes, id), (error) => void (error && resolve(undefined)));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    if (own !== 0) o.onPort?.(own, false);
    socket.close();
  });
}

/** A connection of its own: who asks by TCP has had a long answer before, and few do. */
function overTcp({ host, port }: NameServer, asked: AskedMessage, withinMs: number): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const id = randomBytes(2);
  const socket = connect({ host, port, noDelay: true });
  const timer = setTimeout(() => resolve(undefined), withinMs);
  const parts: Buffer[] = [];
  let held = 0;
  socket.on("error", () => resolve(undefined));
  socket.on("close", () => resolve(undefined));
  socket.on("connect", () => socket.write(Buffer.concat([lengthBytes(asked.bytes), withId(asked.bytes, id)])));
  socket.on("data", (chunk: Buffer) => {
    // At most one message's 64 KiB and a chunk: more is never waited for.
    parts.push(chunk);
    held += chunk.length;
    const length = held < LENGTH_BYTES ? Number.POSITIVE_INFINITY : lengthIn(parts);
    if (held < LENGTH_BYTES + length) return;
    const bytes = Buffer.concat(parts).subarray(LENGTH_BYTES, LENGTH_BYTES + length);
    resolve(answerKind(bytes, asked, id) === "other" ? undefined : withId(bytes, asked.bytes));
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

/** `rewritten`: to this question, in other letters' cases. A server that could not read it may send a header alone. */
export function answerKind(
  bytes: Buffer,
  { bytes: question, end }: Pick<AskedMessage, "bytes" | "end">,
  id: Uint8Array,
): "answer" | "rewritten" | "other" {
  if (bytes.length < HEADER_BYTES || bytes[0] !== id[0] || bytes[1] !== id[1]) return "other";
  if ((bytes[2]! & RESPONSE) === 0 || ((bytes[2]! ^ question[2]!) & OPCODE) !== 0) return "other";
  const questions = bytes.readUInt16BE(4);
  // A header alone can say nothing but that something is wrong.
  if (questions === 0) return bytes.length === HEADER_BYTES && (bytes[3]! & 15) !== 0 ? "answer" : "other";
  if (questions !== 1 || bytes.length < end) return "other";
  const [said, wanted] = [bytes, question].map((message) => message.subarray(HEADER_BYTES, end));
  if (said!.equals(wanted!)) return "answer";
  const folded = (part: Buffer) => part.toString("latin1").replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  // Type and class have no case: their bytes are the same, or another question's.
  const isSame = folded(said!) === folded(wanted!) && said!.subarray(-4).equals(wanted!.subarray(-4));
  return isSame ? "rewritten" : "other";
}

/** The letters of a name in upper and lower case by chance, which servers repeat (draft-vixie-dnsext-dns0x20). */
export function mixedCase(name: string): string {
  const dice = randomBytes(name.length);
  return Array.from(name, (letter, n) => (dice[n]! & 1 ? letter.toUpperCase() : letter.toLowerCase())).join("");
}

/** The same message, with the first two bytes of another. */
function withId(bytes: Buffer, id: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(id.subarray(0, 2), 0);
  return copy;
}

/** What stands before a message on a stream. */
export const lengthBytes = ({ length }: Uint8Array): Buffer => Buffer.from([length >> 8, length & 255]);

function lengthIn(parts: readonly Buffer[]): number {
  const [first, second] = [parts[0]!, parts[1]];
  return (first[0]! << 8) | (first.length > 1 ? first[1]! : second![0]!);
}

/** A datagram that came before the socket was connected may be anybody's. */
function isFrom({ host, port }: NameServer, from: RemoteInfo): boolean {
  return from.port === port && plain(from.address) === plain(host);
}

function plain(address: string): string {
  const ip = parseIp(address.split("%")[0]!);
  return ip === undefined ? address : printIp(ip);
}
