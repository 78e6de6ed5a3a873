/**
 * path.6: garbage and forgeries to every listening port: refused, counted in `status`, nothing crashes, memory flat.
 */
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { openLink } from "../../io/grpc/link.ts";
import { initAuthority, issue } from "../../io/pki/authority.ts";
import { type Identity, readTrust, type Trust } from "../../io/pki/identity.ts";
import { prng } from "../../io/trial-prng.ts";
import { ADMIN_PATHS } from "../../io/wire/admin.ts";
import { ATTACH_PATH } from "../../io/wire/attach.ts";
import { FLOW_PATH, SESSION_PATH } from "../../io/wire/session.ts";
import type { Estate } from "./estate.ts";
import { COLLECTING, held, mib, WARM_UP_MOST, warm } from "./held-memory.ts";
import { type LoadEstate, startLoadEstate, talks } from "./load-estate.ts";

type Held = Awaited<ReturnType<typeof held>>;

/** Memory after over memory before, by part. */
const grown = (from: Held, to: Held): Record<string, number> =>
  Object.fromEntries([...from].map(([name, was]) => [name, to.get(name)!.pss / was.pss]));

const AT_ONCE = 32;
/** A slow-loris holds its connection this long, saying one byte at a time. */
const LORIS_MS = 12_000;

/** Memory after over memory before. */
const GROWTH_MAX = 1.1;

