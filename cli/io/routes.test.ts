/** `wayleave routes` and `diff` as an operator types them, against a real gateway. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Trial } from "../../io/control/trial.ts";
import { freePort } from "../../io/trial-port.ts";

const COMMAND = join(import.meta.dirname, "..", "..", "wayleave");
let trial: Trial;
let data: string;

beforeAll(async () => {
  trial = await Trial.open();
  const port = await freePort();
  await trial.gateway("g1", port, ["client", "publisher"]);
  const operator = await trial.operator(port);
  await operator.apply([{ name: "eng", group: { description: "one" } }]);
  await operator.apply([{ name: "eng", group: { description: "two" } }]);
  data = join(trial.folder, "operator");
  mkdirSync(join(data, "pki"), { recursive: true });
  cpSync(await trial.issue("operator", "ann"), join(data, "keys", "operator"), { recursive: true });
  cpSync(trial.trustFolder, join(data, "pki", "trust"), { recursive: true });
  const endpoints = { gateways: [`127.0.0.1:${port}`] };
  writeFileSync(
    join(data, "run.json"),
    JSON.stringify({ pid: process.pid, began: 0, ready: true, parts: [], endpoints }),
  );
}, 60_000);

afterAll(() => trial.close());

async function wayleave(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(COMMAND, [...args, "--data", data]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

it("routes says who is there, as a table and as JSON", async () => {
  const table = await wayleave("routes");
  expect([table.code, table.out]).toEqual([0, expect.stringMatching(/GATEWAY +STATE[\s\S]+g1 +joined/)]);
  const json = JSON.parse((await wayleave("routes", "-o", "json")).out) as { gateways: object[]; as_of: number };
  expect(json.gateways).toMatchObject([{ name: "g1", state: "joined" }]);
  expect(JSON.parse((await wayleave("routes", "--at", "@0", "-o", "json")).out)).toMatchObject({
    as_of: 0,
    gateways: [],
  });
}, 60_000);

it("diff names what changed, and what to write where it was not said", async () => {
  const { code, out } = await wayleave("diff", "--from", "@0");
  expect([code, out]).toEqual([0, expect.stringContaining('+ Group eng\n    description: (not said) -> "two"')]);
  expect(await wayleave("diff")).toMatchObject({ code: 2, err: expect.stringContaining("diff --from WHEN") });
  expect(await wayleave("diff", "--from", "yesterday")).toMatchObject({ code: 2 });
  const past = await wayleave("routes", "--at", "@99999");
  expect([past.code, past.err]).toEqual([1, expect.stringContaining("the log's last is @")]);
}, 60_000);
