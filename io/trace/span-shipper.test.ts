/** Spans on their way to a real OTLP receiver. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "@jest/globals";
import type { FinishedSpan } from "../../core/trace/spans.ts";
import { opentelemetry } from "../../proto/gen/opentelemetry.js";
import { openJsonLog } from "../json-log.ts";
import { QUEUE_MAX, SpanShipper } from "./span-shipper.ts";
import "../wire/protobuf.ts";

const { ExportTraceServiceRequest } = opentelemetry.proto.collector.trace.v1;
const OWN = { service: "wayleave-gateway", version: "0", instance: "g1", tenant: "demo", reportedBy: "" };
let receiver: Server | undefined;
afterEach(() => void receiver?.close());

const span = (n: number): FinishedSpan => ({
  ...{ name: "open", traceId: "ab".repeat(16), spanId: n.toString(16).padStart(16, "1"), parentId: "cd".repeat(8) },
  ...{ startUs: 1_760_000_000_000_001, endUs: 1_760_000_000_000_003, failed: true, facts: { role: "client-gateway" } },
});

type Got = { resource: string[]; names: string[]; nanos: [number, number] };

/** Answers with the next status, and 200 when there are no more. */
async function receive(got: Got[], ...statuses: number[]): Promise<string> {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const status = statuses.shift() ?? 200;
      if (status === 200) {
        for (const { resource, scopeSpans } of ExportTraceServiceRequest.decode(Buffer.concat(chunks)).resourceSpans ??
          []) {
          const spans = (scopeSpans ?? []).flatMap((scope) => scope.spans ?? []);
          got.push({
            resource: (resource?.attributes ?? []).map(({ key, value }) => `${key}=${value?.stringValue}`),
            names: spans.map(({ name }) => name ?? ""),
            nanos: [Number(spans[0]!.startTimeUnixNano), Number(spans[0]!.endTimeUnixNano)],
          });
        }
      }
      response.writeHead(status, { "content-type": "application/x-protobuf" }).end();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  return `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/traces`;
}

const shipperTo = (endpoint: string) =>
  new SpanShipper({ endpoint, keyFile: undefined, own: OWN }, openJsonLog({ service: "test", write: () => {} }));

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

it("own spans and reported ones go under the resource of who made them", async () => {
  const got: Got[] = [];
  const shipper = shipperTo(await receive(got));
  shipper.take([span(1), span(2)]);
  const by = {
    service: "wayleave-agent",
    version: "0",
    instance: "laptop",
    tenant: "demo",
    reportedBy: "spiffe://x/l",
  };
  shipper.take([{ ...span(3), name: "flow", parentId: "" }], by);
  await until(() => shipper.counters.spans_shipped === 3);
  const own = ["service.name=wayleave-gateway", "service.version=0", "service.instance.id=g1", "wayleave.tenant=demo"];
  expect(got.map(({ names }) => names)).toEqual([["open", "open"], ["flow"]]);
  expect(got[0]!.resource).toEqual(own);
  expect(got[1]!.resource).toContain("wayleave.reported_by=spiffe://x/l");
  // To what a double can tell of so large a number.
  expect(got[0]!.nanos[1] - got[0]!.nanos[0]).toBeGreaterThan(1_500);
  await shipper.close();
}, 30_000);

it("what a receiver did not take is sent again", async () => {
  const got: Got[] = [];
  const shipper = shipperTo(await receive(got, 400));
  shipper.take([span(1)]);
  await until(() => shipper.counters.spans_shipped === 1);
  expect(shipper.counters).toMatchObject({ span_batches_failed: 1, spans_lost: 0 });
  await shipper.close();
}, 30_000);

it("past the bound spans are dropped and counted, and an end does not wait for a receiver that is away", async () => {
  const shipper = shipperTo("http://127.0.0.1:9/v1/traces");
  shipper.take(Array.from({ length: QUEUE_MAX }, (_, n) => span(n)));
  shipper.take([span(0)]);
  expect(shipper.counters.spans_dropped).toBe(1);
  const from = performance.now();
  await shipper.close();
  expect(performance.now() - from).toBeLessThan(5_000);
  expect(shipper.counters.spans_shipped).toBe(0);
}, 30_000);
