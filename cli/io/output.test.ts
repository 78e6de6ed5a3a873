/** Much text for a slow reader, and for one that goes. */

import { PassThrough } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { Output } from "./output.ts";

it("waits for a reader that is slow, and holds no more than a batch meanwhile", async () => {
  const to = new PassThrough({ highWaterMark: 1024 });
  const out = new Output(to);
  let added = 0;
  const adding = (async () => {
    for (let at = 0; at < 100; at += 1) {
      await out.add("x".repeat(10_000));
      added += 1;
    }
    await out.flush();
    to.end();
  })();
  await wait(20);
  expect(added).toBeLessThan(10);
  let got = 0;
  for await (const chunk of to) got += (chunk as Buffer).length;
  await adding;
  expect([got, added]).toEqual([1_000_000, 100]);
});

it("a reader that goes is no error, and ends the waiting", async () => {
  const to = new PassThrough({ highWaterMark: 1024 });
  const out = new Output(to);
  const adding = out.add("x".repeat(200_000));
  to.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  await adding;
  expect(out.gone).toBe(true);
  expect(out.leaving.aborted).toBe(true);
  await out.add("y".repeat(200_000));
});
