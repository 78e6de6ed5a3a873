/**
 * path.3: thousands of flows through one agent and one trunk, all open, are aborted by their programs at once; then as
 * many again, each as soon as it is open. A flow of the same agent that is open all the while, and one of another agent
 * through the same trunk, lose nothing.
 */
import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { resetSocket } from "../../io/flow/reset-socket.ts";
import { dialThrough, echo } from "../load-app.ts";
import { type Estate, until } from "./estate.ts";
import { LOAD_HOST, LOAD_PORT, startLoadEstate } from "./load-estate.ts";
import { type SecondAgent, startSecondAgent } from "./second-agent.ts";

const AT_ONCE = 64;
/** From the first abort until the gateways have ended every one of the flows. */
const ABORTED_WITHIN_MS = 10_000;
const GONE_MS = 60_000;
/** The neighbours', in each gateway. */
const STANDING = 2;

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const count = short ? 2_000 : 5_000;
  const figures: Record<string, number> = { flows: count };
  const load = await startLoadEstate({ split: true });
  const { estate } = load;
  let second: SecondAgent | undefined;
  try {
    second = await startSecondAgent(estate);
    const neighbours = await chat([estate.proxy, second.proxy]);
    progress(`${count} flows are opened`);
    const opened = performance.now();
    const open: Socket[] = [];
    await lanes(count, async () => {
      const socket = await openFlow(estate);
      await echo(socket, "x");
      open.push(socket);
    });
    figures["opened_seconds"] = secondsSince(opened);
    progress("all of them are aborted");
    figures["aborted_seconds"] = await abortAll(estate, open);
    if (figures["aborted_seconds"] * 1000 > ABORTED_WITHIN_MS) {
      failures.push(`${count} aborts took ${figures["aborted_seconds"]} s`);
    }
    progress(`${count} more, each aborted as soon as it is open`);
    const young = performance.now();
    await lanes(count, async () => {
      const socket = await openFlow(estate);
      socket.write("x");
      resetSocket(socket);
    });
    figures["opened_and_aborted_seconds"] = secondsSince(young);
    await gone(estate);
    [figures["echoes_same_agent"], figures["echoes_other_agent"]] = (await neighbours()) as [number, number];
  } catch (error) {
    failures.push(String(error));
  } finally {
    await second?.stop();
    await load.stop();
  }
  return { figures, failures };
}

async function openFlow(estate: Estate): Promise<Socket> {
  const socket = await dialThrough(estate.proxy, LOAD_HOST, LOAD_PORT);
  socket.write("echo\n");
  return socket;
}

async function lanes(count: number, one: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Seconds until no gateway holds any of them. */
async function abortAll(estate: Estate, sockets: readonly Socket[]): Promise<number> {
  const from = performance.now();
  for (const [at, socket] of sockets.entries()) {
    resetSocket(socket);
    if (at % 100 === 99) await turn();
  }
  await gone(estate);
  return secondsSince(from);
}

async function gone(estate: Estate): Promise<void> {
  await until(
    "the gateways end the flows",
    async () => (await openSegments(estate)) === 2 * STANDING || undefined,
    GONE_MS,
  );
}

/** In both gateways. */
async function openSegments(estate: Estate): Promise<number> {
  const ran = await estate.wayleave("status", "-o", "json");
  const { counters } = JSON.parse(ran.stdout) as { counters: Record<string, Record<string, number>> };
  const gateways = Object.keys(counters).filter((name) => name.startsWith("gateway"));
  return gateways.reduce((sum, name) => sum + (counters[name]!["segments_open"] ?? 0), 0);
}

/** One flow through each proxy that talks until the returned function ends it; answers each one's echoes. */
async function chat(proxies: readonly string[]): Promise<() => Promise<number[]>> {
  const neighbours = await Promise.all(proxies.map((proxy) => dialThrough(proxy, LOAD_HOST, LOAD_PORT)));
  let going = true;
  const talking = neighbours.map(async (neighbour, at) => {
    let echoes = 0;
    neighbour.write("echo\n");
    for (; going; echoes += 1) await echo(neighbour, `${echoes} is said to ${at} while others are cut\n`);
    await echo(neighbour, "still here");
    neighbour.destroy();
    return echoes;
  });
  const all = Promise.all(talking);
  // It is heard of at the end; until then nobody else waits for it.
  all.catch(() => {});
  return async () => {
    going = false;
    return await all;
  };
}

const secondsSince = (from: number): number => Number(((performance.now() - from) / 1000).toFixed(1));
