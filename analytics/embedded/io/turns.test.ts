/** Turns: as many at once as there may be, the next in their order, the rest refused. */
import { expect, it } from "@jest/globals";
import { QUERIES_MAX, Turns, WAITING_MAX } from "./turns.ts";

const stays = new AbortController().signal;

it("lets so many run, the next wait in order, and refuses who would wait behind too many", async () => {
  const turns = new Turns();
  const backs = await Promise.all(Array.from({ length: QUERIES_MAX }, () => turns.take(stays)));
  const order: number[] = [];
  const waiting = Array.from({ length: WAITING_MAX }, (_, i) =>
    turns.take(stays).then((back) => {
      order.push(i);
      back();
    }),
  );
  await expect(turns.take(stays)).rejects.toMatchObject({ exception: { code: 202 }, reason: "busy" });
  expect([turns.running, turns.waiting]).toEqual([QUERIES_MAX, WAITING_MAX]);
  for (const back of backs) back();
  await Promise.all(waiting);
  expect(order).toEqual(Array.from({ length: WAITING_MAX }, (_, i) => i));
  expect([turns.running, turns.waiting]).toEqual([0, 0]);
});

it("who leaves gives up the place, and a turn given back twice is one turn", async () => {
  const turns = new Turns();
  const backs = await Promise.all(Array.from({ length: QUERIES_MAX }, () => turns.take(stays)));
  const leaves = new AbortController();
  const left = turns.take(leaves.signal);
  const after = turns.take(stays);
  leaves.abort();
  await expect(left).rejects.toMatchObject({ exception: { code: 394 } });
  await expect(turns.take(leaves.signal)).rejects.toMatchObject({ exception: { code: 394 } });
  backs[0]!();
  backs[0]!();
  (await after)();
  expect([turns.running, turns.waiting]).toEqual([QUERIES_MAX - 1, 0]);
});
