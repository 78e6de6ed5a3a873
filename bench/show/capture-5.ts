/**
 * capture.5, in the lab: an agent that is killed by SIGKILL leaves nothing in rules, routes, packet filter and resolver
 * once it has started again and ended, or by `agent --undo`: byte for byte what was there before capture. One that
 * starts where no gateway can be reached lets no private name out. And all of
 * Wayleave's processes frozen, the laptop's link down and its address another one afterwards, then thawed: programs
 * reach private apps again within 3 s, by name, address and IPv6; so too where the laptop alone has slept.
 */
import { untilSo } from "../../deploy/lab/io/trial.ts";
import { HOSTS } from "../../deploy/lab/plan.ts";
import { startsUnheard } from "./lab/before-srp.ts";
import { ShowLab } from "./lab/in-place.ts";
import { LaptopAgent, type Look, SYSTEM } from "./lab/laptop-agent.ts";
import { moveLaptop } from "./lab/moved.ts";
import type { Shown, ShowOptions } from "./main.ts";

const AGAIN_MS = 3_000;
/** Past it nobody waits. */
const GIVE_UP_MS = 30_000;
/** Longer than a silent connection is kept; the long form's is longer than a session is kept. */
const FROZEN_MS = { short: 12_000, long: 45_000 };
const APPS = {
  name: "http://wiki.corp.example/",
  address: `http://${HOSTS.database.v4}/`,
  address6: `http://[${HOSTS.database.v6}]/`,
} as const;
type Way = keyof typeof APPS;
const WAYS = Object.keys(APPS) as Way[];
/** Each of Wayleave's processes is named by its configuration's file. */
const EVERYONE = "/(agent|gateway-[12]|publisher-[12]|analytics|clickhouse)[.]yaml";
const LAPTOP = "/agent[.]yaml";

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  progress("a lab whose laptop captures nothing");
  const lab = await ShowLab.open("--no-capture", ...(short ? ["--no-record"] : []));
  try {
    const agent = new LaptopAgent(lab);
    const same = (what: string, before: Look, after: Look) => {
      for (const part of Object.keys(SYSTEM)) {
        if (before[part] !== after[part]) failures.push(`${part} ${what}: ${after[part]}, not ${before[part]}`);
      }
    };
    await agent.end();
    const before = await agent.look();
    agent.captures();
    progress("killed, started again, ended");
    await agent.start();
    const captured = await agent.look();
    for (const part of Object.keys(SYSTEM)) {
      const changed = captured[part] !== before[part];
      if (!changed && part !== "links") failures.push(`capture has changed nothing of ${part}`);
    }
    await agent.kill();
    same("while nobody captures any more", captured, await agent.look());
    await agent.start();
    await agent.end();
    same("after the next start and its end", before, await agent.look());
    progress("started where no gateway is");
    failures.push(...(await startsUnheard(lab, agent)));
    await agent.end();
    progress("killed, undone");
    await agent.start();
    await agent.kill();
    const said = [await agent.undo(), await agent.undo()];
    same("after --undo", before, await agent.look());
    if (/left nothing/.test(said[0]!) || !/left nothing/.test(said[1]!))
      failures.push(`--undo said ${said.join("; ")}`);
    await agent.start();
    const thawed: Record<string, Thawed> = {};
    const frozenMs = short ? FROZEN_MS.short : FROZEN_MS.long;
    for (const [n, [what, words]] of Object.entries({ everyone: EVERYONE, laptop: LAPTOP }).entries()) {
      progress(`${what} frozen for ${frozenMs / 1_000} s, moved`);
      thawed[what] = await frozen(lab, words, frozenMs, n + 1);
      for (const way of WAYS) {
        const took = thawed[what]![way];
        if (!(took <= AGAIN_MS)) failures.push(`${what} frozen: by ${way} again after ${took} ms`);
      }
    }
    return { figures: { system: Object.keys(SYSTEM), frozen_ms: frozenMs, again_ms: thawed }, failures };
  } finally {
    await lab.close();
  }
}

/** From the thaw to the first page, ms. */
type Thawed = Readonly<Record<Way, number>>;

async function frozen(lab: ShowLab, words: string, forMs: number, place: number): Promise<Thawed> {
  const pids = await lab.trial.processes("laptop", words);
  if (pids.length === 0) throw new Error(`no process has ${words} in its command`);
  await lab.must("laptop", "kill", "-STOP", ...pids);
  const until = performance.now() + forMs;
  await moveLaptop(lab, place);
  await untilSo(() => performance.now() >= until, forMs + GIVE_UP_MS);
  // A shell beside the laptop's programs: to enter the lab takes a second of a busy machine.
  const script = [
    `kill -CONT ${pids.join(" ")}; t0=$(date +%s%N)`,
    `end=$((t0 + ${GIVE_UP_MS}000000))`,
    "try() { until curl -sS -m 1 -o /dev/null $2 2>/dev/null; do [ $(date +%s%N) -gt $end ] && break; sleep 0.02; done",
    "echo $1 $((($(date +%s%N) - t0) / 1000000)); }",
    ...WAYS.map((way) => `try ${way} ${APPS[way]} &`),
    "wait",
  ];
  const said = await lab.must("laptop", "sh", "-c", script.join("\n"));
  const tookOf = (way: Way) => Number(new RegExp(`^${way} (\\d+)$`, "m").exec(said)?.[1]);
  return { name: tookOf("name"), address: tookOf("address"), address6: tookOf("address6") };
}
