/** The part as a process: started as an operator would, killed, told to end, started beside itself. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { printYaml } from "../../io/yaml.ts";
import { QUERIES_MAX } from "./io/turns.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-clickhouse-"));
const file = (name: string) => join(folder, name);
const started: ChildProcess[] = [];
writeFileSync(file("key"), "k\n", { mode: 0o600 });
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

it("keeps what it acknowledged when it is killed, and is back at once", async () => {
  const first = await start();
  const client = clientOf(first.port);
  await client.command({ query: "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a" });
  let acknowledged = 0;
  const inserting = (async () => {
    for (;;) {
      await client.insert({
        table: "t",
        values: Array.from({ length: 100 }, (_, a) => ({ a })),
        format: "JSONEachRow",
      });
      acknowledged += 100;
    }
  })().catch(() => {});
  await until(() => acknowledged >= 1000);
  first.child.kill("SIGKILL");
  await inserting;
  await client.close();
  const second = await start();
  const again = clientOf(second.port);
  const result = await again.query({ query: "SELECT count() AS n FROM t", format: "JSONEachRow" });
  const [{ n } = { n: 0 }] = await result.json<{ n: number }>();
  expect(n).toBeGreaterThanOrEqual(acknowledged);
  expect(n % 100).toBe(0);
  await again.close();
  await stop(second.child);
});

it("runs as many queries at once as it says, refuses a second process, and ends in the midst of a query", async () => {
  const { child, port } = await start();
  const client = clientOf(port);
  const sleep = () => client.query({ query: "SELECT sleep(1)", format: "JSON" }).then((result) => result.text());
  await sleep();
  const began = performance.now();
  await Promise.all(Array.from({ length: QUERIES_MAX }, sleep));
  // With the threads that Node has by default it would take four seconds.
  expect(performance.now() - began).toBeLessThan(3000);
  await expect(start()).rejects.toThrow(/another process may have it/);
  await expect(fetch(`http://127.0.0.1:${port}/?query=1`)).resolves.toMatchObject({ status: 403 });
  await until(() => JSON.parse(readFileSync(file("status.json"), "utf8")).refused.clickhouse.key === 1);
  expect(statSync(file("status.json")).mode & 0o777).toBe(0o600);
  const long = client.query({ query: "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))" });
  const broken = expect(long).rejects.toThrow();
  await until(() => JSON.parse(readFileSync(file("status.json"), "utf8")).counters.running === 1);
  expect(await stop(child)).toBeLessThan(3000);
  await broken;
  await client.close();
});

async function start(): Promise<{ child: ChildProcess; port: number }> {
  const config = file("clickhouse.yaml");
  const paths = { data: file("data"), key_file: file("key"), status_file: file("status.json") };
  writeFileSync(config, printYaml([{ listen: "127.0.0.1:0", ...paths, memory: { server_mib: 512, query_mib: 256 } }]));
  const main = join(import.meta.dirname, "..", "..", "cli", "main.ts");
  // Whatever the environment says of threads, the part knows how many it needs.
  const env = { ...process.env, UV_THREADPOOL_SIZE: "2" };
  const child = spawn(process.execPath, [main, "clickhouse", "--config", config], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let said = "";
  child.stderr!.on("data", (piece: Buffer) => (said += piece.toString()));
  const line = Promise.withResolvers<string>();
  child.stdout!.once("data", (piece: Buffer) => line.resolve(piece.toString()));
  child.once("exit", () => line.reject(new Error(said)));
  const { listens } = JSON.parse(await line.promise) as { listens: string[] };
  return { child, port: Number(listens[0]!.split(":")[1]) };
}

const clientOf = (port: number) =>
  openClickHouse({ url: `http://127.0.0.1:${port}`, key: "k", database: "wayleave", connections: 20 });

/** Milliseconds until it had ended, cleanly. */
async function stop(child: ChildProcess): Promise<number> {
  const began = performance.now();
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  return performance.now() - began;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 400) throw new Error("it never came to hold");
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
