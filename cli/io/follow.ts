/** `wayleave events --follow`: flows as they come, until somebody ends it or nobody reads it any more. */
import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { FlowRow } from "../../core/reading/flow-view.ts";
import {
  changedQuery,
  lookQuery,
  PrintedFlows,
  STORE_CLOCK,
  VISIBLE_WITHIN_MS,
} from "../../core/reading/follow-query.ts";
import { RecordAway, type RecordReader } from "../../io/record-reader.ts";
import type { EventsAsked } from "../event-flags.ts";
import type { FlowPrinter } from "../print/flow-print.ts";
import type { RunFile } from "../run-file.ts";
import { CommandFault, say } from "./fault.ts";
import type { Output } from "./output.ts";
import { lives } from "./run-files.ts";

const LOOK_EVERY_MS = 500;
/** Many times what changes within the time that looks overlap; 100 bytes each. */
const REMEMBERED_FLOWS = 100_000;

export interface Following {
  readonly reader: RecordReader;
  readonly run: RunFile;
  readonly asked: EventsAsked;
  readonly out: Output;
  readonly printer: FlowPrinter;
}

export async function follow(o: Following): Promise<void> {
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

class Follower {
  readonly #o: Following;
  readonly #ended: AbortSignal;
  readonly #printed = new PrintedFlows(REMEMBERED_FLOWS);
  #count = 0;
  /** Of the store's clock: all that was stored before has been looked at. */
  #lookedToMs = 0;
  #away = false;

  constructor(o: Following, ended: AbortSignal) {
    this.#o = o;
    this.#ended = ended;
  }

  async run(): Promise<void> {
    const { reader, asked, out, printer } = this.#o;
    await out.add(printer.begin);
    await out.flush();
    const [[now]] = (await reader.all(STORE_CLOCK, { signal: this.#ended })) as [[string]];
    this.#lookedToMs = Number(now);
    // What the first look overlaps with was there before.
    if (asked.backlog)
      for await (const flows of reader.flows(asked.filters, { signal: this.#ended })) await this.#take(flows, true);
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
    const { reader, asked } = this.#o;
    const fromMs = this.#lookedToMs - VISIBLE_WITHIN_MS;
    const bounds = { signal: this.#ended };
    const [[count, oldest, newest]] = (await reader.all(lookQuery(fromMs), bounds)) as [[string, string, string]];
    if (Number(count) === 0) return;
    await this.#take(await reader.flowsOf(changedQuery(asked.filters, fromMs, Number(oldest)), bounds), print);
    this.#lookedToMs = Math.max(this.#lookedToMs, Number(newest));
  }

  async #take(flows: readonly FlowRow[], print: boolean): Promise<void> {
    const { asked, out, printer } = this.#o;
    const closedOnly = asked.follow === "closed";
    for (const flow of flows) {
      if (closedOnly && flow.flow_status !== "closed") continue;
      if (!this.#printed.isNew(flow.flow_id!, closedOnly ? "closed" : digest(flow)) || !print) continue;
      await out.add(printer.row(flow, this.#count++));
    }
    await out.flush();
  }
}

const digest = (flow: FlowRow): string =>
  createHash("sha256").update(JSON.stringify(flow)).digest("base64url").slice(0, 22);
