/**
 * Network events as rows of `network_events`, in the Native format.
 *
 * Every event that the decoder lets through fits: counts are whole and below 2^53, times before the year 2256.
 */
import type { NetworkEvent, UnknownNetworkEvent } from "../../core/record/network-event.ts";
import { factColumns, setFact } from "./fact-columns.ts";
import { clearColumns, columnNames, fewTexts, nativeBlock, text, time, u32, u64, uuid } from "./native.ts";

/** Where in the log an event stands, and since when. */
export interface LogPlace {
  readonly partition: number;
  readonly offset: number;
  readonly appendTimeUs: number;
}

function envelopeColumns() {
  return {
    ...{ event_id: uuid(), kind: fewTexts(), source: fewTexts(), boot: uuid(), sequence: u64(), at: time() },
    ...{ tenant: fewTexts(), reported_by: fewTexts(), as_of: u64(), config_rev: u64(), srp_version: u64() },
    ...{ report_boot: text(), report_sequence: u64() },
    ...{ app_list_version: u64(), trace_id: text(), log_partition: u32(), log_offset: u64(), appended_at: time() },
  };
}

export class EventRows {
  readonly #columns = { ...envelopeColumns(), ...factColumns() };
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  get names(): string {
    return columnNames(this.#columns);
  }

  add(event: NetworkEvent | UnknownNetworkEvent, place: LogPlace): void {
    const row = this.#rows++;
    const to = this.#columns;
    const { fact } = event;
    to.event_id.set(row, event.id);
    to.kind.set(row, fact.type);
    to.source.set(row, event.source);
    to.boot.set(row, event.boot);
    to.sequence.set(row, event.sequence);
    to.at.set(row, event.atUs);
    to.tenant.set(row, event.tenant);
    to.reported_by.set(row, event.reportedBy);
    to.as_of.set(row, event.asOf);
    to.config_rev.set(row, event.configRev);
    to.srp_version.set(row, event.srpVersion);
    to.app_list_version.set(row, event.appListVersion);
    to.trace_id.set(row, event.traceId);
    if (event.report !== undefined) {
      to.report_boot.set(row, event.report.boot);
      to.report_sequence.set(row, event.report.sequence);
    }
    to.log_partition.set(row, place.partition);
    to.log_offset.set(row, place.offset);
    to.appended_at.set(row, place.appendTimeUs);
    if (fact.type !== "unknown") setFact(to, row, fact);
  }

  /** The rows as one block of the Native format; afterwards there are none. */
  take(): Uint8Array<ArrayBuffer> {
    const block = nativeBlock(this.#columns, this.#rows);
    this.clear();
    return block;
  }

  clear(): void {
    clearColumns(this.#columns);
    this.#rows = 0;
  }
}
