/** The reporter: whatever happens to acknowledgements, gateways and its own process, each thing is told as one. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { after, type Instant } from "../units.ts";
import { CHANGES_A_REPORT_MAX } from "./lease-facts.ts";
import {
  answerOf,
  ENTRIES_MAX,
  type Entry,
  factOf,
  type KeptReports,
  LEASE_REPORTS_A_ROUND,
  MISSES_A_ROUND,
  MISSES_MAX,
  type Report,
  Reporter,
} from "./report.ts";

const T0 = 5_000 as Instant;
const EVERY_MS = 10_000;
const GATHER_MS = 1_000;
const pace = { everyMs: EVERY_MS, gatherMs: GATHER_MS };
const REASONS = ["AGT_STEER_NOT_ENTITLED", "AGT_DNS_STUB_STALE", "AGT_TUNNEL_LOST"];

const counted = (reason: string, count = 1): Entry => ({
  ...{ told: { type: "flows-not-carried", reason, count }, srpVersion: 7, appListVersion: 0 },
});
const list = (apps: number, appListVersion: number): Entry => ({
  ...{ told: { type: "app-list-taken", apps }, srpVersion: 0, appListVersion },
});
const missed = (port: number) => {
  const to = { type: "near-miss", host: "wiki.corp.example", port, protocol: "tcp" } as const;
  return { told: { ...to, app: "wiki", reason: "AGT_STEER_PORT_MISS" }, srpVersion: 7, appListVersion: 0 };
};
const leased = (...all: number[]): Entry => {
  const one = (atUs: number) => ({ leaseId: `${atUs}`, name: "wiki", stub: "100.64.0.1", stub6: "", atUs });
  const leases = all.map((n) => ({ change: "leased", ...one(n) }) as const);
  return { told: { type: "stub-leases", leases, untold: 0 }, srpVersion: 7, appListVersion: 0 };
};
const reporter = (kept?: KeptReports, boot = "0a".repeat(16)) => new Reporter({ boot, ...pace }, T0, kept);

/** What becomes of one report that is told. */
type Fate = "answered" | "answer lost" | "never came" | "quota" | "refused";
type Step =
  | { do: "note"; reason: number; count: number }
  | { do: "wait"; ms: number }
  /** A gateway, and the fates of what is told to it; after the last all are answered. */
  | { do: "round"; gateway: 0 | 1; fates: Fate[] }
  | { do: "gateway forgets"; gateway: 0 | 1 }
  | { do: "keep" }
  | { do: "crash" };

const fates = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant("answered" as const) },
    { weight: 4, arbitrary: fc.constantFrom("answer lost" as const, "never came" as const, "quota" as const) },
    { weight: 1, arbitrary: fc.constant("refused" as const) },
  ),
  { maxLength: 4 },
);
const gateway = fc.constantFrom(0 as const, 1 as const);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("note" as const),
        reason: fc.nat(2),
        count: fc.integer({ min: 1, max: 5 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat(EVERY_MS) }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("round" as const), gateway, fates }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("gateway forgets" as const), gateway }) },
    { weight: 1, arbitrary: fc.constant({ do: "keep" as const }) },
    { weight: 1, arbitrary: fc.constant({ do: "crash" as const }) },
  ),
  { maxLength: 60 },
);

/** A reporter on a device that crashes, before gateways that record and forget. */
class World {
  noted = 0;
  refused = 0;
  lost = 0;
  /** All that gateways have recorded, repetitions too. */
  readonly recorded: Report[] = [];
  now = T0;
  #disk: KeptReports = { made: [], fresh: [] };
  #sinceKept = 0;
  #lives = 0;
  #reporter = this.#live();
  readonly #last: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  #roundAt: Instant | undefined;

  do(step: Step): void {
    switch (step.do) {
      case "note":
        this.noted += step.count;
        this.#sinceKept += step.count;
        return this.#reporter.note(counted(REASONS[step.reason]!, step.count), this.now);
      case "wait":
        this.now = after(this.now, step.ms);
        return;
      case "round":
        return this.round(step.gateway, [...step.fates]);
      case "gateway forgets":
        return this.#last[step.gateway].clear();
      case "keep":
        return this.#keep();
      case "crash":
        this.lost += this.#sinceKept;
        this.#sinceKept = 0;
        this.#roundAt = undefined;
        this.#reporter = this.#live();
    }
  }

