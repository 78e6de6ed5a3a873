/**
 * Tells a gateway what the reporter holds: a stream for each round, one report after the other, each awaited.
 *
 * A stream that breaks or stays without an answer ends the round; the next one, over whichever gateway there is then,
 * tells the same report again.
 */
import { answerOf, type Entry, type KeptReports, type Reporter } from "../../core/record/report.ts";
import { clock } from "../clock.ts";
import { uuidv7Bytes } from "../entropy.ts";
import { errorText } from "../errors.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import type { JsonLog } from "../json-log.ts";
import { encodeReport } from "../wire/telemetry.ts";
import { ReportLine } from "./report-line.ts";

/** What was noted and not told is on disk after this at the latest: so much of it a crash may cost. */
const KEEP_EVERY_MS = 1_000;

export interface SenderOptions {
  readonly reporter: Reporter;
  /** This device's or publisher's own name, as its certificate has it. */
  readonly name: () => string;
  /** A new stream to a gateway that has admitted us; undefined while there is none. `look` when that changes. */
  readonly dial: () => RawStream | undefined;
  /** Resolves when this is on disk: a report that may not be known after a crash is not told. */
  readonly keep?: (kept: KeptReports) => Promise<void>;
  readonly answerWaitMs?: number;
  readonly log: JsonLog;
}

export class ReportSender {
  readonly #o: SenderOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;
  #round: Promise<void> | undefined;
  #line: ReportLine | undefined;
  #closed = false;

  constructor(o: SenderOptions) {
    this.#o = o;
  }

  note(entry: Entry): void {
    this.#o.reporter.note(entry, clock.now());
    this.#keepSoon();
    this.look();
  }

  counters(): Record<string, number> {
    return { ...this.#o.reporter.counters };
  }

  /** There is something to tell, or somebody to tell it to. */
  look(): void {
    clearTimeout(this.#timer);
    const { dueAt } = this.#o.reporter;
    if (this.#closed || this.#round !== undefined || dueAt === undefined) return;
    const waitMs = Math.ceil(dueAt - clock.now());
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.look(), waitMs);
      return;
    }
    const stream = this.#o.dial();
    if (stream === undefined) return;
    this.#round = this.#tell(stream).finally(() => {
      this.#round = undefined;
      this.#keepSoon();
      this.look();
    });
  }

  /** What was not told is kept for the next life. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#keeping);
    this.#line?.spoil();
    await this.#round;
    clearTimeout(this.#keeping);
    await this.#keep();
  }

  async #tell(stream: RawStream): Promise<void> {
    const line = new ReportLine(stream, this.#o.answerWaitMs);
    this.#line = line;
    let report = this.#o.reporter.begin(clock.now());
    if (report !== undefined && (await this.#keep())) {
      while (report !== undefined && !this.#closed) {
        const stated = { source: this.#o.name(), id: uuidv7Bytes().toString("hex"), atUs: clock.wallUs() };
        const refused = await line.ask(report.sequence, encodeReport(report, stated));
        if (refused === undefined) break;
        const answer = answerOf(refused);
        const { sequence, told } = report;
        if (answer === "never") this.#o.log.warn("a gateway refused a report", { refused, sequence, kind: told.type });
        report = this.#o.reporter.answered(answer);
      }
    }
    this.#line = undefined;
    line.end();
  }

  #keepSoon(): void {
    if (this.#o.keep === undefined || this.#closed || this.#keeping !== undefined) return;
    this.#keeping = setTimeout(() => {
      this.#keeping = undefined;
      void this.#keep();
    }, KEEP_EVERY_MS);
    this.#keeping.unref();
  }

  async #keep(): Promise<boolean> {
    const { keep, reporter, log } = this.#o;
    try {
      await keep?.(reporter.kept());
      return true;
    } catch (error) {
      log.warn("reports can't be kept, so they are not sent", { error: errorText(error) });
      return false;
    }
  }
}
