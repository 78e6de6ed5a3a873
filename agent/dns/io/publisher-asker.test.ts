/** Questions to publishers: one for all who ask at once, kept as long as was said, asked anew where none began. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { TYPE } from "../../../core/dns/name-answer.ts";
import type { FinishedSpan } from "../../../core/trace/spans.ts";
import { contextOf } from "../../../core/trace/traceparent.ts";
import { after } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import type { SpanReporter } from "../../../io/report/span-reporter.ts";
import { resolveRequest, resolveResponse } from "../../../io/wire/names.ts";
import { type AskingLink, PublisherAsker, WAITING_MAX } from "./publisher-asker.ts";

type Response = Parameters<typeof resolveResponse.encode>[0];
const [SESSION, QUESTION] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];
const A = { name: "db.corp.example", type: TYPE.A };
const address = { name: A.name, type: TYPE.A, ttl: 30, rdata: Uint8Array.of(10, 1, 0, 1) };
const found = (more: object = {}): Response => ({
  ...{ answer: { rcode: 0, records: [address], ...more }, questionId: QUESTION },
});

/** A gateway that answers as a test says, and counts. */
class Gateway implements AskingLink {
  readonly keepsTraces = true;
  sessionId: Buffer | undefined = SESSION;
  readonly asked: { readonly name: string; readonly traceparent: string }[] = [];
  answer: () => Promise<Response> | Response = () => found();

  openReport = () => undefined;

  async unary(_: string, request: Buffer): Promise<Buffer> {
    const { question, traceparent } = resolveRequest.decode(request);
    this.asked.push({ name: question?.name ?? "", traceparent });
    return resolveResponse.encode(await this.answer());
  }
}

let watchers: (() => void)[] = [];
afterEach(() => {
  watchers = [];
});
const spans: FinishedSpan[] = [];
const reporter = {
  take: (_: unknown, some: readonly FinishedSpan[]) => void spans.push(...some),
} as unknown as SpanReporter;
function asking(gateway: { current: Gateway | undefined }): PublisherAsker {
  const watch = (f: () => void) => {
    watchers.push(f);
    return () => void watchers.splice(watchers.indexOf(f), 1);
  };
  return new PublisherAsker({ current: () => gateway.current, watch, spans: reporter });
}
const soon = () => after(clock.now(), 2_000);

