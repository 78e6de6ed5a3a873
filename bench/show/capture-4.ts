/**
 * capture.4: UDP through a proxy, two gateways and a publisher, each a process of its own: at a stated rate the loss is
 * under 0.1 %; datagrams of 0, 1, 1,400 and 65,507 bytes arrive whole or are counted with their reason; a bulk TCP flow
 * beside them moves their p99 by a stated factor; and the flow's row says what became of them.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSocksProgram } from "../../io/flow/socks-program.ts";
import type { Echoed } from "../load/datagrams.ts";
import { Load } from "../load/load.ts";
import { type Estate, run, startEstate, until } from "./estate.ts";
import type { Shown, ShowOptions } from "./main.ts";
import { publish } from "./publish.ts";

const NODE = join(import.meta.dirname, "..", "..", "bin", "node");
const GENERATOR = join(import.meta.dirname, "..", "load", "datagrams.ts");
const ECHO = { host: "echo.corp.example", port: 7 };
const SIZES = { host: "sizes.corp.example", port: 9 };
const BYTES = 1_200;
const LOSS_MAX = 0.001;
/** Medians of so many interleaved pairs, without and with a bulk flow. */
const PAIRS = { short: 1, long: 9 };
const WITHIN_MS = 10_000;

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  const load = await Load.build();
  const bulkApp = await load.startApp();
  const estate = await startEstate({ split: true });
  const sizes = await openSizes();
  try {
    await publishBoth(estate, bulkApp.port, sizes.address().port);
    progress("datagrams of all sizes");
    const whole = await ofAllSizes(estate, failures);
    progress("a stated rate");
    const perSecond = short ? 500 : 1_000;
    const rate = await generate(estate, perSecond, short ? 3 : 10);
    if (rate.loss >= LOSS_MAX) failures.push(`${(rate.loss * 100).toFixed(3)} % of ${rate.sent} datagrams were lost`);
    if (rate.twice > 0) failures.push(`${rate.twice} datagrams came twice`);
    const beside = await besideBulk(estate, load, short, progress);
    if (beside.loss_max >= LOSS_MAX)
      failures.push(`beside a bulk flow ${(beside.loss_max * 100).toFixed(3)} % were lost`);
    return { figures: { whole, rate: { bytes: BYTES, ...rate }, beside }, failures };
  } finally {
    sizes.close();
    await estate.stop();
    await bulkApp.close();
    load.close();
  }
}

