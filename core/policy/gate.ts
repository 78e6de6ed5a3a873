/**
 * What most rules fail by, the person's groups, told by one comparison of bits: a rule and a person that have no bit in
 * common have no group in common.
 *
 * Groups that rules name are numbered as they come. The first have a bit each, so that for them the bits are the whole
 * answer; of those past them several share one, which opens a gate that a look at the names may shut.
 */

/** Two words of 32 bits. */
export interface Gate {
  readonly low: number;
  readonly high: number;
}

/** Every person's, and that of rules which ask more of groups than to be in one of them. */
export const EVERYBODY: Gate = { low: 1 << 31, high: 0 };
const NOBODY: Gate = { low: 0, high: 0 };

const LOW_OWN = 31;
const HIGH_OWN = 26;
const SHARED = 6;
/** Groups with a number below it have a bit of their own. */
export const OWN_BITS = LOW_OWN + HIGH_OWN;

function bitOf(group: number): Gate {
  if (group < LOW_OWN) return { low: 1 << group, high: 0 };
  const at = group < OWN_BITS ? group - LOW_OWN : HIGH_OWN + ((group - OWN_BITS) % SHARED);
  return { low: 0, high: 1 << at };
}

const both = (a: Gate, b: Gate): Gate => ({ low: a.low | b.low, high: a.high | b.high });

/** That of a rule that asks for one of these groups. */
export const gateOfGroups = (groups: readonly number[]): Gate => groups.map(bitOf).reduce(both, NOBODY);

/** That of a person in these. */
export const gateOfPerson = (groups: readonly number[]): Gate => both(gateOfGroups(groups), EVERYBODY);

/** Does an open gate say that the person is in one of these? */
export const isCertain = (groups: readonly number[]): boolean => groups.every((group) => group < OWN_BITS);
