/** The proxy as an HTTP program meets it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { closeKit, dialProxy, exchange, kit, openKit, read, readAll, refusedCount } from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

describe("HTTP", () => {
  it("CONNECT carries a flow, with the bytes that came with its head", async () => {
    const socket = dialProxy();
    socket.write("CONNECT echo.corp.example:7 HTTP/1.1\r\nHost: echo.corp.example:7\r\n\r\nearly");
    expect(await read(socket, 44)).toBe("HTTP/1.1 200 Connection established\r\n\r\nearly");
    socket.end("late");
    expect(await readAll(socket)).toBe("late");
  });

  it("an absolute-form request reaches the app in origin form, without what was meant for us", async () => {
    const head =
      "GET http://wiki.corp.example/page?q=1 HTTP/1.1\r\nHost: evil.example\r\nProxy-Connection: keep-alive\r\n";
    const more =
      "Connection: x-mine, Host\r\nX-Mine: 1\r\nX-Yours: 2\r\nProxy-Authorization: Basic abc\r\nTE: trailers\r\n\r\n";
    const answer = (await exchange(Buffer.from(head + more))).toString();
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*the wiki\n$/);
    const { url, headers } = kit.seen.at(-1)!;
    expect(url).toBe("/page?q=1");
    expect(headers).toEqual({ host: "wiki.corp.example", "x-yours": "2", connection: "close" });
  });

  it("passes bodies by length and in chunks, and nothing behind them", async () => {
    const post = "POST http://wiki.corp.example/ HTTP/1.1\r\n";
    const second = "GET http://other.corp.example/secret HTTP/1.1\r\nCookie: s=1\r\n\r\n";
    await exchange(Buffer.from(`${post}Content-Length: 5\r\n\r\nhello${second}`));
    expect(kit.seen.at(-1)).toMatchObject({ method: "POST", url: "/", body: "hello" });
    await exchange(
      Buffer.from(`${post}Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n${second}`),
    );
    expect(kit.seen.at(-1)).toMatchObject({ body: "abcde" });
    expect(kit.seen.some(({ url }) => url.includes("secret"))).toBe(false);
  });

  it.each([
    [
      "blocked.corp.example",
      403,
      "CGW_POLICY_RULE_BLOCK",
      "Ask Kim for it. (CGW_POLICY_RULE_BLOCK, denial id 7QK-M2X)",
    ],
    ["unknown.corp.example", 502, "CGW_APP_UNKNOWN", "(CGW_APP_UNKNOWN, denial id 7QK-M2X)"],
    ["closed.corp.example", 502, "APP_DIAL_REFUSED", "denial id"],
    ["slow.corp.example", 504, "APP_DIAL_TIMEOUT", "denial id"],
    ["nobody.corp.example", 503, "CGW_SELECT_ALL_DOWN", "denial id"],
    [
      "elsewhere.example.org",
      403,
      "AGT_STEER_NOT_ENTITLED",
      "This destination is not carried for you. (AGT_STEER_NOT_ENTITLED)",
    ],
  ])("tells why %s is refused, either way of asking", async (host, status, code, line) => {
    for (const request of [
      `CONNECT ${host}:80 HTTP/1.1\r\n\r\n`,
      `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    ]) {
      const answer = (await exchange(Buffer.from(request))).toString();
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer).toContain(`\r\nWayleave-Reason: ${code}\r\n`);
      expect(answer.includes("\r\nWayleave-Denial-Id: 7QK-M2X\r\n")).toBe(!code.startsWith("AGT"));
      expect(answer).toContain(line);
      expect(answer.split("\r\n\r\n")[1]!.trimEnd()).not.toContain("\n");
    }
  });

  it.each([
    ["GET / HTTP/1.1\r\nHost: wiki.corp.example\r\n\r\n", 400, "http-origin-form"],
    ["GET https://wiki.corp.example/ HTTP/1.1\r\n\r\n", 400, "http-scheme"],
    ["GET http://a@wiki.corp.example/ HTTP/1.1\r\n\r\n", 400, "http-target"],
    ["CONNECT wiki.corp.example HTTP/1.1\r\n\r\n", 400, "http-target"],
    ["GET http://wiki.corp.example/ HTTP/1.1\r\nA : b\r\n\r\n", 400, "http-header"],
    ["GET http://wiki.corp.example/ HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400, "http-header"],
    [
      "POST http://wiki.corp.example/ HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
      "http-body",
    ],
    ["PRI * HTTP/2.0\r\n\r\n", 400, "http-request-line"],
    [`GET http://wiki.corp.example/ HTTP/1.1\r\nA: ${"b".repeat(17_000)}\r\n\r\n`, 431, "head-too-long"],
  ])("refuses %.60j", async (request, status, reason) => {
    const count = () => refusedCount("proxy", reason);
    const before = count();
    expect((await exchange(Buffer.from(request))).toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(count()).toBe(before + 1);
  });

  it("a request in single bytes is the same request", async () => {
    const socket = dialProxy();
    for (const byte of "CONNECT echo.corp.example:7 HTTP/1.1\r\n\r\nab") {
      socket.write(byte);
      await new Promise(setImmediate);
    }
    expect(await read(socket, 41)).toMatch(/established\r\n\r\nab$/);
    socket.destroy();
  });
});
