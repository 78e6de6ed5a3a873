/** A laptop that has systemd-resolved: it asks the agent for private names, and nobody else; others' as ever. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { whyNoLab } from "./io/machine.ts";
import { findResolved, openResolved, type ResolvedInPlace, STUB_TEXT } from "./io/resolved-in-place.ts";
import { newFolder, openTrialLab, type Ran, type TrialLab, untilSo } from "./io/trial.ts";
import { GATEWAY_PORT, HOSTS } from "./plan.ts";

const programs = whyNoLab() ?? findResolved();
if (typeof programs === "string") process.stderr.write(`the tests of systemd-resolved are skipped: ${programs}\n`);
const test = typeof programs === "string" ? it.skip : it;

const UP_MS = 120_000;

describe("a laptop with systemd-resolved", () => {
  let lab: TrialLab;
  let resolved: ResolvedInPlace;
  const laptop = (...command: string[]): Promise<Ran> => lab.in("laptop", ...command);
  const out = async (...command: string[]) => (await laptop(...command)).stdout;
  const dig = (...words: string[]) => out("dig", "+tries=1", "+time=4", "@127.0.0.53", ...words);
  const short = async (...words: string[]) => (await dig("+short", ...words)).trim();
  const config = () => join(lab.data, "agent", "agent.yaml");
  const agentPid = () => lab.processes("laptop", config());
  const statusFile = () => join(lab.data, "agent", "status.json");
  const status = () => JSON.parse(readFileSync(statusFile(), "utf8"));
  const domains = async () => (await out("resolvectl", "domain", "wayleave0")).trim();
  /** Not asked by a question: before it is so, others would be asked. */
  const asksUs = async () =>
    (await out("resolvectl", "status", "wayleave0")).replaceAll("\n", " ").match(/Scopes: DNS .*~corp[.]example/) !==
    null;
  const start = () =>
    laptop("sh", "-c", `wayleave agent --config ${config()} >/dev/null 2>&1 </dev/null & exec sleep 0`);
  /** Links, addresses and all that resolved holds, but for what counts. */
  const look = async () =>
    (await out("sh", "-c", "resolvectl status; ip -o link; ip -o -4 address; cat /etc/resolv.conf")).replace(
      /Current DNS Server.*\n/g,
      "",
    );
  const end = async (signal: string) => {
    await laptop("kill", signal, ...(await agentPid()));
    await untilSo(async () => (await agentPid()).length === 0);
  };

  beforeAll(async () => {
    if (typeof programs === "string") return;
    lab = await openTrialLab(newFolder(), "--no-record", "--no-measure");
    await end("-TERM");
    resolved = await openResolved(lab, programs);
  }, UP_MS);
  afterAll(async () => {
    lab?.kill("SIGTERM");
    await lab?.ended;
    if (lab !== undefined) rmSync(lab.data, { recursive: true, force: true });
    if (typeof programs !== "string") programs.remove();
  });

  test("asks the agent for private names from its first SRP on, by every way that programs have", async () => {
    await start();
    await untilSo(asksUs);
    expect(await domains()).toMatch(/^Link \d+ \(wayleave0\): .*~corp\.example/s);
    const stub = await short("wiki.corp.example");
    expect(await out("nslookup", "wiki.corp.example")).toContain(`Address: ${stub}`);
    expect(await out("getent", "ahostsv4", "wiki.corp.example")).toContain(`${stub} `);
    expect(await short("wiki.corp.example", "AAAA")).toMatch(/^fd/);
    expect(await short("-x", stub)).toBe("wiki.corp.example.");
    expect(await dig("nothing.corp.example")).toContain("status: NXDOMAIN");
    const page = await laptop("curl", "-sS", "-m", "8", "http://wiki.corp.example/");
    expect(page.stdout).toMatch(/^site: \w+ in datacentre$/m);
    await untilSo(() => status().dns.system === "ours");
    expect(status().dns).toMatchObject({ way: "resolved", link: "wayleave0" });
    expect(status().dns.upstream).toEqual([`${HOSTS.publicResolver.v4} 53`]);
    expect(await out("cat", "/etc/resolv.conf")).toBe(STUB_TEXT);
  }, 60_000);

  test("has the data centre's address where the office has another", async () => {
    expect(await short("portal.corp.example")).toBe(HOSTS.portal.v4);
    expect((await out("dig", "+short", "portal.corp.example", `@${HOSTS.officeResolver.v4}`)).trim()).toBe(
      HOSTS.officePortal.v4,
    );
  });

  test("asks others for public names, past the agent", async () => {
    const asked = async () => {
      const since = Date.now();
      // Written each second: one that is younger than all questions.
      await untilSo(() => statSync(statusFile()).mtimeMs > since);
      return status().counters.dns_answers as number;
    };
    const before = await asked();
    await laptop("resolvectl", "flush-caches");
    for (const name of ["www.public.example", "alias.public.example"]) {
      expect(await short(name)).toContain(HOSTS.website.v4);
    }
    expect(await dig("none.public.example")).toContain("status: NXDOMAIN");
    expect(await asked()).toBe(before);
  });

  test("asks the agent again after a restart of its own, and after somebody took our settings away", async () => {
    await resolved.restart();
    await untilSo(asksUs);
    const stub = await short("wiki.corp.example");
    expect(stub).toMatch(/^100\./);
    const reverted = await out("sh", "-c", "resolvectl revert wayleave0; resolvectl domain wayleave0");
    expect(reverted).not.toContain("corp.example");
    await laptop("ip", "address", "flush", "dev", "wayleave0");
    await untilSo(asksUs);
    await laptop("ip", "link", "delete", "wayleave0");
    await untilSo(asksUs);
    expect(await short("wiki.corp.example")).toBe(stub);
  }, 60_000);

  test("is as before when the agent is gone: at its end, killed, and by --undo", async () => {
    await end("-TERM");
    await untilSo(async () => !(await look()).includes("wayleave0"));
    const clean = await look();
    for (let n = 0; n < 2; n += 1) {
      await start();
      await untilSo(asksUs);
      await end("-KILL");
      await untilSo(async () => !(await look()).includes("wayleave0"));
      expect(await look()).toBe(clean);
    }
    await laptop("wayleave", "agent", "--config", config(), "--undo");
    expect(await look()).toBe(clean);
  }, 90_000);

  test("asks the agent for private names before it has reached a gateway, as it remembers them", async () => {
    const chain = "add chain inet trial out { type filter hook output priority 0; }";
    const drop = `add rule inet trial out tcp dport ${GATEWAY_PORT} drop`;
    const cut = await laptop("nft", `add table inet trial; ${chain}; ${drop}`);
    expect(cut).toMatchObject({ exit: 0, stderr: "" });
    await start();
    await untilSo(asksUs);
    expect(await domains()).toContain("~corp.example");
    expect(await dig("wiki.corp.example", "+time=20")).toContain("status: SERVFAIL");
    expect(await short("www.public.example")).toContain(HOSTS.website.v4);
    await untilSo(() => status().dns.system === "ours");
    expect(status().session).toBeUndefined();
    await laptop("nft", "delete table inet trial");
    await untilSo(async () => /^100\./.test(await short("wiki.corp.example")));
  }, 90_000);

  test("has told nobody else of private names", () => {
    const asked = JSON.parse(readFileSync(join(lab.data, "places", "internet", "services.json"), "utf8")).asked;
    expect((asked as string[]).filter((one) => one.includes("corp.example"))).toEqual([]);
  });
});
