/** A connection to what is no broker: told within its time, and nothing else breaks. */

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "@jest/globals";
import { resetSocket } from "../../flow/reset-socket.ts";
import { openKafka } from "./kafka-log.ts";
import { Link } from "./link.ts";

const settings = { clientId: "trial", tls: undefined, sasl: undefined };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serverThat(does: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    does(socket);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

const answer = (bytes: Buffer) => (socket: Socket) => void socket.on("data", () => socket.write(bytes));

it.each([
  ["ends at once", (socket: Socket) => void socket.end()],
  ["resets", (socket: Socket) => resetSocket(socket)],
  ["speaks HTTP", answer(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))],
  ["announces a gigabyte", answer(Buffer.from([0x40, 0, 0, 0, 1, 2, 3]))],
  ["announces less than nothing", answer(Buffer.from([0xff, 0xff, 0xff, 0xf0, 0, 0, 0, 0]))],
  ["answers what nobody asked", answer(Buffer.from([0, 0, 0, 4, 0, 0, 9, 9]))],
  ["answers nonsense", answer(Buffer.from([0, 0, 0, 8, 0, 0, 0, 0, 0, 1, 2, 3]))],
])("a server that %s is a fault of the connection", async (_name, does) => {
  const address = await serverThat(does);
  await expect(Link.open(address, settings)).rejects.toMatchObject({ name: "LinkFault" });
});

it("nobody there, and a name that is none: an append says where it was tried", async () => {
  const address = await serverThat(() => {});
  servers.splice(0).forEach((server) => void server.close());
  const log = openKafka({ ...settings, brokers: [address, "nowhere.invalid:9092"], patienceMs: 200 });
  const append = log.append("t", [{ key: "k", value: Buffer.from("v") }]);
  await expect(append).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE", stored: "no", mayRetry: true });
  await expect(append).rejects.toThrow(/append to t\/0: nowhere.invalid:9092|append to t\/0: 127/);
  await log.close();
});

it("a follower waits for brokers that are not there, until it is closed", async () => {
  const log = openKafka({ ...settings, brokers: ["127.0.0.1:1"], patienceMs: 200 });
  const follower = log.follow("t", 0, 0, () => {});
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(follower.caughtUpAt()).toBe(Number.NEGATIVE_INFINITY);
  follower.close();
  await follower.done;
  await log.close();
});
