/** Flows that are aborted past a hop that stands still: the device's connection, and a neighbour on it, live on. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { DEVICE_RESET_BURST } from "../grpc/http2-limits.ts";
import { ECHO, ended, gather, openTrial, TALK, type Trial } from "../grpc/trial.ts";
import { closeRig, openRig, sockets, until, within } from "./flow-rig.ts";
import { memoryStreams } from "./memory-stream.ts";
import { relayStreams, type Spliced } from "./relay.ts";
import { resetSocket } from "./reset-socket.ts";
import { spliceSocket } from "./splice.ts";

const ABORTS = DEVICE_RESET_BURST + 200;
let trial: Trial;

beforeAll(async () => {
  await openRig();
  trial = await openTrial();
});
afterAll(async () => {
  await trial.close();
  await closeRig();
});

it(`${ABORTS} flows aborted past a frozen upstream cost the neighbour nothing`, async () => {
  const link = trial.link(await trial.identity("device", "laptop"));
  const neighbour = link.stream(ECHO);
  const echoed = gather(neighbour);
  let broken = 0;
  neighbour.onLost(() => broken++);
  const hops: Spliced[] = [];
  // Nobody takes the other end: it neither answers nor closes.
  trial.talk = (stream) => void hops.push(relayStreams(stream, memoryStreams().client));
  const agents: Spliced[] = [];
  for (let round = 0; round < ABORTS; round += 100) {
    const pairs = await Promise.all(Array.from({ length: 100 }, sockets));
    for (const [near] of pairs) agents.push(spliceSocket(near, link.stream(TALK), { side: "downstream" }));
    await until(() => hops.length === agents.length);
    for (const [, program] of pairs) resetSocket(program);
  }
  const told = await within(Promise.all([...agents, ...hops].map((flow) => flow.done)), 20_000);
  expect(new Set(told.map((end) => end.code))).toEqual(new Set(["AGT_FLOW_CLIENT_CLOSED"]));
  neighbour.send(Buffer.from("alive"));
  await until(() => echoed.length === 1 || broken > 0);
  expect([echoed, broken, trial.refused]).toEqual([["alive"], 0, []]);
  const over = ended(neighbour);
  neighbour.end();
  await over;
  link.close();
}, 40_000);
