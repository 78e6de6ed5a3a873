/**
 * path.2: a big flow both ways, many flows beside stalled readers, memory, and an upload through 20 ms of delay.
 */
import { join } from "node:path";
import { dialThrough, moveBoth } from "../load-app.ts";
import { hold } from "./confined/hold.ts";
import { has, mayBecomeRoot, ROOT_PATH } from "./confined/root.ts";
import { LOAD_HOST, LOAD_PORT, type LoadEstate, startLoadEstate } from "./load-estate.ts";
import type { Shown } from "./main.ts";
import { startSecondAgent } from "./second-agent.ts";

const MIB = 1024 * 1024;
/** One way; the round trip is twice that. */
const DELAYS_MS = [10, 20];
/** Through the first of them, the round trip of 20 ms. */
const DELAYED_MB_PER_S_MIN = 50;

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const load = await startLoadEstate({ split: true });
  try {
    await bigFlow(load, short ? 128 * MIB : 1024 * MIB, figures, progress);
    // The second has no bound.
    for (const ms of short ? DELAYS_MS.slice(0, 1) : DELAYS_MS) await delayed(load, ms, figures, progress);
    if (Number(figures[`upload_mb_per_s_rtt_${2 * DELAYS_MS[0]!}_ms`]) < DELAYED_MB_PER_S_MIN)
      failures.push(`less than ${DELAYED_MB_PER_S_MIN} MB/s through a round trip of ${2 * DELAYS_MS[0]!} ms`);
  } catch (error) {
    failures.push(String(error));
  } finally {
    await load.stop();
  }
  const beside = await besideStalled(short ? 1 : 9, progress);
  return { figures: { ...figures, ...beside.figures }, failures: [...failures, ...beside.failures] };
}

const dial = (load: LoadEstate) => dialThrough(load.estate.proxy, LOAD_HOST, LOAD_PORT);

async function bigFlow(
  load: LoadEstate,
  bytes: number,
  figures: Record<string, unknown>,
  progress: (t: string) => void,
) {
  progress(`one flow, ${bytes / MIB} MiB each way at once`);
  const from = performance.now();
  await moveBoth(await dial(load), bytes, bytes);
  const seconds = (performance.now() - from) / 1000;
  figures["big_flow_mib_each_way"] = bytes / MIB;
  figures["big_flow_mb_per_s_each_way"] = Math.round(bytes / 1e6 / seconds);
}

/** The best of three: an upload shows what the windows allow when other work leaves it the processor. */
async function delayed(
  load: LoadEstate,
  ms: number,
  figures: Record<string, unknown>,
  progress: (t: string) => void,
): Promise<void> {
  const agent = await startSecondAgent(load.estate, { delayMs: ms });
  const rates: number[] = [];
  try {
    for (let turn = 1; turn <= 3; turn += 1) {
      progress(`an upload of 256 MiB, round trip ${2 * ms} ms, ${turn} of 3`);
      const from = performance.now();
      await moveBoth(await dialThrough(agent.proxy, LOAD_HOST, LOAD_PORT), 256 * MIB, 0);
      rates.push(Math.round((256 * MIB) / 1e6 / ((performance.now() - from) / 1000)));
    }
  } finally {
    await agent.stop();
  }
  figures[`upload_mb_per_s_rtt_${2 * ms}_ms`] = Math.max(...rates);
}

const STALLED = join(import.meta.dirname, "stalled", "main.ts");
const NAMESPACES = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];

/** In a network of its own, whose kernel buffers are bounded as bench/show/stalled/main.ts says; it takes root. */
async function besideStalled(pairs: number, progress: (text: string) => void): Promise<Shown> {
  const root = mayBecomeRoot();
  if (root === undefined || !has("unshare") || !has("ip"))
    return { figures: {}, failures: ["stalled readers: it takes root (or sudo -n), unshare and ip to make a network"] };
  const inside = ["unshare", ...NAMESPACES, "--", process.execPath, "--disable-warning=ExperimentalWarning", STALLED];
  return hold([...root, "env", `PATH=${ROOT_PATH}`, ...inside, String(pairs)], progress);
}
