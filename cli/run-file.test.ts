/** What stands in run.json, and what doesn't count as one. */
import { expect, it } from "@jest/globals";
import { judgeRunFile } from "./run-file.ts";

const part = {
  name: "gateway-1",
  kind: "gateway",
  pid: 12,
  began: 3,
  listen: ["127.0.0.1:8443"],
  state: "ready",
  restarts: 0,
  status_file: "/d/status/gateway-1.json",
};
const endpoints = { proxy: null, dns: null, console: null, clickhouse: null, otlp: null, gateways: ["127.0.0.1:8443"] };
const run = { pid: 11, began: 2, ready: true, parts: [part], endpoints };

it("reads what up writes", () => {
  expect(judgeRunFile(JSON.parse(JSON.stringify(run)))).toEqual(run);
});

it("is undefined for anything else", () => {
  const wrong: unknown[] = [
    ...[null, 1, "x", [], {}, { ...run, pid: 0 }, { ...run, pid: "11" }, { ...run, parts: [{}] }],
    ...[
      { ...run, endpoints: {} },
      { ...run, parts: undefined },
    ],
  ];
  for (const value of wrong) expect(judgeRunFile(value)).toBeUndefined();
});
