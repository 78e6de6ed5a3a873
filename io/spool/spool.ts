/**
 * The spool of a gateway, as a port: what its network events are written to before anybody is answered.
 *
 * Promises:
 * 1. An append resolves when `write()` has taken the record: it survives the process; with `sync: "each"` the machine.
 * 2. Sequences are 1, 2, 3.. for each life of the writer; what was refused or failed has used none, and is not there.
 * 3. What was reserved fits. The folder stays within its bound; what doesn't is refused, and counted.
 * 4. Records are read oldest first, and again until they were shipped; whole files are deleted, none before that.
 * 5. Whatever happens to a file, what is read of it is its whole prefix before the damage; what is behind is counted.
 */
import { FRAME_BYTES, RECORD_BYTES_MAX } from "../../core/spool/spool-frame.ts";

/** "group": on the disk 20 ms later at most. "each": before an append resolves. "never": when the system sees fit. */
export type SyncMode = "group" | "each" | "never";

/** Room for what a flow will owe: its decision, opened and end. */
export interface Room {
  /** In bytes as the spool counts them: see `spoolBytes`. */
  readonly left: number;
  /** Gives back what was not used; idempotent. Only after the last append in this room has been answered. */
  release(): void;
}

export interface SpooledRecord {
  readonly boot: string;
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export interface SpoolBatch {
  readonly records: readonly SpooledRecord[];
  /** Where it ends, for `shipped`. */
  readonly end: SpoolPosition;
}

/** A place between two records: behind the one of this sequence, in the file of this number. */
export interface SpoolPosition {
  readonly number: number;
  readonly offset: number;
  readonly sequence: number;
}

/**
 * What a spool held when it was opened, in the order in which it was written. States come in a row at the begin of each
 * file, and count when "stated" has followed: then they are all that was true before `sequence`, and replace what was
 * known. Without it (a crash or damage in the row) what was known from before stays true.
 */
export type Replayed =
  | {
      readonly kind: "event";
      readonly boot: string;
      readonly sequence: number;
      readonly bytes: Uint8Array;
      readonly shipped: boolean;
    }
  | { readonly kind: "state"; readonly boot: string; readonly sequence: number; readonly bytes: Uint8Array }
  | { readonly kind: "stated"; readonly boot: string; readonly sequence: number };

/** What happened to this spool since it was opened, and how full it is. */
export interface SpoolCounts {
  readonly used_bytes: number;
  readonly reserved_bytes: number;
  readonly bound_bytes: number;
  readonly files: number;
  readonly unshipped_records: number;
  /** What waits to be written, in records. */
  readonly waiting_records: number;
  readonly appended_records: number;
  readonly appended_bytes: number;
  readonly shipped_records: number;
  /** Rooms that were not given, and appends in a room that found none: bound or disk full. */
  readonly refused_full: number;
  readonly dropped_optional: number;
  /** Appends that passed what was reserved for them, and found free room: some caller reckons wrongly. */
  readonly overdrawn_records: number;
  readonly failed_records: number;
  readonly groups: number;
  readonly fsyncs: number;
  readonly fsync_failures: number;
  readonly cursor_failures: number;
  /** 1 where it couldn't be believed at open, so that everything is shipped again. */
  readonly cursor_lost: number;
  /** At least so many: what can't be recognised any more is one. */
  readonly damaged_records: number;
  readonly damaged_bytes: number;
  readonly damaged_files: number;
  /** The end of the newest file, cut by a crash in the middle of a write. */
  readonly torn_tail_bytes: number;
}

export interface Spool {
  /** Hex, 16 bytes: this life of the writer. */
  readonly boot: string;
  /** `encode` is called once, at the time of writing, in order. Rejected with a SpoolFault: nothing of it is there. */
  append(encode: (sequence: number) => Uint8Array, room: Room | "optional"): Promise<void>;
  /** Undefined where the spool would pass its bound, or the disk has not kept up: refuse the flow. */
  reserve(bytes: number): Room | undefined;
  /** The next records that were not shipped yet, at least one where there is any; the same again until `shipped`. */
  read(max: { readonly bytes: number; readonly records: number }): Promise<SpoolBatch>;
  /** All up to the batch's end is safely elsewhere. */
  shipped(batch: SpoolBatch): Promise<void>;
  /** Called once for several, when there is something to read; at once if there is. */
  onAppended(told: () => void): void;
  readonly counts: SpoolCounts;
  /** Writes what was accepted, and lets the folder go. */
  close(): Promise<void>;
}

export interface SpoolOptions {
  readonly folder: string;
  readonly boundBytes?: number;
  /** A quarter of the bound at most; what it is where nothing is said, too. */
  readonly fileBytes?: number;
  readonly sync: SyncMode;
  /**
   * What must be known though older files are gone, for instance every segment that is open. Asked at the begin of each
   * file, when all that was acknowledged has been told; walked in pieces, so that a live table may be given. Nothing is
   * acknowledged while it is walked: what comes and goes meanwhile is told by events behind it.
   */
  readonly state: () => Iterable<Uint8Array>;
  /** What the folder holds, before `state` is asked for the first time. */
  readonly onRecord?: (record: Replayed) => void;
}

/** 1.7 million flows, of three events at 400 B: two hours of 230 a second, in which the log may be away at no cost. */
export const BOUND_BYTES_DEFAULT = 2 * 1024 * 1024 * 1024;
/** Deleting goes by whole files: small against the bound, and large enough that a new one is rare. */
export const FILE_BYTES_DEFAULT = 8 * 1024 * 1024;
/** With fewer files in the bound, the one being written would hold too large a part of it. */
export const FILES_IN_BOUND_MIN = 4;

/** What a record of so many bytes takes in the spool: for `reserve`. */
export const spoolBytes = (recordBytes: number): number => recordBytes + FRAME_BYTES;
export { RECORD_BYTES_MAX };

export const SPOOL_FAULTS = {
  /** No room within the bound, or on the disk. */
  WL_SPOOL_FULL: { mayRetry: true },
  /** The disk answers with errors. */
  WL_SPOOL_BROKEN: { mayRetry: true },
  WL_SPOOL_CLOSED: { mayRetry: false },
  WL_SPOOL_TOO_LARGE: { mayRetry: false },
  /** Another process writes to the folder. */
  WL_SPOOL_HELD: { mayRetry: true },
  /** A newer Wayleave wrote it. */
  WL_SPOOL_FORMAT: { mayRetry: false },
} as const;

export type SpoolFaultCode = keyof typeof SPOOL_FAULTS;

export class SpoolFault extends Error {
  override readonly name = "SpoolFault";
  readonly code: SpoolFaultCode;
  readonly mayRetry: boolean;
  constructor(code: SpoolFaultCode, text: string, cause?: unknown) {
    super(text, cause === undefined ? undefined : { cause });
    this.code = code;
    this.mayRetry = SPOOL_FAULTS[code].mayRetry;
  }
}
