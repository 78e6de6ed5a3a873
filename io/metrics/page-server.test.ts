/** The page of metrics, asked by programs that mean well and by others. */
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { CONNECTIONS_MAX, openPageServer, type PageServer } from "./page-server.ts";

const PAGE = "# HELP wayleave_ready 1 where\n# TYPE wayleave_ready gauge\nwayleave_ready 1\n";
const REQUEST_MS = 300;
const GET = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n";

let server: PageServer;
let made: number;
let gate: Promise<void>;
const sockets: Socket[] = [];

beforeEach(async () => {
  made = 0;
  gate = Promise.resolve();
  const page = async () => {
    made += 1;
    await gate;
    return PAGE;
  };
  server = await openPageServer({ listen: { host: "127.0.0.1", port: 0 }, page, requestMs: REQUEST_MS });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

const ask = (path: string, more: RequestInit = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, more);

/** Sends `text` on a connection of its own; `ended` resolves with all that came when the server has closed it. */
function say(text: string): { readonly socket: Socket; readonly ended: Promise<string> } {
  const socket = connect(server.port, "127.0.0.1");
  sockets.push(socket);
  let heard = "";
  socket.setEncoding("latin1").on("data", (piece: string) => (heard += piece));
  socket.on("error", () => {});
  socket.write(text.replace("PORT", String(server.port)));
  return { socket, ended: new Promise((resolve) => socket.once("close", () => resolve(heard))) };
}

it("serves the page, in Prometheus' own type", async () => {
  const answer = await ask("/metrics");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(await answer.text()).toBe(PAGE);
  const head = await ask("/metrics", { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, String(PAGE.length), ""]);
  expect(server.refused()).toEqual({});
});

it("refuses what is no reading of the page, and counts it by reason", async () => {
  expect((await ask("/")).status).toBe(404);
  const post = await ask("/metrics", { method: "POST", body: "x".repeat(1 << 20) }).catch(() => undefined);
  expect([405, undefined]).toContain(post?.status);
  expect((await ask("/metrics", { headers: { origin: "http://evil.example" } })).status).toBe(403);
  expect(await say("GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").ended).toMatch(/ 403 /);
  expect(await say("\x16\x03\x01 nonsense\r\n\r\n").ended).toMatch(/ 400 /);
  expect(server.refused()).toEqual({ path: 1, method: 1, origin: 1, host: 1, malformed: 1 });
  expect(made).toBe(0);
});

it("a request that doesn't come to its end is let go", async () => {
  expect(await say("GET /metrics HTTP/1.1\r\nHost: 127").ended).toMatch(/ 408 /);
  expect(server.refused()).toEqual({ slow: 1 });
});

it("connections beyond their number are dropped, and those that are there go on", async () => {
  const held = Array.from({ length: CONNECTIONS_MAX }, () => say(""));
  await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once("connect", resolve))));
  expect(await say(GET).ended).toBe("");
  expect(server.refused()["connections"]).toBeGreaterThanOrEqual(1);
  held[0]!.socket.write(GET.replace("PORT", String(server.port)).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
  expect(await held[0]!.ended).toContain("wayleave_ready 1");
});

it("readers that ask at one moment share a page", async () => {
  const open = Promise.withResolvers<void>();
  gate = open.promise;
  const first = Array.from({ length: 5 }, () => ask("/metrics"));
  // All of them have asked when the last request was begun to be answered: a sixth, over HTTP's own refusal, says so.
  await ask("/elsewhere");
  open.resolve();
  expect(await Promise.all((await Promise.all(first)).map((answer) => answer.text()))).toEqual(Array(5).fill(PAGE));
  expect(made).toBeLessThan(5);
});

it("a page that can't be made costs its reader the connection, and nobody else", async () => {
  gate = Promise.reject(new Error("no counters"));
  gate.catch(() => {});
  await expect(ask("/metrics")).rejects.toThrow();
  gate = Promise.resolve();
  expect((await ask("/metrics")).status).toBe(200);
  expect(server.refused()).toEqual({ failed: 1 });
});
