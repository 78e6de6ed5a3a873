/** What analytics is told, and what is wrong with it. */
import { expect, it } from "@jest/globals";
import { located } from "../core/config/located.ts";
import { judgeAnalyticsConfig } from "./config.ts";

const good = {
  console: { listen: "127.0.0.1:8080", key_file: "/d/keys/console.key" },
  clickhouse: { url: "http://127.0.0.1:8123", key_file: "/d/keys/clickhouse.key" },
  otlp: { listen: "127.0.0.1:4318", key_file: "/d/keys/otlp.key" },
  log: { embedded: "/d/log" },
  run_file: "/d/run.json",
  gateways: ["127.0.0.1:8443"],
  identity: "/d/pki/analytics-1",
  trust: "/d/pki/trust",
  status_file: "/d/status/analytics.json",
};

it("reads what up writes", () => {
  expect(judgeAnalyticsConfig(located(good))).toMatchObject({
    mistakes: [],
    config: {
      console: { host: "127.0.0.1", port: 8080 },
      gateways: ["127.0.0.1:8443"],
      clickhouse: { url: "http://127.0.0.1:8123", keyFile: "/d/keys/clickhouse.key" },
      otlp: { listen: { host: "127.0.0.1", port: 4318 }, keyFile: "/d/keys/otlp.key" },
      log: { embedded: "/d/log" },
    },
  });
});

it("names every mistake at once", () => {
  const wrong = { console: { listen: "8080", colour: "red" }, gateways: ["x"], trust: "/t", status_file: "/s" };
  const texts = judgeAnalyticsConfig(located(wrong)).mistakes.map((one) => one.text);
  for (const field of ["console.listen", "console.key_file", "console.colour", "gateways[0]", "identity"]) {
    expect(texts.some((text) => text.startsWith(`${field}:`))).toBe(true);
  }
  expect(judgeAnalyticsConfig(undefined).config).toBeUndefined();
});

it("wants a plain address of ClickHouse, without the key in it", () => {
  for (const url of [
    "127.0.0.1:8123",
    "http://default:key@127.0.0.1:8123",
    "http://127.0.0.1:8123/?user=x",
    "file:///x",
  ]) {
    const { mistakes } = judgeAnalyticsConfig(located({ ...good, clickhouse: { ...good.clickhouse, url } }));
    expect(mistakes.map((one) => one.text.split(":")[0])).toEqual(["clickhouse.url"]);
  }
});

it("takes spans on loopback alone, with a key, or not at all", () => {
  const { otlp: _, ...without } = good;
  expect(judgeAnalyticsConfig(located(without)).config?.otlp).toBeUndefined();
  const wrong = judgeAnalyticsConfig(located({ ...good, otlp: { listen: "0.0.0.0:4318", kye_file: "/k" } }));
  expect(wrong.mistakes.map((one) => one.text.split(":")[0])).toEqual([
    "otlp.listen",
    "otlp.key_file",
    "otlp.kye_file",
  ]);
});

it("serves its metrics, and pushes them; a mistake there is named with the others", () => {
  const otlp = { endpoint: "http://127.0.0.1:4318/v1/metrics", every_s: 10 };
  const metrics = { listen: "127.0.0.1:9468", otlp };
  expect(judgeAnalyticsConfig(located({ ...good, metrics })).config?.metrics?.otlp?.everyS).toBe(10);
  const { mistakes } = judgeAnalyticsConfig(located({ ...good, metrics: { listen: "10.0.0.1:9468", path: "/" } }));
  expect(mistakes.map((one) => one.text.split(":")[0])).toEqual(["metrics.path", "metrics.listen"]);
});
