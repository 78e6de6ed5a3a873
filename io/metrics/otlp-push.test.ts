/** Metrics to a collector: what it hears is what the page says, and nothing of the process besides. */

import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { emptyResource } from "@opentelemetry/resources";
import protobuf from "protobufjs";
import { familiesOf } from "../../core/metrics/families.ts";
import { Histogram, SETUP_BOUNDS } from "../../core/metrics/histogram.ts";
import { pageOf } from "../../core/metrics/page.ts";
import { openJsonLog } from "../json-log.ts";
import { producerOf } from "./otlp-producer.ts";
import { type MetricsPush, openMetricsPush } from "./otlp-push.ts";

/** As much of OTLP as is looked at here. */
const OTLP = protobuf
  .parse(`syntax = "proto3";
  message Request { repeated ResourceMetrics resource_metrics = 1; }
  message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { string string_value = 1; }
  message ScopeMetrics { repeated Metric metrics = 2; }
  message Metric { string name = 1; string unit = 3; Data gauge = 5; Data sum = 7; Histogram histogram = 9; }
  message Data { repeated Point data_points = 1; int32 temporality = 2; bool is_monotonic = 3; }
  message Histogram { repeated Buckets data_points = 1; }
  message Buckets { double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7; }
  message Point { double as_double = 4; repeated KeyValue attributes = 7; }
`)
  .root.lookupType("Request");

interface Metric {
  readonly name: string;
  readonly unit?: string;
  readonly histogram?: { readonly dataPoints: { readonly sum: number; readonly explicitBounds: number[] }[] };
  readonly sum?: { readonly isMonotonic?: boolean; readonly dataPoints: { readonly asDouble: number }[] };
}
interface Request {
  readonly resourceMetrics: {
    readonly resource: {
      readonly attributes: { readonly key: string; readonly value: { readonly stringValue: string } }[];
    };
    readonly scopeMetrics: { readonly metrics: Metric[] }[];
  }[];
}

const DEADLINE_MS = 10_000;
let collector: Server;
let folder: string;
let push: MetricsPush | undefined;
let status: number;
let heard: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[];
let told: () => void = () => {};
let lines: string[];

beforeEach(async () => {
  [status, heard, lines, push] = [200, [], [], undefined];
  folder = mkdtempSync(join(tmpdir(), "wayleave-otlp-"));
  collector = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      heard.push({ headers: request.headers, body: Buffer.concat(pieces) });
      response.writeHead(status).end();
      told();
    });
  });
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
});

afterEach(async () => {
  await push?.close();
  const closed = once(collector, "close");
  collector.close();
  collector.closeAllConnections();
  await closed;
  rmSync(folder, { recursive: true });
});

const setup = new Histogram();
setup.observe(0.02);
const counters = { flows_opened: 3, stalled_bytes: 17, flows_refused_CGW_APP_UNKNOWN: 1 };
const read = () => familiesOf("gateway", { counters, refused: {}, histograms: { setup_opened: setup.read() } });
const families = () => Promise.resolve(read());
const log = () => openJsonLog({ service: "wayleave-test", level: "info", write: (line) => lines.push(line) });

function start(): void {
  const headersFile = join(folder, "headers");
  writeFileSync(headersFile, "authorization: Bearer secret-1\n");
  const { port } = collector.address() as { port: number };
  const otlp = { endpoint: `http://127.0.0.1:${port}/v1/metrics`, headersFile, everyS: 60 };
  push = openMetricsPush({
    otlp,
    service: "wayleave-gateway",
    instance: "gateway-1",
    families,
    log: log(),
    everyMs: 200,
  });
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const late = setTimeout(() => told(), DEADLINE_MS);
  const giveUpAt = performance.now() + DEADLINE_MS;
  while (!holds()) {
    if (performance.now() >= giveUpAt) throw new Error(`${what}: not within ${DEADLINE_MS} ms`);
    await new Promise<void>((resolve) => {
      told = () => setImmediate(resolve);
      setTimeout(resolve, 50);
    });
  }
  clearTimeout(late);
}

it("the collector hears each series, and who sends them by a closed list", async () => {
  start();
  await until("a push", () => heard.length > 0);
  expect(heard[0]!.headers).toMatchObject({
    authorization: "Bearer secret-1",
    "content-type": "application/x-protobuf",
  });
  const [of] = (OTLP.toObject(OTLP.decode(heard[0]!.body), { defaults: true }) as Request).resourceMetrics;
  expect(of!.resource.attributes.map(({ key, value }) => [key, value.stringValue])).toEqual([
    ["service.name", "wayleave-gateway"],
    ["service.version", "0.1.0"],
    ["service.instance.id", "gateway-1"],
  ]);
  const metrics = of!.scopeMetrics.flatMap((scope) => scope.metrics);
  expect(metrics.map(({ name }) => name)).toEqual(read().map(({ metric }) => metric.name));
  const flows = metrics.find(({ name }) => name === "wayleave_gateway_flows_total");
  expect(flows?.sum).toMatchObject({ isMonotonic: true });
  expect(flows?.sum?.dataPoints.map(({ asDouble }) => asDouble)).toEqual([3, 1, 0, 0]);
  expect(metrics.find(({ name }) => name === "wayleave_gateway_stalled_bytes")?.unit).toBe("By");
  const setupTold = metrics.find(({ name }) => name === "wayleave_gateway_setup_seconds")?.histogram?.dataPoints;
  expect(setupTold).toMatchObject([{ sum: 0.02, explicitBounds: SETUP_BOUNDS }]);
  // The library's default resource would hold it.
  expect(heard[0]!.body.toString("latin1")).not.toContain("process.");
  await until("it is counted", () => push!.counters.metrics_pushed > 0);
});

it("a collector that takes nothing is told of once, and counted each time; back again, too", async () => {
  status = 400;
  start();
  await until("two pushes failed", () => push!.counters.metrics_push_failed >= 2);
  status = 200;
  await until("one was taken", () => push!.counters.metrics_pushed > 0);
  const said = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(said).toEqual(["the collector takes no metrics", "the collector takes metrics again"]);
  expect(lines.join("")).not.toContain("secret-1");
});

it("OpenTelemetry's own writer of the text format says of these series what our page says", async () => {
  const { resourceMetrics } = await producerOf(families, log()).collect();
  const serializer = new PrometheusSerializer("", false, undefined, true, true);
  const theirs = serializer.serialize({ ...resourceMetrics, resource: emptyResource() });
  const sorted = (page: string) =>
    page
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("# UNIT"))
      .sort();
  expect(sorted(pageOf(read()))).toEqual(sorted(theirs));
});
