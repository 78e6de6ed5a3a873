/** Names that only the data centre knows, asked by a real dig through the agent; and where programs then go. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { whyNoLab } from "./io/machine.ts";
import { newFolder, openTrialLab, type Ran, type TrialLab, untilSo } from "./io/trial.ts";
import { HOSTS } from "./plan.ts";

const why = whyNoLab();
if (why !== undefined) process.stderr.write(`the tests of Publisher DNS are skipped: ${why}\n`);
const test = why === undefined ? it : it.skip;

const UP_MS = 100_000;
const OFFICE = HOSTS.officeResolver.v4;

describe("names that publishers know", () => {
  let lab: TrialLab;
  const laptop = (...command: string[]): Promise<Ran> => lab.in("laptop", ...command);
  const dig = async (...words: string[]) => (await laptop("dig", ...words)).stdout;
  const short = async (...words: string[]) => (await dig("+short", ...words)).trim();

  beforeAll(async () => {
    if (why !== undefined) return;
    lab = await openTrialLab(newFolder(), "--no-record", "--no-measure");
    await untilSo(async () => (await short("+tries=1", "+time=2", "portal.corp.example")) === HOSTS.portal.v4);
  }, UP_MS);
  afterAll(async () => {
    lab?.kill("SIGTERM");
    await lab?.ended;
    if (lab !== undefined) rmSync(lab.data, { recursive: true, force: true });
  });

  test("have the data centre's own records: A, AAAA, TXT, SRV, CNAME, PTR", async () => {
    expect(await short("Portal.corp.example", "AAAA")).toBe(HOSTS.portal.v6);
    expect(await short("portal.corp.example", "TXT")).toBe('"v=lab1" "the data centre\'s portal"');
    expect(await short("_postgresql._tcp.corp.example", "SRV")).toMatch(/ 5432 db\.corp\.example\.$/);
    expect(await short("docs.corp.example")).toBe(`wiki.corp.example.\n${HOSTS.wiki.v4}`);
    expect(await short("-x", HOSTS.portal.v4)).toBe("portal.corp.example.");
    expect(await short("+tcp", "portal.corp.example")).toBe(HOSTS.portal.v4);
  });

  test("lead a program to the data centre's house, while the office's own stays where it is", async () => {
    for (const family of ["-4", "-6"]) {
      const { stdout, stderr } = await laptop("curl", "-sS", "-m", "8", family, "http://portal.corp.example/");
      expect({ stderr, site: stdout.includes("site: portal in datacentre") }).toEqual({ stderr: "", site: true });
    }
    const officePortal = await short("portal.corp.example", `@${OFFICE}`);
    expect(officePortal).toBe(HOSTS.officePortal.v4);
    const { stdout } = await laptop("curl", "-sS", "-m", "8", `http://${officePortal}/`);
    expect(stdout).toContain("site: portal in office");
  });

  test("below a wildcard have a stub if they are there, and NXDOMAIN if they are not", async () => {
    expect(await short("build-1.dev.corp.example")).toMatch(/^100\./);
    const none = await dig("build-9.dev.corp.example");
    expect(none).toContain("status: NXDOMAIN");
    expect(none).toMatch(/^corp\.example\.|SOA/m);
  });
});
