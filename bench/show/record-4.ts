/**
 * record.4: a spool's file cut at every byte of its last record, and with flipped bits anywhere: what is
 * replayed and shipped is the whole prefix of the file and all of the others, never garbage; what is lost is counted,
 * once.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSpool } from "../../io/spool/open-spool.ts";
import type { SpoolCounts } from "../../io/spool/spool.ts";
import { prng } from "../../io/trial-prng.ts";
import type { Shown, ShowOptions } from "./main.ts";

const FILE_BYTES = 32 * 1024;
/** Failures of one kind are told so often; more say nothing new. */
const TOLD_MAX = 20;

/** What was appended: which bytes a sequence has, and which sequences each file holds. */
interface Written {
  readonly folder: string;
  readonly record: (sequence: number) => Buffer;
  readonly files: readonly { readonly name: string; readonly first: number; readonly last: number }[];
}

interface Found {
  /** Every one of them with the bytes that were appended, or it stands in `garbage`. */
  readonly replayed: readonly number[];
  readonly read: readonly number[];
  readonly garbage: readonly number[];
  readonly counts: SpoolCounts;
}

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const home = mkdtempSync(join(tmpdir(), "wayleave-record-4-"));
  const trial = new Trial(home);
  try {
    const lastBytes = short ? 120 : 400;
    const one = await write(join(home, "one"), 20, () => lastBytes, seed);
    progress(`cuts at every byte of the last record (${lastBytes} bytes)`);
    const cuts = await everyCut(trial, one, lastBytes);
    progress("every flipped bit of the last record");
    const flips = await everyFlip(trial, one, lastBytes);
    const random = prng(seed);
    const many = await write(join(home, "many"), short ? 300 : 1000, () => 50 + Math.floor(random() * 400), seed);
    const times = short ? 200 : 2000;
    progress(`${times} times seeded bits of ${many.files.length} files`);
    const seeded = await randomFlips(trial, many, random, times);
    return { figures: { ...cuts, ...flips, ...seeded }, failures: trial.failures };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function write(folder: string, records: number, bytesOf: () => number, seed: number): Promise<Written> {
  const sizes = Array.from({ length: records }, bytesOf);
  const all = sizes.map((size, at) => {
    const byte = prng(seed + at);
    return Buffer.from(Array.from({ length: size }, () => Math.floor(byte() * 256)));
  });
  const record = (sequence: number): Buffer => all[sequence - 1] ?? Buffer.alloc(0);
  const state = () => [Buffer.from("what is open"), Buffer.from("what else is")];
  const spool = await openSpool({ folder, fileBytes: FILE_BYTES, sync: "group", state });
  for (let done = 0; done < records; done += 10) {
    await Promise.all(Array.from({ length: 10 }, () => spool.append(record, "optional")));
  }
  await spool.close();
  const names = readdirSync(folder).filter((name) => name.endsWith(".spool"));
  const firsts = names.toSorted().map((name) => ({ name, first: readFileSync(join(folder, name)).readUIntBE(40, 6) }));
  const files = firsts.map(({ name, first }, at) => ({
    name,
    first,
    last: (firsts[at + 1]?.first ?? records + 1) - 1,
  }));
  return { folder, record, files };
}

class Trial {
  readonly failures: string[] = [];
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, "trial");
  }

  expect(holds: boolean, what: string): void {
    if (!holds && this.failures.length < TOLD_MAX) this.failures.push(what);
  }

  /** Opens a copy in which these files have other bytes. */
  async open({ folder, record }: Written, changed: ReadonlyMap<string, Uint8Array>): Promise<Found> {
    rmSync(this.#folder, { recursive: true, force: true });
    cpSync(folder, this.#folder, { recursive: true });
    for (const [name, bytes] of changed) writeFileSync(join(this.#folder, name), bytes);
    return await this.again(record);
  }

  async again(record: Written["record"]): Promise<Found> {
    const replayed: number[] = [];
    const garbage: number[] = [];
    const judge = (sequence: number, bytes: Uint8Array, into: number[]): void => {
      into.push(sequence);
      if (!record(sequence).equals(bytes)) garbage.push(sequence);
    };
    const spool = await openSpool({
      folder: this.#folder,
      fileBytes: FILE_BYTES,
      sync: "never",
      state: () => [],
      onRecord: (one) => {
        if (one.kind === "event") judge(one.sequence, one.bytes, replayed);
      },
    });
    const read: number[] = [];
    const { records } = await spool.read({ bytes: 1e9, records: 1e9 });
    for (const { sequence, bytes } of records) judge(sequence, bytes, read);
    const { counts } = spool;
    await spool.close();
    return { replayed, read, garbage, counts };
  }

  /** What is true of every trial. */
  common({ replayed, read, garbage }: Found, what: string): void {
    this.expect(garbage.length === 0, `${what}: garbage as record ${garbage.join(", ")}`);
    this.expect(replayed.join() === read.join(), `${what}: replayed ${replayed.length}, read ${read.length} records`);
  }
}

const upTo = (last: number): string => Array.from({ length: last }, (_, at) => at + 1).join();

async function everyCut(trial: Trial, written: Written, lastBytes: number): Promise<object> {
  const { name, last } = written.files[0]!;
  const whole = readFileSync(join(written.folder, name));
  const frame = lastBytes + 20;
  let torn = 0;
  for (let left = 0; left <= frame; left += 1) {
    const found = await trial.open(written, new Map([[name, whole.subarray(0, whole.length - frame + left)]]));
    const what = `cut ${left} bytes into the last record`;
    trial.common(found, what);
    const { torn_tail_bytes, damaged_files } = found.counts;
    trial.expect(found.replayed.join() === upTo(left === frame ? last : last - 1), `${what}: not the whole prefix`);
    trial.expect(torn_tail_bytes === left % frame && damaged_files === 0, `${what}: counted ${torn_tail_bytes} bytes`);
    torn += torn_tail_bytes;
  }
  return { record_bytes: lastBytes, cuts: frame + 1, torn_tail_bytes: torn };
}

async function everyFlip(trial: Trial, written: Written, lastBytes: number): Promise<object> {
  const { name, last } = written.files[0]!;
  const whole = readFileSync(join(written.folder, name));
  const frame = lastBytes + 20;
  let counted = 0;
  for (let bit = 0; bit < frame * 8; bit += 1) {
    const found = await trial.open(written, new Map([[name, flipped(whole, (whole.length - frame) * 8 + bit)]]));
    const what = `bit ${bit} of the last record flipped`;
    trial.common(found, what);
    const { damaged_records, damaged_bytes, torn_tail_bytes } = found.counts;
    trial.expect(found.replayed.join() === upTo(last - 1), `${what}: not the whole prefix`);
    const right = damaged_records === 1 && damaged_bytes === frame && torn_tail_bytes === 0;
    trial.expect(right, `${what}: counted ${damaged_records} records, ${damaged_bytes} bytes`);
    counted += damaged_records;
  }
  return { bits_of_last_record: frame * 8, found_damaged: counted };
}

async function randomFlips(trial: Trial, written: Written, die: () => number, times: number): Promise<object> {
  const wholes = new Map(written.files.map(({ name }) => [name, readFileSync(join(written.folder, name))]));
  let lost = 0;
  let counted = 0;
  for (let time = 0; time < times; time += 1) {
    const changed = new Map<string, Uint8Array>();
    for (let flips = 1 + Math.floor(die() * 3); flips > 0; flips -= 1) {
      const { name } = written.files[Math.floor(die() * written.files.length)]!;
      const bytes = changed.get(name) ?? wholes.get(name)!;
      changed.set(name, flipped(bytes, Math.floor(die() * bytes.length * 8)));
    }
    // Two flips of one bit are none.
    for (const [name, bytes] of changed) if (wholes.get(name)!.equals(bytes)) changed.delete(name);
    const what = `time ${time}, ${[...changed.keys()].join(" and ")} changed`;
    const found = await trial.open(written, changed);
    trial.common(found, what);
    const there = new Set(found.replayed);
    const before = lost;
    for (const { name, first, last } of written.files) {
      let prefix = first;
      while (prefix <= last && there.has(prefix)) prefix += 1;
      const behind = found.replayed.some((sequence) => sequence > prefix && sequence <= last);
      trial.expect(!behind && (prefix > last || changed.has(name)), `${what}: ${name} gave no whole prefix`);
      lost += last + 1 - prefix;
    }
    const { damaged_files, damaged_records } = found.counts;
    trial.expect(damaged_files === changed.size, `${what}: ${damaged_files} files counted as damaged`);
    // Counted is what can still be recognised, or is missing before the next file: never more than what was lost.
    const least = changed.size === 0 ? 0 : 1;
    const right = damaged_records >= least && damaged_records <= lost - before;
    trial.expect(right, `${what}: ${damaged_records} records counted as damaged, ${lost - before} lost`);
    counted += damaged_records;
    const again = await trial.again(written.record);
    trial.expect(again.replayed.join() === found.replayed.join(), `${what}: the next life found something else`);
    trial.expect(again.counts.damaged_files === 0, `${what}: the next life counted it again`);
  }
  trial.expect(times === 0 || lost > 0, "no flip has cost a record");
  return { random_trials: times, records_lost: lost, records_counted_damaged: counted };
}

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}
