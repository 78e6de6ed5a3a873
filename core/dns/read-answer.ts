/**
 * A name server's answer, from bytes: only what answers the question that was asked, each record's data as it is on the
 * wire with the names in it written out (RFC 1035 4.1.4, RFC 3597).
 *
 * Records are kept as bytes, since a decoder that knows their types would lose those that it doesn't know.
 */
import { answering, bounded, type NameAnswer, type NameQuestion, type NameRecord, TYPE } from "./name-answer.ts";

export type ReadAnswer =
  | { readonly kind: "answer"; readonly answer: NameAnswer }
  /** It did not fit: to be asked again by TCP. */
  | { readonly kind: "truncated" }
  /** It is to another question, or none at all: whoever waits goes on waiting. */
  | { readonly kind: "other" };

const OTHER: ReadAnswer = { kind: "other" };
const HEADER_BYTES = 12;
const [RESPONSE, TRUNCATED, OPCODE] = [0x8000, 0x0200, 0x7800];
/** In no answer of 64 KiB stand more than fit in as many bytes of header. */
const SECTION_MAX = 4_096;

/** Where names begin in the data of the types that may hold compressed ones; what follows them is plain. */
const NAMES_IN = new Map<number, Layout>([
  ...[2, 3, 4, 5, 7, 8, 9, 12, 39].map((type): [number, Layout] => [type, { before: 0, names: 1 }]),
  ...[6, 14, 17].map((type): [number, Layout] => [type, { before: 0, names: 2 }]),
  ...[15, 18, 21, 36].map((type): [number, Layout] => [type, { before: 2, names: 1 }]),
  [26, { before: 2, names: 2 }],
  [33, { before: 6, names: 1 }],
]);

/** Bytes before the names, and how many names. */
interface Layout {
  readonly before: number;
  readonly names: number;
}

export function readAnswer(bytes: Uint8Array, id: number, question: NameQuestion): ReadAnswer {
  try {
    return new Reading(bytes).answer(id, question);
  } catch (error) {
    if (error instanceof Unreadable) return OTHER;
    throw error;
  }
}

class Unreadable extends Error {}

class Reading {
  readonly #bytes: Uint8Array;
  #at = HEADER_BYTES;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  answer(id: number, question: NameQuestion): ReadAnswer {
    const bytes = this.#bytes;
    if (bytes.length < HEADER_BYTES) return OTHER;
    const flags = u16At(bytes, 2);
    if (u16At(bytes, 0) !== id || (flags & RESPONSE) === 0 || (flags & OPCODE) !== 0) return OTHER;
    if (u16At(bytes, 4) !== 1 || !this.#isAsked(question)) return OTHER;
    if ((flags & TRUNCATED) !== 0) return { kind: "truncated" };
    const records = this.#section(u16At(bytes, 6));
    const authority = this.#section(u16At(bytes, 8));
    const kept = answering(question, records);
    const negativeTtl = Math.min(0xffff_ffff, ...authority.flatMap(negativeTtlOf));
    const answer = { rcode: flags & 15, records: kept, negativeTtl: authority.some(isSoa) ? negativeTtl : 0 };
    return { kind: "answer", answer: bounded(answer) };
  }

  #isAsked({ name, type }: NameQuestion): boolean {
    const asked = this.#name().toLowerCase();
    const [askedType, askedClass] = [this.#u16(), this.#u16()];
    return asked === name && askedType === type && askedClass === 1;
  }

  #section(count: number): NameRecord[] {
    if (count > SECTION_MAX) throw new Unreadable(`${count} records`);
    const found: NameRecord[] = [];
    for (let n = 0; n < count; n += 1) {
      const name = this.#name().toLowerCase();
      const [type, recordClass, ttl, length] = [this.#u16(), this.#u16(), this.#u32(), this.#u16()];
      const end = this.#at + length;
      if (end > this.#bytes.length) throw new Unreadable("a record past the end");
      const rdata = this.#rdata(type, end);
      this.#at = end;
      // RFC 2181: a TTL with its highest bit set counts as none.
      if (recordClass === 1) found.push({ name, type, ttl: ttl > 0x7fff_ffff ? 0 : ttl, rdata });
    }
    return found;
  }

  #rdata(type: number, end: number): Uint8Array {
    const { before, names } = NAMES_IN.get(type) ?? { before: 0, names: 0 };
    const parts: Uint8Array[] = [this.#take(before)];
    for (let n = 0; n < names; n += 1) parts.push(wireName(this.#name()));
    if (this.#at > end) throw new Unreadable("a name past its record");
    return joined([...parts, this.#take(end - this.#at)]);
  }

  #take(length: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length < length) throw new Unreadable("data past the end");
    this.#at += length;
    return taken;
  }

  #u16(): number {
    return u16At(this.#take(2), 0);
  }

  #u32(): number {
    return u32At(this.#take(4), 0);
  }

  #byte(at: number): number {
    const byte = this.#bytes[at];
    if (byte === undefined) throw new Unreadable("a name past the end");
    return byte;
  }

  /** Its labels as latin-1 text between dots. A dot within a label, which no name that we ask for has, is refused. */
  #name(): string {
    const labels: string[] = [];
    let at = this.#at;
    let after: number | undefined;
    let letters = 0;
    for (;;) {
      const length = this.#byte(at);
      if (length >= 0xc0) {
        const to = ((length & 0x3f) << 8) | this.#byte(at + 1);
        after ??= at + 2;
        // Backwards alone: else a name could lead to itself.
        if (to >= at) throw new Unreadable("a pointer forwards");
        at = to;
        continue;
      }
      if (length > 63) throw new Unreadable("a label of an unknown kind");
      if (length === 0) break;
      const label = String.fromCharCode(...this.#bytes.subarray(at + 1, at + 1 + length));
      letters += length + 1;
      if (label.length < length || label.includes(".") || letters > 254) throw new Unreadable("no label");
      labels.push(label);
      at += 1 + length;
    }
    this.#at = after ?? at + 1;
    return labels.join(".");
  }
}

/** A name of latin-1 labels between dots, as on the wire, not compressed; "" is the root. */
export function wireName(name: string): Uint8Array {
  const labels = name === "" ? [] : name.split(".");
  const letters = (label: string) => Array.from(label, (letter) => letter.charCodeAt(0));
  return Uint8Array.from([...labels.flatMap((label) => [label.length, ...letters(label)]), 0]);
}

const u16At = (bytes: Uint8Array, at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
const u32At = (bytes: Uint8Array, at: number): number => u16At(bytes, at) * 0x1_0000 + u16At(bytes, at + 2);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const isSoa = ({ type }: NameRecord): boolean => type === TYPE.SOA;

/** RFC 2308: the lesser of the SOA's own TTL and its last field. */
function negativeTtlOf({ type, ttl, rdata }: NameRecord): number[] {
  if (type !== TYPE.SOA || rdata.length < 20) return [];
  return [Math.min(ttl, u32At(rdata, rdata.length - 4))];
}
