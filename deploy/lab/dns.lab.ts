/** Names in the lab: programs ask the agent without knowing, and public names look as if there were no agent. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { whyNoLab } from "./io/machine.ts";
import { newFolder, openTrialLab, type Ran, type TrialLab, untilSo } from "./io/trial.ts";
import { RESOLVER_TEXT } from "./part-files.ts";
import { HOSTS } from "./plan.ts";

const why = whyNoLab();
if (why !== undefined) process.stderr.write(`the tests of names are skipped: ${why}\n`);
const test = why === undefined ? it : it.skip;

const UP_MS = 100_000;
const PUBLIC = HOSTS.publicResolver.v4;
const THEIRS = RESOLVER_TEXT(HOSTS.publicResolver.v4, HOSTS.publicResolver.v6);
/** What differs between two askings of one server. */
const OF_ASKING = /^;; (SERVER|WHEN|Query time|.*DiG).*$|^; <<>> DiG.*$/gm;

describe("names on the laptop", () => {
  let lab: TrialLab;
  const laptop = (...command: string[]): Promise<Ran> => lab.in("laptop", ...command);
  const dig = async (...words: string[]) => (await laptop("dig", ...words)).stdout;
  const resolvConf = async () => (await laptop("cat", "/etc/resolv.conf")).stdout;
  const agentPid = () => lab.processes("laptop", "agent.yaml");
  const config = () => join(lab.data, "agent", "agent.yaml");
  const pointed = async () => (await resolvConf()).includes("nameserver 127.0.0.1\n");

  beforeAll(async () => {
    if (why !== undefined) return;
    lab = await openTrialLab(newFolder(), "--no-record", "--no-measure");
    await untilSo(pointed);
  }, UP_MS);
  afterAll(async () => {
    lab?.kill("SIGTERM");
    await lab?.ended;
    if (lab !== undefined) rmSync(lab.data, { recursive: true, force: true });
  });

  test("lead programs to their apps, by IPv4 and IPv6", async () => {
    const [four, six] = [
      await dig("+short", "WIKI.corp.example", "A"),
      await dig("+short", "wiki.corp.example", "AAAA"),
    ];
    expect(four).toMatch(/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.0\.1\n$/);
    expect(six).toMatch(/^fd[0-9a-f:]+\n$/);
    expect((await laptop("nslookup", "wiki.corp.example")).stdout).toContain(four.trim());
    for (const family of ["-4", "-6"]) {
      const { stdout, stderr } = await laptop("curl", "-sS", "-m", "8", family, "http://wiki.corp.example/");
      expect({ stderr, site: /^site: \w+ in datacentre$/m.test(stdout) }).toEqual({ stderr: "", site: true });
    }
    expect(await dig("+short", "-x", four.trim())).toBe("wiki.corp.example.\n");
    expect(await dig("+short", "-x", six.trim())).toBe("wiki.corp.example.\n");
  });

  test("say what is not there, for how long, and why", async () => {
    const none = await dig("nothing.corp.example");
    expect(none).toContain("status: NXDOMAIN");
    expect(none).toMatch(/EDE: 18 .*AGT_STEER_NOT_ENTITLED/);
    expect(none).toMatch(/^corp\.example\.\s+10\s+IN\s+SOA\s/m);
    const noData = await dig("wiki.corp.example", "HTTPS");
    expect(noData).toContain("status: NOERROR");
    expect(noData).toContain("ANSWER: 0, AUTHORITY: 1");
  });

  test("that are public are answered as the resolver itself answers them", async () => {
    for (const words of [["www.public.example"], ["alias.public.example", "AAAA"], ["public.example", "TXT", "+tcp"]]) {
      const asked = async (...more: string[]) =>
        (await dig("+qid=77", "+nocookie", ...words, ...more)).replace(OF_ASKING, "");
      const direct = await asked(`@${PUBLIC}`);
      expect(direct).toContain("status: NOERROR");
      expect(await asked()).toBe(direct);
    }
  });

  test("are asked as before when the agent is gone: by --undo, by the next start, and at its end", async () => {
    await laptop("kill", "-9", ...(await agentPid()));
    expect(await pointed()).toBe(true);
    await laptop("wayleave", "agent", "--config", config(), "--undo");
    expect(await resolvConf()).toBe(THEIRS);
    const start = () =>
      laptop("sh", "-c", `wayleave agent --config ${config()} >/dev/null 2>&1 </dev/null & exec sleep 0`);
    await start();
    await untilSo(pointed);
    await laptop("kill", "-9", ...(await agentPid()));
    await start();
    // Its own mark of the file is that of the one before: only an answer tells that it stands.
    const ask = ["+short", "+tries=1", "+time=1", "@127.0.0.1", "wiki.corp.example"];
    await untilSo(async () => /^100\./.test(await dig(...ask)) && (await pointed()));
    await laptop("kill", "-TERM", ...(await agentPid()));
    await untilSo(async () => (await agentPid()).length === 0);
    expect(await resolvConf()).toBe(THEIRS);
  }, 60_000);

  test("that are private never reached the public resolver", () => {
    const asked = JSON.parse(readFileSync(join(lab.data, "places", "internet", "services.json"), "utf8")).asked;
    expect((asked as string[]).filter((one) => one.includes("corp.example"))).toEqual([]);
  });
});
