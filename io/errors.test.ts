/** Errnos and reasons. */
import net from "node:net";
import { expect, it } from "@jest/globals";
import { dialReasonOf, errnoOf, errorText, reasonOf } from "./errors.ts";

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

it.each([
  ["ECONNREFUSED", "APP_DIAL_REFUSED"],
  ["ETIMEDOUT", "APP_DIAL_TIMEOUT"],
  ["EHOSTUNREACH", "APP_DIAL_UNREACHABLE"],
  ["ENETUNREACH", "APP_DIAL_UNREACHABLE"],
  ["ENOTFOUND", "PUB_DNS_NOT_FOUND"],
  ["EAI_AGAIN", "PUB_DNS_TIMEOUT"],
  ["ETIMEOUT", "PUB_DNS_TIMEOUT"],
  ["EADDRNOTAVAIL", "PUB_LIMIT_PORTS"],
  ["EMFILE", "PUB_LIMIT_RESOURCES"],
  ["ECONNRESET", "APP_FLOW_RESET"],
])("%s is %s", (code, reason) => expect(reasonOf(withCode(code))).toBe(reason));

it("a dial's reason is found in what the runtime really throws", async () => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const error = await new Promise((resolve) => net.connect({ port, host: "127.0.0.1" }).once("error", resolve));
  expect(dialReasonOf(error)).toBe("APP_DIAL_REFUSED");
});

it("inner errors and causes are looked into, and an endless chain ends", () => {
  expect(errnoOf(new AggregateError([withCode("ECONNREFUSED"), withCode("ETIMEDOUT")]))).toBe("ECONNREFUSED");
  expect(reasonOf(new Error("outer", { cause: withCode("ECONNRESET") }))).toBe("APP_FLOW_RESET");
  const loop: { cause?: unknown } = {};
  loop.cause = loop;
  expect(errnoOf(loop)).toBeUndefined();
});

it("what the network does not make has no reason, and a dial has one always", () => {
  for (const odd of [
    undefined,
    null,
    7,
    "x",
    new Error("x"),
    withCode("constructor"),
    withCode("ERR_INVALID_ARG_TYPE"),
  ]) {
    expect(reasonOf(odd)).toBeUndefined();
    expect(dialReasonOf(odd)).toBe("APP_DIAL_UNREACHABLE");
  }
});

it("an error's text is one line with its causes", () => {
  expect(errorText(new Error("a\nb", { cause: new Error("c") }))).toBe("a b: c");
  expect(errorText("plain")).toBe("plain");
});