describe("a question to a publisher", () => {
  it("is asked once for all who ask at once, and kept as long as its records live", async () => {
    const gateway = new Gateway();
    const asker = asking({ current: gateway });
    const all = await Promise.all([asker.ask(A), asker.ask(A), asker.ask({ ...A, type: TYPE.AAAA })]);
    expect(gateway.asked).toHaveLength(2);
    expect(all[0]).toMatchObject({ kind: "answered", rcode: 0, questionId: QUESTION.toString("hex") });
    // From the cache, under the number of the question that was asked.
    expect(await asker.ask(A)).toMatchObject({ questionId: QUESTION.toString("hex"), records: [{ ttl: 30 }] });
    expect(asker.counters()).toMatchObject({ names_asked: 2, names_from_cache: 1, names_kept: 2 });
    asker.forget();
    await asker.ask(A);
    expect(gateway.asked).toHaveLength(3);
  });

  it("that failed is not kept, a denial for a moment, absence as the zone says", async () => {
    const gateway = new Gateway();
    const asker = asking({ current: gateway });
    gateway.answer = () => found({ rcode: 2, records: [], code: "PUB_DNS_TIMEOUT" });
    for (let n = 0; n < 2; n += 1) expect(await asker.ask(A)).toMatchObject({ code: "PUB_DNS_TIMEOUT" });
    expect(gateway.asked).toHaveLength(2);
    gateway.answer = () => ({
      ...found({ rcode: 5, records: [], code: "CGW_POLICY_RULE_BLOCK" }),
      denialId: "K7M-2QX",
    });
    for (let n = 0; n < 2; n += 1) expect(await asker.ask(A)).toMatchObject({ rcode: 5, denialId: "K7M-2QX" });
    expect(gateway.asked).toHaveLength(3);
    gateway.answer = () => found({ rcode: 3, records: [], negativeTtl: 0 });
    const none = { ...A, name: "none.corp.example" };
    for (let n = 0; n < 2; n += 1) expect(await asker.ask(none)).toMatchObject({ rcode: 3 });
    expect(gateway.asked).toHaveLength(5);
  });

  it("waits for a session, and is asked anew where the gateway never began with it", async () => {
    const place: { current: Gateway | undefined } = { current: undefined };
    const asker = asking(place);
    const answer = asker.ask(A, soon());
    const gateway = new Gateway();
    let tries = 0;
    gateway.answer = () => ((tries += 1) === 1 ? found({ rcode: 2, records: [], code: "CGW_FLOW_DRAIN" }) : found());
    place.current = gateway;
    for (const wake of [...watchers]) wake();
    expect(await answer).toMatchObject({ kind: "answered" });
    const parents = gateway.asked.map(({ traceparent }) => contextOf(traceparent));
    // One question, one trace.
    expect(parents[0]).toEqual(parents[1]);
    expect(parents[0]).toBeDefined();
  });

  it("ends by its deadline, with what was wrong", async () => {
    expect(await asking({ current: undefined }).ask(A, after(clock.now(), 60))).toEqual({
      ...{ kind: "unreachable", code: "AGT_TUNNEL_GATEWAY_UNREACHABLE" },
    });
    const gateway = new Gateway();
    gateway.answer = () => Promise.reject(new CallFailed(STATUS.DEADLINE_EXCEEDED, "late"));
    spans.length = 0;
    expect(await asking({ current: gateway }).ask(A, soon())).toMatchObject({ code: "PGW_DIAL_NO_ACK" });
    // The gateway keeps what took so long: its device tells the root.
    expect(spans).toMatchObject([{ name: "resolve-name", failed: true, facts: { reason: "PGW_DIAL_NO_ACK" } }]);
  });

  it("has its span where the gateway keeps the trace, and none else", async () => {
    const gateway = new Gateway();
    spans.length = 0;
    await asking({ current: gateway }).ask(A, soon());
    expect(spans).toEqual([]);
    gateway.answer = () => ({ ...found(), traceKept: true });
    await asking({ current: gateway }).ask(A, soon());
    const { traceId, spanId } = contextOf(gateway.asked.at(-1)!.traceparent)!;
    const facts = { role: "agent", questionId: QUESTION.toString("hex") };
    expect(spans).toMatchObject([{ name: "resolve-name", traceId, spanId, parentId: "", failed: false, facts }]);
  });

  it("that a gateway answers by nonsense is a failure, and no number is believed of another length", async () => {
    const gateway = new Gateway();
    gateway.answer = () => ({ ...found(), questionId: Buffer.alloc(15, 1) });
    expect(await asking({ current: gateway }).ask(A, soon())).toEqual({
      ...{ kind: "unreachable", code: "CGW_FLOW_PROTOCOL_ERROR" },
    });
    gateway.answer = () => found({ rcode: 5, records: [], code: "A_NEWER_CODE" });
    expect(await asking({ current: gateway }).ask(A, soon())).toMatchObject({ code: "CGW_FLOW_PROTOCOL_ERROR" });
  });

  it("past the bound of those that wait is answered at once", async () => {
    const gateway = new Gateway();
    const held = Promise.withResolvers<Response>();
    gateway.answer = () => held.promise;
    const asker = asking({ current: gateway });
    const all = Array.from({ length: WAITING_MAX }, (_, n) => asker.ask({ ...A, name: `n${n}.corp.example` }, soon()));
    expect(await asker.ask(A, soon())).toEqual({ kind: "unreachable", code: "CGW_LIMIT_USER" });
    held.resolve(found());
    expect(new Set((await Promise.all(all)).map(({ kind }) => kind))).toEqual(new Set(["answered"]));
  });
});
