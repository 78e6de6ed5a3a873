/** Reads a pcapng file of ours back, for tests: its packets, its names, its counts; checks lengths and checksums. */
import { checksum } from "./packets.ts";

export interface ReadPacket {
  readonly from: string;
  readonly to: string;
  readonly protocol: number;
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly payload: Buffer;
  readonly comment: string | undefined;
  readonly atUs: number;
}

export interface ReadFile {
  readonly packets: ReadPacket[];
  readonly names: Map<string, string>;
  readonly counts: { readonly received: number; readonly dropped: number } | undefined;
}

/** Throws where the file is not what the format says. */
export function readBack(file: Buffer): ReadFile {
  const packets: ReadPacket[] = [];
  const names = new Map<string, string>();
  let counts: ReadFile["counts"];
  if (file.readUInt32LE(0) !== 0x0a0d0d0a) throw new Error("no section header");
  for (let at = 0; at < file.length; ) {
    const [type, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    if (length % 4 !== 0 || file.readUInt32LE(at + length - 4) !== length)
      throw new Error(`block at ${at}: its length`);
    const body = file.subarray(at + 8, at + length - 4);
    if (type === 6) packets.push(packetIn(body));
    if (type === 4) addName(body, names);
    if (type === 5) {
      const said = optionsIn(body.subarray(12));
      const of = (code: number) => Number(said.get(code)?.readBigUInt64LE(0) ?? 0n);
      counts = { received: of(4), dropped: of(5) };
    }
    at += length;
  }
  return { packets, names, counts };
}

function packetIn(body: Buffer): ReadPacket {
  const length = body.readUInt32LE(12);
  const said = optionsIn(body.subarray(20 + Math.ceil(length / 4) * 4));
  const atUs = body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8);
  return { ...ipIn(body.subarray(20, 20 + length)), comment: said.get(1)?.toString(), atUs };
}

function ipIn(packet: Buffer): Omit<ReadPacket, "comment" | "atUs"> {
  const v4 = packet[0]! >> 4 === 4;
  const head = v4 ? 20 : 40;
  const stated = v4 ? packet.readUInt16BE(2) : head + packet.readUInt16BE(4);
  if (stated !== packet.length) throw new Error(`a packet of ${packet.length} bytes says ${stated}`);
  if (v4 && checksum(packet.subarray(0, head)) !== 0) throw new Error("a header's checksum is wrong");
  const protocol = packet[v4 ? 9 : 6]!;
  const ips = v4 ? packet.subarray(12, 20) : packet.subarray(8, 40);
  const body = packet.subarray(head);
  const tail = Buffer.alloc(8);
  tail.writeUInt32BE(body.length, 0);
  tail[7] = protocol;
  if (checksum(ips, tail, body) !== 0) throw new Error("a packet's checksum is wrong");
  const address = (part: Buffer, port: number) => `${[...part].join(".")}:${port}`;
  const half = ips.length / 2;
  const tcp = protocol === 6;
  return {
    from: address(ips.subarray(0, half), body.readUInt16BE(0)),
    to: address(ips.subarray(half), body.readUInt16BE(2)),
    ...{ protocol, flags: tcp ? body[13]! : 0 },
    ...{ sequence: tcp ? body.readUInt32BE(4) : 0, acknowledged: tcp ? body.readUInt32BE(8) : 0 },
    payload: body.subarray(tcp ? (body[12]! >> 4) * 4 : 8),
  };
}

function addName(body: Buffer, to: Map<string, string>): void {
  const value = body.subarray(4, 4 + body.readUInt16LE(2));
  const length = body.readUInt16LE(0) === 1 ? 4 : 16;
  to.set([...value.subarray(0, length)].join("."), value.subarray(length, -1).toString());
}

function optionsIn(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; ; ) {
    const [code, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (code === 0) return found;
    found.set(code, bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
}

/** What one end of a TCP connection has sent, put together by its sequence numbers. Throws on a gap. */
export function streamOf(packets: readonly ReadPacket[], from: string): Buffer {
  const parts: Buffer[] = [];
  let next: number | undefined;
  for (const one of packets.filter((packet) => packet.from === from && packet.protocol === 6)) {
    if (next !== undefined && one.sequence !== next) throw new Error(`sequence ${one.sequence}, expected ${next}`);
    next = (one.sequence + one.payload.length + (one.flags & 3 ? 1 : 0)) >>> 0;
    parts.push(one.payload);
  }
  return Buffer.concat(parts);
}
