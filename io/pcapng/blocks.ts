/**
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng), little-endian: one section, one interface of raw IP packets.
 * Times are microseconds since 1970.
 */
export interface PacketOptions {
  readonly atUs: number;
  readonly comment?: string | undefined;
  /** Seen from the program: what it sent goes out. */
  readonly direction: "out" | "in";
}

/** LINKTYPE_RAW: a packet begins with its IP header. */
const LINKTYPE_RAW = 101;
const [SECTION, INTERFACE, NAMES, STATISTICS, ENHANCED] = [0x0a0d0d0a, 1, 4, 5, 6];
const [OPT_COMMENT, SHB_USERAPPL, IF_NAME, EPB_FLAGS] = [1, 4, 2, 2];
const [ISB_RECEIVED, ISB_DROPPED] = [4, 5];
const [NAME_V4, NAME_V6] = [1, 2];
/** A comment's length stands in 16 bits; ours are far shorter. */
const COMMENT_BYTES_MAX = 1_024;

export function sectionHeader(application: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(0x1a2b3c4d, 0);
  head.writeUInt16LE(1, 4);
  // How long the section is, is not known.
  head.writeBigInt64LE(-1n, 8);
  return block(SECTION, [head, option(SHB_USERAPPL, text(application)), END]);
}

/** No limit is set on a packet's length: none is cut. */
export function interfaceDescription(name: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(LINKTYPE_RAW, 0);
  return block(INTERFACE, [head, option(IF_NAME, text(name)), END]);
}

export function nameResolution(address: Uint8Array, name: string): Buffer {
  const value = Buffer.concat([address, text(name), Buffer.alloc(1)]);
  return block(NAMES, [option(address.length === 4 ? NAME_V4 : NAME_V6, value), END]);
}

export function enhancedPacket(packet: Uint8Array, { atUs, comment, direction }: PacketOptions): Buffer {
  const head = Buffer.alloc(20);
  writeTime(head, 4, atUs);
  head.writeUInt32LE(packet.length, 12);
  head.writeUInt32LE(packet.length, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(direction === "in" ? 1 : 2, 0);
  const said = comment === undefined ? [] : [option(OPT_COMMENT, text(comment).subarray(0, COMMENT_BYTES_MAX))];
  return block(ENHANCED, [head, packet, padding(packet.length), ...said, option(EPB_FLAGS, flags), END]);
}

/** How many packets there were in all, and how many of them are not in the file. */
export function interfaceStatistics(atUs: number, received: number, dropped: number): Buffer {
  const head = Buffer.alloc(12);
  writeTime(head, 4, atUs);
  const said = dropped === 0 ? [] : [option(OPT_COMMENT, text(`${dropped} packets were not written in time`))];
  const counts = [option(ISB_RECEIVED, count(received)), option(ISB_DROPPED, count(dropped))];
  return block(STATISTICS, [head, ...said, ...counts, END]);
}

const END = Buffer.alloc(4);
const text = (value: string): Buffer => Buffer.from(value, "utf8");

function count(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value), 0);
  return bytes;
}

function writeTime(to: Buffer, at: number, us: number): void {
  to.writeUInt32LE(Math.floor(us / 2 ** 32), at);
  to.writeUInt32LE(us % 2 ** 32, at + 4);
}

const padding = (length: number): Buffer => Buffer.alloc((4 - (length % 4)) % 4);

function option(code: number, value: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value, padding(value.length)]);
}

function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 12);
  const [head, tail] = [Buffer.alloc(8), Buffer.alloc(4)];
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(length, 4);
  tail.writeUInt32LE(length, 0);
  return Buffer.concat([head, ...parts, tail], length);
}
