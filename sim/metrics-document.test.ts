/** docs/metrics.md says what is told, and the version that parts say is the package's. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { TABLE_BEGINS, TABLE_ENDS, tableText } from "../core/metrics/document.ts";
import { METRICS } from "../core/metrics/table.ts";
import { VERSION } from "../core/version.ts";

const read = (path: string) => readFileSync(join(import.meta.dirname, "..", path), "utf8");

it("holds the table of metrics; `bin/node sim/metrics-document.ts` mends it", () => {
  expect(read("docs/metrics.md")).toContain(`${TABLE_BEGINS}\n\n${tableText(METRICS)}\n\n${TABLE_ENDS}`);
});

it("names, in the alerts that we give, metrics that there are", () => {
  const named = read("deploy/prometheus/alerts.yaml").match(/wayleave_[a-z0-9_]+/g) ?? [];
  expect(named.length).toBeGreaterThan(10);
  const known = METRICS.map(({ name }) => name);
  for (const name of named) expect(known).toContain(name.replace(/_bucket$/, ""));
});

it("the version", () => {
  expect((JSON.parse(read("package.json")) as { version: string }).version).toBe(VERSION);
});
