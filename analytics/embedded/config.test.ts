/** What the embedded ClickHouse is told, and what is wrong with it. */
import { expect, it } from "@jest/globals";
import { located, type Plain } from "../../core/config/located.ts";
import { judgeEmbeddedConfig, MEMORY } from "./config.ts";

const good = {
  listen: "127.0.0.1:8123",
  data: "/d/clickhouse",
  key_file: "/d/keys/clickhouse.key",
  status_file: "/d/status/clickhouse.json",
};

const mistakesOf = (value: Plain): string[] =>
  judgeEmbeddedConfig(located(value)).mistakes.map((one) => one.text.split(":")[0]!);

it("reads what up writes, with the memory of a laptop", () => {
  expect(judgeEmbeddedConfig(located(good))).toEqual({
    mistakes: [],
    config: {
      listen: { host: "127.0.0.1", port: 8123 },
      data: good.data,
      keyFile: good.key_file,
      statusFile: good.status_file,
      memory: MEMORY,
    },
  });
});

it("names every mistake at once", () => {
  expect(mistakesOf({ listen: "8123", colour: "red", memory: { server_mib: 1 } })).toEqual([
    ...["listen", "data", "key_file", "status_file", "memory.server_mib", "colour"],
  ]);
  expect(judgeEmbeddedConfig(undefined).config).toBeUndefined();
});

it("listens on loopback alone: keys and rows are not encrypted", () => {
  for (const listen of ["localhost:8123", "[::1]:8123", "127.0.0.2:1"])
    expect(mistakesOf({ ...good, listen })).toEqual([]);
  for (const listen of ["0.0.0.0:8123", "[::]:8123", "10.0.0.1:8123", "example.com:80", "127.0.0.1:99999"])
    expect(mistakesOf({ ...good, listen })).toEqual(["listen"]);
});

it("gives a query no more than the whole, and takes no folder that the engine would read as a pattern", () => {
  expect(judgeEmbeddedConfig(located({ ...good, memory: { server_mib: 256 } })).config?.memory).toEqual({
    serverMib: 256,
    queryMib: 256,
  });
  expect(mistakesOf({ ...good, memory: { server_mib: 256, query_mib: 257 } })).toEqual(["memory.query_mib"]);
  expect(mistakesOf({ ...good, data: "/d/{a,b}" })).toEqual(["data"]);
});

it("serves its metrics and pushes none", () => {
  const metrics = { listen: "127.0.0.1:9465" };
  expect(judgeEmbeddedConfig(located({ ...good, metrics })).config?.metrics).toEqual({
    listen: { host: "127.0.0.1", port: 9465 },
  });
  expect(mistakesOf({ ...good, metrics: { ...metrics, otlp: { endpoint: "http://127.0.0.1/" } } })).toEqual([
    "metrics.otlp",
  ]);
});
