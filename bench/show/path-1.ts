/**
 * path.1: the demo estate answers by every way in, refuses in three different ways with reasons, and keeps its stubs;
 * the same with two gateways that split the roles.
 */
import { type Estate, run, startEstate } from "./estate.ts";

type Show = (o: { short: boolean; seed: number; progress: (text: string) => void }) => Promise<{
  figures: Record<string, unknown>;
  failures: string[];
}>;

export const show: Show = async ({ progress }) => {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  for (const split of [false, true]) {
    const form = split ? "split" : "joined";
    progress(`${form}: starting`);
    const estate = await startEstate({ split });
    figures[`${form}_ready_ms`] = estate.readyMs;
    try {
      const bad = (what: string, saw: unknown) => failures.push(`${form}: ${what}: ${JSON.stringify(saw)}`);
      await waysIn(estate, bad);
      await refusals(estate, bad);
      await stubs(estate, bad);
    } finally {
      const { exit, ms } = await estate.stop();
      figures[`${form}_stop_ms`] = ms;
      if (exit !== 0) failures.push(`${form}: up ended with ${exit}`);
    }
  }
  return { figures, failures };
};

type Bad = (what: string, saw: unknown) => void;
const WIKI = "http://wiki.corp.example/";

async function waysIn(estate: Estate, bad: Bad): Promise<void> {
  const ways = {
    socks5h: ["-x", `socks5h://${estate.proxy}`],
    connect: ["-p", "-x", `http://${estate.proxy}`],
    absolute: ["-x", `http://${estate.proxy}`],
  };
  for (const [way, flags] of Object.entries(ways)) {
    const ran = await run("curl", ["-sS", "-m", "10", ...flags, WIKI]);
    // The app's peer is the publisher's source address, not the device's.
    if (ran.exit !== 0 || !ran.stdout.includes("127.0.0.3")) bad(`the wiki by ${way}`, ran);
  }
}

async function refusals(estate: Estate, bad: Bad): Promise<void> {
  const expected = {
    "http://payroll.corp.example/": ["403", "CGW_POLICY_RULE_BLOCK", 2],
    "http://closed.corp.example/": ["502", "APP_DIAL_REFUSED", 5],
    "http://nothing.corp.example/": ["502", "CGW_APP_UNKNOWN", 4],
  } as const;
  for (const [url, [status, code, socks]] of Object.entries(expected)) {
    const http = await run("curl", ["-sS", "-m", "10", "-i", "-x", `http://${estate.proxy}`, url]);
    const named = new RegExp(`^wayleave-reason: ${code}\\r?$`, "im").test(http.stdout);
    const denial = /\b[0-9A-Z]{3}-[0-9A-Z]{3}\b/.test(http.stdout);
    if (!http.stdout.startsWith(`HTTP/1.1 ${status} `) || !named || !denial) bad(url, http.stdout);
    const by5 = await run("curl", ["-sS", "-m", "10", "-x", `socks5h://${estate.proxy}`, url]);
    if (by5.exit !== 97 || !by5.stderr.includes(`(${socks})`)) bad(`${url} by SOCKS`, by5);
  }
}

async function stubs(estate: Estate, bad: Bad): Promise<void> {
  const dig = async (name: string) =>
    (await run("dig", ["+short", "+tries=1", "-p", String(estate.dnsPort), "@127.0.0.1", name])).stdout.trim();
  const wiki = await dig("wiki.corp.example");
  const echo = await dig("echo.corp.example");
  if (!/^100\.\d+\.\d+\.\d+$/.test(wiki) || wiki === echo) bad("stubs", { wiki, echo });
  const byStub = () =>
    run("curl", [
      "-sS",
      "-m",
      "10",
      "-x",
      `socks5://${estate.proxy}`,
      "-H",
      "Host: wiki.corp.example",
      `http://${wiki}/`,
    ]);
  const before = await byStub();
  if (!before.stdout.includes("127.0.0.3")) bad("the wiki by its stub", before);
  const agent = estate.runFile().parts.find((part) => part.kind === "agent");
  if (agent === undefined) return bad("run.json", "no agent");
  process.kill(agent.pid, "SIGKILL");
  const from = performance.now();
  let after = await byStub();
  while (!after.stdout.includes("127.0.0.3") && performance.now() - from < 10_000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    after = await byStub();
  }
  if (!after.stdout.includes("127.0.0.3")) bad("the wiki by its old stub after the agent's restart", after);
  const other = await dig("other.apps.corp.example");
  if (other === wiki || other === echo) bad("a stub means another name after the restart", { other, wiki, echo });
}
