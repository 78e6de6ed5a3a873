/**
 * path.5: SIGKILL to each process at seeded moments under 200 flows: `up` brings it back, new flows work within 5 s,
 * no program hangs, nothing is delivered twice.
 */
import type { Socket } from "node:net";
import { prng } from "../../io/trial-prng.ts";
import { dialThrough } from "../load-app.ts";
import { until } from "./estate.ts";
import { LOAD_HOST, LOAD_PORT, type LoadEstate, startLoadEstate, talk } from "./load-estate.ts";

const FLOWS = 200;
/** After a kill a program learns within the dead-peer bound, or its flow goes on. */
const HANG_MS = 15_000;
/** From a kill to the first new flow. */
const BACK_MS = 5_000;
/** Two kills of each on a machine that may do other things: that all comes back, and no figure. */
const BACK_SHORT_MS = 12_000;

/** Between two kills of the same part. */
const HEALTH_MS = 65_000;

interface Sum {
  doubled: number;
  damaged: number;
  hung: number;
  cut: number;
  whole: number;
}

export async function show({ short, seed, progress }: { short: boolean; seed: number; progress: (t: string) => void }) {
  const failures: string[] = [];
  const random = prng(seed);
  const load = await startLoadEstate({ split: true });
  const recovery: Record<string, number[]> = {};
  const sum: Sum = { doubled: 0, damaged: 0, hung: 0, cut: 0, whole: 0 };
  try {
    // The demo part is the private apps.
    const names = load.estate.runFile().parts.flatMap(({ name, kind }) => (kind === "demo" ? [] : [name]));
    const kills = short ? 2 : 20;
    for (let round = 1; round <= kills; round += 1) {
      const began = performance.now();
      for (const name of names) {
        progress(`${name}: kill ${round} of ${kills}`);
        (recovery[name] ??= []).push(await killOnce(load, name, random, sum));
      }
      // `up` forgives a part's deaths after a minute of health; before that it waits longer and longer.
      const rest = HEALTH_MS - (performance.now() - began);
      if (!short && round < kills && rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    }
    for (const [name, times] of Object.entries(recovery)) {
      const worst = Math.max(...times);
      if (worst > (short ? BACK_SHORT_MS : BACK_MS)) failures.push(`${name}: new flows worked only after ${worst} ms`);
    }
    if (sum.hung > 0) failures.push(`${sum.hung} programs hung`);
    if (sum.doubled + sum.damaged > 0) failures.push(`${sum.doubled} doubled, ${sum.damaged} damaged`);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await load.stop();
  }
  return { figures: { seed, ...sum, worst_recovery_ms: worstOf(recovery) }, failures };
}

/** Milliseconds from the kill until a new flow works; the part is back by then or soon after. */
async function killOnce(load: LoadEstate, name: string, random: () => number, sum: Sum): Promise<number> {
  const pidOf = () => load.estate.runFile().parts.find((part) => part.name === name)?.pid;
  const flows = Array.from({ length: FLOWS }, () => life(load, sum));
  await new Promise((resolve) => setTimeout(resolve, random() * 1_500));
  const pid = pidOf()!;
  process.kill(pid, "SIGKILL");
  const from = performance.now();
  await until(`a new flow after the kill of ${name}`, () => talk(load.estate), 20_000);
  const recoveredMs = Math.round(performance.now() - from);
  await until(`${name} is back`, () => (pidOf() !== undefined && pidOf() !== pid ? true : undefined), 20_000);
  await Promise.all(flows);
  return recoveredMs;
}

const worstOf = (times: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(times).map(([name, all]) => [name, Math.max(...all)]));

/** A program that sends numbered lines to an echo for two seconds, and looks at what comes back. */
async function life(load: LoadEstate, sum: Sum): Promise<void> {
  let socket: Socket;
  try {
    socket = await within(dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT), HANG_MS);
  } catch (error) {
    if (String(error).includes("hung")) sum.hung += 1;
    else sum.cut += 1;
    return;
  }
  let sent = 0;
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.write("echo\n");
  const from = performance.now();
  const beat = setInterval(() => {
    if (performance.now() - from < 2_000) socket.write(`${(sent += 1)}\n`);
    else {
      clearInterval(beat);
      socket.end();
    }
  }, 100);
  const over = new Promise<"ended" | "cut">((resolve) => {
    socket.once("end", () => resolve("ended"));
    socket.once("close", () => resolve("cut"));
  });
  try {
    const how = await within(over, HANG_MS);
    judge(text, sent, how, sum);
  } catch {
    sum.hung += 1;
  }
  clearInterval(beat);
  socket.destroy();
}

/** What came back must be the first lines of what was sent, each once, in order. */
function judge(text: string, sent: number, how: "ended" | "cut", sum: Sum): void {
  const lines = text.split("\n");
  const whole = lines.slice(0, -1);
  if (new Set(whole).size !== whole.length) sum.doubled += 1;
  else if (whole.some((line, at) => line !== String(at + 1))) sum.damaged += 1;
  if (how === "ended" && whole.length === sent) sum.whole += 1;
  else sum.cut += 1;
}

function within<T>(what: Promise<T>, boundMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("hung")), boundMs);
    what.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
