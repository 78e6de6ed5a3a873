/**
 * OTLP's export of spans on the wire, as JSON. It is protobuf's JSON but for ids, which are hex, and enums, which are
 * numbers alone; 64-bit numbers may be numbers or texts. Fields that nobody here knows are passed over, as OTLP
 * demands.
 */
import type { SentExport } from "../../core/trace/sent-spans.ts";
import { MalformedMessage } from "./message-codec.ts";
import { type ExportOutcome, FIELDS_MAX } from "./otlp.ts";

/** Reads one value; `path` is what a mistake is told with. */
type Field = (value: unknown, path: string) => unknown;
type Fields = Readonly<Record<string, Field>>;

/** Throws MalformedMessage, which names the place. The size is bounded by who took the text. */
export function decodeExportJson(text: string): SentExport {
  if (listsAndObjects(text) > FIELDS_MAX) throw new MalformedMessage(`more than ${FIELDS_MAX} lists and objects`);
  try {
    const value: unknown = hasLongNumber(text) ? JSON.parse(text, exactly) : JSON.parse(text);
    return message(EXPORT)(value, "the request") as SentExport;
  } catch (cause) {
    if (cause instanceof MalformedMessage) throw cause;
    // Of values in values in values, more than the stack has room for.
    throw new MalformedMessage(cause instanceof RangeError ? "too deep" : "not JSON", { cause });
  }
}

/** `{}` says that all spans were taken. */
export const exportedJson = ({ rejected, why }: ExportOutcome): string =>
  JSON.stringify(rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: why } });

export const statusJson = (code: number, text: string): string => JSON.stringify({ code, message: text });

/** Those in texts too: they are only to be bounded before they are made. */
function listsAndObjects(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === BRACE || letter === BRACKET) count++;
  }
  return count;
}

const BRACE = 0x7b;
const BRACKET = 0x5b;

/** Numbers past 2^53 lose their last digits in JSON.parse, and nanoseconds are such numbers: their text is read. */
const hasLongNumber = (text: string): boolean => /:\s*-?\d{16}/.test(text);

function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  const long = typeof value === "number" && !Number.isSafeInteger(value) && source !== undefined;
  return long && /^-?\d{16,20}$/.test(source) ? BigInt(source) : value;
}

const wrong = (path: string, must: string): never => {
  throw new MalformedMessage(`${path} must be ${must}`);
};

const text: Field = (value, path) => (typeof value === "string" ? value : wrong(path, "a text"));
const truth: Field = (value, path) => (typeof value === "boolean" ? value : wrong(path, "true or false"));
const whole32: Field = (value, path) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff
    ? value
    : wrong(path, "a whole number");

const whole64: Field = (value, path) => {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value))) return value;
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? BigInt(value) : wrong(path, "a whole number");
};

const WORDS: readonly unknown[] = ["NaN", "Infinity", "-Infinity"];
const real: Field = (value, path) => {
  const number = typeof value === "number" || typeof value === "bigint" || WORDS.includes(value);
  const digits = typeof value === "string" && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value);
  return number || digits ? Number(value) : wrong(path, "a number");
};

const hexBytes: Field = (value, path) =>
  typeof value === "string" && value.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(value)
    ? Uint8Array.from(Buffer.from(value, "hex"))
    : wrong(path, "hex digits");

const base64Bytes: Field = (value, path) =>
  typeof value === "string" && /^[\w+/-]*={0,2}$/.test(value)
    ? Uint8Array.from(Buffer.from(value, "base64"))
    : wrong(path, "base64");

const list =
  (of: Field): Field =>
  (value, path) =>
    Array.isArray(value) ? value.map((one, at) => of(one, `${path}[${at}]`)) : wrong(path, "a list");

/** A field that is null is as one that is absent. */
const message =
  (fields: Fields): Field =>
  (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong(path, "an object");
    const read: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const own = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      if (own !== undefined && own !== null) read[name] = field(own, path === "the request" ? name : `${path}.${name}`);
    }
    return read;
  };

/** Values hold values: each is looked up when it comes. */
const anyValue: Field = (value, path) => message(VALUE)(value, path);
const attribute: Field = (value, path) => message({ key: text, value: anyValue })(value, path);
const VALUE: Fields = {
  ...{ stringValue: text, boolValue: truth, intValue: whole64, doubleValue: real, bytesValue: base64Bytes },
  ...{ arrayValue: message({ values: list(anyValue) }), kvlistValue: message({ values: list(attribute) }) },
};
const attributes = list(attribute);

const SPAN: Fields = {
  ...{ traceId: hexBytes, spanId: hexBytes, parentSpanId: hexBytes, traceState: text, name: text, kind: whole32 },
  ...{ startTimeUnixNano: whole64, endTimeUnixNano: whole64, attributes },
  events: list(message({ timeUnixNano: whole64, name: text, attributes })),
  links: list(message({ traceId: hexBytes, spanId: hexBytes, traceState: text, attributes })),
  status: message({ code: whole32, message: text }),
};
const SCOPE_SPANS: Fields = { scope: message({ name: text, version: text }), spans: list(message(SPAN)) };
const EXPORT: Fields = {
  resourceSpans: list(message({ resource: message({ attributes }), scopeSpans: list(message(SCOPE_SPANS)) })),
};
