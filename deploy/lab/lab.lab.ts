/** The lab as people and tests use it: by its command, with real programs in its places. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { whyNoLab } from "./io/machine.ts";
import { newFolder, openTrialLab, processesOf, type TrialLab, untilNone } from "./io/trial.ts";

const why = whyNoLab();
if (why !== undefined) process.stderr.write(`the lab's tests are skipped: ${why}\n`);
const test = why === undefined ? it : it.skip;

const UP_MS = 100_000;
const PROXY = ["-x", "socks5h://127.0.0.1:1080"];
const curl = (...words: string[]): string[] => ["curl", "-sS", "-m", "8", ...words];

/** What curl ends with where there is no such name, no route or nobody there, silence. */
const UNREACHED = [6, 7, 28];

describe("the lab", () => {
  let lab: TrialLab;
  beforeAll(async () => {
    if (why === undefined) lab = await openTrialLab(newFolder(), "--no-record", "--no-capture", "--seed", "11");
  }, UP_MS);
  afterAll(async () => {
    lab?.kill("SIGTERM");
    await lab?.ended;
    if (lab !== undefined) rmSync(lab.data, { recursive: true, force: true });
  });

  test("prints its places, what shapes its links, and the throughput that it measured", async () => {
    expect(lab.printed).toContain("datacentre   private apps and their name server: no route leads here");
    expect(lab.printed).toMatch(/internet - laptop +(a pair of TUN devices|the kernel's netem): delay 10ms\n/);
    const [, ceiling] = /ceiling at the laptop: (\d+) Mbit\/s/.exec(lab.printed) ?? [];
    process.stderr.write(
      `${lab.printed
        .split("\n")
        .filter((line) => /shaped by|ceiling/.test(line))
        .join("\n")}\n`,
    );
    expect(Number(ceiling)).toBeGreaterThan(0);
    expect((await lab.lab("show")).stdout).toContain(lab.printed.slice(0, 200));
  });

  test("lets the laptop reach the data centre through the agent, by name, address and both families", async () => {
    for (const url of ["http://wiki.corp.example/", "http://10.70.0.30/", "http://[fd00:70:0:1::30]/"]) {
      const { exit, stdout, stderr } = await lab.in("laptop", ...curl(...PROXY, url));
      expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
      expect(stdout).toMatch(/^site: \w+ in datacentre$/m);
      // The publisher's own address there, and no other.
      expect(stdout).toMatch(/^peer: (10\.70\.0\.[23]|fd00:70:0:1::[23]) \d+$/m);
    }
  });

  test("lets nothing else into the data centre, not even by a route through a publisher", async () => {
    const direct = async () => {
      const urls = ["http://wiki.corp.example/", "http://10.70.0.10/", "http://[fd00:70:0:1::10]/"];
      for (const { exit, stdout } of await Promise.all(urls.map((url) => lab.in("laptop", ...curl("-m", "2", url))))) {
        expect(UNREACHED).toContain(exit);
        expect(stdout).toBe("");
      }
    };
    await direct();
    const routes = (what: string) =>
      `ip route ${what} 10.70.0.0/24 via 198.51.100.18 && ip route ${what} fd00:70:0:1::/64 via 2001:db8:0:4::2`;
    expect((await lab.in("internet", "sh", "-c", routes("add"))).exit).toBe(0);
    try {
      expect((await lab.in("internet", "ip", "route", "get", "10.70.0.10")).stdout).toContain("198.51.100.18");
      await direct();
    } finally {
      await lab.in("internet", "sh", "-c", routes("del"));
    }
    expect((await lab.in("datacentre", ...curl("http://203.0.113.80/"))).exit).toBe(7);
  });

  test("tells one name's address by where it is asked: in the office, in the data centre, outside", async () => {
    const ask = async (place: string, ...more: string[]) =>
      (await lab.in(place, "dig", "+short", "portal.corp.example", ...more)).stdout.trim();
    expect(await ask("office")).toBe("10.60.0.20");
    expect(await ask("laptop", "@10.60.0.53")).toBe("10.60.0.20");
    expect(await ask("publisher-1")).toBe("10.70.0.20");
    expect(await ask("laptop")).toBe("");
    expect((await lab.in("laptop", ...curl("http://10.60.0.20/"))).stdout).toContain("site: portal in office");
    expect((await lab.in("laptop", ...curl("http://www.public.example/"))).stdout).toContain(
      "site: website in internet",
    );
  });

  test("keeps the shapes that links state: delay, loss and overtaking", async () => {
    const plain = await lab.probe("datagrams");
    expect(plain).toMatchObject({ answered: plain["sent"], overtaken: 0 });
    expect(plain["medianMs"]).toBeGreaterThanOrEqual(20);
    expect(plain["medianMs"]).toBeLessThan(30);
    expect((await lab.lab("link", "laptop", "delay 30ms loss 5%")).stdout).toBe(
      "the link of laptop: delay 30ms loss 5%\n",
    );
    const lossy = await shaped(lab, (seen) => seen["medianMs"]! >= 60);
    expect(lossy["medianMs"]).toBeLessThan(75);
    // Both ways: 1 - 0.95^2; five standard deviations of 3,000.
    expect(1 - lossy["answered"]! / lossy["sent"]!).toBeGreaterThan(0.0975 - 0.027);
    expect(1 - lossy["answered"]! / lossy["sent"]!).toBeLessThan(0.0975 + 0.027);
    expect(lossy["overtaken"]).toBe(0);
    await lab.lab("link", "laptop", "delay 10ms reorder 10%");
    const mixed = await shaped(lab, (seen) => seen["overtaken"]! > 0);
    expect(mixed["answered"]).toBe(mixed["sent"]);
    expect((await lab.lab("link", "laptop", "delay 10ms")).exit).toBe(0);
    const { exit, stderr } = await lab.lab("link", "pop-1", "delay 10ms");
    expect(exit).toBe(1);
    expect(stderr).toContain("start the lab with --link pop-1=plain");
  });

  test("refuses a second lab in its folder, and a folder that holds other things", async () => {
    const second = await lab.lab("up");
    expect(second.exit).toBe(1);
    expect(second.stderr).toContain(`a lab is up in ${lab.data} already (pid ${lab.pid}): wayleave lab down ends it`);
    const { exit, stderr } = await lab.lab("up", "--data", import.meta.dirname);
    expect(exit).toBe(1);
    expect(stderr).toContain("holds other things");
    expect(existsSync(join(import.meta.dirname, "lab.lab.ts"))).toBe(true);
  });

  test("stands beside another lab, of which a kill leaves nothing but a folder, which `down` empties", async () => {
    const other = await openTrialLab(newFolder(), "--no-record", "--no-capture", "--no-measure");
    try {
      expect((await other.in("laptop", ...curl(...PROXY, "http://wiki.corp.example/"))).exit).toBe(0);
      expect((await lab.in("laptop", ...curl(...PROXY, "http://wiki.corp.example/"))).exit).toBe(0);
      other.kill("SIGKILL");
      await other.ended;
      expect(await untilNone(other.data)).toEqual([]);
      expect(existsSync(join(other.data, "lab.json"))).toBe(true);
      const late = await other.in("laptop", "true");
      expect(late.exit).toBe(1);
      expect(late.stderr).toContain("start it with: wayleave lab up");
      expect((await other.lab("down")).stdout).toBe("what a killed lab had left is gone\n");
      expect(readdirSync(other.data)).toEqual([]);
      expect((await other.lab("down")).stdout).toBe(`no lab is up in ${other.data}\n`);
    } finally {
      rmSync(other.data, { recursive: true, force: true });
    }
  });

  test("leaves nothing when it is taken down: no process, no interface, no folder", async () => {
    expect(processesOf(lab.data).length).toBeGreaterThan(8);
    const { exit, stdout } = await lab.lab("down");
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: "the lab is down\n" });
    expect(await lab.ended).toBe(0);
    expect(await untilNone(lab.data)).toEqual([]);
    expect(existsSync(lab.data)).toBe(false);
    expect(readFileSync("/proc/net/dev", "utf8")).not.toMatch(/to-laptop|far-laptop|at-publisher/);
  });
});

type Seen = Record<string, number | null>;

/** A link takes its new shape a moment after it was given. */
async function shaped(lab: TrialLab, is: (seen: Seen) => boolean): Promise<Seen> {
  let seen: Seen = {};
  for (let tries = 0; tries < 5; tries += 1) if (is((seen = await lab.probe("datagrams")))) break;
  expect(is(seen)).toBe(true);
  return seen;
}
