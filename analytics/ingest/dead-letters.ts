/** Rows of `dead_letters`: records of the log that are no events of ours, or that ClickHouse would not take. */
import type { LogPlace } from "./event-rows.ts";
import { clearColumns, columnNames, fewTexts, nativeBlock, text, time, u32, u64 } from "./native.ts";

/** A text of an error that quotes what was wrong may be as long as that was. */
const ERROR_LETTERS_MAX = 2000;

/** What could be read of it. */
export interface DeadSource {
  readonly tenant: string;
  readonly source: string;
  readonly boot: string;
  readonly sequence: number;
}

export const NOBODY: DeadSource = { tenant: "", source: "", boot: "", sequence: 0 };

export class DeadLetterRows {
  readonly #columns = {
    ...{ tenant: fewTexts(), log_partition: u32(), log_offset: u64(), appended_at: time(), source: fewTexts() },
    ...{ boot: text(), sequence: u64(), error: text(), bytes: text() },
  };
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  get names(): string {
    return columnNames(this.#columns);
  }

  add(place: LogPlace, from: DeadSource, error: string, bytes: Uint8Array): void {
    const row = this.#rows++;
    const to = this.#columns;
    to.tenant.set(row, from.tenant);
    to.log_partition.set(row, place.partition);
    to.log_offset.set(row, place.offset);
    to.appended_at.set(row, place.appendTimeUs);
    to.source.set(row, from.source);
    to.boot.set(row, from.boot);
    to.sequence.set(row, from.sequence);
    to.error.set(row, error.slice(0, ERROR_LETTERS_MAX));
    to.bytes.setBytes(row, bytes);
  }

  /** As one block of the Native format; afterwards there are none. */
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
