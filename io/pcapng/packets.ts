/**
 * IP packets made from what a program has sent and got: as they would have passed between it and the app, had there
 * been nothing between. Addresses of 4 or 16 bytes, both of one kind; checksums are right, nothing is fragmented.
 */
export interface Endpoint {
  readonly ip: Uint8Array;
  readonly port: number;
}

export interface TcpHeader {
  readonly sequence: number;
  /** Undefined: of the first packet alone. */
  readonly acknowledged: number | undefined;
  readonly flags: number;
  readonly options?: Uint8Array;
}

export const TCP = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;
/** Payload of one UDP packet: an IPv4 packet has 65,535 bytes at most, its headers among them. */
export const UDP_PAYLOAD_MAX = { v4: 65_507, v6: 65_527 } as const;
const [PROTOCOL_TCP, PROTOCOL_UDP] = [6, 17];
const [V4_HEADER, V6_HEADER, TCP_HEADER, UDP_HEADER] = [20, 40, 20, 8];
const WINDOW = 65_535;

export function tcpPacket(from: Endpoint, to: Endpoint, of: TcpHeader, payload: Uint8Array = NOTHING): Buffer {
  const { options = NOTHING } = of;
  const segment = Buffer.alloc(TCP_HEADER + options.length + payload.length);
  segment.writeUInt16BE(from.port, 0);
  segment.writeUInt16BE(to.port, 2);
  segment.writeUInt32BE(of.sequence >>> 0, 4);
  segment.writeUInt32BE((of.acknowledged ?? 0) >>> 0, 8);
  segment[12] = ((TCP_HEADER + options.length) / 4) << 4;
  segment[13] = of.flags | (of.acknowledged === undefined ? 0 : TCP.ack);
  segment.writeUInt16BE(WINDOW, 14);
  segment.set(options, TCP_HEADER);
  segment.set(payload, TCP_HEADER + options.length);
  segment.writeUInt16BE(checksum(pseudoHeader(from, to, PROTOCOL_TCP, segment.length), segment), 16);
  return ipPacket(from, to, PROTOCOL_TCP, segment);
}

/** Undefined: no packet can hold that much. */
export function udpPacket(from: Endpoint, to: Endpoint, payload: Uint8Array): Buffer | undefined {
  if (payload.length > UDP_PAYLOAD_MAX[from.ip.length === 4 ? "v4" : "v6"]) return undefined;
  const datagram = Buffer.alloc(UDP_HEADER + payload.length);
  datagram.writeUInt16BE(from.port, 0);
  datagram.writeUInt16BE(to.port, 2);
  datagram.writeUInt16BE(datagram.length, 4);
  datagram.set(payload, UDP_HEADER);
  // 0 would say that there is none (RFC 768).
  const sum = checksum(pseudoHeader(from, to, PROTOCOL_UDP, datagram.length), datagram) || 0xffff;
  datagram.writeUInt16BE(sum, 6);
  return ipPacket(from, to, PROTOCOL_UDP, datagram);
}

function ipPacket(from: Endpoint, to: Endpoint, protocol: number, body: Buffer): Buffer {
  if (from.ip.length === 4) {
    const head = Buffer.alloc(V4_HEADER);
    head[0] = 0x45;
    head.writeUInt16BE(V4_HEADER + body.length, 2);
    // Don't fragment.
    head.writeUInt16BE(0x4000, 6);
    head[8] = 64;
    head[9] = protocol;
    head.set(from.ip, 12);
    head.set(to.ip, 16);
    head.writeUInt16BE(checksum(head), 10);
    return Buffer.concat([head, body]);
  }
  const head = Buffer.alloc(V6_HEADER);
  head[0] = 0x60;
  head.writeUInt16BE(body.length, 4);
  head[6] = protocol;
  head[7] = 64;
  head.set(from.ip, 8);
  head.set(to.ip, 24);
  return Buffer.concat([head, body]);
}

/** RFC 9293 3.1, RFC 8200 8.1. */
function pseudoHeader(from: Endpoint, to: Endpoint, protocol: number, length: number): Buffer {
  const tail = Buffer.alloc(from.ip.length === 4 ? 4 : 8);
  if (from.ip.length === 4) {
    tail[1] = protocol;
    tail.writeUInt16BE(length, 2);
  } else {
    tail.writeUInt32BE(length, 0);
    tail[7] = protocol;
  }
  return Buffer.concat([from.ip, to.ip, tail]);
}

/** RFC 1071, over the parts as if they were one; each but the last has an even length. */
export function checksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at + 1 < part.length; at += 2) sum += (part[at]! << 8) | part[at + 1]!;
    if (part.length % 2 === 1) sum += part[part.length - 1]! << 8;
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

const NOTHING = new Uint8Array();
