/** A path on fresh processes for one measure, and how busy the machine was with other things meanwhile. */
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { BehindApp, Load } from "../load/load.ts";
import { coresBetween, machineTime } from "../machine.ts";
import { numberText } from "../markdown.ts";
import { Stand } from "./measure.ts";
import type { Path } from "./path.ts";

/** The most of each: before a path started, and by others or the host while it was measured. */
export interface Busy {
  before_cores: number;
  others_cores: number;
  stolen_cores: number;
  readonly load_average_at_start: number;
}

export const newBusy = (): Busy => ({
  ...{ before_cores: 0, others_cores: 0, stolen_cores: 0, load_average_at_start: loadavg()[0]! },
});

const LOOK_MS = 1_000;

/** What can be started before an app. */
export interface Startable<P extends Path> {
  start(app: BehindApp): Promise<P>;
}

/** Starts a path and an app of its own, lets it be measured, and ends both whatever happens. */
export async function onFresh<T, P extends Path>(
  load: Load,
  kind: Startable<P>,
  busy: Busy,
  measure: (stand: Stand, path: P) => Promise<T>,
): Promise<T> {
  const from = machineTime();
  await sleep(LOOK_MS);
  busy.before_cores = Math.max(busy.before_cores, coresBetween(from, machineTime()).busy);
  const app: BehindApp = await load.startApp();
  try {
    const path = await kind.start(app);
    const stand = new Stand(load, app, path);
    const figures = await measure(stand, path).catch(async (error: unknown) => {
      // Why it failed is worth more than what its end has to say.
      await path.stop().catch(() => {});
      throw error;
    });
    busy.others_cores = Math.max(busy.others_cores, stand.othersCores);
    busy.stolen_cores = Math.max(busy.stolen_cores, stand.stolenCores);
    await path.stop();
    return figures;
  } finally {
    await app.close();
  }
}

export const busyText = (busy: Busy): string =>
  `How busy the machine was: load average ${numberText(busy.load_average_at_start)} at the start; before a path ` +
  `started at most ${numberText(busy.before_cores)} cores at work; during a measure at most ` +
  `${numberText(Math.max(0, busy.others_cores))} cores at work for others, ` +
  `${numberText(busy.stolen_cores)} taken away by the host.`;
