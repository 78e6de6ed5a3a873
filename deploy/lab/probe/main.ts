/**
 * What the lab asks of itself, from the laptop; one line of JSON on standard output.
 *
 * `main.ts ceiling` measures the way from the internet's web site, `main.ts datagrams [HOST [BURST]]` and `main.ts
 * sizes [HOST]` the way to an echo and back, `main.ts wiki` waits for a private page through the agent's proxy.
 */
import { createSocket } from "node:dgram";
import { get } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { PROXY } from "../part-files.ts";
import { HOSTS } from "../plan.ts";

const CONNECTS = 5;
const RUN_MS = 1_500;
/** The best slice is the ceiling: a connection needs some to find it. */
const SLICE_MS = 250;
const WIKI_MS = 30_000;
const TRY_MS = 3_000;
const PAUSE_MS = 100;
const DATAGRAMS = 3_000;
const BURST_MS = 2;
const AFTER_MS = 500;
const ECHO_PORT = 7;
/** None, the least, an Ethernet frame's, the most. */
const SIZES = [0, 1, 1_400, 65_507];

const WEBSITE = HOSTS.website.v4;

async function ceiling(): Promise<object> {
  const trips: number[] = [];
  for (let n = 0; n < CONNECTS; n += 1) trips.push(await connectMs());
  const roundTripMs = Math.round([...trips].sort((a, b) => a - b)[CONNECTS >> 1]! * 10) / 10;
  return { mbitPerS: await download(), roundTripMs };
}

function connectMs(): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(80, WEBSITE, () => {
      resolve(performance.now() - began);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

function download(): Promise<number> {
  return new Promise((resolve, reject) => {
    const slices: number[] = [];
    const asked = get({ host: WEBSITE, path: `/bytes/${64 * 1024 ** 3}`, agent: false }, (answer) => {
      const began = performance.now();
      answer.on("data", (bytes: Buffer) => {
        const slice = Math.floor((performance.now() - began) / SLICE_MS);
        slices[slice] = (slices[slice] ?? 0) + bytes.length;
      });
      answer.on("error", () => {});
      setTimeout(() => {
        const whole = slices.slice(0, Math.floor(RUN_MS / SLICE_MS)).map((bytes) => bytes ?? 0);
        resolve(Math.round((Math.max(0, ...whole) * 8) / SLICE_MS / 1_000));
        asked.destroy();
      }, RUN_MS);
    });
    asked.on("error", reject);
  });
}

async function wiki(): Promise<object> {
  const began = performance.now();
  let seen = "";
  while (performance.now() - began < WIKI_MS) {
    seen = await page();
    if (seen === "200") return { wiki: seen };
    await sleep(PAUSE_MS);
  }
  throw new Error(`the wiki answers ${seen} through the agent's proxy`);
}

function page(): Promise<string> {
  const [host, port] = PROXY.split(":");
  const url = "http://wiki.corp.example/";
  return new Promise((resolve) => {
    const headers = { host: "wiki.corp.example" };
    const asked = get({ host, port: Number(port), path: url, headers, timeout: TRY_MS, agent: false }, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers["wayleave-reason"]].filter(Boolean).join(" "));
    });
    asked.on("timeout", () => asked.destroy(new Error(`nothing within ${TRY_MS} ms`)));
    asked.on("error", (error) => resolve(error.message));
  });
}

/** Numbered datagrams to an echo, so many each 2 ms: what came back, after how long, and what was overtaken. */
async function datagrams(): Promise<object> {
  const socket = createSocket(echo.includes(":") ? "udp6" : "udp4");
  const sent: number[] = [];
  const trips: number[] = [];
  let [overtaken, latest] = [0, -1];
  socket.on("message", (bytes) => {
    const n = bytes.readUInt32BE(0);
    trips.push(performance.now() - sent[n]!);
    if (n < latest) overtaken += 1;
    latest = Math.max(latest, n);
  });
  await new Promise<void>((resolve) => socket.connect(ECHO_PORT, echo, resolve));
  // What opens the way is not counted: while it opens little can wait.
  const opened = new Promise((resolve) => socket.once("message", resolve));
  sent.push(performance.now());
  socket.send(Buffer.alloc(64));
  await Promise.race([opened, sleep(TRY_MS)]);
  [sent.length, trips.length, latest] = [0, 0, -1];
  while (sent.length < DATAGRAMS) {
    for (let n = 0; n < burst; n += 1) {
      const bytes = Buffer.alloc(64);
      bytes.writeUInt32BE(sent.length);
      sent.push(performance.now());
      socket.send(bytes);
    }
    await sleep(BURST_MS);
  }
  // What has not come back by then is lost: no link here takes that long.
  await sleep(AFTER_MS);
  socket.close();
  const medianMs = [...trips].sort((a, b) => a - b)[trips.length >> 1] ?? null;
  return { sent: sent.length, answered: trips.length, overtaken, medianMs };
}

/** Of each size one datagram to an echo: how many bytes came back; null: nothing within the bound. */
async function sizes(): Promise<object> {
  const socket = createSocket(echo.includes(":") ? "udp6" : "udp4");
  await new Promise<void>((resolve) => socket.connect(ECHO_PORT, echo, resolve));
  const answers: Record<string, number | null> = {};
  for (const size of SIZES) {
    const heard = new Promise<number>((resolve) => socket.once("message", (bytes) => resolve(bytes.length)));
    socket.send(Buffer.alloc(size, "wayleave"));
    answers[size] = await Promise.race([heard, sleep(TRY_MS, null)]);
  }
  socket.close();
  return answers;
}

const ASKED: Readonly<Record<string, () => Promise<object>>> = { ceiling, datagrams, sizes, wiki };
const [what = "", echo = WEBSITE, each = "10"] = process.argv.slice(2);
const burst = Number(each);
const asked = ASKED[what];
if (asked === undefined) throw new Error(`ask for one of ${Object.keys(ASKED).join(", ")}`);
console.log(JSON.stringify(await asked()));
process.exit(0);
