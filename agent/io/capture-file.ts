/**
 * What flows carry between programs and this agent, as the blocks of a pcapng file (docs/capture-file.md).
 *
 * A flow is told from its opening on, or from the capture's begin: then without a handshake. A name that no address
 * stands for gets one of 198.18.0.0/15 (RFC 2544: of no network) for this file, and the file says which. What finds no
 * room is not written, and counted.
 */
import { type Ip, parseIp } from "../../core/net/ip.ts";
import {
  enhancedPacket,
  interfaceDescription,
  interfaceStatistics,
  nameResolution,
  sectionHeader,
} from "../../io/pcapng/blocks.ts";
import { type Endpoint, udpPacket } from "../../io/pcapng/packets.ts";
import { type MadePacket, type Sender, TcpConversation } from "../../io/pcapng/tcp-conversation.ts";

export interface SeenFlow {
  /** As the gateway knows it: a name or an address. */
  readonly host: string;
  readonly port: number;
  /** The program's socket. */
  readonly srcIp: string;
  readonly srcPort: number;
  /** Where the program itself has sent to, if that stands for the app: a stub or the app's own address. */
  readonly sentTo?: string | undefined;
  /** What is told with its first packets. */
  readonly comment: string;
}

/** Of a conversation that was there before the capture. */
const BEFORE = ", open before the capture";

/** A connection's life as its end at the agent sees it. */
export interface SeenConnection {
  /** `comment`: is told with them. */
  bytes(from: Sender, payload: Uint8Array, comment?: string): void;
  finished(from: Sender): void;
  ended(by: Sender): void;
}

export interface CaptureFileOptions {
  readonly application: string;
  readonly nowUs: () => number;
  /** False: there is no room for these bytes, and they are not taken. */
  readonly put: (bytes: Buffer) => boolean;
}

/** Names in one file that got an address of the file's own; the next ones share the last. */
const NAMES_MAX = 65_536;
const FIRST_MADE = 0xc612_0001;

export class CaptureFile {
  readonly #o: CaptureFileOptions;
  readonly #named = new Set<string>();
  readonly #made = new Map<string, number>();
  packets = 0;
  dropped = 0;

  constructor(o: CaptureFileOptions) {
    this.#o = o;
    o.put(Buffer.concat([sectionHeader(o.application), interfaceDescription("wayleave inner traffic")]));
  }

  /** `finished`: it was there before the capture, and these of its sides had finished. */
  connection(flow: SeenFlow, finished?: Readonly<Record<Sender, boolean>>): SeenConnection {
    const [client, server] = this.#ends(flow);
    const conversation = new TcpConversation(client, server);
    const untold = new Set<Sender>(finished === undefined ? [] : ["client", "server"]);
    const write = (made: readonly MadePacket[], comment?: string) => {
      for (const { from, packet } of made) {
        this.#packet(packet, from, untold.delete(from) ? `${flow.comment}${BEFORE}` : comment);
      }
    };
    if (finished === undefined) write(conversation.opened(), flow.comment);
    else conversation.joined(finished);
    return {
      bytes: (from, payload, comment) => write(conversation.bytes(from, payload), comment),
      finished: (from) => write(conversation.finished(from)),
      ended: (by) => write(conversation.ended(by)),
    };
  }

  /** What takes each datagram of an association; `late`: it was there before the capture. */
  association(flow: SeenFlow, late = false): (from: Sender, payload: Uint8Array) => void {
    const [client, server] = this.#ends(flow);
    const comment = late ? `${flow.comment}${BEFORE}` : flow.comment;
    const told = new Set<Sender>();
    return (from, payload) => {
      const packet = from === "client" ? udpPacket(client, server, payload) : udpPacket(server, client, payload);
      if (packet === undefined) {
        this.packets += 1;
        this.dropped += 1;
        return;
      }
      this.#packet(packet, from, told.has(from) ? undefined : comment);
      told.add(from);
    };
  }

  /** The file's last words. */
  end(): Buffer {
    return interfaceStatistics(this.#o.nowUs(), this.packets, this.dropped);
  }

  #packet(packet: Buffer, from: Sender, comment: string | undefined): void {
    this.packets += 1;
    const direction = from === "client" ? "out" : "in";
    const taken = this.#o.put(enhancedPacket(packet, { atUs: this.#o.nowUs(), comment, direction }));
    if (!taken) this.dropped += 1;
  }

  #ends({ host, port, srcIp, srcPort, sentTo }: SeenFlow): readonly [Endpoint, Endpoint] {
    const named = parseIp(host) === undefined;
    const server = bytesOf(parseIp(sentTo ?? host)) ?? this.#madeFor(host);
    const client = bytesOf(parseIp(srcIp)) ?? Uint8Array.from([127, 0, 0, 1]);
    const long = client.length > 4 || server.length > 4;
    if (named) this.#name(long ? mapped(server) : server, host);
    return [
      { ip: long ? mapped(client) : client, port: srcPort },
      { ip: long ? mapped(server) : server, port },
    ];
  }

  #name(address: Uint8Array, name: string): void {
    const key = `${address.join(".")} ${name}`;
    if (this.#named.has(key) || this.#named.size >= NAMES_MAX) return;
    // One that finds no room is said again with the next flow.
    if (this.#o.put(nameResolution(address, name))) this.#named.add(key);
  }

  #madeFor(name: string): Uint8Array {
    const at = this.#made.get(name) ?? Math.min(this.#made.size, NAMES_MAX - 1);
    if (this.#made.size < NAMES_MAX) this.#made.set(name, at);
    return bytesOf({ family: 4, words: [FIRST_MADE + at] })!;
  }
}

function bytesOf(ip: Ip | undefined): Uint8Array | undefined {
  if (ip === undefined) return undefined;
  return Uint8Array.from(
    ip.words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]),
  );
}

/** An IPv4 address beside an IPv6 one, as IPv6 writes it. */
function mapped(ip: Uint8Array): Uint8Array {
  return ip.length === 4 ? Uint8Array.from([...new Array(10).fill(0), 255, 255, ...ip]) : ip;
}
