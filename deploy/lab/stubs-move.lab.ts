/** A network that has the stubs' addresses comes to the laptop: stubs go elsewhere, flows that live stay. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { whyNoLab } from "./io/machine.ts";
import { newFolder, openTrialLab, type Ran, type TrialLab, untilSo } from "./io/trial.ts";

const why = whyNoLab();
if (why !== undefined) process.stderr.write(`the tests of moving stubs are skipped: ${why}\n`);
const test = why === undefined ? it : it.skip;

const UP_MS = 100_000;

describe("stubs, when a network has their addresses", () => {
  let lab: TrialLab;
  const laptop = (...command: string[]): Promise<Ran> => lab.in("laptop", ...command);
  const out = async (...command: string[]) => (await laptop(...command)).stdout.trim();
  const must = async (...command: string[]) => {
    const { exit, stderr } = await laptop(...command);
    if (exit !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  };
  const ask = (name: string, type: string) => out("dig", "+short", "+tries=1", "+time=2", name, type);
  const status = () => JSON.parse(readFileSync(join(lab.data, "agent", "status.json"), "utf8"));
  const stubs = () => status().capture.stubs as { v4: string; v6: string; conflicts: string[]; before: string[] };
  const page = async (url: string) => (await laptop("curl", "-sS", "-m", "8", url)).exit;
  const agentPid = () => lab.processes("laptop", "agent.yaml");

  beforeAll(async () => {
    if (why !== undefined) return;
    lab = await openTrialLab(newFolder(), "--no-record", "--no-measure");
    await untilSo(async () => /^100\./.test(await ask("wiki.corp.example", "A")));
    // There is a network behind it, on whose addresses nobody answers.
    await must("ip", "tuntap", "add", "dev", "office0", "mode", "tun");
    await must("ip", "link", "set", "office0", "up");
  }, UP_MS);
  afterAll(async () => {
    lab?.kill("SIGTERM");
    await lab?.ended;
    if (lab !== undefined) rmSync(lab.data, { recursive: true, force: true });
  });

  test("go to another range, IPv4 and IPv6, and a flow that lives goes on", async () => {
    const [four, six] = [await ask("wiki.corp.example", "A"), await ask("wiki.corp.example", "AAAA")];
    const before = stubs().v4;
    const long = ["-sS", "--limit-rate", "4M", "-m", "60", "-o", "/dev/null", "-w", "%{size_download}"];
    const live = laptop("curl", ...long, "http://wiki.corp.example/bytes/60000000");
    await untilSo(() => status().counters.flows_live === 1);
    await must("ip", "route", "add", before, "dev", "office0");
    await untilSo(() => stubs().v4 !== before);
    expect(status().counters.flows_live).toBe(1);
    const [after4, after6] = [await ask("wiki.corp.example", "A"), await ask("wiki.corp.example", "AAAA")];
    expect(after4).not.toBe(four);
    expect(after6).not.toBe(six);
    for (const family of ["-4", "-6"]) {
      expect((await laptop("curl", "-sS", "-m", "8", family, "http://wiki.corp.example/")).exit).toBe(0);
    }
    // The address of before is refused, and not sent into the new network; others of it are the network's.
    expect(await page(`http://${four}/`)).toBe(7);
    expect(await out("ip", "route", "get", four)).toMatch(/^local .* dev lo /);
    expect(await out("ip", "route", "get", `${four.replace(/\.\d+$/, "")}.200`)).toContain("dev office0");
    expect(stubs().before.length).toBeGreaterThan(0);
    expect(await live).toMatchObject({ exit: 0, stdout: "60000000" });
    expect(await out("dig", "+short", "-x", after4)).toBe("wiki.corp.example.");
  }, 90_000);

  test("keep what they have moved to over a restart, and leave it for a link's address", async () => {
    const place = stubs().v4;
    const stub = await ask("wiki.corp.example", "A");
    const before = stubs().before;
    await laptop("kill", "-9", ...(await agentPid()));
    const config = join(lab.data, "agent", "agent.yaml");
    await laptop("sh", "-c", `wayleave agent --config ${config} >/dev/null 2>&1 </dev/null & exec sleep 0`);
    await untilSo(async () => (await ask("wiki.corp.example", "A")) === stub);
    await untilSo(() => stubs().v4 === place);
    // What was given out before it moved is refused still.
    expect(before.length).toBeGreaterThan(0);
    expect(stubs().before).toEqual(before);
    const four = before.find((one) => one.startsWith("100."))!.replace(/\/\d+$/, "");
    expect(await page(`http://${four}/`)).toBe(7);
    expect(await out("ip", "route", "get", four)).toMatch(/^local .* dev lo /);
    await must("ip", "address", "add", place.replace("0.0/16", "9.9/24"), "dev", "office0");
    await untilSo(() => stubs().v4 !== place);
    expect(await page("http://wiki.corp.example/")).toBe(0);
    expect(status().capture.stubs.why).toContain(`${place} was left for `);
    // A network that has a part of the IPv6 stubs' own.
    const { v6, v4 } = stubs();
    await must("ip", "-6", "route", "add", v6.replace("::/64", ":0:1::/80"), "dev", "office0");
    await untilSo(() => stubs().v6 !== v6);
    expect(stubs().v4).not.toBe(v4);
    expect((await laptop("curl", "-sS", "-m", "8", "-6", "http://wiki.corp.example/")).exit).toBe(0);
  }, 90_000);

  test("stay where an operator has put them, and it is told which network is in the way", async () => {
    const config = join(lab.data, "agent", "agent.yaml");
    await laptop("kill", "-TERM", ...(await agentPid()));
    await untilSo(async () => (await agentPid()).length === 0);
    const start = `wayleave agent --config ${config} >/dev/null 2>&1 </dev/null & exec sleep 0`;
    await laptop("sh", "-c", `echo 'stub_range: 100.100.0.0/16' >>${config}; ${start}`);
    await untilSo(async () => (await ask("wiki.corp.example", "A")).startsWith("100.100."));
    await must("ip", "route", "add", "100.100.5.0/24", "dev", "office0");
    await untilSo(() => stubs().conflicts.length > 0);
    expect(status().capture.stubs).toMatchObject({ conflicts: ["100.100.5.0/24"], stays: "configured", moves: 0 });
    expect(await page("http://wiki.corp.example/")).toBe(0);
  }, 60_000);
});
