/**
 * Spans as a program sends them by OTLP, in the structure of its messages. Both encodings come to this, and neither has
 * been believed yet: whatever may be absent may be null.
 */
type Maybe<T> = T | null | undefined;

export interface SentValue {
  readonly stringValue?: Maybe<string>;
  readonly boolValue?: Maybe<boolean>;
  readonly intValue?: Maybe<number | bigint>;
  readonly doubleValue?: Maybe<number>;
  readonly arrayValue?: Maybe<{ readonly values?: Maybe<readonly SentValue[]> }>;
  readonly kvlistValue?: Maybe<{ readonly values?: Maybe<readonly SentAttribute[]> }>;
  readonly bytesValue?: Maybe<Uint8Array>;
}

export interface SentAttribute {
  readonly key?: Maybe<string>;
  readonly value?: Maybe<SentValue>;
}

interface Described {
  readonly attributes?: Maybe<readonly SentAttribute[]>;
}

export interface SentEvent extends Described {
  /** Nanoseconds since 1970, like all times here. */
  readonly timeUnixNano?: Maybe<number | bigint>;
  readonly name?: Maybe<string>;
}

export interface SentLink extends Described {
  readonly traceId?: Maybe<Uint8Array>;
  readonly spanId?: Maybe<Uint8Array>;
  readonly traceState?: Maybe<string>;
}

export interface SentSpan extends Described {
  readonly traceId?: Maybe<Uint8Array>;
  readonly spanId?: Maybe<Uint8Array>;
  readonly parentSpanId?: Maybe<Uint8Array>;
  readonly traceState?: Maybe<string>;
  readonly name?: Maybe<string>;
  readonly kind?: Maybe<number>;
  readonly startTimeUnixNano?: Maybe<number | bigint>;
  readonly endTimeUnixNano?: Maybe<number | bigint>;
  readonly events?: Maybe<readonly SentEvent[]>;
  readonly links?: Maybe<readonly SentLink[]>;
  readonly status?: Maybe<{ readonly code?: Maybe<number>; readonly message?: Maybe<string> }>;
}

export interface SentScope extends Described {
  readonly name?: Maybe<string>;
  readonly version?: Maybe<string>;
}

export interface SentExport {
  readonly resourceSpans?: Maybe<
    readonly {
      readonly resource?: Maybe<Described>;
      readonly scopeSpans?: Maybe<
        readonly { readonly scope?: Maybe<SentScope>; readonly spans?: Maybe<readonly SentSpan[]> }[]
      >;
    }[]
  >;
}
