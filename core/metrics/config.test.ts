/** The key `metrics`: every mistake is named. */
import { describe, expect, it } from "@jest/globals";
import { located } from "../config/located.ts";
import { PartFields } from "../config/part-fields.ts";
import { type MayPush, metricsIn, metricsOf } from "./config.ts";

function judged(value: unknown, may: MayPush = "push") {
  const fields = new PartFields();
  return { config: metricsOf(value, fields, may), mistakes: fields.mistakes.map(({ field }) => field) };
}

it("without the key there are no metrics", () => {
  expect(judged(undefined)).toEqual({ config: undefined, mistakes: [] });
});

it("takes an address of this machine, and a collector with its headers", () => {
  const otlp = { endpoint: "https://otel.example:4318/v1/metrics", headers_file: "/etc/headers", every_s: 15 };
  expect(judged({ listen: "[::1]:9464", otlp })).toEqual({
    config: {
      listen: { host: "::1", port: 9464 },
      otlp: { endpoint: otlp.endpoint, headersFile: "/etc/headers", everyS: 15 },
    },
    mistakes: [],
  });
});

describe("a mistake is named by its field:", () => {
  const endpoint = "http://127.0.0.1:4318/v1/metrics";
  const listen = "127.0.0.1:0";
  it.each([
    ["no address", {}, "metrics.listen"],
    ["an address that others reach", { listen: "0.0.0.0:9464" }, "metrics.listen"],
    ["a name that others may have", { listen: "metrics.example:9464" }, "metrics.listen"],
    ["a port alone", { listen: 9464 }, "metrics.listen"],
    ["an unknown field", { listen, path: "/m" }, "metrics.path"],
    ["a collector without an address", { listen, otlp: {} }, "metrics.otlp.endpoint"],
    ["a key in the address", { listen, otlp: { endpoint: "http://me:key@127.0.0.1/" } }, "metrics.otlp.endpoint"],
    ["gRPC", { listen, otlp: { endpoint: "grpc://127.0.0.1:4317" } }, "metrics.otlp.endpoint"],
    [
      "headers in the clear",
      { listen, otlp: { endpoint: "http://otel.example/", headers_file: "h" } },
      "metrics.otlp.endpoint",
    ],
    ["no time between two pushes", { listen, otlp: { endpoint, every_s: 0 } }, "metrics.otlp.every_s"],
    ["a list", [listen], "metrics"],
  ])("%s", (_, value, field) => {
    expect(judged(value).mistakes).toContain(field);
  });
});

it("a part that opens no other connections pushes nothing", () => {
  const otlp = { endpoint: "http://127.0.0.1:4318/v1/metrics" };
  expect(judged({ listen: "127.0.0.1:9464", otlp }, "serve alone").mistakes).toEqual(["metrics.otlp"]);
});

it("of a file with its lines, each mistake has its own", () => {
  const value = {
    ...{ is: "map" as const, line: 3 },
    entries: [
      { key: "listen", line: 3, value: { ...located("10.0.0.1:9464"), line: 3 } },
      {
        ...{ key: "otlp", line: 4 },
        value: {
          ...{ is: "map" as const, line: 5 },
          entries: [{ key: "endpoint", line: 5, value: { ...located("x"), line: 5 } }],
        },
      },
    ],
  };
  const told: [number, string][] = [];
  metricsIn(value, (line, field) => told.push([line, field]), "push");
  expect(told).toEqual([
    [3, "metrics.listen"],
    [5, "metrics.otlp.endpoint"],
  ]);
});
