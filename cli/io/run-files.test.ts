/** run.json on disk: claimed once, replaced whole, recognised when stale. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import type { RunFile, RunPart } from "../run-file.ts";
import { takenPorts } from "../up/io/free-ports.ts";
import { clearLeftovers } from "../up/io/leftovers.ts";
import { beganAt, claimRunFile, lives, readRunFile, replaceRunFile, runningSystem } from "./run-files.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-run-"));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const fresh = () => join(folder, `run-${count++}.json`);

it("is claimed by one only, is private, and leaves no other file", () => {
  const file = fresh();
  claimRunFile(file, runOf(process.pid));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(() => claimRunFile(file, runOf(process.pid))).toThrow("another wayleave up");
  replaceRunFile(file, { ...runOf(process.pid), ready: true });
  expect(readRunFile(file)?.ready).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes(".new"))).toEqual([]);
});

it("a number that another process has now is not the process that was meant", () => {
  expect(lives({ pid: process.pid, began: beganAt(process.pid) })).toBe(true);
  expect(lives({ pid: process.pid, began: beganAt(process.pid) + 1 })).toBe(false);
  expect(lives({ pid: 0, began: 0 })).toBe(false);
});

it("a system that is up is not cleared, and refuses a second up", async () => {
  const file = fresh();
  claimRunFile(file, runOf(process.pid));
  await expect(clearLeftovers(file)).rejects.toThrow(`pid ${process.pid}`);
  expect(existsSync(file)).toBe(true);
  expect(runningSystem(file).pid).toBe(process.pid);
});

it("the file of a killed up is cleared once its parts have ended", async () => {
  const file = fresh();
  const left = spawn(process.execPath, ["-e", "setTimeout(() => {}, 700)"], { stdio: "ignore" });
  const part: RunPart = {
    name: "agent",
    kind: "agent",
    pid: left.pid!,
    began: beganAt(left.pid!),
    listen: [],
    state: "ready",
    restarts: 0,
    status_file: "",
  };
  claimRunFile(file, { ...runOf(await deadPid()), parts: [part] });
  expect(() => runningSystem(file)).toThrow("was killed");
  await clearLeftovers(file);
  expect(lives(part)).toBe(false);
  expect(existsSync(file)).toBe(false);
});

it("half a file is no file", async () => {
  const file = fresh();
  writeFileSync(file, '{"pid":');
  expect(readRunFile(file)).toBeUndefined();
  await clearLeftovers(file);
  expect(existsSync(file)).toBe(false);
});

it("all taken ports are found at once, of both kinds", async () => {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as { port: number }).port;
    }),
  );
  const claims = [...ports, 0].map((port) => ({ what: "x", port, udp: false }));
  const taken = await takenPorts([...claims, { what: "y", port: 0, udp: true }]);
  expect(taken.map((one) => one.claim.port)).toEqual(ports);
  for (const server of servers) server.close();
});

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid!;
}

function runOf(pid: number): RunFile {
  const endpoints = { proxy: null, dns: null, console: null, clickhouse: null, otlp: null, gateways: [] };
  return { pid, began: pid === process.pid ? beganAt(pid) : 1, ready: false, parts: [], endpoints };
}
