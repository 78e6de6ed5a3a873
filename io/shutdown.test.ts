/** How a process ends: in this process with a false exit, and with real children and signals. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "@jest/globals";
import { isAlive, openShutdown } from "./shutdown.ts";

const here = new URL("./shutdown.ts", import.meta.url).href;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("closes in the opposite order of adding, one after the other, once", async () => {
  const done: string[] = [];
  const codes: number[] = [];
  const shutdown = openShutdown({ exit: (code) => void codes.push(code), parentPid: undefined });
  shutdown.add("log", () => void done.push("log"));
  shutdown.add("listener", async () => {
    await sleep(30);
    done.push("listener");
  });
  const first = shutdown.stop("test");
  expect(shutdown.stopping).toBe(true);
  expect(shutdown.stop("again", 3)).toBe(first);
  await first;
  expect(done).toEqual(["listener", "log"]);
  expect(codes).toEqual([0]);
});

it("one that fails or hangs is named, and the process ends as failed within the bound", async () => {
  const errors: string[] = [];
  const codes: number[] = [];
  const onError = (closer: string, text: string) => void errors.push(`${closer}: ${text}`);
  const shutdown = openShutdown({ exit: (code) => void codes.push(code), onError, boundMs: 100 });
  shutdown.add("slow", () => new Promise(() => {}));
  shutdown.add("bad", () => Promise.reject(new Error("no")));
  await shutdown.stop("test");
  expect(errors).toEqual(["bad: no", "slow: did not close within 100 ms"]);
  expect(codes).toEqual([1]);
});

it("SIGTERM ends a process clean, exit 0", async () => {
  const child = await started(`shutdown.add("a", () => console.log("closed"));`);
  const said = text(child);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await said).toContain("closed");
});

it("a second signal counts only 2 s after the first", async () => {
  const child = await started(`shutdown.add("a", () => new Promise(() => {}));`);
  const began = Date.now();
  child.kill("SIGINT");
  await sleep(300);
  child.kill("SIGINT");
  await sleep(1900);
  expect(child.exitCode).toBe(null);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  expect(Date.now() - began).toBeLessThan(9000);
});

it("a child ends when its parent is killed, and one whose parent is long gone ends too", async () => {
  const inner = `import { openShutdown } from ${JSON.stringify(here)};
    openShutdown(); setInterval(() => {}, 1000); console.log("inner " + process.pid);`;
  const outer = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `
    import { spawn } from "node:child_process";
    spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(inner)}],
      { stdio: "inherit", env: { ...process.env, WAYLEAVE_PARENT_PID: String(process.pid) } });
    setInterval(() => {}, 1000);`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [line] = (await once(outer.stdout!, "data")) as [Buffer];
  const pid = Number(/inner (\d+)/.exec(line.toString())![1]);
  expect(isAlive(pid)).toBe(true);
  outer.kill("SIGKILL");
  const killedAt = Date.now();
  while (isAlive(pid) && Date.now() - killedAt < 5000) await sleep(50);
  expect(Date.now() - killedAt).toBeLessThan(4000);

  const late = await started("", { WAYLEAVE_PARENT_PID: String(outer.pid) });
  expect(await once(late, "exit")).toEqual([0, null]);
});

async function started(body: string, env: Record<string, string> = {}): Promise<ChildProcess> {
  const script = `import { openShutdown } from ${JSON.stringify(here)};
    const shutdown = openShutdown(); setInterval(() => {}, 1000); ${body} console.log("up");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  await once(child.stdout!, "data");
  return child;
}

async function text(child: ChildProcess): Promise<string> {
  let all = "";
  for await (const chunk of child.stdout!) all += String(chunk);
  return all;
}
