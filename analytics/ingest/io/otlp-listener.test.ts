/** OTLP over real HTTP into the real engine: both encodings, the key, the caps, and a store that goes away. */
import { request } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { opentelemetry } from "../../../proto/gen/opentelemetry.js";
import { BODY_BYTES_MAX, UNPACKED_BYTES_MAX } from "../otlp-request.ts";
import { type OtlpListener, openOtlp } from "./otlp-listener.ts";
import { SpanWriter } from "./span-writer.ts";
import { TrialRig } from "./trial-rig.ts";

const { ExportTraceServiceRequest, ExportTraceServiceResponse } = opentelemetry.proto.collector.trace.v1;

let rig: TrialRig;
let writer: SpanWriter;
let listener: OtlpListener;
beforeAll(async () => {
  rig = await TrialRig.start();
});
beforeEach(async () => {
  await listener?.close();
  await writer?.close();
  writer = new SpanWriter({ url: rig.trial.url, key: rig.trial.key, gatherMs: 20 });
  listener = await openOtlp({ listen: { host: "127.0.0.1", port: 0 }, key: "secret", writer });
});
afterAll(async () => {
  await listener?.close();
  await writer?.close();
  await rig?.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

const PROTOBUF = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json" };

function post(
  body: Uint8Array | string,
  headers: Record<string, string> = PROTOBUF,
  o: { path?: string; method?: string } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(
    {
      ...{ host: "127.0.0.1", port: listener.port, path: o.path ?? "/v1/traces", method: o.method ?? "POST" },
      ...{ headers: { authorization: "Bearer secret", ...headers }, agent: false },
    },
    (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(pieces) }),
      );
    },
  );
  asked.on("error", reject).end(body);
  return promise;
}

