/**
 * A TCP connection as packets: handshake, segments within the MSS, acknowledgements, its end. Sequence numbers begin at
 * 0 on both sides and follow the bytes, so a reader puts the streams together again without a gap.
 */
import { type Endpoint, TCP, tcpPacket } from "./packets.ts";

export type Sender = "client" | "server";

export interface MadePacket {
  readonly from: Sender;
  readonly packet: Buffer;
}

/** An Ethernet's 1500 bytes without the headers. */
const MSS = { v4: 1_460, v6: 1_440 } as const;
/** The window's unit is 2^14 bytes: nobody who reads the file sees it full. */
const WINDOW_SCALE = 14;

export class TcpConversation {
  readonly #ends: Readonly<Record<Sender, Endpoint>>;
  readonly #mss: number;
  /** Each side's next sequence number. */
  readonly #next = { client: 0, server: 0 };
  readonly #finished = { client: false, server: false };
  #over = false;

  constructor(client: Endpoint, server: Endpoint) {
    this.#ends = { client, server };
    this.#mss = MSS[client.ip.length === 4 ? "v4" : "v6"];
  }

  /** It was there before: what its begin was is not known, but for the sides that had finished. */
  joined(finished: Readonly<Record<Sender, boolean>>): void {
    this.#next.client = 1;
    this.#next.server = 1;
    Object.assign(this.#finished, finished);
  }

  opened(): MadePacket[] {
    const options = Uint8Array.from([2, 4, this.#mss >> 8, this.#mss & 255, 1, 3, 3, WINDOW_SCALE]);
    const made = [
      this.#make("client", TCP.syn, undefined, options),
      this.#make("server", TCP.syn, 1, options),
      this.#make("client", 0, 1, undefined, 1),
    ];
    this.#next.client = 1;
    this.#next.server = 1;
    return made;
  }

  bytes(from: Sender, payload: Uint8Array): MadePacket[] {
    if (this.#over || this.#finished[from] || payload.length === 0) return [];
    const made: MadePacket[] = [];
    for (let at = 0; at < payload.length; at += this.#mss) {
      const part = payload.subarray(at, at + this.#mss);
      const last = at + this.#mss >= payload.length;
      made.push(this.#segment(from, last ? TCP.psh : 0, part));
    }
    return [...made, this.#segment(other(from), 0)];
  }

  finished(from: Sender): MadePacket[] {
    if (this.#over || this.#finished[from]) return [];
    this.#finished[from] = true;
    const fin = this.#segment(from, TCP.fin);
    this.#next[from] = (this.#next[from] + 1) >>> 0;
    return [fin, this.#segment(other(from), 0)];
  }

  /** It is over: what is not finished on both sides was reset, by whom of the two its end came from. */
  ended(by: Sender): MadePacket[] {
    if (this.#over) return [];
    this.#over = true;
    return this.#finished.client && this.#finished.server ? [] : [this.#segment(by, TCP.rst)];
  }

  #segment(from: Sender, flags: number, payload?: Uint8Array): MadePacket {
    const header = { sequence: this.#next[from], acknowledged: this.#next[other(from)], flags };
    const packet = tcpPacket(this.#ends[from], this.#ends[other(from)], header, payload);
    this.#next[from] = (this.#next[from] + (payload?.length ?? 0)) >>> 0;
    return { from, packet };
  }

  #make(from: Sender, flags: number, acknowledged?: number, options?: Uint8Array, sequence = 0): MadePacket {
    const header = { sequence, acknowledged, flags, ...(options === undefined ? {} : { options }) };
    return { from, packet: tcpPacket(this.#ends[from], this.#ends[other(from)], header) };
  }
}

const other = (of: Sender): Sender => (of === "client" ? "server" : "client");
