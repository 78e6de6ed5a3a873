/** A reset holds in every state of a socket: it closes, and the far end doesn't take it for a clean end. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { closeRig, openRig, sockets, within } from "./flow-rig.ts";
import { resetSocket } from "./reset-socket.ts";

const MIB = 1024 * 1024;
const BOUND_MS = 2_000;
/** One turn of the loop after what the argument did. */
const turn = (_done?: unknown) => new Promise((resolve) => setImmediate(resolve));

beforeAll(openRig);
afterAll(closeRig);

/** The far end hears of a reset by its own writing: what it read before may have been a FIN. */
async function learnsOfReset(socket: Socket): Promise<void> {
  while (!socket.destroyed) {
    socket.write("are you there?");
    await turn();
  }
  expect(["ECONNRESET", "EPIPE"]).toContain((socket.errored as NodeJS.ErrnoException).code);
}

it.each<[string, (ours: Socket) => Promise<unknown> | undefined]>([
  ["is open", () => undefined],
  ["is ended in the same turn", (ours) => void ours.end()],
  ["has written and is ended in the same turn", (ours) => void ours.end("last words")],
  ["was ended a tick ago", (ours) => new Promise<void>((resolve) => ours.end() && process.nextTick(resolve))],
  ["was ended a turn ago", (ours) => turn(ours.end())],
  ["has sent its FIN", (ours) => once(ours.end(), "finish")],
  ["is ended with 64 MiB unsent", (ours) => void ours.end(Buffer.alloc(64 * MIB))],
])("a socket that %s is closed by a reset, without an error, and the far end learns of it", async (_, before) => {
  const [ours, theirs] = await sockets();
  const errors: Error[] = [];
  ours.on("error", (error) => errors.push(error));
  const closed = once(ours, "close");
  await before(ours);
  resetSocket(ours);
  await within(closed, BOUND_MS);
  await within(learnsOfReset(theirs), BOUND_MS);
  expect(errors).toEqual([]);
});

it("a socket that is closed stays so", async () => {
  const [ours] = await sockets();
  ours.end();
  ours.destroy();
  await once(ours, "close");
  resetSocket(ours);
  await turn();
  expect([ours.destroyed, ours.errored]).toEqual([true, null]);
});
