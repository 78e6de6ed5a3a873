/** What the record tells of the process whose connection a flow is, as its device reports it: no proof of anything. */
import type { Hex } from "../control/event.ts";

export interface ProcessTold {
  /** The file's name of its program, without the folder. "": the device could not learn it. */
  readonly name: string;
  /** The first 16 bytes of the SHA-256 of the program's path, or "". */
  readonly pathHash: Hex;
  /** The user of the socket, by the device's own numbers. Absent: the device could not learn it. */
  readonly uid?: number;
}

/** Letters of a name: Linux' own limit for a file's name is 255 bytes, and the record repeats this with each flow. */
export const PROCESS_NAME_MAX = 64;
export const PATH_HASH_BYTES = 16;
