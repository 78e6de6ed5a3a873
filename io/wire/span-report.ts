/**
 * The spans that a device or a publisher reports, as an OTLP ExportTraceServiceRequest: one resource, spans by our own
 * names, attributes of our own list. What says more than that is malformed: nothing of it may reach a trace store.
 *
 * Times are nanoseconds on the wire and microseconds here; what a double loses of the former is less than half of one
 * of the latter.
 */
import { isCode } from "../../core/reason.ts";
import { type FinishedSpan, SPAN_ATTRIBUTES, SPANS, type SpanFacts, type SpanName } from "../../core/trace/spans.ts";
import { opentelemetry } from "../../proto/gen/opentelemetry.js";
import { MalformedMessage, messageCodec } from "./message-codec.ts";

const otlp = opentelemetry.proto;
const codec = messageCodec(otlp.collector.trace.v1.ExportTraceServiceRequest);
type Span = opentelemetry.proto.trace.v1.Span.$Properties;
type Attribute = opentelemetry.proto.common.v1.KeyValue.$Properties;

/** Of one report. */
export const SPANS_MAX = 1_000;
const TEXT_CHARS_MAX = 128;
/** A flow may live long; a span that is longer is none. */
const SPAN_US_MAX = 366 * 86_400 * 1_000_000;
const OK = 1;
const ERROR = 2;
const INTERNAL = 1;

/** Whose spans they are. */
export interface SpanSource {
  readonly service: string;
  readonly version: string;
  readonly instance: string;
}

const RESOURCE = { service: "service.name", version: "service.version", instance: "service.instance.id" } as const;

const hexOf = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString("hex");
const text = (key: string, stringValue: string): Attribute => ({ key, value: { stringValue } });

export function encodeSpanReport(source: SpanSource, spans: readonly FinishedSpan[]): Buffer {
  const { service, version, instance } = source;
  const attributes = [text(RESOURCE.service, service), text(RESOURCE.version, version)];
  return codec.encode({
    resourceSpans: [
      {
        resource: { attributes: [...attributes, text(RESOURCE.instance, instance)] },
        scopeSpans: [{ scope: { name: "wayleave", version }, spans: spans.map(spanToWire) }],
      },
    ],
  });
}

function spanToWire({ name, traceId, spanId, parentId, startUs, endUs, failed, facts }: FinishedSpan): Span {
  return {
    ...{ traceId: Buffer.from(traceId, "hex"), spanId: Buffer.from(spanId, "hex"), name, kind: INTERNAL },
    ...{ parentSpanId: Buffer.from(parentId, "hex"), status: { code: failed ? ERROR : OK } },
    ...{ startTimeUnixNano: startUs * 1000, endTimeUnixNano: endUs * 1000 },
    attributes: Object.entries(facts).map(([fact, value]) => {
      const key = SPAN_ATTRIBUTES[fact as keyof SpanFacts];
      return typeof value === "number" ? { key, value: { intValue: value } } : text(key, String(value));
    }),
  };
}

export interface SpanReport {
  readonly source: SpanSource;
  readonly spans: readonly FinishedSpan[];
}

/** Throws MalformedMessage. */
export function decodeSpanReport(bytes: Uint8Array): SpanReport {
  const { resourceSpans } = codec.decode(bytes);
  const [one, ...others] = resourceSpans ?? [];
  if (one === undefined || others.length > 0) throw new MalformedMessage("spans of not exactly one resource");
  const spans = (one.scopeSpans ?? []).flatMap((scope) => scope.spans ?? []);
  if (spans.length === 0 || spans.length > SPANS_MAX)
    throw new MalformedMessage(`${spans.length} spans, 1 to ${SPANS_MAX} are taken`);
  return { source: sourceOf(one.resource?.attributes ?? []), spans: spans.map(spanOf) };
}

function sourceOf(attributes: readonly Attribute[]): SpanSource {
  const said = new Map(attributes.map(({ key, value }) => [key, value?.stringValue]));
  const of = (key: string): string => {
    const value = said.get(key);
    if (typeof value !== "string" || value.length > TEXT_CHARS_MAX) throw new MalformedMessage(`resource's ${key}`);
    return value;
  };
  const known: readonly string[] = Object.values(RESOURCE);
  for (const key of said.keys())
    if (key === null || key === undefined || !known.includes(key))
      throw new MalformedMessage("an unknown resource key");
  return { service: of(RESOURCE.service), version: of(RESOURCE.version), instance: of(RESOURCE.instance) };
}

function spanOf(wire: Span): FinishedSpan {
  const { name, status } = wire;
  if (typeof name !== "string" || !Object.hasOwn(SPANS, name)) throw new MalformedMessage("a span of no known name");
  const [traceId, spanId, parentId] = [hexOf(wire.traceId), hexOf(wire.spanId), hexOf(wire.parentSpanId)];
  if (traceId.length !== 32 || spanId.length !== 16) throw new MalformedMessage("a span whose ids have a wrong length");
  const isRoot = SPANS[name as SpanName].under === undefined;
  if (parentId.length !== (isRoot ? 0 : 16)) throw new MalformedMessage(`a ${name} whose parent has a wrong length`);
  if ((wire.events?.length ?? 0) + (wire.links?.length ?? 0) > 0 || wire.traceState || status?.message)
    throw new MalformedMessage("a span with events, links, state or message");
  const [startUs, endUs] = [micros(wire.startTimeUnixNano), micros(wire.endTimeUnixNano)];
  if (endUs < startUs || endUs - startUs > SPAN_US_MAX) throw new MalformedMessage("a span whose times are none");
  const ids = { traceId, spanId, parentId };
  return { ...ids, name: name as SpanName, startUs, endUs, failed: status?.code === ERROR, facts: factsOf(wire) };
}

const micros = (nanos: unknown): number => {
  const us = Math.round(Number(nanos ?? 0) / 1000);
  if (!Number.isSafeInteger(us) || us <= 0) throw new MalformedMessage("a span without a time");
  return us;
};

/** What a device or a publisher may say; the rest is its gateway's to state. */
const NUMBERS: ReadonlySet<string> = new Set(["clientBytes", "serverBytes", "clockOffsetUs"]);
const TEXTS: ReadonlySet<string> = new Set(["flowId", "questionId", "role", "reason", "denialId"]);
const FACT_OF = new Map(Object.entries(SPAN_ATTRIBUTES).map(([fact, key]) => [key as string, fact]));

function factsOf({ attributes, name }: Span): SpanFacts {
  const facts: Record<string, string | number> = {};
  for (const { key, value } of attributes ?? []) {
    const fact = FACT_OF.get(key ?? "") ?? "";
    const said = NUMBERS.has(fact) ? value?.intValue : TEXTS.has(fact) ? value?.stringValue : undefined;
    const fits = typeof said === "string" ? said.length <= TEXT_CHARS_MAX : Number.isSafeInteger(said);
    if (said === undefined || said === null || !fits) throw new MalformedMessage("an attribute that is not ours");
    facts[fact] = said as string | number;
  }
  if (facts["reason"] !== undefined && !isCode(String(facts["reason"])))
    throw new MalformedMessage("an unknown reason");
  if (facts["questionId"] !== undefined && !/^[0-9a-f]{32}$/.test(String(facts["questionId"])))
    throw new MalformedMessage("a question_id that is none");
  if (facts["role"] !== SPANS[name as SpanName].role) throw new MalformedMessage(`a ${name} of another role`);
  return facts;
}
