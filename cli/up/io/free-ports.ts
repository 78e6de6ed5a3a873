/** Tries every port that will be needed, all before anything starts. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { errnoOf } from "../../../io/errors.ts";
import type { Claim, Taken } from "../ports.ts";

export async function takenPorts(claims: readonly Claim[]): Promise<Taken[]> {
  const tried = await Promise.all(claims.map(async (claim) => ({ claim, why: await whyNot(claim) })));
  return tried.flatMap(({ claim, why }) => (why === undefined ? [] : [{ claim, why }]));
}

async function whyNot({ port, udp }: Claim): Promise<string | undefined> {
  try {
    await (udp ? tryUdp(port) : tryTcp(port));
    return undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === "EADDRINUSE") return "taken by another program";
    if (errno === "EACCES") return "may be bound by root only";
    return `can't be bound (${errno ?? String(error)})`;
  }
}

async function tryTcp(port: number): Promise<void> {
  const server = createServer();
  server.listen({ port, host: "127.0.0.1", exclusive: true });
  await once(server, "listening");
  server.close();
  await once(server, "close");
}

async function tryUdp(port: number): Promise<void> {
  const socket = createSocket("udp4");
  socket.bind({ port, address: "127.0.0.1", exclusive: true });
  await once(socket, "listening");
  socket.close();
}
