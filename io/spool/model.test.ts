/** The spool against the simplest model of it: a list of what was acknowledged, and how far it was shipped. */
import { afterAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Spool, SyncMode } from "./spool.ts";
import {
  asIfKilled,
  faultyDisk,
  type Opened,
  openSmall,
  recordOf,
  removeFolders,
  tempFolder,
  type Weather,
} from "./trial.ts";

afterAll(removeFolders);

type Step =
  | { readonly do: "append"; readonly count: number; readonly bytes: number; readonly reserved: boolean }
  | { readonly do: "read"; readonly bytes: number; readonly records: number; readonly ship: boolean }
  | { readonly do: "fill"; readonly room: number }
  | { readonly do: "close" }
  | { readonly do: "kill" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append"),
      count: fc.integer({ min: 1, max: 30 }),
      bytes: fc.integer({ min: 8, max: 700 }),
      reserved: fc.boolean(),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("read"),
      bytes: fc.integer({ min: 1, max: 20_000 }),
      records: fc.integer({ min: 1, max: 100 }),
      ship: fc.boolean(),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("fill"), room: fc.integer({ min: 0, max: 3000 }) }) as fc.Arbitrary<Step>,
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "close" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: "kill" }) },
);

interface Known {
  readonly boot: string;
  readonly sequence: number;
  readonly bytes: number;
}

const BOUND = 40_960;

class Model {
  folder = tempFolder();
  /** Acknowledged and not shipped, in order. */
  owed: Known[] = [];
  last: Known | undefined;
  readonly sync: SyncMode;
  spool!: Spool;
  weather!: Weather;
  readonly dropped: Spool[] = [];

  constructor(sync: SyncMode) {
    this.sync = sync;
  }

  async open(): Promise<void> {
    const { weather, on } = faultyDisk();
    const state = () => [recordOf(0, 40)];
    const opened: Opened = await openSmall(this.folder, { sync: this.sync, boundBytes: BOUND, state }, on);
    const left = opened.replayed.flatMap((one) => (one.kind === "event" && !one.shipped ? [one] : []));
    expect(left.map(({ boot, sequence }) => ({ boot, sequence }))).toEqual(this.owed.map(withoutBytes));
    expect(opened.spool.counts).toMatchObject({ damaged_files: 0, damaged_records: 0, torn_tail_bytes: 0 });
    this.spool = opened.spool;
    this.weather = weather;
    this.last = undefined;
  }

  async perform(one: Step): Promise<void> {
    if (one.do === "append") await this.append(one);
    else if (one.do === "read") await this.read(one);
    else if (one.do === "fill") this.weather.room = one.room;
    else {
      if (one.do === "close") await this.spool.close();
      else {
        // Dropped without a word; a copy is what its process would have left. It is let go of at the end of the run.
        this.dropped.push(this.spool);
        this.folder = asIfKilled(this.folder);
      }
      await this.open();
    }
    const { used_bytes, reserved_bytes, unshipped_records } = this.spool.counts;
    expect(used_bytes).toBeLessThanOrEqual(BOUND);
    expect([reserved_bytes, unshipped_records]).toEqual([0, this.owed.length]);
  }

  async append({ count, bytes, reserved }: Step & { do: "append" }): Promise<void> {
    const asked = Array.from({ length: count }, async (_, n) => {
      const size = bytes + n;
      const room = reserved ? this.spool.reserve(size + 20) : undefined;
      if (reserved && room === undefined) return;
      let sequence = 0;
      try {
        await this.spool.append((at) => recordOf((sequence = at), size), room ?? "optional");
        this.owed.push({ boot: this.spool.boot, sequence, bytes: size });
        expect(sequence).toBe((this.last?.sequence ?? 0) + 1);
        this.last = this.owed.at(-1);
      } catch (error) {
        expect(error).toMatchObject({ code: "WL_SPOOL_FULL" });
        // What was reserved is refused by the disk alone.
        if (reserved) expect(this.weather.room).toBeLessThan(BOUND);
      } finally {
        room?.release();
      }
    });
    await Promise.all(asked);
  }

  async read({ bytes, records, ship }: Step & { do: "read" }): Promise<void> {
    const batch = await this.spool.read({ bytes, records });
    let size = 0;
    const expected = this.owed.slice(0, records).filter((one, at) => (size += one.bytes) <= bytes || at === 0);
    expect(batch.records.map(({ boot, sequence }) => ({ boot, sequence }))).toEqual(expected.map(withoutBytes));
    for (const [at, { sequence, bytes: payload }] of batch.records.entries()) {
      expect(Buffer.from(payload)).toEqual(recordOf(sequence, expected[at]!.bytes));
    }
    if (!ship) return;
    await this.spool.shipped(batch);
    this.owed.splice(0, expected.length);
    if (expected.length > 0) this.weather.room = Number.POSITIVE_INFINITY;
  }

  async end(): Promise<void> {
    for (const one of [this.spool, ...this.dropped]) await one.close();
    removeFolders();
  }
}

const withoutBytes = ({ boot, sequence }: Known) => ({ boot, sequence });

it.each(["never", "group", "each"] as const)(
  "whatever is done to it, in any order (%s)",
  async (sync) => {
    const steps = fc.array(step, { minLength: 1, maxLength: 60 });
    const property = fc.asyncProperty(steps, async (all) => {
      const model = new Model(sync);
      await model.open();
      try {
        for (const one of all) await model.perform(one);
      } finally {
        await model.end();
      }
    });
    await fc.assert(property, { numRuns: sync === "each" ? 15 : 80 });
  },
  120_000,
);
