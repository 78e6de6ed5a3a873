/**
 * What a device or a publisher has to tell about itself: gathered, numbered, and told again until a gateway has it.
 *
 * A report that nobody acknowledged is told again as it was, by whichever gateway there is, under the boot and sequence
 * that it got when it was made. These two name it for ever: who has it twice has it once. One is under way at a time,
 * so that a gateway needs to remember one number of each boot.
 */
import type { Hex } from "../control/event.ts";
import { after, type Instant } from "../units.ts";
import type { StubLeases } from "./lease-facts.ts";
import type { AppListTaken, FlowsNotCarried, NearMiss, ReportName } from "./network-event.ts";
import { type LeasesTold, WaitingLeases } from "./waiting-leases.ts";

/** A gateway bounds each reporter to 60 a minute: a change that comes each second stays below that by this. */
export const REPORT_EVERY_MS = 10_000;
/** What goes wrong goes wrong in bursts: their first failure waits so long for the others. */
export const REPORT_GATHER_MS = 1_000;
/** Entries that wait, by what they tell of: more than the catalogue has codes. Those past it are counted and dropped.*/
export const ENTRIES_MAX = 128;
/** Ports that were tried in vain and wait besides; whoever tries all of them is told of by those, and counted. */
export const MISSES_MAX = 64;
/** Of them, in one round: a gateway takes 60 reports a minute, and what else there is to tell comes first. */
export const MISSES_A_ROUND = 6;

/** Reports of leases in one round, of the 20 that a gateway takes at once. */
export const LEASE_REPORTS_A_ROUND = 4;

/** An encoded event of a reporter. Changes of leases fill the largest. */
export const REPORT_EVENT_BYTES_MAX = 16_384;

/** What a reporter tells; its own name is added when the report leaves. */
export type Told = Omit<FlowsNotCarried, "device"> | Omit<AppListTaken, "publisher"> | PortMissed | LeasesTold;

/** A port that this device refused, of a host whose app offers others. Whose device it is the fold says. */
export type PortMissed = Omit<NearMiss, "device" | "user" | "flowId">;

/** What a device or a publisher states of itself. */
export type ReportedFact = FlowsNotCarried | AppListTaken | NearMiss | StubLeases;

export interface Entry {
  readonly told: Told;
  readonly srpVersion: number;
  readonly appListVersion: number;
}

export type Report = Entry & ReportName;

/** What survives the reporter's process, where it is kept. */
export interface KeptReports {
  /** Numbered and not acknowledged. */
  readonly made: readonly Report[];
  readonly fresh: readonly Entry[];
}

/** Why a gateway didn't take a report, and what its reporter does about it. */
export const REPORT_REFUSALS = {
  malformed: "never",
  /** It names another device or publisher. */
  forged: "never",
  /** Not for this reporter to state. */
  kind: "never",
  quota: "later",
  /** The gateway's fold doesn't admit the reporter: it may be behind, and a revoked one gets no session anyway. */
  unknown: "later",
  /** The gateway's spool had no room, or failed. */
  spool: "later",
} as const;
export type ReportRefusal = keyof typeof REPORT_REFUSALS;
export type ReportAnswer = "taken" | "later" | "never";

/** `refused` as the gateway said it. A word that we don't know is a newer gateway's: to repeat ourselves won't help. */
export function answerOf(refused: string): ReportAnswer {
  if (refused === "") return "taken";
  return Object.hasOwn(REPORT_REFUSALS, refused) ? REPORT_REFUSALS[refused as ReportRefusal] : "never";
}

/** The fact that a report states, with its reporter's name. */
export function factOf(told: Told, name: string): ReportedFact {
  if (told.type === "near-miss") return { ...told, device: name, user: "", flowId: "" };
  if (told.type === "stub-leases") return { ...told, device: name, user: "" };
  return told.type === "flows-not-carried" ? { ...told, device: name } : { ...told, publisher: name };
}

export interface ReporterOptions {
  readonly boot: Hex;
  readonly everyMs: number;
  readonly gatherMs: number;
}

