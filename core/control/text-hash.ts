/**
 * 128 bits of a text, fast enough for every entry that changes. The function is MurmurHash3 x86_128 (public domain, by
 * Austin Appleby) over pairs of UTF-16 units in place of bytes. It tells honest readers apart whose states differ by
 * accident; whoever can write the log could find two texts with one hash, and would gain nothing by it.
 */

/** Four lanes of 32 bits, each unsigned. */
export type Hash128 = readonly [number, number, number, number];

const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93;

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

export function textHash(text: string): Hash128 {
  let [a, b, c, d] = [0, 0, 0, 0];
  const { length } = text;
  const whole = length - (length % 8);
  let at = 0;
  for (; at < whole; at += 8) {
    a ^= Math.imul(rotated(Math.imul(pair(text, at), C1), 15), C2);
    a = (Math.imul((rotated(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
    b ^= Math.imul(rotated(Math.imul(pair(text, at + 2), C2), 16), C3);
    b = (Math.imul((rotated(b, 17) + c) | 0, 5) + 0x0bcaa747) | 0;
    c ^= Math.imul(rotated(Math.imul(pair(text, at + 4), C3), 17), C4);
    c = (Math.imul((rotated(c, 15) + d) | 0, 5) + 0x96cd1c35) | 0;
    d ^= Math.imul(rotated(Math.imul(pair(text, at + 6), C4), 18), C1);
    d = (Math.imul((rotated(d, 13) + a) | 0, 5) + 0x32ac3b17) | 0;
  }
  // What is left of fewer than eight units, with zeros behind it: the length below tells it from real zeros.
  if (at < length) {
    d ^= Math.imul(rotated(Math.imul(rest(text, at + 6), C4), 18), C1);
    c ^= Math.imul(rotated(Math.imul(rest(text, at + 4), C3), 17), C4);
    b ^= Math.imul(rotated(Math.imul(rest(text, at + 2), C2), 16), C3);
    a ^= Math.imul(rotated(Math.imul(rest(text, at), C1), 15), C2);
  }
  return finished(a ^ length, b ^ length, c ^ length, d ^ length);
}

const pair = (text: string, at: number): number => text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);

/** Past the text's end `charCodeAt` is not a number, which `|` reads as 0. */
const rest = pair;

function finished(first: number, second: number, third: number, fourth: number): Hash128 {
  let a = (first + second + third + fourth) | 0;
  let [b, c, d] = [(second + a) | 0, (third + a) | 0, (fourth + a) | 0];
  [a, b, c, d] = [mixed(a), mixed(b), mixed(c), mixed(d)];
  a = (a + b + c + d) | 0;
  return [a >>> 0, (b + a) >>> 0, (c + a) >>> 0, (d + a) >>> 0];
}

function mixed(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
