/** Capture on Linux, in the lab: programs that know nothing of an agent, and what is left when it goes. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { whyNoLab } from "./io/machine.ts";
import { newFolder, openTrialLab, type Ran, type TrialLab, untilSo } from "./io/trial.ts";

const why = whyNoLab();
if (why !== undefined) process.stderr.write(`the tests of capture are skipped: ${why}\n`);
const test = why === undefined ? it : it.skip;

const UP_MS = 100_000;
/** What curl ends with where nobody takes the connection. */
const REFUSED = 7;
const AT_ONCE_S = 0.5;
const STATUS_SCHEMA = join(import.meta.dirname, "..", "..", "docs", "cli", "status.schema.json");
const curl = (...words: string[]): string[] => ["curl", "-sS", "-m", "8", ...words];
/** All that capture changes in a network namespace. */
const LOOK = "ip -4 rule; ip -6 rule; ip -4 route show table all; ip -6 route show table all; nft list ruleset";

describe("capture in the lab", () => {
  let lab: TrialLab;
  const laptop = (...command: string[]): Promise<Ran> => lab.in("laptop", ...command);
  const look = async () => (await laptop("sh", "-c", LOOK)).stdout.replace(/ expires \S+/g, "");
  const stubOf = async (name: string) =>
    (await laptop("dig", "+short", "-p", "1053", "@127.0.0.1", name)).stdout.trim().split("\n")[0] ?? "";
  const agentStatus = () => JSON.parse(readFileSync(join(lab.data, "agent", "status.json"), "utf8"));
  const agentPid = () => lab.processes("laptop", "agent.yaml");

  beforeAll(async () => {
    if (why === undefined) lab = await openTrialLab(newFolder(), "--no-record", "--no-measure");
  }, UP_MS);
  afterAll(async () => {
    lab?.kill("SIGTERM");
    await lab?.ended;
    if (lab !== undefined) rmSync(lab.data, { recursive: true, force: true });
  });

  test("takes a program to its app by name, by address, and by IPv6", async () => {
    const stub = await stubOf("wiki.corp.example");
    expect(stub).toMatch(/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.0\.1$/);
    const tries = [
      ["--resolve", `wiki.corp.example:80:${stub}`, "http://wiki.corp.example/"],
      ["http://10.70.0.30/"],
      ["http://[fd00:70:0:1::30]/"],
    ];
    for (const words of tries) {
      const { exit, stdout, stderr } = await laptop(...curl(...words));
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      expect(stdout).toMatch(/^site: \w+ in datacentre$/m);
      expect(stdout).toMatch(/^peer: (10\.70\.0\.[23]|fd00:70:0:1::[23]) \d+$/m);
    }
    // Told each second.
    await untilSo(() => agentStatus().counters.flows >= 3);
    // Each request was with its gateway before there was an answer.
    expect(agentStatus().counters.flows_early).toBeGreaterThanOrEqual(3);
  });

  test("takes a program of another user, too, and leaves all that is public alone", async () => {
    const nobody = await laptop("setpriv", "--reuid", "65534", "--clear-groups", ...curl("http://10.70.0.30/"));
    expect(nobody.stdout).toContain("site: database in datacentre");
    // It sees the laptop's own address on the outer link, so nobody stood between.
    const publicPage = await laptop(...curl("http://www.public.example/"));
    expect(publicPage.stdout).toContain("peer: 2001:db8:0:1::2 ");
    // Datagrams pass by what is captured of TCP: the office's name server is asked as ever.
    expect((await laptop("dig", "+short", "portal.corp.example", "@10.60.0.53")).stdout).toBe("10.60.0.20\n");
  });

  test("refuses ports that no app offers before anybody takes the connection, and counts them", async () => {
    const stub = await stubOf("wiki.corp.example");
    for (const url of [
      `http://${stub}:81/`,
      "http://10.70.0.30:22/",
      "http://[fd00:70:0:1::30]:22/",
      `http://${stub}1/`,
    ]) {
      const { exit, stderr } = await laptop(...curl("-w", "%{stderr}%{time_total}", url));
      expect(exit).toBe(REFUSED);
      expect(Number(/([\d.]+)\s*$/.exec(stderr)?.[1])).toBeLessThan(AT_ONCE_S);
    }
    await untilSo(() => agentStatus().refused.capture?.AGT_STEER_PORT_MISS >= 4);
  });

  test("carries datagrams of every size, by stub, address and IPv6, and counts those to other ports", async () => {
    const stub = await stubOf("echo.corp.example");
    for (const host of [stub, "10.70.0.10", "fd00:70:0:1::10"]) {
      expect(await lab.probe("sizes", host)).toEqual({ 0: 0, 1: 1, 1400: 1400, 65507: 65507 });
    }
    // 1,000 a second, which a busy machine carries through eight processes, too.
    const many = await lab.probe("datagrams", stub, "2");
    expect(many["answered"]! / many["sent"]!).toBeGreaterThan(0.98);
    const missed = () => (agentStatus().refused.capture?.AGT_STEER_PORT_MISS ?? 0) as number;
    const before = missed();
    expect((await laptop("dig", "+tries=1", "+time=1", `@${stub}`, "wiki.corp.example")).exit).not.toBe(0);
    await untilSo(() => missed() > before);
  });

  test("is shown by wayleave status on the laptop, as the schema says", async () => {
    const valid = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(STATUS_SCHEMA, "utf8")));
    const shown = async () => JSON.parse((await laptop("wayleave", "status", "-o", "json")).stdout);
    const report = await shown();
    expect([valid(report), valid.errors]).toEqual([true, null]);
    expect(report).toMatchObject({ capture: { whole: true, stubs: { conflicts: [] } }, dns: { way: "resolv-conf" } });
    await untilSo(async () => (await shown()).capture.counters.tcp_stubs4 > 0);
  }, 60_000);

  test("resets the connection of a program that the gateway refuses", async () => {
    const stub = await stubOf("payroll.corp.example");
    const { exit, stderr } = await laptop(
      ...curl("--resolve", `payroll.corp.example:80:${stub}`, "http://payroll.corp.example/"),
    );
    expect(exit).toBe(56);
    expect(stderr).toContain("Connection reset by peer");
  });

  test("sends nothing of private names or addresses over the outer link", async () => {
    const asked = JSON.parse(readFileSync(join(lab.data, "places", "internet", "services.json"), "utf8"))
      .asked as string[];
    expect(asked.filter((one) => one.includes("corp.example"))).toEqual([]);
  });

  test("leaves rules, routes and filter as they were, by itself, by --undo, or by the next start", async () => {
    const rules = async () => (await laptop("sh", "-c", "ip -4 rule; ip -6 rule")).stdout;
    const captured = await rules();
    expect(await look()).toContain("table inet wayleave_agent");
    const config = join(lab.data, "agent", "agent.yaml");
    await laptop("kill", "-9", ...(await agentPid()));
    expect(await look()).toContain("wayleave_agent");
    expect((await laptop("wayleave", "agent", "--config", config, "--undo")).stdout).toBe(
      "what capture had changed is taken back\n",
    );
    const clean = await look();
    expect(clean).not.toMatch(/wayleave_agent|5377|5376/);
    expect((await laptop("wayleave", "agent", "--config", config, "--undo")).stdout).toBe("capture has left nothing\n");

    const start = () =>
      laptop("sh", "-c", `wayleave agent --config ${config} >/dev/null 2>&1 </dev/null & exec sleep 0`);
    const captures = async () => (await laptop(...curl("-m", "2", "http://10.70.0.30/"))).exit === 0;
    await start();
    await untilSo(captures);
    await laptop("kill", "-9", ...(await agentPid()));
    await start();
    await untilSo(captures);
    // Each once, though the one before had left its own.
    expect((await rules()).split("\n").sort()).toEqual(captured.split("\n").sort());
    await laptop("kill", "-TERM", ...(await agentPid()));
    await untilSo(async () => (await agentPid()).length === 0);
    expect(await look()).toBe(clean);
  }, 60_000);
});