let ids = 0;
const now = (): number => Date.now() * 1_000_000;
const newSpan = (more: object = {}) => ({
  ...{ traceId: Buffer.alloc(16, 1), spanId: idBytes(++ids), name: `span ${ids}`, kind: 1 },
  ...{ startTimeUnixNano: now() - 2048, endTimeUnixNano: now(), ...more },
});
function idBytes(n: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(n, 4);
  return bytes;
}
const resource = { attributes: [{ key: "service.name", value: { stringValue: "trial" } }] };
const exported = (...spans: object[]) => ({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
const protobufOf = (...spans: object[]): Uint8Array => ExportTraceServiceRequest.encode(exported(...spans)).finish();
const jsonOf = (...spans: object[]): string =>
  JSON.stringify(exported(...spans), function (this: Record<string, unknown>, key) {
    const one = this[key];
    if (one instanceof Uint8Array) return Buffer.from(one).toString("hex");
    return key.endsWith("Nano") ? String(BigInt(one as number)) : one;
  });

const stored = (name: string): Promise<number> =>
  rig.count(`SELECT count() FROM otel_traces WHERE SpanName = '${name}' AND ServiceName = 'trial'`);

it("protobuf: who was told of success finds the span stored", async () => {
  const span = newSpan();
  const answer = await post(protobufOf(span));
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/x-protobuf"]);
  expect(answer.body).toHaveLength(0);
  expect(await stored(span.name)).toBe(1);
});

it("JSON, and gzip of either", async () => {
  const [plain, packed, binary] = [newSpan(), newSpan(), newSpan()];
  const answer = await post(jsonOf(plain), { "content-type": "application/json; charset=utf-8" });
  expect([answer.status, answer.headers["content-type"], String(answer.body)]).toEqual([200, "application/json", "{}"]);
  const gzip = { "content-encoding": "gzip" };
  expect((await post(gzipSync(jsonOf(packed)), { ...JSON_TYPE, ...gzip })).status).toBe(200);
  expect((await post(gzipSync(protobufOf(binary)), { ...PROTOBUF, ...gzip })).status).toBe(200);
  for (const { name } of [plain, packed, binary]) expect(await stored(name)).toBe(1);
});

it("spans that are wrong are told of, the others stored", async () => {
  const good = newSpan();
  const bad = newSpan({ spanId: Buffer.alloc(3, 1) });
  const { partialSuccess } = ExportTraceServiceResponse.decode((await post(protobufOf(good, bad))).body);
  expect(partialSuccess?.rejectedSpans).toBe(1);
  expect(partialSuccess?.errorMessage).toContain("span_id must have 8 bytes, has 3");
  expect(JSON.parse(String((await post(jsonOf(bad), JSON_TYPE)).body))).toEqual({
    partialSuccess: { rejectedSpans: "1", errorMessage: expect.stringContaining("span_id") },
  });
  expect(await stored(good.name)).toBe(1);
  expect(listener.counters()).toMatchObject({ spans_rejected: 2, spans_stored: 1, otlp_exports: 2 });
});

it("many at once are few inserts, and each is answered", async () => {
  const spans = Array.from({ length: 200 }, () => newSpan());
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => post(protobufOf(...spans.slice(at * 5, at * 5 + 5)))),
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  const names = spans.map(({ name }) => `'${name}'`).join(", ");
  expect(await rig.count(`SELECT uniqExact(SpanId) FROM otel_traces WHERE SpanName IN (${names})`)).toBe(200);
  expect(listener.counters()["span_inserts"]).toBeLessThan(20);
});

it.each<[string, number, number, string, Record<string, string>, { path?: string; method?: string }]>([
  ["no key", 401, 16, "key", { authorization: "" }, {}],
  ["a wrong key", 401, 16, "key", { authorization: "Bearer wrong" }, {}],
  ["another host", 403, 7, "host", { host: "evil.example" }, {}],
  ["a page of another site", 403, 7, "origin", { origin: "http://evil.example" }, {}],
  ["metrics", 404, 12, "path", {}, { path: "/v1/metrics" }],
  ["logs", 404, 12, "path", {}, { path: "/v1/logs" }],
  ["another path", 404, 12, "path", {}, { path: "/" }],
  ["another method", 405, 12, "method", {}, { method: "PUT" }],
  ["another packing", 415, 3, "packing", { "content-encoding": "br" }, {}],
])("refuses %s with a status that programs and people read", async (_, status, code, reason, headers, o) => {
  const answer = await post(jsonOf(newSpan()), { ...JSON_TYPE, ...headers }, o);
  expect([answer.status, answer.headers["content-type"]]).toEqual([status, "application/json"]);
  expect(JSON.parse(String(answer.body))).toEqual({ code, message: expect.stringMatching(/\w{3}/) });
  expect(listener.refused()).toEqual({ [reason]: 1 });
});

it("metrics and logs are told apart from a path that nobody knows", async () => {
  expect(String((await post("", JSON_TYPE, { path: "/v1/metrics" })).body)).toContain("only spans are taken");
});

it("another media type is refused in words", async () => {
  const answer = await post("x", { "content-type": "text/plain" });
  expect([answer.status, String(answer.body)]).toEqual([415, expect.stringContaining("application/x-protobuf")]);
});

it("what is malformed is refused by name, in the encoding that it came in", async () => {
  const json = await post('{"resourceSpans":[{"scopeSpans":1}]}', JSON_TYPE);
  expect([json.status, JSON.parse(String(json.body))]).toEqual([
    400,
    { code: 3, message: "resourceSpans[0].scopeSpans must be a list" },
  ]);
  const binary = await post(Buffer.from([0x0a, 0x7f]), PROTOBUF);
  expect([binary.status, binary.headers["content-type"], binary.body[1]]).toEqual([400, "application/x-protobuf", 3]);
  expect((await post("x", { ...PROTOBUF, "content-encoding": "gzip" })).status).toBe(400);
  expect(listener.refused()).toEqual({ malformed: 3 });
});

it("bodies are bounded, said or not, packed or not", async () => {
  const large = Buffer.alloc(BODY_BYTES_MAX + 1);
  expect((await post(large)).status).toBe(413);
  expect((await post(large, { ...PROTOBUF, "transfer-encoding": "chunked" })).status).toBe(413);
  const bomb = gzipSync(Buffer.alloc(UNPACKED_BYTES_MAX * 20));
  expect(bomb.length).toBeLessThan(BODY_BYTES_MAX);
  expect((await post(bomb, { ...PROTOBUF, "content-encoding": "gzip" })).status).toBe(413);
  expect(listener.refused()).toEqual({ "too large": 3 });
});

it("garbage instead of HTTP is answered and counted; a body that breaks off hurts nobody", async () => {
  const socket = connect(listener.port, "127.0.0.1");
  const got = Promise.withResolvers<string>();
  socket.on("data", (bytes) => got.resolve(bytes.toString("latin1"))).write("\x16\x03\x01garbage\r\n\r\n");
  expect(await got.promise).toContain("400");
  const head = `POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1:${listener.port}\r\nauthorization: Bearer secret\r\n`;
  const broken = connect(listener.port, "127.0.0.1");
  broken.write(`${head}content-type: application/json\r\ncontent-length: 100\r\n\r\n{"res`, () => broken.destroy());
  const span = newSpan();
  expect((await post(protobufOf(span))).status).toBe(200);
  // The one that broke off may be counted by now, or not.
  expect(listener.refused()["malformed"]).toBeGreaterThanOrEqual(1);
});

it("a store that is away makes exporters come again, and what is sent again is stored", async () => {
  await rig.trial.kill();
  const span = newSpan();
  const answer = await post(protobufOf(span));
  expect([answer.status, answer.headers["retry-after"]]).toEqual([503, "5"]);
  expect(listener.refused()).toEqual({ "store away": 1 });
  await rig.trial.start();
  expect((await post(protobufOf(span))).status).toBe(200);
  expect(await stored(span.name)).toBe(1);
});

it("what is under way when it closes is still stored and answered", async () => {
  await writer.close();
  writer = new SpanWriter({ url: rig.trial.url, key: rig.trial.key, gatherMs: 60_000 });
  await listener.close();
  listener = await openOtlp({ listen: { host: "127.0.0.1", port: 0 }, key: "secret", writer });
  const span = newSpan();
  const answer = post(protobufOf(span));
  await until(() => writer.waiting > 0);
  await listener.close();
  expect((await answer).status).toBe(200);
  expect(await stored(span.name)).toBe(1);
});

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("it did not come to pass within 5 s");
    await new Promise((go) => setImmediate(go));
  }
}
