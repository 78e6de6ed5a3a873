/** A program that speaks UDP through a SOCKS5 proxy (RFC 1928), as shows and tests use it. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { connect, isIPv4, isIPv6, type Socket } from "node:net";

export interface Answer {
  /** As the proxy states it. */
  readonly host: string;
  readonly port: number;
  readonly payload: Buffer;
}

export interface SocksProgram {
  /** Its own port. */
  readonly port: number;
  /** Resolves when the system has taken it; rejects where it would not (EMSGSIZE). */
  send(host: string, port: number, payload: Uint8Array): Promise<void>;
  /** Bytes as they are: a header of any form. */
  sendRaw(bytes: Uint8Array): Promise<void>;
  onAnswer(f: (answer: Answer) => void): void;
  /** The next answer. */
  answer(withinMs: number): Promise<Answer>;
  /** The proxy has closed the association. */
  readonly over: Promise<void>;
  close(): void;
}

/** Kernels grant less (net.core.rmem_max): a burst waits there while this process is at other work. */
const KERNEL_BYTES = 1024 * 1024;

/** `proxy`: host:port. Rejects with the reply code where the proxy refuses. */
export async function openSocksProgram(proxy: string): Promise<SocksProgram> {
  const colon = proxy.lastIndexOf(":");
  const host = proxy.slice(0, colon).replace(/^\[|\]$/g, "");
  const control = connect({ host, port: Number(proxy.slice(colon + 1)) });
  control.on("error", () => {});
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  await new Promise<void>((resolve) => socket.bind({ address: host, port: 0 }, resolve));
  socket.setRecvBufferSize(KERNEL_BYTES);
  control.write(Buffer.from([5, 1, 0]));
  await read(control, 2);
  const any = isIPv6(host) ? [4, ...new Array(16).fill(0)] : [1, 0, 0, 0, 0];
  control.write(Buffer.from([5, 3, 0, ...any, 0, 0]));
  const head = await read(control, 4);
  if (head[1] !== 0) throw Object.assign(new Error(`the proxy answers ${head[1]}`), { reply: head[1] });
  const bound = await read(control, head[3] === 4 ? 18 : 6);
  control.resume();
  const over = new Promise<void>((resolve) => control.once("close", () => resolve()));
  return programOf(socket, control, { address: host, port: bound.readUInt16BE(bound.length - 2) }, over);
}

function programOf(
  socket: UdpSocket,
  control: Socket,
  to: { readonly address: string; readonly port: number },
  over: Promise<void>,
): SocksProgram {
  let hear: (answer: Answer) => void = () => {};
  const early: Answer[] = [];
  socket.on("message", (bytes) => hear(answerOf(bytes)));
  socket.on("error", () => {});
  hear = (answer) => void early.push(answer);
  const sendRaw = (bytes: Uint8Array | readonly Uint8Array[]) =>
    new Promise<void>((resolve, reject) => {
      socket.send(bytes as Uint8Array, to.port, to.address, (error) => (error ? reject(error) : resolve()));
    });
  let closed = false;
  const headers = new Map<string, Buffer>();
  const headerOf = (host: string, port: number): Buffer => {
    const key = `${host} ${port}`;
    const header = headers.get(key) ?? headerBytes(host, port);
    headers.set(key, header);
    return header;
  };
  return {
    port: socket.address().port,
    over,
    sendRaw,
    send: (host, port, payload) => sendRaw([headerOf(host, port), payload]),
    onAnswer: (f) => {
      hear = f;
    },
    answer: (withinMs) => {
      const already = early.shift();
      if (already !== undefined) return Promise.resolve(already);
      return new Promise((resolve, reject) => {
        const before = hear;
        const timer = setTimeout(() => {
          hear = before;
          reject(new Error(`no answer within ${withinMs} ms`));
        }, withinMs);
        hear = (answer) => {
          clearTimeout(timer);
          hear = before;
          resolve(answer);
        };
      });
    },
    close: () => {
      control.destroy();
      if (!closed) socket.close();
      closed = true;
    },
  };
}

function headerBytes(host: string, port: number): Buffer {
  const address = isIPv4(host)
    ? [1, ...host.split(".").map(Number)]
    : isIPv6(host)
      ? [4, ...groupsOf(host).flatMap((group) => [group >> 8, group & 255])]
      : [3, host.length, ...Buffer.from(host)];
  return Buffer.from([0, 0, 0, ...address, port >> 8, port & 255]);
}

function groupsOf(host: string): number[] {
  const words = (text: string) => (text === "" ? [] : text.split(":").map((word) => Number.parseInt(word, 16)));
  const [head = "", tail] = host.split("::");
  if (tail === undefined) return words(head);
  const [before, after] = [words(head), words(tail)];
  return [...before, ...new Array(8 - before.length - after.length).fill(0), ...after];
}

function answerOf(bytes: Buffer): Answer {
  const type = bytes[3];
  const length = type === 1 ? 4 : type === 4 ? 16 : 1 + bytes[4]!;
  const address = bytes.subarray(4, 4 + length);
  const host = type === 3 ? address.toString("latin1", 1) : type === 1 ? address.join(".") : address.toString("hex");
  return { host, port: bytes.readUInt16BE(4 + length), payload: bytes.subarray(4 + length + 2) };
}

function read(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes === null) return;
      socket.off("readable", look);
      socket.off("close", gone);
      resolve(bytes);
    };
    const gone = () => reject(new Error("the proxy has closed the connection"));
    socket.on("readable", look);
    socket.once("close", gone);
    look();
  });
}