  round(at: 0 | 1, script: Fate[]): void {
    const { dueAt } = this.#reporter;
    if (dueAt === undefined || dueAt > this.now) return;
    if (this.#roundAt !== undefined) expect(this.now - this.#roundAt).toBeGreaterThanOrEqual(EVERY_MS);
    this.#roundAt = this.now;
    let report = this.#reporter.begin(this.now);
    this.#keep();
    while (report !== undefined) {
      const fate = script.shift() ?? "answered";
      if (fate === "answered" || fate === "answer lost") this.#record(at, report);
      if (fate === "answer lost" || fate === "never came") return;
      if (fate === "refused") this.refused += countOf(report);
      report = this.#reporter.answered(fate === "answered" ? "taken" : fate === "quota" ? "later" : "never");
    }
  }

  /** Everything that is left is told. */
  drain(): void {
    for (let at = this.#reporter.dueAt; at !== undefined; at = this.#reporter.dueAt) {
      if (at > this.now) this.now = at;
      this.round(0, []);
    }
  }

  #record(at: 0 | 1, report: Report): void {
    const last = this.#last[at];
    if (report.sequence <= (last.get(report.boot) ?? 0)) return;
    last.set(report.boot, report.sequence);
    this.recorded.push(report);
  }

  #keep(): void {
    this.#disk = JSON.parse(JSON.stringify(this.#reporter.kept())) as KeptReports;
    this.#sinceKept = 0;
  }

  #live(): Reporter {
    this.#lives += 1;
    return new Reporter({ boot: String(this.#lives).padStart(32, "0"), ...pace }, this.now, this.#disk);
  }
}

const countOf = ({ told }: Report): number => (told.type === "flows-not-carried" ? told.count : 0);

describe("a reporter", () => {
  it("has everything counted as one by who counts each name once, over lost answers, gateways and crashes", () => {
    let repeated = 0;
    fc.assert(
      fc.property(steps, (history) => {
        const world = new World();
        for (const step of history) world.do(step);
        world.drain();
        const once = new Map<string, Report>();
        for (const report of world.recorded) {
          const name = `${report.boot} ${report.sequence}`;
          if (once.has(name)) repeated += 1;
          // The same name is the same report, word for word.
          expect(report).toEqual(once.get(name) ?? report);
          once.set(name, report);
        }
        const counted = [...once.values()].reduce((sum, report) => sum + countOf(report), 0);
        // What a gateway refused for good and had not recorded before is not counted; it may have been recorded.
        expect(counted).toBeLessThanOrEqual(world.noted - world.lost);
        expect(counted + world.refused).toBeGreaterThanOrEqual(world.noted - world.lost);
        if (world.refused === 0) expect(counted).toBe(world.noted - world.lost);
      }),
      { numRuns: 4_000 },
    );
    // The law would hold of a world in which no answer is ever lost.
    expect(repeated).toBeGreaterThan(10);
  });

  it("waits for what comes with the first, then tells one after the other, and rests", () => {
    const one = reporter();
    expect(one.dueAt).toBeUndefined();
    one.note(counted("AGT_TUNNEL_LOST"), T0);
    one.note(counted("AGT_DNS_STUB_STALE"), after(T0, 900));
    one.note(counted("AGT_TUNNEL_LOST", 2), after(T0, 950));
    expect(one.dueAt).toBe(after(T0, GATHER_MS));
    const now = after(T0, GATHER_MS);
    expect(one.begin(now)).toMatchObject({ sequence: 1, told: { reason: "AGT_TUNNEL_LOST", count: 3 } });
    one.note(counted("AGT_TUNNEL_LOST"), now);
    expect(one.answered("taken")).toMatchObject({ sequence: 2, told: { reason: "AGT_DNS_STUB_STALE", count: 1 } });
    expect(one.answered("taken")).toBeUndefined();
    expect(one.dueAt).toBe(after(now, EVERY_MS));
    expect(one.begin(after(now, EVERY_MS))).toMatchObject({ sequence: 3, told: { count: 1 } });
    expect(one.counters).toEqual({ reports_taken: 2, reports_refused: 0, reports_dropped: 0 });
  });

  it("tells again what had no answer, before what came since, and gives up what is refused for good", () => {
    const one = reporter();
    one.note(counted("AGT_TUNNEL_LOST"), T0);
    const first = one.begin(after(T0, GATHER_MS));
    one.note(counted("AGT_TUNNEL_LOST"), after(T0, GATHER_MS));
    expect(one.begin(after(T0, 20_000))).toEqual(first);
    expect(one.answered("later")).toBeUndefined();
    expect(one.begin(after(T0, 40_000))).toEqual(first);
    expect(one.answered("never")).toBeUndefined();
    expect(one.begin(after(T0, 60_000))).toMatchObject({ sequence: 2, told: { count: 1 } });
    expect(one.counters.reports_refused).toBe(1);
  });

  it("tells the newest list alone, with its version", () => {
    const one = reporter();
    one.note(list(3, 10), T0);
    one.note(list(5, 12), T0);
    expect(one.begin(after(T0, GATHER_MS))).toMatchObject({ told: { apps: 5 }, appListVersion: 12 });
    expect(one.answered("taken")).toBeUndefined();
  });

  it("holds no more than its bound, and counts what it has no room for", () => {
    const one = reporter();
    for (let n = 0; n < ENTRIES_MAX + 3; n++) one.note(counted(`AGT_N${n}`), T0);
    one.note(counted("AGT_N0"), T0);
    expect(one.kept().fresh).toHaveLength(ENTRIES_MAX);
    expect(one.counters.reports_dropped).toBe(3);
  });

  it("tells of a port that was tried in vain once, some in a round, and lets them crowd out nothing else", () => {
    const one = reporter();
    for (let n = 0; n < MISSES_MAX + 3; n++) one.note(missed(n), T0);
    one.note(missed(0), T0);
    one.note(counted("AGT_TUNNEL_LOST"), T0);
    expect([one.kept().fresh.length, one.counters.reports_dropped]).toEqual([MISSES_MAX + 1, 3]);
    const told: unknown[] = [];
    let report = one.begin(after(T0, GATHER_MS));
    for (; report !== undefined; report = one.answered("taken")) told.push(report.told);
    expect(told).toEqual([
      ...Array.from({ length: MISSES_A_ROUND }, (_, n) => missed(n).told),
      counted("AGT_TUNNEL_LOST").told,
    ]);
    expect([one.kept().fresh.length, one.dueAt !== undefined]).toEqual([MISSES_MAX - MISSES_A_ROUND, true]);
  });

  it("tells changes of leases in a few reports a round, behind what else there is, and keeps the rest", () => {
    const one = reporter();
    const many = LEASE_REPORTS_A_ROUND * CHANGES_A_REPORT_MAX + 1;
    one.note(leased(...Array.from({ length: many }, (_, n) => n)), T0);
    one.note(counted("AGT_TUNNEL_LOST"), T0);
    const told: Report[] = [];
    let report = one.begin(after(T0, GATHER_MS));
    for (; report !== undefined; report = one.answered("taken")) told.push(report);
    const kinds = ["flows-not-carried", ...Array.from({ length: LEASE_REPORTS_A_ROUND }, () => "stub-leases")];
    expect(told.map((each) => each.told.type)).toEqual(kinds);
    const { fresh } = JSON.parse(JSON.stringify(one.kept())) as KeptReports;
    const next = reporter({ made: [], fresh }, "0b".repeat(16));
    const left = next.begin(next.dueAt!)!;
    expect(left).toMatchObject({ sequence: 1, srpVersion: 7 });
    const ids = [...told, left].flatMap((each) => (each.told.type === "stub-leases" ? each.told.leases : []));
    expect(ids.map(({ atUs }) => atUs)).toEqual(Array.from({ length: many }, (_, n) => n));
  });
});

it("a gateway's words: what helps no more is not said again, least of all what a newer gateway says", () => {
  const words = ["", "quota", "spool", "unknown", "forged", "kind", "malformed", "a newer one", "toString"];
  expect(words.map(answerOf)).toEqual([
    "taken",
    "later",
    "later",
    "later",
    "never",
    "never",
    "never",
    "never",
    "never",
  ]);
});

it("a fact bears its reporter's name", () => {
  expect(factOf(counted("AGT_TUNNEL_LOST").told, "laptop")).toEqual({
    ...{ type: "flows-not-carried", device: "laptop", reason: "AGT_TUNNEL_LOST", count: 1 },
  });
  expect(factOf(missed(81).told, "laptop")).toEqual({ ...missed(81).told, device: "laptop", user: "", flowId: "" });
  expect(factOf(list(2, 1).told, "pub")).toEqual({ type: "app-list-taken", publisher: "pub", apps: 2 });
});
