/**
 * For tests: an ingester as a process that kills itself at a moment it was told, so that every point between two of its
 * acts is met. `node trial-ingester.ts JSON`
 */
import { setTimeout as sleep } from "node:timers/promises";
import { openJsonLog } from "../../../io/json-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { BATCH_LIMITS } from "../batch.ts";
import { type EventStore, openEventStore } from "./event-store.ts";
import { openIngester } from "./ingester.ts";

export interface Death {
  /** "committed": a range was said to be pending; "inserting": its rows are under way; "inserted": they are stored. */
  readonly point: "committed" | "inserting" | "inserted" | "never";
  /** At which of them. */
  readonly nth: number;
  /** How long after it. */
  readonly afterMs: number;
}

export interface TrialIngesterOptions {
  readonly folder: string;
  readonly url: string;
  readonly key: string;
  readonly rows: number;
  readonly death: Death;
}

if (process.argv[1] === import.meta.filename) await main(JSON.parse(process.argv[2]!) as TrialIngesterOptions);

async function main(o: TrialIngesterOptions): Promise<void> {
  const left = { committed: 0, inserting: 0, inserted: 0, never: 0, [o.death.point]: o.death.nth };
  const reach = async (point: Death["point"]): Promise<void> => {
    if (--left[point] !== 0) return;
    await sleep(o.death.afterMs);
    process.kill(process.pid, "SIGKILL");
  };
  const events = dyingLog(await openEmbeddedLog(o.folder), reach);
  const store = dyingStore(openEventStore(o), reach);
  const limits = { ...BATCH_LIMITS, rows: o.rows, ageMs: 20 };
  const ingester = openIngester({ events, store, limits, log: openJsonLog({ service: "trial-ingester" }) });
  setInterval(() => {
    void ingester.status().then(({ state, counters }) => {
      if (state === "failed" || state === "fenced") process.exit(3);
      process.stdout.write(`${JSON.stringify({ state, ...counters })}\n`);
    });
  }, 50);
}

function dyingLog(log: EventLog, reach: (point: Death["point"]) => Promise<void>): EventLog {
  const commitPosition: EventLog["commitPosition"] = async (...position) => {
    await log.commitPosition(...position);
    if (position[5].includes('"to"')) await reach("committed");
  };
  return Object.assign(Object.create(log) as EventLog, bound(log), { commitPosition });
}

function dyingStore(store: EventStore, reach: (point: Death["point"]) => Promise<void>): EventStore {
  return {
    ...store,
    insert: async (...rows) => {
      void reach("inserting");
      await store.insert(...rows);
      await reach("inserted");
    },
  };
}

/** Methods with the object that they are of: its privates are no one else's. */
function bound(log: EventLog): Partial<EventLog> {
  const names = ["follow", "endOffset", "createTopic", "takePosition", "close"] as const;
  return Object.fromEntries(names.map((name) => [name, (log[name] as (...of: unknown[]) => unknown).bind(log)]));
}
