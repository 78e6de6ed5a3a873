/**
 * An app on every port of every address that is handed to it: it says at which address and port it was asked. A process
 * of its own: `bin/node bench/load/mirror.ts` prints one JSON line with the ports of its four ends, to which a packet
 * filter (tproxy) hands what comes. A connection gets one line and its end; a datagram is said back behind such a line.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { printIp } from "../../core/net/ip.ts";
import { type AskedDatagram, openAskedReader } from "../../io/asked-datagrams.ts";
import { LOOPBACK, openTransparent, openTransparentUdp, portOf } from "../../io/transparent-socket.ts";

export interface MirrorPorts {
  readonly tcp4: number;
  readonly tcp6: number;
  readonly udp4: number;
  readonly udp6: number;
}

/** Between two looks for datagrams; the kernel holds what comes meanwhile. */
const LOOK_EVERY_MS = 2;

async function openStreams(family: 4 | 6): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.resume();
    socket.end(`${socket.localAddress} ${socket.localPort}\n`);
  });
  const fd = openTransparent(family);
  server.listen({ fd });
  await once(server, "listening");
  return portOf(fd);
}

function openDatagrams(): number[] {
  const fds = ([4, 6] as const).map((family) => openTransparentUdp(family, { ip: LOOPBACK[family], port: 0 }, true));
  const reader = openAskedReader();
  setInterval(() => {
    for (const fd of fds) {
      for (let one = reader.read(fd); one !== undefined; one = reader.read(fd)) {
        answer(one).catch((error: unknown) => console.error(String(error)));
      }
    }
  }, LOOK_EVERY_MS);
  return fds.map(portOf);
}

/** From a socket at the very address that was asked. */
async function answer({ from, to, payload }: AskedDatagram): Promise<void> {
  const socket: Socket = createSocket(to.ip.family === 4 ? "udp4" : "udp6");
  await new Promise<void>((resolve) => socket.bind({ fd: openTransparentUdp(to.ip.family, to) }, resolve));
  const text = Buffer.concat([Buffer.from(`${printIp(to.ip)} ${to.port}\n`), payload]);
  socket.send(text, from.port, printIp(from.ip), () => socket.close());
}

if (import.meta.main) {
  const [tcp4, tcp6] = [await openStreams(4), await openStreams(6)];
  const [udp4, udp6] = openDatagrams();
  process.stdout.write(`${JSON.stringify({ tcp4, tcp6, udp4, udp6 })}\n`);
}