/** An app that answers a number in text with a datagram of so many bytes. */
async function openSizes(): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (asked, from) => {
    socket.send(Buffer.alloc(Number(asked.toString()) || 0, 7), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

async function publishBoth(estate: Estate, bulkPort: number, sizesPort: number): Promise<void> {
  const spec = {
    ...{ hosts: [SIZES.host], ports: [`udp/${SIZES.port}`], publishers: ["demo-publisher"] },
    origin: `127.0.0.1:${sizesPort}`,
  };
  const policy = { kind: "Policy", name: "sizes for all", spec: { action: "allow", apps: ["sizes"] } };
  const file = join(estate.data, "sizes.yaml");
  writeFileSync(file, [{ kind: "App", name: "sizes", spec }, policy].map((one) => JSON.stringify(one)).join("\n---\n"));
  const line = `  - { cidr: 127.0.0.1/32, ports: [udp/${sizesPort}] }\n`;
  appendFileSync(join(estate.data, "publisher", "allow.yaml"), line);
  const applied = await estate.wayleave("apply", "-f", file);
  if (applied.exit !== 0) throw new Error(`apply failed: ${applied.stderr}`);
  await publish(estate, [{ name: "load", host: "load.corp.example", port: 9, origin: bulkPort }]);
}

interface Whole {
  readonly there_and_back: Record<number, string>;
  readonly row: Record<string, unknown>;
}

/** To the echo and back, and from an app that sends what the way back can't take. */
async function ofAllSizes(estate: Estate, failures: string[]): Promise<Whole> {
  const program = await openSocksProgram(estate.proxy);
  const seen: Record<number, string> = {};
  for (const bytes of [0, 1, 1_400, 65_507]) {
    const payload = Buffer.alloc(bytes, bytes % 251);
    const sent = await program.send(ECHO.host, ECHO.port, payload).then(
      () => "sent",
      (error: Error) => (/EMSGSIZE/.test(error.message) ? "EMSGSIZE" : String(error)),
    );
    const back = sent === "sent" ? await program.answer(WITHIN_MS).catch(() => undefined) : undefined;
    seen[bytes] = back?.payload.equals(payload) ? "whole" : sent;
    // SOCKS puts a header before the payload: over IPv4 the largest has no room for it, and the system says so.
    const expected = bytes === 65_507 ? "EMSGSIZE" : "whole";
    if (seen[bytes] !== expected) failures.push(`${bytes} bytes: ${seen[bytes]}, not ${expected}`);
  }
  // The publisher hears of the app in its own time; a program of UDP asks again.
  await until(
    "an answer of the app that has just been published",
    async () => {
      await program.send(SIZES.host, SIZES.port, Buffer.from("10"));
      return program.answer(500).catch(() => undefined);
    },
    60_000,
  );
  await program.send(SIZES.host, SIZES.port, Buffer.from("65507"));
  await program.send(SIZES.host, SIZES.port, Buffer.from("1400"));
  const small = await until("the answer behind the one that is too large", () => program.answer(500), WITHIN_MS);
  if (small.payload.length !== 1_400) failures.push(`an answer of ${small.payload.length} bytes, not 1400`);
  program.close();
  const row = await rowOf(estate);
  if (row["packets_dropped"] !== 1 || row["drop_reasons"] !== "1 too-large")
    failures.push(`the row says ${row["packets_dropped"]} dropped, ${JSON.stringify(row["drop_reasons"])}`);
  if (row["reason"] !== "AGT_FLOW_CLIENT_CLOSED") failures.push(`the row says ${String(row["reason"])}`);
  return { there_and_back: seen, row };
}

async function rowOf(estate: Estate): Promise<Record<string, unknown>> {
  const told = ["protocol", "client_packets", "server_packets", "packets_dropped", "drop_reasons", "reason"];
  return until(
    "the row of the association",
    async () => {
      const { stdout } = await estate.wayleave("events", "-o", "json", "--since", "10m");
      const rows = JSON.parse(stdout) as Record<string, unknown>[];
      const row = rows.find((one) => one["app"] === "sizes" && Number(one["server_packets"]) > 0);
      return row && Object.fromEntries(told.map((name) => [name, row[name]]));
    },
    60_000,
  );
}

async function generate(estate: Estate, perSecond: number, seconds: number): Promise<Echoed> {
  const words = [estate.proxy, ECHO.host, ECHO.port, BYTES, perSecond, seconds].map(String);
  const ran = await run(NODE, [GENERATOR, ...words], seconds * 1000 + 60_000);
  if (ran.exit !== 0) throw new Error(`the generator of datagrams ended with ${ran.exit}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as Echoed;
}

/** The p99 with a bulk TCP flow beside, as large as the path gives and at a pace, against that without. */
async function besideBulk(estate: Estate, load: Load, short: boolean, progress: (text: string) => void) {
  const [perSecond, seconds] = [200, short ? 2 : 4];
  const target = { to: estate.proxy, socks: "load.corp.example:9" };
  const alone: Echoed[] = [];
  const full: Echoed[] = [];
  const paced: Echoed[] = [];
  const moved: number[] = [];
  for (let pair = 0; pair < (short ? PAIRS.short : PAIRS.long); pair++) {
    progress(`beside a bulk flow: pair ${pair + 1}`);
    alone.push(await generate(estate, perSecond, seconds));
    for (const [into, pace] of [
      [full, {}],
      [paced, { mb: 20 }],
    ] as const) {
      // It outlasts the datagrams, which begin when it moves.
      const bulk = load.generate("bulk", target, { up: pair % 2, flows: 1, seconds: seconds + 4, ...pace });
      const [echoed, { mb_per_s: rate = 0 }] = await Promise.all([generate(estate, perSecond, seconds), bulk]);
      into.push(echoed);
      if (into === full) moved.push(rate);
    }
  }
  const p99 = (all: readonly Echoed[]) => median(all.map((one) => one.p99_ms));
  const ratio = (all: readonly Echoed[]) => median(all.map((one, n) => one.p99_ms / alone[n]!.p99_ms));
  return {
    ...{ per_second: perSecond, pairs: alone.length, bulk_mb_per_s: median(moved) },
    ...{ p99_alone_ms: p99(alone), p99_beside_full_ms: p99(full), p99_beside_20_mb_per_s_ms: p99(paced) },
    ...{ factor_full: ratio(full), factor_20_mb_per_s: ratio(paced) },
    loss_max: Math.max(...[...alone, ...full, ...paced].map(({ loss }) => loss)),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return Number(((sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2).toFixed(3));
}
