/** How late timers are. */
import { afterEach, expect, it } from "@jest/globals";
import { type LoopDelay, openLoopDelay } from "./loop-delay.ts";

const DEADLINE_MS = 10_000;
let delay: LoopDelay | undefined;
afterEach(() => delay?.close());

async function until(what: string, holds: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + DEADLINE_MS;
  while (!holds()) {
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${DEADLINE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

it("a loop that was held for 300 ms says so to each reader, for a while, and then no more", async () => {
  delay = openLoopDelay(200);
  await until("the first timer", () => delay!.read() !== undefined);
  const from = performance.now();
  while (performance.now() - from < 300);
  await until("the delay is seen", () => delay!.read()!.max > 0.2);
  expect(delay.read()!.max).toBe(delay.read()!.max);
  expect(delay.read()!.p50).toBeLessThanOrEqual(delay.read()!.p99);
  await until("it is forgotten", () => (delay!.read()?.max ?? 0) < 0.2);
});
