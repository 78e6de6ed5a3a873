/**
 * Finished spans as the OpenTelemetry SDK's own, and its exporter to an OTLP/HTTP receiver.
 *
 * The gateway's spans are made by the SDK's tracer, with the ids and times that the flow had. Those of others bear
 * another resource than this process, so they are written out. Resources hold a closed list of attributes: the SDK's
 * detectors would add the command line.
 */
import { readFileSync } from "node:fs";
import { type Attributes, type HrTime, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { type Resource, resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { AlwaysOnSampler, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { type FinishedSpan, SPAN_ATTRIBUTES, type SpanFacts } from "../../core/trace/spans.ts";
import type { QueuedSpan } from "./span-shipper.ts";

/** Whose spans they are. */
export interface SpanOrigin {
  readonly service: string;
  readonly version: string;
  readonly instance: string;
  readonly tenant: string;
  /** SPIFFE id of a device or publisher; "": this gateway's own. */
  readonly reportedBy: string;
}

export interface SinkOptions {
  /** Of the receiver, with its path, as `http://127.0.0.1:4318/v1/traces`. */
  readonly endpoint: string;
  /** Its content goes as a bearer token. */
  readonly keyFile: string | undefined;
  readonly own: SpanOrigin;
}

export interface OtlpSink {
  /** Rejects where the receiver has not taken them. */
  send(spans: readonly QueuedSpan[]): Promise<void>;
  close(): Promise<void>;
}

const SEND_MS = 10_000;
/** Reporters whose resource is remembered: the exporter groups spans by the object. */
const RESOURCES_MAX = 4_096;
const SCOPE = "wayleave";
const EXPORTED = 0;

export function openOtlpSink({ endpoint, keyFile, own }: SinkOptions): OtlpSink {
  const key = keyFile === undefined ? undefined : readFileSync(keyFile, "utf8").trim();
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const exporter = new OTLPTraceExporter({ url: endpoint, headers, timeoutMillis: SEND_MS });
  const made: ReadableSpan[] = [];
  let next = { traceId: "", spanId: "" };
  const sdk = new NodeSDK({
    ...{ autoDetectResources: false, resource: resourceOf(own), metricReaders: [], logRecordProcessors: [] },
    ...{ textMapPropagator: null, instrumentations: [], sampler: new AlwaysOnSampler() },
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [
      {
        onStart: () => {},
        onEnd: (span) => void made.push(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => exporter.shutdown(),
      },
    ],
  });
  sdk.start();
  const tracer = trace.getTracer(SCOPE, own.version);
  const make = ({ name, traceId, spanId, parentId, startUs, endUs, failed, facts }: FinishedSpan) => {
    next = { traceId, spanId };
    const above =
      parentId === "" ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote({ traceId, spanId: parentId }));
    const attributes = attributesOf(facts);
    const span = tracer.startSpan(name, { kind: SpanKind.INTERNAL, startTime: hrTime(startUs), attributes }, above);
    span.setStatus({ code: failed ? SpanStatusCode.ERROR : SpanStatusCode.OK });
    span.end(hrTime(endUs));
  };
  const resources = new Map<string, Resource>();
  const resourceFor = (by: SpanOrigin): Resource => {
    const name = `${by.tenant} ${by.service} ${by.instance} ${by.reportedBy} ${by.version}`;
    const known = resources.get(name);
    if (known !== undefined) return known;
    if (resources.size >= RESOURCES_MAX) resources.clear();
    const fresh = resourceOf(by);
    resources.set(name, fresh);
    return fresh;
  };
  return {
    async send(spans) {
      made.length = 0;
      const reported: ReadableSpan[] = [];
      for (const { span, by } of spans) {
        if (by === undefined) make(span);
        else reported.push(writtenOut(span, resourceFor(by), by.version));
      }
      const all = [...made.splice(0), ...reported];
      await new Promise<void>((resolve, reject) => {
        exporter.export(all, ({ code, error }) =>
          code === EXPORTED ? resolve() : reject(error ?? new Error("the receiver has not taken them")),
        );
      });
    },
    close: () => sdk.shutdown(),
  };
}

function resourceOf({ service, version, instance, tenant, reportedBy }: SpanOrigin): Resource {
  return resourceFromAttributes({
    ...{ "service.name": service, "service.version": version, "service.instance.id": instance },
    ...{ "wayleave.tenant": tenant },
    ...(reportedBy === "" ? {} : { "wayleave.reported_by": reportedBy }),
  });
}

function writtenOut(span: FinishedSpan, resource: Resource, version: string): ReadableSpan {
  const { name, traceId, spanId, parentId, startUs, endUs, failed, facts } = span;
  return {
    ...{ name, kind: SpanKind.INTERNAL, spanContext: () => remote({ traceId, spanId }) },
    ...(parentId === "" ? {} : { parentSpanContext: remote({ traceId, spanId: parentId }) }),
    ...{ startTime: hrTime(startUs), endTime: hrTime(endUs), duration: hrTime(endUs - startUs), ended: true },
    status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.OK },
    ...{ attributes: attributesOf(facts), links: [], events: [], resource },
    instrumentationScope: { name: SCOPE, version },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

const SAMPLED = 1;
const remote = (ids: { readonly traceId: string; readonly spanId: string }) => ({
  ...{ ...ids, traceFlags: SAMPLED, isRemote: true },
});
const hrTime = (us: number): HrTime => [Math.floor(us / 1_000_000), (us % 1_000_000) * 1_000];
const attributesOf = (facts: SpanFacts): Attributes =>
  Object.fromEntries(Object.entries(facts).map(([fact, value]) => [SPAN_ATTRIBUTES[fact as keyof SpanFacts], value]));
