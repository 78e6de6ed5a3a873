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

/** Gates that one number tells of, a bit for each. */
export const WORD = 31;
const BITS = 64;

/** For each WORD of gates, by each bit that a person may have: which of these gates it opens. */
export function opening(gates: readonly Gate[]): readonly number[] {
  const opens = Array.from({ length: Math.ceil(gates.length / WORD) * BITS }, () => 0);
  for (const [at, gate] of gates.entries()) {
    const from = Math.floor(at / WORD) * BITS;
    for (const bit of bitsOf(gate)) opens[from + bit]! |= 1 << (at % WORD);
  }
  return opens;
}

function bitsOf({ low, high }: Gate): number[] {
  const bits: number[] = [];
  for (let bit = 0; bit < 32; bit += 1) {
    if ((low & (1 << bit)) !== 0) bits.push(bit);
    if ((high & (1 << bit)) !== 0) bits.push(32 + bit);
  }
  return bits;
}

/** Which gates of a WORD are open for a person: the few bits that a person has are gone through, not the many gates. */
export function openFor(opens: readonly number[], word: number, { low, high }: Gate): number {
  const from = word * BITS;
  let open = 0;
  for (let left = low; left !== 0; left &= left - 1) open |= opens[from + 31 - Math.clz32(left & -left)]!;
  for (let left = high; left !== 0; left &= left - 1) open |= opens[from + 63 - Math.clz32(left & -left)]!;
  return open;
}
