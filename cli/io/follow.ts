/** `wayleave events --follow`: rows as they come, until somebody ends it or nobody reads it any more. */
import { setTimeout as wait } from "node:timers/promises";
import { PrintedFlows, STORE_CLOCK, VISIBLE_WITHIN_MS } from "../../core/reading/follow-query.ts";
import { type Bounds, RecordAway, type RecordReader } from "../../io/record-reader.ts";
import type { RowPrinter } from "../print/row-print.ts";
import type { RunFile } from "../run-file.ts";
import { CommandFault, say } from "./fault.ts";
import type { Output } from "./output.ts";
import { lives } from "./run-files.ts";

const LOOK_EVERY_MS = 500;
/** Many times what changes within the time that looks overlap; 100 bytes each. */
const REMEMBERED_ROWS = 100_000;

/** What is followed. */
export interface Watched<Row> {
  /** What was there before, where that is to be printed first. */
  readonly backlog: ((bounds: Bounds) => AsyncIterable<readonly Row[]>) | undefined;
  /** Rows that were stored since then, and how new the newest is: milliseconds of the store's clock. */
  readonly look: (fromMs: number, bounds: Bounds) => Promise<Looked<Row> | undefined>;
  readonly idOf: (row: Row) => string;
  /** One form of a row is printed once; undefined: this one is not to be printed. */
  readonly formOf: (row: Row) => string | undefined;
}

export interface Looked<Row> {
  readonly rows: readonly Row[];
  readonly newestMs: number;
}

export interface Following<Row> {
  readonly reader: RecordReader;
  readonly run: RunFile;
  readonly watched: Watched<Row>;
  readonly out: Output;
  readonly printer: RowPrinter<Row>;
}

export async function follow<Row>(o: Following<Row>): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  process.once("SIGINT", end).once("SIGTERM", end);
  o.out.leaving.addEventListener("abort", end, { once: true });
  try {
    await new Follower(o, ended.signal).run();
  } catch (error) {
    if (!ended.signal.aborted) throw error;
  } finally {
    process.off("SIGINT", end).off("SIGTERM", end);
  }
}

class Follower<Row> {
  readonly #o: Following<Row>;
  readonly #ended: AbortSignal;
  readonly #printed = new PrintedFlows(REMEMBERED_ROWS);
  #count = 0;
  /** Of the store's clock: all that was stored before has been looked at. */
  #lookedToMs = 0;
  #away = false;

  constructor(o: Following<Row>, ended: AbortSignal) {
    this.#o = o;
    this.#ended = ended;
  }

  async run(): Promise<void> {
    const { reader, watched, out, printer } = this.#o;
    await out.add(printer.begin);
    await out.flush();
    const [[now]] = (await reader.all(STORE_CLOCK, { signal: this.#ended })) as [[string]];
    this.#lookedToMs = Number(now);
    // What the first look overlaps with was there before.
    if (watched.backlog !== undefined)
      for await (const rows of watched.backlog({ signal: this.#ended })) await this.#take(rows, true);
    else await this.#look(false);
    while (!this.#ended.aborted) {
      await wait(LOOK_EVERY_MS, undefined, { signal: this.#ended });
      await this.#lookOrWait();
    }
  }

  /** A store that is started anew has kept what was stored: the follower goes on where it was. */
  async #lookOrWait(): Promise<void> {
    try {
      await this.#look(true);
      this.#away = false;
    } catch (error) {
      if (!(error instanceof RecordAway) || this.#ended.aborted) throw error;
      if (!lives(this.#o.run)) throw new CommandFault("the system has ended", 1, { cause: error });
      if (!this.#away) say(`${error.message}; still trying`);
      this.#away = true;
    }
  }

  async #look(print: boolean): Promise<void> {
    const looked = await this.#o.watched.look(this.#lookedToMs - VISIBLE_WITHIN_MS, { signal: this.#ended });
    if (looked === undefined) return;
    await this.#take(looked.rows, print);
    this.#lookedToMs = Math.max(this.#lookedToMs, looked.newestMs);
  }

  async #take(rows: readonly Row[], print: boolean): Promise<void> {
    const { watched, out, printer } = this.#o;
    for (const row of rows) {
      const form = watched.formOf(row);
      if (form === undefined || !this.#printed.isNew(watched.idOf(row), form) || !print) continue;
      await out.add(printer.row(row, this.#count++));
    }
    await out.flush();
  }
}
