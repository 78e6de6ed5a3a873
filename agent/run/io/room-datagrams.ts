/**
 * The datagrams of the programs inside: each is handed out with both its addresses, and what comes back leaves from a
 * socket at the very address that the program had sent to.
 */
import { createSocket, type Socket } from "node:dgram";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { printHostPort, printIp } from "../../../core/net/ip.ts";
import type { AskedDatagram } from "../../../io/asked-datagrams.ts";
import { LOOPBACK, markSocket, openTransparentUdp, portOf, type SocketEnd } from "../../../io/transparent-socket.ts";
import { DROPPED, type ThreadData, UNTAKEN } from "../../capture/io/datagram-thread.ts";
import { OWN_MARK } from "../room.ts";

const THREAD = new URL(`../../capture/io/datagram-thread${extname(import.meta.filename)}`, import.meta.url);
/** Addresses that programs are answered from; past it the one longest unused is closed. */
const ANSWERING_MAX = 4_096;

export class RoomDatagrams {
  readonly #words = new Int32Array(new SharedArrayBuffer(12));
  /** The longest unused first. */
  readonly #answering = new Map<string, Socket>();
  readonly ports: { readonly udp4: number; readonly udp6: number };

  /** `hand` calls its second argument when the batch has left: until then it counts as untaken. */
  constructor(hand: (batch: readonly AskedDatagram[], dropped: number, taken: () => void) => void) {
    const fds = ([4, 6] as const).map((family) => openTransparentUdp(family, { ip: LOOPBACK[family], port: 0 }, true));
    const [udp4 = 0, udp6 = 0] = fds.map(portOf);
    this.ports = { udp4, udp6 };
    const workerData: ThreadData = { fds, words: this.#words };
    const worker = new Worker(THREAD, { workerData, execArgv: ["--disable-warning=ExperimentalWarning"] });
    worker.on("message", (batch: AskedDatagram[]) => {
      const dropped = Atomics.exchange(this.#words, DROPPED, 0);
      hand(batch, dropped, () => void Atomics.sub(this.#words, UNTAKEN, batch.length));
    });
  }

  /** What can't be sent is dropped, as by a network. */
  deliver(from: SocketEnd, to: SocketEnd, payload: Uint8Array): void {
    try {
      const socket = this.#socketAt(from);
      socket.send(payload, to.port, printIp(to.ip), () => {});
    } catch {
      // No socket can be had at that address.
    }
  }

  #socketAt(from: SocketEnd): Socket {
    const key = printHostPort(printIp(from.ip), from.port);
    const socket = this.#answering.get(key) ?? open(from);
    this.#answering.delete(key);
    this.#answering.set(key, socket);
    if (this.#answering.size > ANSWERING_MAX) {
      const [[oldest, its]] = this.#answering as unknown as [[string, Socket]];
      this.#answering.delete(oldest);
      its.close();
    }
    return socket;
  }
}

function open(from: SocketEnd): Socket {
  const fd = openTransparentUdp(from.ip.family, from);
  markSocket(fd, OWN_MARK);
  const socket = createSocket(from.ip.family === 4 ? "udp4" : "udp6");
  // What programs answer to closed sockets is theirs to hear; and nothing comes in here.
  socket.on("error", () => {});
  // What is sent before it is bound waits in the socket.
  socket.bind({ fd });
  return socket;
}
