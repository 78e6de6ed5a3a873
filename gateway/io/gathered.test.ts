import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { Gathered } from "./gathered.ts";

it("a thousand askings in a burst are answered by one run, and one that comes during a run by one more", async () => {
  const running: (() => void)[] = [];
  const gathered = new Gathered(() => new Promise<void>((resolve) => running.push(resolve)), fail);
  for (let n = 0; n < 1_000; n += 1) gathered.ask();
  expect(gathered.runs).toBe(0);
  await until(() => running.length === 1);
  for (let n = 0; n < 1_000; n += 1) gathered.ask();
  await turn();
  expect(gathered.runs).toBe(1);
  running[0]!();
  await until(() => running.length === 2);
  running[1]!();
  await turn();
  expect(gathered.runs).toBe(2);
  gathered.close();
});

it("work that fails is told of and done again at the next asking", async () => {
  const faults: unknown[] = [];
  let runs = 0;
  const gathered = new Gathered(
    () => {
      runs += 1;
      if (runs === 1) throw new Error("once");
    },
    (error) => faults.push(error),
  );
  gathered.ask();
  await until(() => faults.length === 1);
  gathered.ask();
  await until(() => runs === 2);
  expect(faults).toEqual([new Error("once")]);
});

it("does nothing more once it is closed", async () => {
  let runs = 0;
  const gathered = new Gathered(() => void (runs += 1), fail);
  gathered.ask();
  gathered.close();
  gathered.ask();
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(runs).toBe(0);
});

function fail(error: unknown): never {
  throw error;
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 5_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("did not come in time");
    await turn();
  }
}
