/** What the record keeps of a verdict, so that it can be made again: the input law. */
import type { Hex } from "../control/event.ts";

/** "" for the rule that matched. */
export interface RuleConsidered {
  readonly rule: string;
  readonly firstFailed: string;
}

/**
 * What a verdict was made of, besides what stands beside it: with the control log and the session's facts the same
 * verdict can be made again, anywhere and at any time.
 */
export interface Judged {
  /** Name of the User object. */
  readonly userName: string;
  /** Wall time by which hours and expiry were judged. */
  readonly atUs: number;
  /** Of the rules by which it was judged; the event's own versions are these. */
  readonly asOf: number;
  readonly configRev: number;
  /** Hash of the session's inputs, 16 bytes; "session-up" tells them. */
  readonly inputs: Hex;
}

/** The verdict that ended a live flow. */
export interface JudgedAgain {
  /** What was judged: as it was asked for, or the address that its name had led to. */
  readonly host: string;
  readonly port: number;
  readonly app: string;
  /** As in FlowDecided. */
  readonly policy: string;
  readonly code: string;
  readonly considered: readonly RuleConsidered[];
}

/** What decisions on the session's flows are told of how it came (`SessionInputs`), and what names it. */
export interface SessionTold {
  readonly accessMethod: string;
  readonly os: string;
  readonly address: string;
  readonly country: string;
  readonly hash: Hex;
  /** Name of the User object. */
  readonly userName: string;
}
