/**
 * A SOCKS5 UDP ASSOCIATE (RFC 1928): a UDP socket for one program, which lives as long as its TCP connection.
 *
 * Only the address that asked may send there, and from one port: the one that it stated, or the first that sends, if it
 * is of the program's user. One association may speak with many destinations; each is a flow of its own.
 */
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import type { Socket } from "node:net";
import { dropReasonOf, widen } from "../../io/flow/datagram-port.ts";
import type { Agent } from "../agent.ts";
import type { Associations, Program, ProgramAssociations, Target } from "./associations.ts";
import { readSocksDatagram } from "./socks-udp.ts";

export interface SocksAssociationOptions {
  /** The program's connection, whose request has been read. */
  readonly control: Socket;
  /** From where the program will send, by its own word; 0: it doesn't know yet. */
  readonly statedPort: number;
  readonly associations: Associations;
  readonly agent: Agent;
  /** Whether the socket of this address and port is of a user who is served. */
  readonly isServed: (address: string, port: number) => Promise<boolean>;
}

/** While it is found out whose the first sender is, so many of its datagrams wait; a resolver sends two at once. */
const WAITING_MAX = 16;

export interface SocksAssociation {
  /** Where the program is to send. */
  readonly address: string;
  readonly port: number;
  close(): void;
}

/** A destination with the header that its datagrams bear, as the program has written it. */
interface Named extends Target {
  readonly header: Buffer;
}

/** Rejects where no socket can be had. */
export async function openSocksAssociation(o: SocksAssociationOptions): Promise<SocksAssociation> {
  const { localAddress = "127.0.0.1" } = o.control;
  const socket = createSocket(localAddress.includes(":") ? "udp6" : "udp4");
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once("error", reject);
  socket.bind({ address: localAddress, port: 0, exclusive: true }, resolve);
  await promise.catch((error: unknown) => {
    socket.close();
    throw error;
  });
  socket.off("error", reject);
  widen(socket);
  const association = new ProgramSocket(socket, o);
  return { ...socket.address(), close: () => association.close() };
}

class ProgramSocket {
  readonly #socket: UdpSocket;
  readonly #o: SocksAssociationOptions;
  /** Whom it serves: undefined until somebody has sent. */
  #own: ProgramAssociations<Named> | undefined;
  #port = 0;
  #asking = false;
  #waiting: { readonly bytes: Buffer; readonly from: RemoteInfo }[] = [];
  #closed = false;

  constructor(socket: UdpSocket, o: SocksAssociationOptions) {
    this.#socket = socket;
    this.#o = o;
    // What the kernel has to say of datagrams to the program is heard with each of them.
    socket.on("error", () => {});
    socket.on("message", (bytes, from) => this.#hear(bytes, from));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#own?.close();
    this.#waiting = [];
    this.#socket.close();
  }

  #hear(bytes: Buffer, from: RemoteInfo): void {
    const { control, statedPort, agent } = this.#o;
    const expected = this.#port !== 0 ? this.#port : statedPort;
    const isClient = from.address === control.remoteAddress && (expected === 0 || from.port === expected);
    if (!isClient) return agent.refuse("proxy", "socks-udp-stranger");
    if (this.#own !== undefined) return this.#take(this.#own, bytes);
    if (this.#waiting.length >= WAITING_MAX) return agent.refuse("proxy", "socks-udp-early");
    this.#waiting.push({ bytes, from });
    if (!this.#asking) void this.#recognize();
  }

  /** The first who sends is the program, if its user is served; else its datagrams are dropped, and the next asks. */
  async #recognize(): Promise<void> {
    const { agent, associations, isServed } = this.#o;
    this.#asking = true;
    for (let next = this.#waiting[0]; next !== undefined && this.#own === undefined; next = this.#waiting[0]) {
      const { address, port } = next.from;
      const served = await isServed(address, port);
      if (this.#closed) return;
      if (served) {
        this.#port = port;
        this.#own = associations.of(this.#program(address, port));
      } else {
        agent.refuse("proxy", "foreign-user");
        this.#waiting = this.#waiting.filter(({ from }) => from.port !== port);
      }
    }
    this.#asking = false;
    for (const { bytes, from } of this.#waiting.splice(0)) this.#hear(bytes, from);
  }

  #take(own: ProgramAssociations<Named>, bytes: Buffer): void {
    const read = readSocksDatagram(bytes);
    if (read.kind !== "datagram") return this.#o.agent.refuse("proxy", `socks-udp-${read.kind}`);
    const { host, port, header, payload } = read;
    own.send({ host, port, header }, payload);
  }

  get #address(): string {
    return this.#socket.address().address;
  }

  #program(srcIp: string, srcPort: number): Program<Named> {
    return {
      ...{ srcIp, srcPort, sendsTo: { host: this.#address, port: this.#socket.address().port } },
      deliver: ({ header }, payload, done) => {
        if (this.#closed) return done("not-open");
        this.#socket.send([header, payload], srcPort, srcIp, (error) => done(error ? dropReasonOf(error) : undefined));
      },
    };
  }
}
