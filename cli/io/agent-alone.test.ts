/** `wayleave status` on a device whose agent runs by itself. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { printStatus } from "../print/status-report.ts";
import { readStatus } from "./status.ts";

const folder = () => mkdtempSync(join(tmpdir(), "wayleave-status-"));

describe("the status of an agent that runs by itself", () => {
  it("is told without a system here, and without what a device can't know", async () => {
    const [data, agent] = [folder(), folder()];
    const dns = { system: "ours", way: "resolv-conf", upstream: [] };
    const said = { pid: process.pid, ready: true, listens: ["127.0.0.1:1080"], srp_version: 7, dns };
    writeFileSync(join(agent, "status.json"), JSON.stringify(said));
    const report = await readStatus(data, agent);
    const part = { name: "agent", kind: "agent", pid: process.pid, state: "ready", listens: ["127.0.0.1:1080"] };
    expect(report).toMatchObject({ ready: true, parts: [part], srp_version: 7, dns, log: { end: null, gateways: [] } });
    const text = printStatus(report);
    expect(text).toContain("names: by /etc/resolv.conf: in place");
    expect(text).not.toMatch(/GATEWAY|log end|record:/);
  });

  it("is lost where its process is gone, and a fault where there is none", async () => {
    const agent = folder();
    await expect(readStatus(folder(), agent)).rejects.toThrow(`no agent runs with its state in ${agent}`);
    writeFileSync(join(agent, "status.json"), JSON.stringify({ pid: 2 ** 22 + 1, listens: 3 }));
    const report = await readStatus(folder(), agent);
    expect(report).toMatchObject({ ready: false, parts: [{ state: "lost", listens: [] }] });
  });
});
