/** How far each receiver was told, beside the consumer's position in the network log. */

export interface Told {
  /** What stands before this offset was told. */
  readonly sentTo: number;
  /** Given up, and not told of yet. */
  readonly lost: number;
}

/** The log keeps 64 KiB of 16-bit letters, three bytes each at most. */
const LETTERS_MAX = 20_000;
/** Of two numbers and what stands around them. */
const NUMBERS_LETTERS = 40;

/** By `tenant/receiver`. Where not all fit, those that were told longest ago are left out, and may be told twice. */
export function positionText(told: ReadonlyMap<string, Told>): string {
  const all = [...told].sort(([, a], [, b]) => b.lost - a.lost || b.sentTo - a.sentTo);
  const kept: [string, readonly [number, number]][] = [];
  let letters = 0;
  for (const [name, { sentTo, lost }] of all) {
    letters += JSON.stringify(name).length + NUMBERS_LETTERS;
    if (letters > LETTERS_MAX) break;
    kept.push([name, [sentTo, lost]]);
  }
  // Entries, not assignments: a receiver named as an object's own property would be none.
  return JSON.stringify({ v: 1, told: Object.fromEntries(kept) });
}

/** What is no text of ours is nothing: then all is told from the position on. */
export function readPosition(text: string): Map<string, Told> {
  const told = new Map<string, Told>();
  try {
    const { v, told: said } = JSON.parse(text) as { v?: unknown; told?: Record<string, unknown> };
    if (v !== 1 || typeof said !== "object" || said === null) return told;
    for (const [name, pair] of Object.entries(said)) {
      const [sentTo, lost] = Array.isArray(pair) ? (pair as unknown[]) : [];
      if (Number.isSafeInteger(sentTo) && Number.isSafeInteger(lost))
        told.set(name, { sentTo: Number(sentTo), lost: Number(lost) });
    }
  } catch {
    told.clear();
  }
  return told;
}
