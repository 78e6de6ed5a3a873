/** A part as a process: it comes up, is brought back when killed, ends when told; a broken one is quoted. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { freePort } from "../../../io/trial-port.ts";
import { printYaml } from "../../../io/yaml.ts";
import { lives } from "../../io/run-files.ts";
import type { PartPlan } from "../part-config.ts";
import { Part } from "./part.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-part-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("is ready, dies, is ready again under another number, and ends", async () => {
  const changes: string[] = [];
  let back = Promise.withResolvers<void>();
  const part = new Part(await demoPlan(), folder, (_, what) => {
    changes.push(what);
    if (what === "ready again") back.resolve();
  });
  await part.start();
  const first = part.row();
  expect(first).toMatchObject({ state: "ready", restarts: 0 });
  expect(lives(first)).toBe(true);
  process.kill(first.pid, "SIGKILL");
  await back.promise;
  back = Promise.withResolvers();
  const second = part.row();
  expect(second).toMatchObject({ state: "ready", restarts: 1 });
  expect(second.pid).not.toBe(first.pid);
  await part.stop(5000);
  expect(lives(second)).toBe(false);
  expect(changes).toEqual([
    "starting",
    "ready",
    "died (SIGKILL), is started again in 0.25 s",
    "starting",
    "ready again",
    "stopped",
  ]);
});

it("a part that never gets ready is not tried again, and its words are shown", async () => {
  const plan = await demoPlan();
  writeFileSync(plan.file, "wiki: nowhere\n");
  const part = new Part(plan, folder, () => {});
  await expect(part.start()).rejects.toThrow(/ended before it was ready \(exit code 1\)[\s\S]*wiki: must be host:port/);
  await part.stop(1000);
});

async function demoPlan(): Promise<PartPlan> {
  const [wiki, echo, closed] = [await freePort(), await freePort(), await freePort()];
  const name = `demo-${wiki}`;
  const config = {
    wiki: `127.0.0.1:${wiki}`,
    echo: `127.0.0.1:${echo}`,
    closed: `127.0.0.1:${closed}`,
    status_file: join(folder, `${name}.json`),
  };
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, printYaml([config]));
  return { name, kind: "demo", file, statusFile: config.status_file, listen: [config.wiki, config.echo], config };
}
