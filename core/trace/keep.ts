/**
 * Which flows' traces are kept: what did not open, was slow or was ended by the system always, of the rest a share.
 * The entry gateway decides, once what a rule asks for is known, and never takes it back.
 */
import type { FlowEnd } from "../relay/relay.ts";

export interface KeepRule {
  /** 0..1, of the flows that nothing is wrong with. */
  readonly ratio: number;
  /** A flow is slow whose set-up, or whose wait for the app's first byte, takes as long. Microseconds. */
  readonly slowUs: number;
}

export interface SetUp {
  /** From the device's open to the answer. */
  readonly us: number;
  /** A publisher was asked in vain. */
  readonly failedTries: boolean;
  /** In [0, 1). */
  readonly die: number;
}

export const keepsOpened = ({ ratio, slowUs }: KeepRule, { us, failedTries, die }: SetUp): boolean =>
  failedTries || us >= slowUs || die < ratio;

export const keepsFirstByte = ({ slowUs }: KeepRule, firstByteUs: number): boolean => firstByteUs >= slowUs;

/** What neither the program nor the app has ended. Each hop of the flow knows that by itself. */
export const keepsEnd = (endedBy: FlowEnd["endedBy"]): boolean => endedBy === "system";
