/**
 * Hears devices and publishers about themselves: a report is verified, stamped, recorded, and only then acknowledged.
 *
 * Whose it is the handshake says. What it may state is `judgeReport`'s to say; the rest is refused, and counted by
 * reason as `reports_refused_<reason>`.
 */
import type { ReportName } from "../../core/record/network-event.ts";
import type { ReportedFact, ReportRefusal } from "../../core/record/report.ts";
import { clock } from "../../io/clock.ts";
import { errorText } from "../../io/errors.ts";
import type { Peer, Role, Service } from "../../io/grpc/listener.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { STATUS } from "../../io/grpc/status.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { REPORT_PATH, readReport, reportResponse } from "../../io/wire/telemetry.ts";
import { judgeReport } from "../judge-report.ts";
import { isTaken, type Place, Reporters, spend, spendSpans, take } from "../reporters.ts";
import { type Teller, tellerOn } from "./teller.ts";

/** Refusals after which a stream ends: who goes on is no reporter of ours, and each answer costs us as much as it. */
export const REFUSALS_MAX = 100;
/** Reports of one reporter that wait for the spool. An honest one awaits the answer of each. */
export const WAITING_MAX = 4;
/** A round of reports is over in less; a stream that says nothing holds a place. */
export const SILENT_STREAM_MS = 60_000;

export interface AboutReport {
  readonly tenant: string;
  readonly reportedBy: string;
  readonly report: ReportName;
  readonly srpVersion: number;
  readonly appListVersion: number;
}

export interface ReportListenerOptions {
  /** Those that this gateway serves. */
  readonly roles: readonly (Role & ("device" | "publisher"))[];
  /** Is this device or publisher enrolled and not revoked, by the fold as it is now? */
  readonly admits: (peer: Peer) => boolean;
  /** Resolves when the event is in the spool. */
  readonly record: (fact: ReportedFact, about: AboutReport) => Promise<void>;
  /** An encoded ExportTraceServiceRequest; undefined: what of it was expected is on its way. */
  readonly spans: (peer: Peer, otlp: Uint8Array) => ReportRefusal | undefined;
  readonly count: (counter: string) => void;
  readonly log: JsonLog;
}

export class ReportListener {
  readonly #o: ReportListenerOptions;
  readonly #reporters = new Reporters();
  /** What a reporter's streams have to record, one after the other: the same report may have come on two. */
  readonly #turns = new WeakMap<Place, Turns>();

  constructor(o: ReportListenerOptions) {
    this.#o = o;
  }

  service(): Service {
    return {
      path: REPORT_PATH,
      roles: this.#o.roles,
      kind: "stream",
      needsValidLeaf: true,
      serve: (stream, peer) => this.#serve(stream, peer),
    };
  }

  #serve(stream: RawStream, peer: Peer): void {
    const place = this.#reporters.open(peer.spiffe, clock.now());
    if (place === undefined) {
      this.#o.count("report_streams_refused");
      stream.fail(STATUS.RESOURCE_EXHAUSTED, "too many streams that report: end one first");
      return;
    }
    const turns = this.#turns.get(place) ?? new Turns();
    this.#turns.set(place, turns);
    new ReportStream({ ...this.#o, stream, peer, place, turns });
  }
}

class Turns {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** Undefined: too many wait. The answer resolves when all before it and itself are done. */
  take(turn: () => Promise<void>): Promise<void> | undefined {
    if (this.#waiting >= WAITING_MAX) return undefined;
    this.#waiting += 1;
    this.#last = this.#last.then(turn).finally(() => {
      this.#waiting -= 1;
    });
    return this.#last;
  }
}

interface StreamOptions extends ReportListenerOptions {
  readonly stream: RawStream;
  readonly peer: Peer;
  readonly place: Place;
  readonly turns: Turns;
}

class ReportStream {
  readonly #o: StreamOptions;
  readonly #teller: Teller;
  readonly #silent: ReturnType<typeof setTimeout>;
  #refusals = 0;
  /** Reports whose answer is still to come: the stream ends after those. */
  #open = 0;
  #ending = false;
  #gone = false;

  constructor(o: StreamOptions) {
    this.#o = o;
    const { stream } = o;
    this.#teller = tellerOn(stream, () => this.#leave());
    this.#silent = setTimeout(() => this.#end(), SILENT_STREAM_MS);
    stream.onEnd(() => this.#end());
    stream.onLost(() => this.#leave());
    stream.onMessage((message) => this.#gone || this.#ending || this.#hear(message));
  }

  #hear(message: Buffer): void {
    this.#silent.refresh();
    const { place, peer } = this.#o;
    const read = readReport(message);
    const { sequence } = read;
    // Whatever it says, it has cost us as much.
    const within = read.kind === "spans" ? spendSpans(place, clock.now()) : spend(place, clock.now());
    if (!within) return this.#refuse(sequence, "quota");
    if (read.kind === "malformed") return this.#refuse(sequence, "malformed");
    if (!this.#o.admits(peer)) return this.#refuse(sequence, "unknown");
    if (read.kind === "spans") return this.#hearSpans(sequence, read.otlp);
    const judged = judgeReport(peer, read.event, clock.wallUs());
    if ("refused" in judged) return this.#refuse(sequence, judged.refused);
    const { boot, srpVersion, appListVersion } = read.event;
    const about = {
      tenant: peer.tenant,
      reportedBy: peer.spiffe,
      report: { boot, sequence },
      srpVersion,
      appListVersion,
    };
    const turn = this.#o.turns.take(() => this.#record(judged.fact, about));
    if (turn === undefined) return this.#refuse(sequence, "spool");
    this.#open += 1;
    void turn.finally(() => {
      this.#open -= 1;
      if (this.#ending) this.#end();
    });
  }

  /** Not recorded, so nothing to wait for: what is lost of a trace hurts no flow. */
  #hearSpans(sequence: number, otlp: Uint8Array): void {
    const refused = this.#o.spans(this.#o.peer, otlp);
    if (refused !== undefined) return this.#refuse(sequence, refused);
    this.#o.count("span_reports_taken");
    this.#answer(sequence, "");
  }

  async #record(fact: ReportedFact, about: AboutReport): Promise<void> {
    const { place, count, log } = this.#o;
    const { sequence } = about.report;
    if (isTaken(place, about.report)) count("reports_repeated");
    else {
      try {
        await this.#o.record(fact, about);
      } catch (error) {
        log.warn("a report could not be recorded", { reported_by: about.reportedBy, error: errorText(error) });
        return this.#refuse(sequence, "spool");
      }
      take(place, about.report);
      count("reports_taken");
    }
    this.#answer(sequence, "");
  }

  #refuse(sequence: number, why: ReportRefusal): void {
    this.#o.count(`reports_refused_${why}`);
    this.#answer(sequence, why);
    this.#refusals += 1;
    if (this.#refusals < REFUSALS_MAX || this.#gone) return;
    this.#leave();
    this.#o.stream.fail(STATUS.RESOURCE_EXHAUSTED, `${REFUSALS_MAX} reports of this stream were refused`);
  }

  #answer(sequence: number, refused: ReportRefusal | ""): void {
    if (!this.#gone) this.#teller.tell(reportResponse.encode({ sequence, refused }));
  }

  #end(): void {
    this.#ending = true;
    if (this.#gone || this.#open > 0) return;
    this.#leave();
    this.#o.stream.end();
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    clearTimeout(this.#silent);
    this.#o.place.streams -= 1;
  }
}
