/**
 * Whether the record is whole: what each life of each source produced, against what is stored of it.
 *
 * A life numbers its events 1, 2, 3.. without gaps, so its highest number is what it produced. An optional event that
 * found no room in the spool never got a number: it was told, and is not missing.
 */
/** What the store holds of one life. */
export interface StoredLife {
  readonly source: string;
  readonly boot: string;
  /** Different sequences, of events and of dead letters; of either. */
  readonly stored: number;
  readonly deadLettered: number;
  readonly accounted: number;
  /** Rows of events. */
  readonly rows: number;
  readonly lowest: number;
  /** When the log took that lowest one. */
  readonly lowestAtMs: number;
  readonly highest: number;
  /** Optional events that found no room, as the life told. */
  readonly dropped: number;
}

/** What a live gateway said that it had spooled when it was asked. */
export interface LiveSource {
  readonly source: string;
  readonly boot: string;
  readonly sequence: number;
}

/** What a life says of the one before it, and when it said so. */
export interface PreviousLife {
  readonly source: string;
  readonly boot: string;
  readonly sequence: number;
  readonly toldAtMs: number;
}

/** What a life's heartbeats have told of, and when: all that is left of one that died with its disk. */
export interface WitnessedLife extends LiveSource {
  readonly toldAtMs: number;
}

export type KnownBy = "live-gateway" | "next-life" | "heartbeat" | "store";

export interface LifeReport {
  readonly source: string;
  readonly boot: string;
  readonly produced: number;
  /** Who says how much it produced. By the store alone, events lost at the very end of a life can't be seen. */
  readonly produced_known_by: KnownBy;
  readonly stored: number;
  readonly dead_lettered: number;
  readonly dropped: number;
  /** Older than the record is kept. */
  readonly expired: number;
  readonly missing: number;
  readonly double: number;
}

export interface CompletenessReport {
  readonly complete: boolean;
  /** What keeps the record from being whole, each a sentence. */
  readonly faults: readonly string[];
  readonly sources: readonly LifeReport[];
  readonly totals: Omit<LifeReport, "source" | "boot" | "produced_known_by">;
  /** The last net: every row of the raw table, and how many different events they are. */
  readonly raw: { readonly rows: number; readonly distinct_events: number };
  /** Records of the log that could not be read, so that nobody knows whose they are. */
  readonly dead_letters_of_nobody: number;
  readonly silent_gateways: readonly string[];
}

export interface CompletenessInput {
  readonly lives: readonly StoredLife[];
  readonly previous: readonly PreviousLife[];
  readonly witnessed: readonly WitnessedLife[];
  readonly live: readonly LiveSource[];
  /** Addresses of gateways that do not answer. */
  readonly silent: readonly string[];
  readonly raw: { readonly rows: number; readonly distinct: number };
  readonly deadLettersOfNobody: number;
  /** Nothing older than this is kept. */
  readonly keptSinceMs: number;
}

export function judgeCompleteness(input: CompletenessInput): CompletenessReport {
  const sources = livesOf(input).sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  const raw = { rows: input.raw.rows, distinct_events: input.raw.distinct };
  const faults = [
    ...sources.flatMap(faultsOf),
    ...(raw.rows > raw.distinct_events
      ? [`the raw table holds ${raw.rows - raw.distinct_events} rows more than events`]
      : []),
    ...(input.deadLettersOfNobody > 0 ? [`${input.deadLettersOfNobody} records of the log are no events`] : []),
    ...input.silent.map((at) => `the gateway at ${at} does not answer: what it produced is not known`),
  ];
  return {
    complete: faults.length === 0,
    faults,
    sources,
    totals: totalsOf(sources),
    raw,
    dead_letters_of_nobody: input.deadLettersOfNobody,
    silent_gateways: input.silent,
  };
}

const orderOf = (life: LifeReport): string => `${life.source} ${life.boot}`;

interface Known {
  readonly source: string;
  readonly boot: string;
  stored?: StoredLife;
  produced: number;
  /** Of the first event that is stored; where none is, when somebody else told of this life. */
  firstMs: number;
  by: KnownBy;
}

function livesOf(input: CompletenessInput): LifeReport[] {
  const known = new Map<string, Known>();
  const of = (source: string, boot: string): Known => {
    const key = `${source} ${boot}`;
    let one = known.get(key);
    if (one === undefined) known.set(key, (one = { source, boot, produced: 0, firstMs: Infinity, by: "store" }));
    return one;
  };
  for (const life of input.lives) {
    const one = of(life.source, life.boot);
    one.stored = life;
    one.firstMs = life.lowestAtMs;
    one.produced = life.highest;
  }
  for (const { source, boot, sequence, toldAtMs } of input.previous) {
    const one = of(source, boot);
    one.by = "next-life";
    one.firstMs = Math.min(one.firstMs, toldAtMs);
    one.produced = Math.max(one.produced, sequence);
  }
  for (const { source, boot, sequence, toldAtMs } of input.witnessed) {
    const one = of(source, boot);
    one.firstMs = Math.min(one.firstMs, toldAtMs);
    // The next life knows what it found in the spool: where that was less, the rest died with the disk.
    if (sequence > one.produced) Object.assign(one, { produced: sequence, by: "heartbeat" });
  }
  for (const { source, boot, sequence } of input.live) {
    const one = of(source, boot);
    one.by = "live-gateway";
    // The store was asked for no more than this: what came since is not judged.
    one.produced = sequence;
  }
  return [...known.values()].map((one) => reportOf(one, input.keptSinceMs));
}

/**
 * Rows go by their age, a week at a time, from the front of a life. What is absent before a life's first event that is
 * left has expired where that event stands in the oldest week itself; anything else that is absent is missing. A source
 * that lives tells something each week.
 */
const OLDEST_WEEK_MS = 7 * 24 * 3_600_000;

function reportOf({ source, boot, stored, produced, firstMs, by }: Known, keptSinceMs: number): LifeReport {
  const front = stored === undefined ? produced : stored.lowest - 1;
  const expired = firstMs < keptSinceMs + OLDEST_WEEK_MS ? front : 0;
  const dead = (stored?.accounted ?? 0) - (stored?.stored ?? 0);
  return {
    source,
    boot,
    produced,
    produced_known_by: by,
    stored: stored?.stored ?? 0,
    dead_lettered: dead,
    dropped: stored?.dropped ?? 0,
    expired,
    missing: Math.max(0, produced - (stored?.accounted ?? 0) - expired),
    double: (stored?.rows ?? 0) - (stored?.stored ?? 0),
  };
}

function faultsOf(life: LifeReport): string[] {
  const whose = `of ${life.source} (life ${life.boot})`;
  const faults: string[] = [];
  if (life.missing > 0 && life.produced_known_by === "heartbeat") {
    faults.push(`${life.missing} events ${whose} have not come: its heartbeats told of them, nothing else does`);
  } else if (life.missing > 0) faults.push(`${life.missing} events ${whose} are missing`);
  if (life.double > 0) faults.push(`${life.double} events ${whose} are stored twice`);
  if (life.dead_lettered > 0) faults.push(`${life.dead_lettered} events ${whose} are dead letters`);
  return faults;
}

function totalsOf(lives: readonly LifeReport[]): CompletenessReport["totals"] {
  const sum = (field: keyof CompletenessReport["totals"]): number =>
    lives.reduce((total, life) => total + life[field], 0);
  return {
    produced: sum("produced"),
    stored: sum("stored"),
    dead_lettered: sum("dead_lettered"),
    dropped: sum("dropped"),
    expired: sum("expired"),
    missing: sum("missing"),
    double: sum("double"),
  };
}
