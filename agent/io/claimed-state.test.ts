/** Tests of what an agent says before it runs: whose folder it is, and why it can't listen. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "@jest/globals";
import { beganAt } from "../../io/process-life.ts";
import { agentOf, claimState } from "./claimed-state.ts";
import { listenFault } from "./listen-fault.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const folder = () => mkdtempSync(join(tmpdir(), "wayleave-state-"));

it("a folder is one agent's for as long as that lives; what a killed one has left is taken", async () => {
  const state = folder();
  const child = spawn("sleep", ["60"]);
  children.push(child);
  await once(child, "spawn");
  const pid = child.pid!;
  writeFileSync(join(state, "agent.pid"), JSON.stringify({ pid, began: beganAt(pid) }));
  expect(agentOf(state)).toBe(pid);
  expect(() => claimState(state)).toThrow(`another agent (process ${pid}) runs with the state in ${state}`);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(agentOf(state)).toBeUndefined();
  const giveUp = claimState(state);
  expect(JSON.parse(readFileSync(join(state, "agent.pid"), "utf8"))).toMatchObject({ pid: process.pid });
  giveUp();
  claimState(state)();
});

it("a process that has got the number of a killed agent is none, nor is what nobody wrote", () => {
  const state = folder();
  for (const text of ["", "{", "3", '{"pid":"x"}', '{"pid":-1}', JSON.stringify({ pid: process.ppid, began: 1 })]) {
    writeFileSync(join(state, "agent.pid"), text);
    expect(agentOf(state)).toBeUndefined();
    claimState(state)();
  }
});

it("a door that can't be opened is named by its field, with what to do", () => {
  const told = (code: string, host = "127.0.0.1") => {
    const fault = listenFault("proxy.listen", { host, port: 80 });
    return () => fault(Object.assign(new Error("listen"), { code }));
  };
  expect(told("EADDRINUSE")).toThrow("proxy.listen: 127.0.0.1:80 is taken by another program");
  expect(told("EACCES", "::1")).toThrow("proxy.listen: [::1]:80 is a low port");
  expect(told("EADDRNOTAVAIL")).toThrow("is no address of this machine");
  expect(told("EMFILE")).toThrow("can't be listened on: listen");
});

it("a killed agent whose parent has not asked how it ended has no folder any more", async () => {
  const state = folder();
  // The shell stays busy, and its child is never waited for.
  const shell = spawn("sh", ["-c", "sleep 0.05 & echo $!; exec sleep 60"]);
  children.push(shell);
  const [line] = (await once(shell.stdout, "data")) as [Buffer];
  const pid = Number(line);
  writeFileSync(join(state, "agent.pid"), JSON.stringify({ pid, began: beganAt(pid) }));
  for (const end = Date.now() + 10_000; agentOf(state) !== undefined && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(beganAt(pid)).toBeGreaterThan(0);
  claimState(state)();
});
