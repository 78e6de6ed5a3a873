/**
 * Which publisher serves a user's flows to an app: weighted rendezvous hashing, without any shared state.
 *
 * Each candidate's score is -weight / ln(u), where u in (0, 1) is the hash of user, app and publisher; the highest
 * score is first. So a pair stays where it is while its publisher does, one that leaves moves only its own pairs, one
 * that comes takes only its share, and shares follow the weights.
 */

export interface Candidate {
  /** The publisher's. */
  readonly name: string;
  /** Relative; 0 = only if nobody else is there. */
  readonly weight: number;
}

export interface Ranked {
  readonly name: string;
  readonly score: number;
}

/** Best first; equal scores by name. */
export function rank(candidates: readonly Candidate[], user: string, app: string): readonly Ranked[] {
  // The length keeps "a" + "bc" and "ab" + "c" apart.
  const pair = `${user.length}:${user}${app.length}:${app}`;
  return candidates
    .map(({ name, weight }) => ({ name, score: -weight / Math.log(unitHash(pair + name)) }))
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
}

/** In (0, 1), never an end: 52 bits of the hash and half a step. */
function unitHash(text: string): number {
  const [high, low] = hash64(text);
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) / 2 ** 52;
}

/**
 * 64 bits in two halves: two multiplicative lanes over the UTF-16 units, each crossed with the other and finished by
 * MurmurHash3's mix. Part of the contract between gateways: all must choose alike, so it never changes.
 */
export function hash64(text: string): readonly [high: number, low: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  const crossed = a;
  a = mix(a ^ Math.imul(b, 2246822507));
  b = mix(b ^ Math.imul(crossed, 3266489909));
  return [a >>> 0, b >>> 0];
}

function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 2246822507);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 3266489909);
  return mixed ^ (mixed >>> 16);
}
