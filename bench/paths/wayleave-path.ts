/** Our path with three TLS hops: `wayleave up --split`, so that each flow crosses agent, two gateways and publisher. */
import { resolve } from "node:path";
import type { BehindApp, Load } from "../load/load.ts";
import { startedVersion } from "../machine.ts";
import { type Estate, type RunFile, startEstate, until } from "../show/estate.ts";
import { publish } from "../show/publish.ts";
import { type Path, type PathKind, untilClosed } from "./path.ts";

const HOST = "load.corp.example";
const PORT = 9;
const CARRIERS = ["agent", "gateway", "publisher"];
const RECORDERS = ["analytics", "clickhouse"];
/** A busy machine's publisher may take its time to hear of an app. */
const SERVED_MS = 60_000;

export interface WayleaveOptions {
  /** More words for `up`. */
  readonly more?: readonly string[];
  readonly nodeOptions?: string;
}

export interface WayleavePath extends Path {
  readonly parts: RunFile["parts"];
}

export function wayleave(
  load: Load,
  o: WayleaveOptions = {},
): PathKind & { start(app: BehindApp): Promise<WayleavePath> } {
  return {
    name: "wayleave",
    title: "Wayleave",
    version: async () => `${await startedVersion()}, node ${process.version}, OpenSSL ${process.versions.openssl}`,
    start: async (app) => {
      const estate = await startEstate({ split: true, ...o });
      try {
        return await open(load, estate, app);
      } catch (error) {
        await estate.stop();
        throw error;
      }
    },
  };
}

async function open(load: Load, estate: Estate, app: BehindApp): Promise<WayleavePath> {
  await publish(estate, [{ name: "load", host: HOST, port: PORT, origin: app.port }]);
  const target = { to: estate.proxy, socks: `${HOST}:${PORT}` };
  // The publisher hears of the app and of its allow file in its own time.
  const flows = () => load.generate("connects", target, { count: 1, wide: 1 });
  await until("a flow to the load app that has just been published", flows, SERVED_MS);
  const { parts } = estate.runFile();
  const pids = (kinds: string[]) => parts.filter(({ kind }) => kinds.includes(kind)).map(({ pid }) => pid);
  const ports = parts.flatMap(({ listen }) => listen.map((address) => Number(address.split(":").at(-1))));
  return {
    ...{ target, parts, carriers: pids(CARRIERS), recorders: pids(RECORDERS) },
    async stop() {
      const { exit } = await estate.stop();
      if (exit !== 0) throw new Error(`up ended with ${exit}`);
      await untilClosed("wayleave", ports);
    },
  };
}

/** For those that name where to put what a profile of each part says. */
export const profiled = (folder: string): string => `--cpu-prof --cpu-prof-dir=${resolve(folder)}`;
