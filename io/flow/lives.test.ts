/** Random lives of flows over real sockets: nothing comes twice, nothing hangs, each record is closed once. */

import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { prng } from "../trial-prng.ts";
import { closeRig, ends, openFlow, openRig, until } from "./flow-rig.ts";
import { resetSocket } from "./reset-socket.ts";

const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const LIVES = Number(process.env["LIVES"] ?? 1_000);

beforeAll(openRig);
afterAll(closeRig);

it(`${LIVES} flows keep their promises whatever befalls them (SEED=${SEED})`, async () => {
  const die = prng(SEED);
  for (let life = 0; life < LIVES; life += 25) {
    await Promise.all(Array.from({ length: 25 }, (_, index) => live(prng(Math.floor(die() * 2 ** 32)), life + index)));
  }
}, 120_000);

/** One flow: both ends talk, then something happens. Byte n of a direction is always n mod 251. */
async function live(die: () => number, life: number): Promise<void> {
  const flow = await openFlow();
  const heard = { program: listen(flow.program), app: listen(flow.app) };
  const sent = { program: 0, app: 0 };
  const closed = flow.all.map(() => 0);
  flow.all.forEach((one, index) => void one.done.then(() => (closed[index]! += 1)));
  let clean = true;
  const steps = 1 + Math.floor(die() * 6);
  for (let at = 0; at < steps; at++) {
    const who = die() < 0.5 ? "program" : "app";
    const socket = flow[who];
    const chance = die();
    if (chance < 0.6 && socket.writable) {
      const bytes = Math.floor(die() * 100_000);
      socket.write(pattern(sent[who], bytes));
      sent[who] += bytes;
    } else if (chance < 0.75) {
      socket.end();
    } else if (chance < 0.8) {
      clean = false;
      resetSocket(socket);
    } else if (chance < 0.85) {
      clean = false;
      [flow.agentTunnel, flow.trunk, flow.publisherTunnel][Math.floor(die() * 3)]!.break();
    } else if (chance < 0.9) {
      clean = false;
      flow.all[Math.floor(die() * 4)]!.terminate("CGW_POLICY_REVOKED");
    } else if (chance < 0.95) {
      socket.pause();
      setTimeout(() => socket.resume(), 20);
    } else {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  flow.program.end();
  flow.app.end();
  const told = await ends(flow).catch((error: unknown) => {
    throw new Error(`life ${life}: ${flow.all.map((_, index) => closed[index]).join()}`, { cause: error });
  });
  expect(closed).toEqual([1, 1, 1, 1]);
  expect(heard.program.bad || heard.app.bad).toBe(false);
  expect(heard.app.bytes).toBeLessThanOrEqual(sent.program);
  expect(heard.program.bytes).toBeLessThanOrEqual(sent.app);
  if (!clean) return;
  // The kernel has all of it: a program that rests reads it later.
  await until(() => heard.app.bytes === sent.program && heard.program.bytes === sent.app);
  expect([heard.app.bytes, heard.program.bytes]).toEqual([sent.program, sent.app]);
  for (const end of told) expect([end.clientBytes, end.serverBytes]).toEqual([sent.program, sent.app]);
}

const pattern = (from: number, bytes: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: bytes }, (_, at) => (from + at) % 251));

/** A byte that is not the next one was lost or came twice. */
function listen(socket: Socket): { bytes: number; bad: boolean } {
  const heard = { bytes: 0, bad: false };
  socket.on("data", (chunk: Buffer) => {
    for (const byte of chunk) if (byte !== heard.bytes++ % 251) heard.bad = true;
  });
  return heard;
}