export async function show({ short, seed, progress }: { short: boolean; seed: number; progress: (t: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = { seed };
  const random = prng(seed);
  const inputs = short ? 500 : 10_000;
  const load = await startLoadEstate({ nodeOptions: COLLECTING });
  const { estate } = load;
  try {
    // The demo part is the private apps, which are not ours to attack.
    const parts = estate.runFile().parts.filter((part) => part.kind !== "demo");
    const round = async (count: number) => {
      await attack(load, count, random);
      await linger(load, short);
      failures.push(...(await forgeries(estate)));
    };
    const { before, rounds } = await warm(parts, () => round(inputs), progress);
    figures["warm_up_rounds"] = rounds;
    if (rounds > WARM_UP_MOST) failures.push(`memory grew for ${WARM_UP_MOST} rounds`);
    const counted = await refusals(estate);
    progress(`${inputs} inputs to each listener`);
    await round(inputs);
    if (!(await talks(estate))) failures.push("new flows don't work afterwards");
    const now = estate.runFile().parts;
    for (const part of parts) {
      if (now.find((one) => one.name === part.name)?.pid !== part.pid) failures.push(`${part.name} was restarted`);
    }
    let [from, to] = [before, await held(parts)];
    if (Object.values(grown(from, to)).some((ratio) => ratio > GROWTH_MAX)) {
      progress("once more: what the C library takes in one step stands, what leaks grows again");
      figures["stepped"] = grown(from, to);
      await round(inputs);
      [from, to] = [to, await held(parts)];
    }
    figures["memory_mib"] = Object.fromEntries([...from].map(([name, was]) => [name, [was, to.get(name)!].map(mib)]));
    const memory = grown(from, to);
    figures["memory_ratio"] = Object.fromEntries(Object.entries(memory).map(([name, n]) => [name, n.toFixed(2)]));
    for (const [name, ratio] of Object.entries(memory)) {
      if (ratio > GROWTH_MAX) failures.push(`${name} holds ${ratio.toFixed(2)} times its memory of before`);
    }
    const refused = await refusals(estate);
    figures["refused"] = refused;
    const listeners = ["gateway", "proxy", "dns", "console", "clickhouse", "otlp", "metrics"];
    const silent = listeners.filter((one) => (refused[one] ?? 0) <= (counted[one] ?? 0));
    failures.push(...silent.map((one) => `status counts no refusal at ${one}`));
  } catch (error) {
    failures.push(String(error));
  } finally {
    await load.stop();
  }
  return { figures, failures };
}

const tcpPorts = (estate: Estate): [string, number][] => [
  ["proxy", estate.portBase],
  ["DNS over TCP", estate.dnsPort],
  ["console", estate.portBase + 2],
  ["ClickHouse", estate.portBase + 3],
  ["OTLP", estate.portBase + 4],
  ["gateway", estate.portBase + 10],
  ["metrics", estate.portBase + 32],
];

async function attack({ estate }: LoadEstate, inputs: number, random: () => number): Promise<void> {
  for (const [, port] of tcpPorts(estate)) await many(inputs, () => blow(port, garbage(random)));
  await datagrams(estate.dnsPort, inputs, random);
}

/** Bodies that nobody wants, and connections that say a byte now and then. */
async function linger({ estate }: LoadEstate, short: boolean): Promise<void> {
  await many(8, () => blow(estate.portBase, bigBody(short ? 4 : 100)));
  await Promise.all(tcpPorts(estate).flatMap(([, port]) => Array.from({ length: 20 }, () => loris(port))));
}

const STARTS = [
  "",
  "\x05\x01\x00",
  "\x05\x02",
  "\x04\x01\x00\x50",
  "GET ",
  "CONNECT ",
  "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "\x16\x03\x01",
];

function garbage(random: () => number): Buffer {
  const start = Buffer.from(STARTS[Math.floor(random() * STARTS.length)]!, "latin1");
  const rest = Buffer.from(Array.from({ length: Math.floor(random() * 300) }, () => Math.floor(random() * 256)));
  return Buffer.concat([start, rest]);
}

function bigBody(mebibytes: number): Buffer {
  const host = "wiki.corp.example";
  const head = `POST http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${mebibytes << 20}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(mebibytes << 20, "x")]);
}

async function many(count: number, one: () => Promise<void>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** Says it all and hangs up; what the listener answers is not the point, that it lives is. */
function blow(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect({ host: "127.0.0.1", port }, () => socket.end(bytes));
    const timer = setTimeout(() => socket.destroy(), 3_000);
    socket.on("error", () => {});
    socket.resume();
    socket.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function loris(port: number): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const beat = setInterval(() => socket.write("G"), 500);
    const timer = setTimeout(() => socket.destroy(), LORIS_MS);
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(beat);
      clearTimeout(timer);
      resolve();
    });
  });
}

async function datagrams(port: number, count: number, random: () => number): Promise<void> {
  const socket = createSocket("udp4");
  socket.on("error", () => {});
  for (let n = 0; n < count; n += 1) {
    await new Promise<void>((resolve) => socket.send(garbage(random), port, "127.0.0.1", () => resolve()));
    if (n % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  socket.close();
}

/** Certificates that are not what they say, and rights that the role does not have. */
async function forgeries(estate: Estate): Promise<string[]> {
  const failures: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "wayleave-rogue-"));
  try {
    const target = estate.runFile().endpoints.gateways[0]!;
    const trust = readTrust(join(estate.data, "pki", "trust"));
    const authority = join(estate.data, "pki");
    await initAuthority(join(folder, "pki"), "wayleave.local");
    const rogue = (role: "device" | "operator") =>
      issue({ authority: join(folder, "pki"), role, tenant: "demo", id: "demo-laptop", folder: join(folder, role) });
    const device = await issue({
      authority,
      role: "device",
      tenant: "demo",
      id: "forged",
      folder: join(folder, "forged"),
    });
    if (await speaks(target, await rogue("device"), trust, SESSION_PATH))
      failures.push("a rogue CA's device was heard");
    if (await commands(target, await rogue("operator"), trust)) failures.push("a rogue CA's operator was obeyed");
    if (await commands(target, device, trust)) failures.push("a device was obeyed as an operator");
    if (await speaks(target, device, trust, ATTACH_PATH)) failures.push("a device attached as a publisher");
    if (await speaks(target, undefined, trust, FLOW_PATH))
      failures.push("a caller without a certificate opened a flow");
    if (await oldTls(target)) failures.push("TLS 1.2 was taken");
  } finally {
    rmSync(folder, { recursive: true });
  }
  return failures;
}

/** True if the stream is answered with a message. */
function speaks(target: string, identity: Identity | undefined, trust: Trust, path: string): Promise<boolean> {
  const link = openLink({ target, trust, ...(identity ? { identity } : {}) });
  return new Promise<boolean>((resolve) => {
    const stream = link.stream(path);
    stream.onMessage(() => resolve(true));
    stream.onLost(() => resolve(false));
    stream.onEnd(() => resolve(false));
    stream.send(Buffer.from([10, 0]));
    setTimeout(() => resolve(false), 8_000);
  }).finally(() => link.close());
}

async function commands(target: string, identity: Identity, trust: Trust): Promise<boolean> {
  const link = openLink({ target, identity, trust });
  try {
    await link.unary(ADMIN_PATHS.status, Buffer.alloc(0), 5_000);
    return true;
  } catch {
    return false;
  } finally {
    link.close();
  }
}

function oldTls(target: string): Promise<boolean> {
  const [host, port] = target.split(":");
  return new Promise((resolve) => {
    const options = {
      host: host!,
      port: Number(port),
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.2",
    } as const;
    const socket = tls.connect(options, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** Refusals that `status` shows, by listener. */
async function refusals(estate: Estate): Promise<Record<string, number>> {
  const ran = await estate.wayleave("status", "-o", "json");
  const refused: { listener: string; reason: string; count: number }[] = JSON.parse(ran.stdout).refused ?? [];
  const sums: Record<string, number> = {};
  for (const one of refused) sums[one.listener] = (sums[one.listener] ?? 0) + one.count;
  return sums;
}
