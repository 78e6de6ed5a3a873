/** Traces of real flows through real gateways and a publisher, as an OTLP receiver gets them. */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SPAN_ATTRIBUTES, SPANS, type SpanName } from "../core/trace/spans.ts";
import { Trial } from "../io/control/trial.ts";
import { eventually, type Operator } from "../io/control/trial-operator.ts";
import { appObject, estateOf, TrialAgent, TrialApp, type TrialFlow } from "../io/control/trial-peers.ts";
import { uuidText } from "../io/entropy.ts";
import type { Frame, FrameValues } from "../io/wire/frame.ts";
import { opentelemetry } from "../proto/gen/opentelemetry.js";

const { ExportTraceServiceRequest } = opentelemetry.proto.collector.trace.v1;
const PORT = 27_380;
const KEY = "a key of the receiver's";

interface Got {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly failed: boolean;
  readonly resource: Record<string, string>;
  readonly facts: Record<string, string | number>;
}

let receiver: Server;
const got: Got[] = [];
const keys = new Set<string>();
let trial: Trial;
let app: TrialApp;
let operator: Operator;
let agent: TrialAgent;
let rare: TrialAgent;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      keys.add(request.headers.authorization ?? "");
      got.push(...spansOf(Buffer.concat(chunks)));
      response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  trial = await Trial.open();
  app = await TrialApp.open();
  const keyFile = join(trial.folder, "otlp.key");
  writeFileSync(keyFile, `${KEY}\n`, { mode: 0o600 });
  const otlp = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/traces`;
  const tracing = { otlp, key_file: keyFile };
  await trial.gateway("g1", PORT, ["client"], { tracing: { ...tracing, ratio: 1 } });
  await trial.gateway("g2", PORT + 1, ["publisher"], { tracing });
  await trial.gateway("g3", PORT + 2, ["client", "publisher"], { tracing: { ...tracing, ratio: 0 } });
  operator = await trial.operator(PORT);
  await operator.apply([
    ...estateOf([appObject("wiki", ["p1"], app.port), appObject("closed", ["p1"], 1)]),
    appObject("payroll", ["p1"], app.port),
    { name: "no-payroll", policy: { order: 1, action: "block", apps: ["payroll"] } },
  ]);
  await trial.publisher("p1", [PORT + 1, PORT + 2], [app.port, 1]);
  agent = await helloAt(PORT);
  rare = await helloAt(PORT + 2);
  for (const one of [agent, rare])
    await eventually(async () => (await one.open("wiki.corp.example")).first.kind === "opened");
}, 90_000);

afterAll(async () => {
  app?.close();
  await trial?.close();
  receiver?.close();
}, 30_000);

describe("an opened flow", () => {
  it("has one tree: the gateways' spans and the publisher's, under the span that the device named", async () => {
    const context = newContext();
    const flow = await agent.open("wiki.corp.example", 80, { traceparent: context.text });
    expect(await nextMark(flow)).toMatchObject({ kind: "mark", value: { kept: true } });
    // The origin is an address: nothing is looked up.
    const spans = await spansWith(context.traceId, ["open", "admit", "decide", "route", "dispatch", "lock", "connect"]);
    expect(byName(spans, "open").parentId).toBe(context.spanId);
    for (const span of spans) {
      const { under, role } = SPANS[span.name as SpanName];
      if (under !== "flow") expect(span.parentId).toBe(byName(spans, under!).spanId);
      expect(span.facts).toMatchObject({ [SPAN_ATTRIBUTES.flowId]: idOf(flow), [SPAN_ATTRIBUTES.role]: role });
      expect(span.failed).toBe(false);
    }
    expect(byName(spans, "route").facts).toMatchObject({
      ...{ "wayleave.publisher": "p1", "wayleave.gateway": "g2", "wayleave.clock_offset_us": expect.any(Number) },
    });
    expect(byName(spans, "dispatch").resource).toMatchObject({ "service.instance.id": "g2" });
    await flow.echo("and it still carries bytes");
    await flow.finish();
  }, 30_000);

  it("bears no more in its resource than the closed list", async () => {
    const context = newContext();
    await agent.open("wiki.corp.example", 80, { traceparent: context.text });
    const spans = await spansWith(context.traceId, ["dispatch", "connect"]);
    const common = { "service.version": "0.1.0", "wayleave.tenant": "demo" };
    expect(byName(spans, "dispatch").resource).toEqual({
      ...{ ...common, "service.name": "wayleave-gateway", "service.instance.id": "g2" },
    });
    expect(byName(spans, "connect").resource).toEqual({
      ...{ ...common, "service.name": "wayleave-publisher", "service.instance.id": "p1" },
      "wayleave.reported_by": "spiffe://example.test/demo/publisher/p1",
    });
    expect([...keys]).toEqual([`Bearer ${KEY}`]);
  }, 30_000);

  it("of a device without trace context begins with the open", async () => {
    const flow = await agent.open("wiki.corp.example");
    await eventually(() =>
      got.some(({ name, facts }) => name === "connect" && facts["wayleave.flow_id"] === idOf(flow)),
    );
    const open = got.find(({ name, facts }) => name === "open" && facts["wayleave.flow_id"] === idOf(flow));
    expect(open).toMatchObject({ parentId: "", traceId: expect.stringMatching(/^(?!0{32})[0-9a-f]{32}$/) });
  }, 30_000);
});

describe("a flow that does not open", () => {
  it.each([
    ["payroll", "CGW_POLICY_RULE_BLOCK", ["open", "admit", "decide"]],
    ["nothing", "CGW_APP_UNKNOWN", ["open", "admit", "decide"]],
    ["closed", "APP_DIAL_REFUSED", ["open", "admit", "decide", "route", "dispatch", "lock", "connect"]],
  ])(
    "%s ends at the hop that refused it, %s, though hardly any trace is kept",
    async (name, code, names) => {
      for (const by of [agent, rare]) {
        const context = newContext();
        const { first } = await by.open(`${name}.corp.example`, 80, { traceparent: context.text });
        expect(first).toMatchObject({ kind: "refused", value: { code, traceKept: true } });
        const spans = await spansWith(context.traceId, names);
        const last = byName(spans, names.at(-1)!);
        expect([last.failed, last.facts["wayleave.reason"]]).toEqual([true, code]);
      }
    },
    30_000,
  );
});

it("of a gateway that keeps no ordinary flow no span comes, and no mark", async () => {
  const context = newContext();
  const flow = await rare.open("wiki.corp.example", 80, { traceparent: context.text });
  await flow.echo("quiet");
  await flow.finish();
  // What comes later is there: so this would be too.
  const after = newContext();
  await rare.open("payroll.corp.example", 80, { traceparent: after.text });
  await spansWith(after.traceId, ["open", "admit", "decide"]);
  expect(got.filter(({ traceId }) => traceId === context.traceId)).toEqual([]);
}, 30_000);

let contexts = 0;

function newContext() {
  contexts += 1;
  const traceId = contexts.toString(16).padStart(32, "7");
  const spanId = contexts.toString(16).padStart(16, "9");
  return { traceId, spanId, text: `00-${traceId}-${spanId}-01` };
}

async function helloAt(port: number): Promise<TrialAgent> {
  const one = new TrialAgent(await trial.link("device", "laptop", port));
  await one.hello();
  return one;
}

/** Skips what else may come before it. */
async function nextMark(flow: TrialFlow): Promise<Frame | string> {
  for (;;) {
    const said = await flow.next();
    if (typeof said === "string" || said.kind === "mark") return said;
  }
}

const idOf = (flow: TrialFlow): string => uuidText((flow.first.value as FrameValues["opened"]).flowId);
const byName = (spans: readonly Got[], name: string): Got => spans.find((span) => span.name === name)!;

/** All of one trace, once there are as many as are named: exactly those. */
async function spansWith(traceId: string, names: readonly string[]): Promise<Got[]> {
  const own = () => got.filter((span) => span.traceId === traceId);
  await eventually(() => names.every((name) => own().some((span) => span.name === name)));
  if (names.includes("open"))
    expect(
      own()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  return own();
}

function spansOf(body: Buffer): Got[] {
  const hex = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString("hex");
  return (ExportTraceServiceRequest.decode(body).resourceSpans ?? []).flatMap(({ resource, scopeSpans }) =>
    (scopeSpans ?? []).flatMap(({ spans }) =>
      (spans ?? []).map((span) => ({
        ...{ name: span.name ?? "", traceId: hex(span.traceId), spanId: hex(span.spanId) },
        ...{ parentId: hex(span.parentSpanId), failed: span.status?.code === 2 },
        resource: plain(resource?.attributes ?? []) as Record<string, string>,
        facts: plain(span.attributes ?? []),
      })),
    ),
  );
}

function plain(attributes: readonly opentelemetry.proto.common.v1.KeyValue.$Properties[]) {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key ?? "", value?.stringValue ?? value?.intValue ?? ""]),
  ) as Record<string, string | number>;
}
