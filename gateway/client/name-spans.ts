/**
 * The spans of a question's trace behind the device, made of readings when the trace is kept: `ask`, `admit`, `decide`,
 * `route` of this gateway, and those of the hops behind it by the timings that came back with the answer.
 */
import type { Hex } from "../../core/control/event.ts";
import type { NameTiming } from "../../core/dns/name-answer.ts";
import { clockOffsetUs } from "../../core/trace/clock-offset.ts";
import { type FinishedSpan, present, type SpanFacts, type SpanName } from "../../core/trace/spans.ts";

/** Wall clock, microseconds. */
export interface NameReadings {
  readonly questionId: Hex;
  readonly receivedUs: number;
  /** Absent where the question did not come so far. */
  readonly admittedUs?: number | undefined;
  readonly decidedUs?: number | undefined;
  readonly answeredUs: number;
  /** A code; "" where it was answered. */
  readonly reason: string;
  readonly denialId: string;
  readonly app: string;
  /** Of the try that counts; absent where nobody was asked. */
  readonly asked?: AskedHops | undefined;
}

export interface AskedHops {
  readonly publisher: string;
  readonly gateway: string;
  readonly askedUs: number;
  readonly heardUs: number;
  readonly gatewayTiming: NameTiming | undefined;
  readonly publisherTiming: NameTiming | undefined;
}

export interface NameIds {
  readonly traceId: Hex;
  /** The device's span; "" where it has sent no context. */
  readonly parentId: Hex;
  /** For each span behind it; 8 bytes. */
  readonly nextId: () => Hex;
}

/** By who was there. */
export interface NameSpans {
  readonly own: readonly FinishedSpan[];
  readonly gateway: readonly FinishedSpan[];
  readonly publisher: readonly FinishedSpan[];
}

export function nameSpans({ traceId, parentId, nextId }: NameIds, at: NameReadings): NameSpans {
  const { questionId, receivedUs, admittedUs, decidedUs, answeredUs, reason, denialId, app, asked } = at;
  const failed = reason !== "";
  const make =
    (role: string) => (name: SpanName, above: Hex, from: number, to: number, facts: SpanFacts, bad: boolean) => ({
      ...{ name, traceId, spanId: nextId(), parentId: above, startUs: from, endUs: Math.max(from, to), failed: bad },
      facts: { questionId, role, ...(bad ? { reason } : {}), ...facts },
    });
  const span = make("client-gateway");
  const ask = span("ask", parentId, receivedUs, answeredUs, present({ denialId, app }), failed);
  const stops = admittedUs === undefined;
  const own = [ask, span("admit", ask.spanId, receivedUs, admittedUs ?? answeredUs, {}, failed && stops)];
  if (admittedUs === undefined) return { own, gateway: [], publisher: [] };
  const isLast = failed && asked === undefined;
  own.push(span("decide", ask.spanId, admittedUs, decidedUs ?? answeredUs, present({ app }), isLast));
  if (asked === undefined || decidedUs === undefined) return { own, gateway: [], publisher: [] };
  const { gatewayTiming: there, publisherTiming: behind, publisher, gateway } = asked;
  const offset = there && clockOffsetUs({ ...asked, receivedUs: there.receivedAtUs, answeredUs: endOf(there) });
  const found = present({ publisher, gateway, clockOffsetUs: offset });
  const route = span("route", ask.spanId, decidedUs, answeredUs, found, failed);
  own.push(route);
  if (there === undefined) return { own, gateway: [], publisher: [] };
  const next = behind && clockOffsetUs(exchangeOf(there, behind));
  const dispatched = present({ publisher, clockOffsetUs: next });
  const of = make("publisher-gateway");
  const dispatch = of("dispatch", route.spanId, there.receivedAtUs, endOf(there), dispatched, failed);
  return { own, gateway: [dispatch], publisher: behind === undefined ? [] : atPublisher(behind, dispatch.spanId) };

  function atPublisher(told: NameTiming, above: Hex): FinishedSpan[] {
    const last = make("publisher");
    const { receivedAtUs: from, decideUs = told.answeredUs, resolveUs } = told;
    const lockedUs = from + decideUs;
    const lock = last("lock", above, from, lockedUs, {}, failed && resolveUs === undefined);
    if (resolveUs === undefined) return [lock];
    return [lock, last("resolve", above, lockedUs, lockedUs + resolveUs, {}, failed)];
  }
}

const endOf = ({ receivedAtUs, answeredUs }: NameTiming): number => receivedAtUs + answeredUs;

/** Between the Publisher Gateway and the publisher, as both have told it. */
const exchangeOf = (gateway: NameTiming, publisher: NameTiming) => ({
  ...{ askedUs: gateway.receivedAtUs + (gateway.dispatchUs ?? 0), receivedUs: publisher.receivedAtUs },
  ...{ answeredUs: endOf(publisher), heardUs: endOf(gateway) },
});
