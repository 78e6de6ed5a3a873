/** The console's listener on a real socket. */

import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { type ConsoleServer, openConsole } from "./console-server.ts";

let server: ConsoleServer;
beforeAll(async () => {
  const record = { state: "here", why: "", events_behind: 0, behind_s: 0, last_flows: [] } as const;
  const read = async () => ({ at: "now", up: true, ready: true, parts: [], gateways: [], record });
  server = await openConsole({ listen: { host: "127.0.0.1", port: 0 }, key: "secret", read });
});
afterAll(() => server.close());

it("answers who has the key, in the address or then in the cookie, and counts who has not", async () => {
  expect((await ask("/")).status).toBe(401);
  const first = await ask("/?key=secret");
  expect(first.status).toBe(200);
  expect(first.body).toContain("Wayleave is");
  const cookie = first.headers["set-cookie"]![0]!;
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  const json = await ask("/status.json", { cookie: cookie.split(";")[0]! });
  expect(JSON.parse(json.body)).toMatchObject({ ready: true });
  expect(server.counts()).toMatchObject({ key: 1 });
});

it("refuses other hosts and origins", async () => {
  expect((await ask("/?key=secret", { host: "evil.example" })).status).toBe(403);
  expect((await ask("/?key=secret", { origin: "http://evil.example" })).status).toBe(403);
  expect(server.counts()).toMatchObject({ host: 1, origin: 1 });
});

it("garbage is answered with 400 and counted", async () => {
  const socket = connect(server.port, "127.0.0.1");
  socket.write("\x16\x03\x01garbage\r\n\r\n");
  const got = Promise.withResolvers<string>();
  socket.on("data", (bytes) => got.resolve(bytes.toString("latin1")));
  expect(await got.promise).toContain("400");
  socket.destroy();
  expect(server.counts()).toMatchObject({ malformed: 1 });
});

interface Got {
  status: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

function ask(path: string, headers: Record<string, string> = {}): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const asked = request({ host: "127.0.0.1", port: server.port, path, headers, agent: false }, (answer) => {
    let body = "";
    answer.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    answer.on("end", () => resolve({ status: answer.statusCode!, body, headers: answer.headers }));
  });
  asked.on("error", reject).end();
  return promise;
}
