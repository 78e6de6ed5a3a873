/** A real process as the server, and what a show says where it doesn't come up; and what any waiting of a show says. */
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { Hopeless, until } from "../estate.ts";
import { ServerProcess } from "./server-process.ts";

const BOUND_MS = 20_000;
const folder = mkdtempSync(join(tmpdir(), "wayleave-server-"));
const started: ServerProcess[] = [];
let made = 0;
afterAll(async () => {
  await Promise.all(started.map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

function start(...command: [string, ...string[]]): ServerProcess {
  const server = new ServerProcess({ name: `server-${made++}`, command }, folder);
  started.push(server);
  return server;
}

const script = (text: string): ServerProcess => start(process.execPath, "-e", text);

/** Nobody listens there: it was just given back. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("a server of a show", () => {
  it("is awaited until it listens, and ends when it is asked to", async () => {
    const port = await freePort();
    const server = script(`setTimeout(() => net.createServer().listen(${port}, "127.0.0.1"), 200)`);
    await server.answers(port, BOUND_MS);
    await server.stop();
    await expect(server.answers(port, BOUND_MS)).rejects.toThrow("has ended (SIGTERM)");
  });

  it("that dies is told at once, with its last words", async () => {
    const server = script('console.log("reading"); console.error("bind: address in use"); process.exitCode = 3');
    const told = server.answers(await freePort(), 10 * BOUND_MS);
    await expect(told).rejects.toThrow(/server-1 has ended \(exit 3\).*reading\nbind: address in use$/s);
    await server.stop();
  });

  it("that is not installed is told at once", async () => {
    const server = start("/nowhere/serverd");
    await expect(server.answers(await freePort(), 10 * BOUND_MS)).rejects.toThrow(/ended \(Error: spawn .* ENOENT\)/);
    await server.stop();
  });

  it("that lives and listens not is told at the bound, with its port and its last words", async () => {
    const port = await freePort();
    const server = script('console.log("warming up"); setInterval(() => {}, 1000)');
    await until("its first words", () => (server.tail() === "warming up" ? true : undefined), BOUND_MS);
    await expect(server.answers(port, 200)).rejects.toThrow(
      new RegExp(`within 200 ms: server-3 listens on port ${port}; .*ECONNREFUSED.*warming up$`, "s"),
    );
  });
});

describe("what a show awaits", () => {
  it("is given as soon as it is there", async () => {
    let tries = 0;
    expect(await until("three tries", () => (++tries === 3 ? tries : undefined), BOUND_MS)).toBe(3);
  });

  it("is named at the bound, with what was seen last", async () => {
    const refused = () => Promise.reject(new Error("refused"));
    await expect(until("an answer", refused, 100)).rejects.toThrow(
      "not within 100 ms: an answer; at last: Error: refused",
    );
    await expect(until("a word", () => undefined, 100)).rejects.toThrow("not within 100 ms: a word; at last: not so");
  });

  it("is given up at the bound though a try never answers, and at once where it is hopeless", async () => {
    const silent = () => new Promise<undefined>(() => {});
    await expect(until("an answer", silent, 100)).rejects.toThrow("at last: a try without an answer");
    const lost = () => Promise.reject(new Hopeless("it is gone"));
    await expect(until("an answer", lost, 10 * BOUND_MS)).rejects.toThrow("it is gone");
  });
});
