/**
 * Where datagrams leave the path: towards a program at the agent, towards an app at the publisher.
 *
 * The port of a UDP socket of our own stands here; others (one destination of a proxy's association, a captured
 * socket) are their ways in.
 */
import { createSocket, type Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import type { DropReason } from "../../core/datagram/drops.ts";
import type { Code } from "../../core/reason.ts";
import { dialReasonOf, errnoOf } from "../errors.ts";

export interface DatagramPort {
  /** `done` is called once, with the reason where it went no further. */
  send(payload: Buffer, done: (dropped?: DropReason) => void): void;
  /** Called once, by who takes the port over: what comes from the program or app, and that it takes no more. */
  listen(ears: DatagramEars): void;
  /** Nothing more goes either way. `code`: why, where the flow has ended. */
  close(code?: Code): void;
}

export interface DatagramEars {
  onDatagram(payload: Buffer): void;
  /** The far side has gone, or its system says that nobody listens there. */
  onGone(code: Code): void;
}

/** Bursts wait in the kernel while the loop is at other work; what it grants may be less (net.core.rmem_max). */
const KERNEL_BYTES = 1024 * 1024;

/** What a socket's error says of a datagram that it did not send. */
export const dropReasonOf = (error: unknown): DropReason => (errnoOf(error) === "EMSGSIZE" ? "too-large" : "unsent");

export interface ConnectedUdp extends DatagramPort {
  /** Of the socket itself, and of the app that it is connected to. */
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
}

/**
 * A UDP socket that speaks with one address alone: the kernel drops what others send there, and tells when nobody
 * listens. There is no handshake, so that it is made says only that there is a route.
 */
export function connectUdp(o: {
  readonly address: string;
  readonly port: number;
  readonly localAddress: string | undefined;
}): Promise<ConnectedUdp | Code> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: isIPv6(o.address) ? "udp6" : "udp4" });
    const fail = (error: Error) => {
      socket.close();
      resolve(dialReasonOf(error));
    };
    socket.once("error", fail);
    socket.bind({ port: 0, ...(o.localAddress === undefined ? {} : { address: o.localAddress }) }, () => {
      widen(socket);
      socket.connect(o.port, o.address, () => {
        socket.off("error", fail);
        resolve(new UdpPort(socket));
      });
    });
  });
}

/** Room for bursts, as far as the system grants it. */
export function widen(socket: Socket): void {
  try {
    socket.setRecvBufferSize(KERNEL_BYTES);
    socket.setSendBufferSize(KERNEL_BYTES);
  } catch {
    // The system's own sizes serve as well, with shorter bursts.
  }
}

class UdpPort implements ConnectedUdp {
  readonly local: ConnectedUdp["local"];
  readonly remote: ConnectedUdp["remote"];
  readonly #socket: Socket;
  #closed = false;
  #gone: Code | undefined;
  #ears: DatagramEars | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.local = socket.address();
    this.remote = socket.remoteAddress();
    // The kernel's word that nobody listens comes as the error of a later read or write.
    socket.on("error", (error) => this.#hearError(error));
    socket.on("message", (payload) => this.#ears?.onDatagram(payload));
  }

  send(payload: Buffer, done: (dropped?: DropReason) => void): void {
    if (this.#closed) return done("not-open");
    this.#socket.send(payload, (error) => {
      if (!error) return done();
      done(dropReasonOf(error));
      this.#hearError(error);
    });
  }

  listen(ears: DatagramEars): void {
    this.#ears = ears;
    if (this.#gone !== undefined) ears.onGone(this.#gone);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close();
  }

  #hearError(error: Error): void {
    if (this.#closed || errnoOf(error) !== "ECONNREFUSED") return;
    if (this.#gone !== undefined) return;
    this.#gone = "APP_FLOW_RESET";
    this.#ears?.onGone(this.#gone);
  }
}
