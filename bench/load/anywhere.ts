/**
 * Connections and associations to many hosts and ports, as a program makes them that knows nothing of an agent, each
 * answered by a mirror (`./mirror.ts`) that says where it was reached. `bin/node bench/load/anywhere.ts FILE` reads
 * what is to be tried as JSON, and prints one JSON line.
 */
import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { performance } from "node:perf_hooks";

export interface Try {
  readonly protocol: "tcp" | "udp";
  /** A name or an address. */
  readonly host: string;
  readonly family: 4 | 6;
  readonly port: number;
  /** Where its app stands: the mirror must name one of these. None: nothing is offered there. */
  readonly at: readonly string[];
}

export interface Tried {
  readonly tried: number;
  readonly right: number;
  /** Answered as another app or port. */
  readonly wrong: number;
  /** By what was seen instead. */
  readonly failed: Readonly<Record<string, number>>;
  /** The first of what was wrong or failed. */
  readonly examples: readonly string[];
  /** Until the program is connected, or refused. */
  readonly connect_p50_ms: number;
  readonly connect_p99_ms: number;
  readonly connect_max_ms: number;
  /** Until the app's answer; null where none is wanted. */
  readonly answer_p50_ms: number | null;
  readonly answer_p99_ms: number | null;
  /** Datagrams that were sent a second time. */
  readonly again: number;
}

export interface Went {
  readonly addresses: number;
  readonly reached: Tried;
  readonly refused: Tried;
  readonly associations: Tried;
  readonly silent: Tried;
}

interface Outcome {
  readonly seen: string;
  readonly connectMs: number;
  readonly answerMs?: number;
  readonly again?: number;
}

const ANSWER_MS = 20_000;
const DATAGRAM_MS = 4_000;
/** Where nothing may come. */
const SILENT_MS = 500;
const AT_ONCE = 48;
const LOOKUPS_AT_ONCE = 8;
const EXAMPLES_MAX = 5;

function stream(address: string, { port, family }: Try): Promise<Outcome> {
  return new Promise((resolve) => {
    const from = performance.now();
    let [connectMs, text] = [Number.NaN, ""];
    const socket = connect({ host: address, port, family });
    socket.setEncoding("utf8").setTimeout(ANSWER_MS, () => socket.destroy(new Error("nothing in time")));
    socket.once("connect", () => {
      connectMs = performance.now() - from;
    });
    socket.on("data", (more: string) => (text += more));
    socket.once("end", () => resolve({ seen: text.trim(), connectMs, answerMs: performance.now() - from }));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      const seen = `${Number.isNaN(connectMs) ? "at connect" : "later"}: ${error.code ?? error.message}`;
      resolve({ seen, connectMs: performance.now() - from });
    });
  });
}

/** One socket each, so that each is an association; it is asked once more where nothing comes back. */
async function datagram(address: string, { port, family, at }: Try, number: number): Promise<Outcome> {
  const socket = createSocket(family === 4 ? "udp4" : "udp6");
  const from = performance.now();
  const payload = Buffer.from(`datagram ${number}`);
  const answer = new Promise<string>((resolve) => {
    socket.on("error", (error) => resolve(String(error)));
    socket.on("message", (bytes) => {
      const [where = "", back] = bytes.toString().split("\n");
      resolve(back === payload.toString() ? where : `another's answer: ${where}`);
    });
  });
  await new Promise<void>((resolve) => socket.connect(port, address, resolve));
  const connectMs = performance.now() - from;
  let again = 0;
  const once = async (ms: number) => {
    socket.send(payload);
    return Promise.race([answer, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))]);
  };
  let seen = await once(at.length === 0 ? SILENT_MS : DATAGRAM_MS);
  if (seen === undefined && at.length > 0) {
    again = 1;
    seen = await once(DATAGRAM_MS);
  }
  socket.close();
  return { seen: seen ?? "nothing", connectMs, answerMs: performance.now() - from, again };
}

async function each<T>(list: readonly T[], atOnce: number, does: (one: T, n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < list.length; n = next++) await does(list[n]!, n);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function tryAll(tries: readonly Try[], addresses: ReadonlyMap<string, string>, refusal: string): Promise<Tried> {
  const failed: Record<string, number> = {};
  const examples: string[] = [];
  const [connects, answers]: [number[], number[]] = [[], []];
  let [right, wrong, again] = [0, 0, 0];
  await each(tries, AT_ONCE, async (one, n) => {
    const address = addresses.get(keyOf(one)) ?? one.host;
    const outcome = await (one.protocol === "tcp" ? stream(address, one) : datagram(address, one, n));
    const wanted = one.at.length === 0 ? [refusal] : one.at.map((at) => `${at} ${one.port}`);
    connects.push(outcome.connectMs);
    again += outcome.again ?? 0;
    if (wanted.includes(outcome.seen)) {
      right += 1;
      if (one.at.length > 0 && outcome.answerMs !== undefined) answers.push(outcome.answerMs);
      return;
    }
    const answered = /^[\da-f.:]+ \d+$/.test(outcome.seen);
    if (answered) wrong += 1;
    else failed[outcome.seen] = (failed[outcome.seen] ?? 0) + 1;
    if (examples.length < EXAMPLES_MAX)
      examples.push(`${one.protocol} ${one.host} (${address}) ${one.port}: ${outcome.seen}, not ${wanted}`);
  });
  const [c, a] = [partsOf(connects), partsOf(answers)];
  return {
    ...{ tried: tries.length, right, wrong, failed, examples, again },
    ...{ connect_p50_ms: c(0.5) ?? 0, connect_p99_ms: c(0.99) ?? 0, connect_max_ms: c(1) ?? 0 },
    ...{ answer_p50_ms: a(0.5), answer_p99_ms: a(0.99) },
  };
}

function partsOf(values: number[]): (share: number) => number | null {
  values.sort((x, y) => x - y);
  return (share) => {
    const value = values[Math.min(values.length - 1, Math.floor(values.length * share))];
    return value === undefined ? null : Math.round(value * 100) / 100;
  };
}

const keyOf = ({ host, family }: Try): string => `${host} ${family}`;

/** Names asked of the system's resolver, once each; an address is what it is. */
async function addressesOf(tries: readonly Try[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const asked = [...new Map(tries.map((one) => [keyOf(one), one])).values()];
  await each(asked, LOOKUPS_AT_ONCE, async (one) => {
    found.set(keyOf(one), (await lookup(one.host, { family: one.family })).address);
  });
  return found;
}

if (import.meta.main) {
  const tries = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Try[];
  const addresses = await addressesOf(tries);
  const of = (protocol: Try["protocol"], offered: boolean, refusal = "") => {
    const some = tries.filter((one) => one.protocol === protocol && one.at.length > 0 === offered);
    return tryAll(some, addresses, refusal);
  };
  const went: Went = {
    addresses: new Set(addresses.values()).size,
    reached: await of("tcp", true),
    refused: await of("tcp", false, "at connect: ECONNREFUSED"),
    associations: await of("udp", true),
    silent: await of("udp", false, "nothing"),
  };
  process.stdout.write(`${JSON.stringify(went)}\n`);
}
