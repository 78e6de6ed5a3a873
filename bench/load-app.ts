/**
 * The app behind a publisher for shows and benchmarks, and programs that use it through the agent's proxy.
 *
 * A connection begins with one line: `echo`, or `both UP DOWN`: the program then sends UP bytes and ends, the app sends
 * DOWN bytes, then a line with the SHA-256 of what it got, and ends.
 */
import { createHash, type Hash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

/** Both ends make the same bytes without sending them: one block, repeated. */
const BLOCK = Buffer.alloc(65_536);
for (let at = 0; at < BLOCK.length; at += 1) BLOCK[at] = (at * 31 + (at >> 8)) & 0xff;

export const blockHash = (bytes: number): string => {
  const hash = createHash("sha256");
  for (let left = bytes; left > 0; left -= BLOCK.length) hash.update(BLOCK.subarray(0, Math.min(left, BLOCK.length)));
  return hash.digest("hex");
};

export interface LoadApp {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: () => number;
  /** Bytes given to the connections that stand, taken by the kernel or about to be. */
  readonly written: () => number;
  close(): Promise<void>;
}

export async function startLoadApp(host = "127.0.0.1"): Promise<LoadApp> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.once("data", (first) => serve(socket, first as Buffer));
  });
  server.listen(0, host, 4096);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    written: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function serve(socket: Socket, first: Buffer): void {
  const end = first.indexOf(10);
  const [what, , down] = first.subarray(0, end).toString("latin1").split(" ");
  const rest = first.subarray(end + 1);
  if (what === "echo") {
    if (rest.length > 0) socket.write(rest);
    socket.pipe(socket);
    return;
  }
  const hash = createHash("sha256").update(rest);
  const received = new Promise<void>((resolve) => socket.on("data", (chunk) => hash.update(chunk)).on("end", resolve));
  void sendBlocks(socket, Number(down))
    .then(() => received)
    .then(
      () => socket.end(`${hash.digest("hex")}\n`),
      () => socket.destroy(),
    );
}

/** Sends so many bytes of the block as fast as the socket takes them. */
export async function sendBlocks(socket: Socket, bytes: number): Promise<void> {
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  for (let left = bytes; left > 0; left -= BLOCK.length) {
    if (!socket.write(BLOCK.subarray(0, Math.min(left, BLOCK.length)))) {
      await once(socket, "drain", { signal: gone.signal });
    }
  }
}

/** A connection through the agent's SOCKS5 port; rejects with the reply code in the message. */
export async function dialThrough(proxy: string, host: string, port: number): Promise<Socket> {
  const [proxyHost, proxyPort] = proxy.split(":");
  const socket = createConnection({ host: proxyHost!, port: Number(proxyPort), allowHalfOpen: true, noDelay: true });
  const failed = new Promise<never>((_, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the proxy closed the connection")));
  });
  failed.catch(() => {});
  const name = Buffer.from(host, "latin1");
  const portBytes = Buffer.from([port >> 8, port & 0xff]);
  socket.write(Buffer.concat([Buffer.from([5, 1, 0, 5, 1, 0, 3, name.length]), name, portBytes]));
  const head = await Promise.race([readExactly(socket, 12), failed]);
  if (head[3] !== 0) {
    socket.destroy();
    throw new Error(`SOCKS reply ${head[3]}`);
  }
  socket.removeAllListeners("close");
  socket.removeAllListeners("error");
  socket.on("error", () => {});
  return socket;
}

/** Method reply (2 bytes) and connect reply with an IPv4 address (10 bytes). */
function readExactly(socket: Socket, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const take = () => {
      const got = socket.read(bytes) as Buffer | null;
      if (got === null) return;
      socket.off("readable", take);
      resolve(got);
    };
    socket.on("readable", take);
    take();
  });
}

/** One flow: UP bytes to the app and DOWN from it at once. Throws unless both hashes are right. */
export async function moveBoth(socket: Socket, up: number, down: number): Promise<void> {
  const hash: Hash = createHash("sha256");
  let got = 0;
  let tail = "";
  const ended = new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk: Buffer) => {
      const payload = chunk.subarray(0, Math.max(0, down - got));
      hash.update(payload);
      got += payload.length;
      tail += chunk.subarray(payload.length).toString("latin1");
    });
    socket.once("end", resolve);
    socket.once("close", () => reject(new Error(`cut after ${got} bytes`)));
  });
  socket.write(`both ${up} ${down}\n`);
  await Promise.all([sendBlocks(socket, up).then(() => socket.end()), ended]);
  socket.destroy();
  if (got !== down || hash.digest("hex") !== blockHash(down))
    throw new Error(`downward: ${got} of ${down}, or damaged`);
  if (tail.trim() !== blockHash(up)) throw new Error("upward: the app got other bytes");
}

/** Says so many bytes and wants them back, in order. */
export async function echo(socket: Socket, text: string): Promise<void> {
  const wanted = Buffer.byteLength(text);
  let got = "";
  const done = new Promise<void>((resolve, reject) => {
    const cut = () => reject(new Error("echo cut"));
    const take = (chunk: Buffer) => {
      got += chunk.toString("latin1");
      if (got.length < wanted) return;
      socket.off("data", take);
      socket.off("close", cut);
      if (got === text) resolve();
      else reject(new Error(`echo differs: ${got.slice(0, 40)}`));
    };
    socket.on("data", take);
    socket.once("close", cut);
  });
  done.catch(() => {});
  socket.write(text);
  await done;
}
