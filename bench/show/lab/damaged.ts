/** Copies of the begin of a capture's file, each with one thing wrong: tshark must find these, and none in the file. */
import { type ReadPacket, readBack } from "../../../io/pcapng/read-back.ts";

const PACKET_BLOCK = 6;
/** Of a packet's block: its type, its length, the interface, the time in two halves, and both lengths stand before. */
const PACKET_AT = 28;
const TCP = 6;
const DNS_HEADER_BYTES = 12;
/** The longest label of a name: here, longer than the question. */
const LABEL_MAX = 63;
/** Enough for the first question and the first connection. */
const PACKETS_MAX = 500;

export interface Damaged {
  /** As `Dissected.faults` names the kind. */
  readonly kind: "gap or repetition" | "wrong checksum" | "malformed";
  readonly file: Buffer;
}

/** Throws where the file does not begin with a question and a connection of several segments. */
export function damaged(whole: Buffer): Damaged[] {
  const file = whole.subarray(0, blocksOf(whole)[PACKETS_MAX]?.at);
  const { packets } = readBack(file);
  const blocks = blocksOf(file);
  const segment = packets.findIndex((packet, n) => packet.protocol === TCP && hasNext(packets, packet, n));
  const question = packets.findIndex(({ comment }) => comment?.startsWith("question for ") === true);
  const [data, asked] = [blocks[segment], blocks[question]];
  if (data === undefined || asked === undefined) throw new Error("the file has nothing that could be damaged");
  const changed = (at: number, value: (before: number) => number): Buffer => {
    const copy = Buffer.from(file);
    copy[at] = value(copy[at]!);
    return copy;
  };
  const end = (block: Block, packet: ReadPacket): number =>
    block.at + PACKET_AT + file.readUInt32LE(block.at + 20) - packet.payload.length;
  const without = Buffer.concat([file.subarray(0, data.at), file.subarray(data.at + data.length)]);
  return [
    { kind: "gap or repetition", file: without },
    { kind: "wrong checksum", file: changed(end(data, packets[segment]!), (before) => before ^ 1) },
    { kind: "malformed", file: changed(end(asked, packets[question]!) + DNS_HEADER_BYTES, () => LABEL_MAX) },
  ];
}

const hasNext = (packets: readonly ReadPacket[], { from, to, payload }: ReadPacket, n: number): boolean =>
  payload.length > 0 &&
  packets.slice(n + 1).some((next) => next.from === from && next.to === to && next.payload.length > 0);

interface Block {
  readonly at: number;
  readonly length: number;
}

/** Those that hold packets. */
function blocksOf(file: Buffer): Block[] {
  const found: Block[] = [];
  for (let at = 0; at < file.length; at += file.readUInt32LE(at + 4)) {
    if (file.readUInt32LE(at) === PACKET_BLOCK) found.push({ at, length: file.readUInt32LE(at + 4) });
  }
  return found;
}
