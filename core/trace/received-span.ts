/**
 * Spans that were sent to us, judged one by one: what is kept of each, or why it is not. One that is wrong or too big
 * is refused and counted; it takes no other with it.
 */
import type { Hex } from "../control/event.ts";
import type { SentAttribute, SentEvent, SentExport, SentLink, SentScope, SentSpan, SentValue } from "./sent-spans.ts";

export type Attributes = readonly (readonly [key: string, value: string])[];

export interface ReceivedEvent {
  readonly atNs: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface ReceivedLink {
  readonly traceId: Hex;
  readonly spanId: Hex;
  readonly traceState: string;
  readonly attributes: Attributes;
}

/** A span as it is stored. Times are nanoseconds since 1970. */
export interface ReceivedSpan {
  readonly traceId: Hex;
  readonly spanId: Hex;
  /** "" for a root. */
  readonly parentId: Hex;
  readonly traceState: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly attributes: Attributes;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly status: string;
  readonly statusMessage: string;
  readonly events: readonly ReceivedEvent[];
  readonly links: readonly ReceivedLink[];
  /** Letters of all its texts, its resource's included: about what its row takes. */
  readonly size: number;
}

export interface Received {
  readonly spans: readonly ReceivedSpan[];
  /** Of all spans in `spans`. */
  readonly size: number;
  readonly rejected: number;
  /** Why the first of them was. */
  readonly why: string;
}

/** Forty exports of an SDK in one: what has more should come in parts. */
export const SPANS_MAX = 20_000;
/** What SDKs keep of a span by default, and no more. */
export const ATTRIBUTES_MAX = 128;
export const EVENTS_MAX = 128;
export const LINKS_MAX = 128;
/** A stack trace fits; a body that somebody put into an attribute doesn't. */
export const SPAN_SIZE_MAX = 65_536;
/** A resource stands in the row of each of its spans: small requests must not become big ones. */
export const EXPORT_SIZE_MAX = 16 * 1024 * 1024;
/** Lists in lists. */
export const VALUE_DEPTH_MAX = 8;
/** Further ahead than clocks are wrong. */
const AHEAD_NS = 86_400n * 1_000_000_000n;
/** As long as spans are kept: an older one would be deleted at once, and a made-up time makes its own partition. */
const KEPT_NS = 90n * AHEAD_NS;

const KINDS = ["Unspecified", "Internal", "Server", "Client", "Producer", "Consumer"];
const STATUSES = ["Unset", "Ok", "Error"];
const SERVICE_NAME = "service.name";

class Rejected extends Error {
  override readonly name = "Rejected";
}

/** `nowNs`: by the wall clock. */
export function receive(sent: SentExport, nowNs: bigint): Received {
  const spans: ReceivedSpan[] = [];
  let [size, rejected, why] = [0, 0, ""];
  for (const { resource, scopeSpans } of sent.resourceSpans ?? []) {
    const about = attributesOrWhy(resource?.attributes);
    for (const { scope, spans: some } of scopeSpans ?? []) {
      for (const span of some ?? []) {
        const judged = judge(span, about, scope ?? {}, nowNs);
        const full = size >= EXPORT_SIZE_MAX || spans.length >= SPANS_MAX;
        if ("why" in judged || full) {
          rejected += 1;
          why ||= "why" in judged ? judged.why : `at most ${SPANS_MAX} spans and ${EXPORT_SIZE_MAX} letters at once`;
          continue;
        }
        spans.push(judged);
        size += judged.size;
      }
    }
  }
  return { spans, size, rejected, why };
}

type Judged<T> = T | { readonly why: string };

function attributesOrWhy(sent: readonly SentAttribute[] | null | undefined): Judged<Attributes> {
  return orWhy(() => attributesOf(sent, "its resource"));
}

function orWhy<T>(work: () => T): Judged<T> {
  try {
    return work();
  } catch (error) {
    if (error instanceof Rejected) return { why: error.message };
    throw error;
  }
}

function judge(span: SentSpan, resource: Judged<Attributes>, scope: SentScope, nowNs: bigint): Judged<ReceivedSpan> {
  if ("why" in resource) return resource;
  return orWhy(() => {
    const body = { ...idsOf(span), ...timesOf(span, nowNs), ...textsOf(span), ...scopeOf(scope) };
    const more = {
      attributes: attributesOf(span.attributes, "the span"),
      events: listOf(span.events, EVENTS_MAX, "events").map(eventOf),
      links: listOf(span.links, LINKS_MAX, "links").map(linkOf),
    };
    const service = resource.find(([key]) => key === SERVICE_NAME)?.[1] ?? "";
    const size = sizeOf({ ...body, ...more, resource });
    if (size > SPAN_SIZE_MAX) throw new Rejected(`a span of ${size} letters: at most ${SPAN_SIZE_MAX}`);
    return { ...body, ...more, service, resource, size };
  });
}

function idsOf({ traceId, spanId, parentSpanId }: SentSpan) {
  return {
    traceId: idOf(traceId, 16, "trace_id"),
    spanId: idOf(spanId, 8, "span_id"),
    parentId: (parentSpanId?.length ?? 0) === 0 ? "" : idOf(parentSpanId, 8, "parent_span_id"),
  };
}

function timesOf(span: SentSpan, nowNs: bigint) {
  const startNs = timeOf(span.startTimeUnixNano);
  const endNs = timeOf(span.endTimeUnixNano);
  if (endNs < startNs) throw new Rejected("a span ends before it starts");
  if (startNs < nowNs - KEPT_NS) throw new Rejected("a span starts more than 90 days ago, or says no time");
  if (endNs > nowNs + AHEAD_NS) throw new Rejected("a span ends more than a day from now");
  return { startNs, endNs };
}

function textsOf(span: SentSpan) {
  if (!span.name) throw new Rejected("a span has no name");
  return {
    name: span.name,
    traceState: span.traceState ?? "",
    kind: KINDS[span.kind ?? 0] ?? KINDS[0]!,
    status: STATUSES[span.status?.code ?? 0] ?? STATUSES[0]!,
    statusMessage: span.status?.message ?? "",
  };
}

const scopeOf = ({ name, version }: SentScope) => ({ scopeName: name ?? "", scopeVersion: version ?? "" });

const eventOf = ({ timeUnixNano, name, attributes }: SentEvent): ReceivedEvent => ({
  atNs: timeOf(timeUnixNano),
  name: name ?? "",
  attributes: attributesOf(attributes, "an event"),
});

/** What it points to may be anywhere, and is not looked for. */
const linkOf = ({ traceId, spanId, traceState, attributes }: SentLink): ReceivedLink => ({
  traceId: idOf(traceId, 16, "trace_id of a link"),
  spanId: idOf(spanId, 8, "span_id of a link"),
  traceState: traceState ?? "",
  attributes: attributesOf(attributes, "a link"),
});

/** The greatest that a column of nanoseconds holds. */
const TIME_MAX = 2n ** 63n - 1n;

function timeOf(sent: number | bigint | null | undefined): bigint {
  const ns = BigInt(sent ?? 0);
  if (ns < 0n || ns > TIME_MAX) throw new Rejected("a time is past the year 2262");
  return ns;
}

function listOf<T>(sent: readonly T[] | null | undefined, most: number, what: string): readonly T[] {
  const list = sent ?? [];
  if (list.length > most) throw new Rejected(`${list.length} ${what}: at most ${most}`);
  return list;
}

/** Keys are unique by OTLP's word: of a key that comes again, the first counts. */
function attributesOf(sent: readonly SentAttribute[] | null | undefined, of: string): Attributes {
  const found = new Map<string, string>();
  for (const { key, value } of listOf(sent, ATTRIBUTES_MAX, `attributes of ${of}`)) {
    if (!found.has(key ?? "")) found.set(key ?? "", valueText(value ?? {}));
  }
  return [...found];
}

/** As the collector writes values into text columns: what isn't plain is JSON, bytes are base64. */
export function valueText(value: SentValue): string {
  const plain = plainValue(value, 0);
  return typeof plain === "string" ? plain : plain === null ? "" : jsonText(plain);
}

type PlainValue = string | number | bigint | boolean | null | readonly PlainValue[] | ReadonlyMap<string, PlainValue>;

function plainValue(value: SentValue, depth: number): PlainValue {
  if (depth > VALUE_DEPTH_MAX) throw new Rejected(`a value of more than ${VALUE_DEPTH_MAX} lists in lists`);
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = value;
  const scalar = stringValue ?? boolValue ?? intValue;
  if (scalar !== undefined && scalar !== null) return scalar;
  // JSON has no word for these.
  if (typeof doubleValue === "number") return Number.isFinite(doubleValue) ? doubleValue : String(doubleValue);
  if (arrayValue) return (arrayValue.values ?? []).map((one) => plainValue(one, depth + 1));
  if (kvlistValue) {
    const pairs = (kvlistValue.values ?? []).map(
      (one) => [one.key ?? "", plainValue(one.value ?? {}, depth + 1)] as const,
    );
    return new Map(pairs);
  }
  return bytesValue ? base64(bytesValue) : null;
}

/** Integers past 2^53 keep their digits, which JSON.stringify would not let them. */
function jsonText(value: PlainValue): string {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Map)
    return `{${[...value].map(([key, one]) => `${JSON.stringify(key)}:${jsonText(one)}`).join(",")}}`;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(",")}]`;
  return JSON.stringify(value);
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => BASE64[(three >> shift) & 63]!);
    text += letters.slice(0, Math.min(4, bytes.length - at + 1)).join("");
  }
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function idOf(sent: Uint8Array | null | undefined, length: number, field: string): Hex {
  if (sent?.length !== length) throw new Rejected(`${field} must have ${length} bytes, has ${sent?.length ?? 0}`);
  let [text, any] = ["", 0];
  for (const byte of sent) {
    text += HEX[byte];
    any |= byte;
  }
  if (any === 0) throw new Rejected(`${field} is all zeros`);
  return text;
}

const attributesSize = (attributes: Attributes): number =>
  attributes.reduce((sum, [key, value]) => sum + key.length + value.length, 0);

function sizeOf(span: Omit<ReceivedSpan, "size" | "service">): number {
  const { traceState, name, scopeName, scopeVersion, statusMessage, attributes, resource, events, links } = span;
  const texts = [traceState, name, scopeName, scopeVersion, statusMessage].reduce((sum, one) => sum + one.length, 0);
  const ofEvents = events.reduce((sum, one) => sum + 8 + one.name.length + attributesSize(one.attributes), 0);
  const ofLinks = links.reduce((sum, one) => sum + 48 + one.traceState.length + attributesSize(one.attributes), 0);
  return ROW_SIZE + texts + attributesSize(attributes) + attributesSize(resource) + ofEvents + ofLinks;
}

/** Ids, times, kind and status. */
const ROW_SIZE = 100;