/** One owner, handed `now`. A round begins when it is due, and goes from report to report until one has no answer. */
export class Reporter {
  readonly counters = { reports_taken: 0, reports_refused: 0, reports_dropped: 0 };
  readonly #o: ReporterOptions;
  #made: Report[] = [];
  /** By what they tell of; a later one of the same is added to the one that waits. */
  readonly #fresh = new Map<string, Entry>();
  readonly #leases = new WaitingLeases();
  /** Of the change of a lease that was noted last. */
  #leasesBy = { srpVersion: 0, appListVersion: 0 };
  #sequence = 0;
  #gatheredAt: Instant;
  #notBefore: Instant;

  /** `kept`: what an earlier life had not told. Its numbered reports keep their boot. */
  constructor(o: ReporterOptions, now: Instant, kept?: KeptReports) {
    this.#o = o;
    this.#notBefore = now;
    this.#gatheredAt = now;
    this.#made = [...(kept?.made ?? [])];
    for (const entry of kept?.fresh ?? []) this.note(entry, now);
  }

  note(entry: Entry, now: Instant): void {
    const { told, srpVersion, appListVersion } = entry;
    if (told.type === "stub-leases") {
      if (this.#isIdle()) this.#gatheredAt = after(now, this.#o.gatherMs);
      this.counters.reports_dropped += this.#leases.add(told);
      this.#leasesBy = { srpVersion, appListVersion };
      return;
    }
    const key = keyOf(entry.told);
    const waiting = this.#fresh.get(key);
    if (waiting === undefined && this.#isFull(isMiss(entry))) {
      this.counters.reports_dropped += 1;
      return;
    }
    if (this.#isIdle()) this.#gatheredAt = after(now, this.#o.gatherMs);
    this.#fresh.set(key, waiting === undefined ? entry : joined(waiting, entry));
  }

  /** When the next round is due; undefined: there is nothing to tell. */
  get dueAt(): Instant | undefined {
    if (this.#made.length > 0) return this.#notBefore;
    if (this.#isIdle()) return undefined;
    return Math.max(this.#gatheredAt, this.#notBefore) as Instant;
  }

  /** The first report of a round. What was told in vain goes first, and alone: it must not grow while it waits. */
  begin(now: Instant): Report | undefined {
    this.#notBefore = after(now, this.#o.everyMs);
    if (this.#made.length > 0) return this.#made[0];
    let misses = 0;
    for (const [key, entry] of this.#fresh) {
      if (isMiss(entry)) misses += 1;
      if (isMiss(entry) && misses > MISSES_A_ROUND) continue;
      this.#make(entry);
      this.#fresh.delete(key);
    }
    for (let left = LEASE_REPORTS_A_ROUND; left > 0; left -= 1) {
      const told = this.#leases.take();
      if (told === undefined) break;
      this.#make({ told, ...this.#leasesBy });
    }
    return this.#made[0];
  }

  #make(entry: Entry): void {
    this.#sequence += 1;
    this.#made.push({ ...entry, boot: this.#o.boot, sequence: this.#sequence });
  }

  /** Of the report that was told last; gives the next of the round. One without an answer is told by the next round. */
  answered(answer: ReportAnswer): Report | undefined {
    if (answer === "later") return undefined;
    if (answer === "taken") this.counters.reports_taken += 1;
    else this.counters.reports_refused += 1;
    this.#made.shift();
    return this.#made[0];
  }

  /** To be on disk before a report of a round leaves, where it is kept at all. */
  kept(): KeptReports {
    const told = this.#leases.kept();
    const leases = told === undefined ? [] : [{ told, ...this.#leasesBy }];
    return { made: [...this.#made], fresh: [...this.#fresh.values(), ...leases] };
  }

  #isIdle(): boolean {
    return this.#fresh.size === 0 && this.#leases.isEmpty;
  }

  #isFull(forMiss: boolean): boolean {
    const alike = [...this.#fresh.values()].filter((one) => isMiss(one) === forMiss).length;
    return alike >= (forMiss ? MISSES_MAX : ENTRIES_MAX);
  }
}

const isMiss = ({ told }: Entry): boolean => told.type === "near-miss";

function keyOf(told: Told): string {
  if (told.type === "near-miss") return `${told.protocol} ${told.host} ${told.port}`;
  return told.type === "flows-not-carried" ? told.reason : told.type;
}

/** Counts add up; of a list that was taken the newest counts. */
function joined(older: Entry, newer: Entry): Entry {
  if (older.told.type !== "flows-not-carried" || newer.told.type !== "flows-not-carried") return newer;
  return { ...newer, told: { ...newer.told, count: older.told.count + newer.told.count } };
}
