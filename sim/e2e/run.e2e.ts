/** `wayleave run` as an ordinary user, with real programs: what is private, what is not, and how it ends. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { chownSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Estate, type Ran, run, startEstate, until } from "../../bench/show/estate.ts";

const CHECKOUT = join(import.meta.dirname, "..", "..");
const ORDINARY = 64_999;
const BY = process.getuid?.() === 0 ? ["setpriv", "--reuid", `${ORDINARY}`, "--regid", `${ORDINARY}`] : [];
const AS = BY.length === 0 ? [] : [...BY, "--clear-groups", "--inh-caps=-all"];
const UP_MS = 120_000;
const GONE_MS = 8_000;
/** What curl ends with: nobody takes the connection; it is reset; there is no such name. */
const [REFUSED, RESET, NO_NAME] = [7, 56, 6];

const [probe = "unshare", ...probing] = [...AS, "unshare", "--user", "--net", "--mount", "true"];
const can = spawnSync(probe, probing).status === 0;
if (!can) process.stderr.write("the tests of wayleave run are skipped: no namespaces for ordinary users here\n");
const test = can ? it : it.skip;

/** Sends datagrams of these sizes, one after the other, and prints how long the answers are. */
const SIZES = `const [host, port, ...sizes] = process.argv.slice(1);
const socket = require("dgram").createSocket("udp4");
socket.on("error", (e) => { console.log(e.code); process.exit(); });
const next = () => (sizes.length ? socket.send(Buffer.alloc(Number(sizes[0]))) : process.exit());
socket.on("message", (m) => { console.log(m.length); sizes.shift(); next(); });
socket.connect(Number(port), host, next); setTimeout(() => process.exit(9), 8000);`;

describe("wayleave run", () => {
  let estate: Estate;
  let data: string;
  const outside = createServer((_, response) => response.end("outside\n"));
  const echo = createSocket("udp4", (bytes, { port }) => void echo.send(bytes, port, "127.0.0.1"));
  const command = (...words: string[]): [string, ...string[]] =>
    [...AS, join(CHECKOUT, "wayleave"), "run", "--data", data, "--", ...words] as [string, ...string[]];
  const inside = (...words: string[]): Promise<Ran> => {
    const [program, ...args] = command(...words);
    return run(program, args);
  };
  const curl = (...words: string[]) => inside("curl", "-sS", "-m", "8", ...words);
  const sizes = (host: string, port: number, ...all: number[]) =>
    inside(join(CHECKOUT, "bin", "node"), "-e", SIZES, host, `${port}`, ...all.map(String));
  const start = (...words: string[]): ChildProcess => {
    const [program, ...args] = command(...words);
    return spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  };
  const said = (child: ChildProcess, text: string) =>
    new Promise<void>((resolve) => child.stdout?.on("data", (chunk) => String(chunk).includes(text) && resolve()));
  const ended = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("close", resolve));

  beforeAll(async () => {
    if (!can) return;
    data = mkdtempSync(join(tmpdir(), "wayleave-"));
    if (AS.length > 0) chownSync(data, ORDINARY, ORDINARY);
    estate = await startEstate({ data, by: AS });
    await new Promise<void>((resolve) => outside.listen(0, "127.0.0.1", resolve));
    await new Promise<void>((resolve) => echo.bind(0, "127.0.0.1", resolve));
  }, UP_MS);
  afterAll(async () => {
    if (!can) return;
    outside.close();
    echo.close();
    await estate?.stop();
    rmSync(data, { recursive: true, force: true });
  }, UP_MS);

  test("reaches an app by name and by its stub, and leaves what is not private alone", async () => {
    expect((await curl("http://wiki.corp.example/")).stdout).toContain("The wiki of corp.example");
    const stub = (await inside("dig", "+short", "wiki.corp.example")).stdout.trim();
    const byStub = await curl("-H", "Host: wiki.corp.example", `http://${stub}/`);
    expect(byStub.stdout).toContain("The wiki of corp.example");
    const { port } = outside.address() as AddressInfo;
    expect(await curl(`http://127.0.0.1:${port}/`)).toEqual({ exit: 0, stdout: "outside\n", stderr: "" });
  });

  test("refuses a port that no app offers at connect, and resets what the gateway refuses", async () => {
    expect((await curl("http://wiki.corp.example:81/")).exit).toBe(REFUSED);
    expect((await curl("http://payroll.corp.example/")).exit).toBe(RESET);
    expect((await curl("http://nothing.corp.example/")).exit).toBe(NO_NAME);
    expect((await sizes("wiki.corp.example", 9, 1)).stdout.trim()).toBe("ECONNREFUSED");
  });

  test("carries datagrams of every size, to an app and past the agent", async () => {
    const all = [1, 1_400, 65_507, 0];
    expect((await sizes("echo.corp.example", 7, ...all)).stdout.trim().split("\n").map(Number)).toEqual(all);
    const past = await sizes("127.0.0.1", echo.address().port, ...all);
    expect(past.stdout.trim().split("\n").map(Number)).toEqual(all);
  });

  test("names the program itself on the flow's row", async () => {
    const row = await until(
      "a row of curl's",
      async () => {
        const { stdout } = await estate.wayleave("events", "-o", "json", "--since", "10m");
        const rows = JSON.parse(stdout) as Record<string, unknown>[];
        return rows.find(({ process }) => process === "curl");
      },
      GONE_MS,
    );
    expect(row).toMatchObject({
      host: "wiki.corp.example",
      process_uid: AS.length > 0 ? ORDINARY : process.getuid?.(),
    });
  });

  test("ends with the command's own code, hands signals on, and says what is missing", async () => {
    expect((await inside("sh", "-c", "exit 7")).exit).toBe(7);
    expect((await inside("sh", "-c", "kill -KILL $$")).exit).toBe(137);
    for (const [signal, exit] of [
      ["SIGTERM", 5],
      ["SIGINT", 6],
    ] as const) {
      const child = start("sh", "-c", "trap 'exit 5' TERM; trap 'exit 6' INT; echo ready; while :; do sleep 0.1; done");
      await said(child, "ready");
      child.kill(signal);
      expect(await ended(child)).toBe(exit);
    }
    const [program, ...args] = [...AS, join(CHECKOUT, "wayleave"), "run", "--data", join(data, "none"), "--", "true"];
    const none = await run(program!, args);
    expect(none.exit).toBe(1);
    expect(none.stderr).toContain("start it with: wayleave up");
  });

  test("leaves nothing of a command behind, nor when it is killed", async () => {
    const lives = (network: string) =>
      readdirSync("/proc").some((pid) => {
        try {
          return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/ns/net`) === network;
        } catch {
          return false;
        }
      });
    const script = "readlink /proc/self/ns/net; setsid sleep 300 >/dev/null 2>&1 & ";
    const { stdout, exit } = await inside("sh", "-c", `${script} exit 3`);
    expect(exit).toBe(3);
    expect(stdout).toMatch(/^net:/);
    expect(lives(stdout.trim())).toBe(false);

    const child = start("sh", "-c", `${script} sleep 301`);
    const network = await new Promise<string>((resolve) => child.stdout?.once("data", (b) => resolve(`${b}`.trim())));
    expect(lives(network)).toBe(true);
    child.kill("SIGKILL");
    await until("everything inside gone", () => (lives(network) ? undefined : true), GONE_MS);
  });
});
