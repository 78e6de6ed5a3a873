/**
 * Asks the publishers of this device's apps for names, by the gateway that its flows take; what they said is kept as
 * long as they said.
 */
import { AnswerCache } from "../../../core/dns/answer-cache.ts";
import { RCODE } from "../../../core/dns/name-answer.ts";
import { type Code, isCode } from "../../../core/reason.ts";
import { after, type Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import type { SpanReporter } from "../../../io/report/span-reporter.ts";
import { questionIdOf } from "../../../io/wire/dns-answered.ts";
import { answeredOf, RESOLVE_PATH, resolveRequest, resolveResponse } from "../../../io/wire/names.ts";
import type { TracedRoad } from "../../io/flow-trace.ts";
import { ASK_MS, type PublisherAnswer, type Question } from "../ask-publisher.ts";
import { QuestionTrace } from "./question-trace.ts";

/** As much of a gateway's link as a question needs. */
export interface AskingLink extends TracedRoad {
  readonly sessionId: Buffer | undefined;
  /** Rejects with CallFailed. */
  unary(path: string, request: Buffer, withinMs: number): Promise<Buffer>;
}

export interface AskerOptions {
  /** The tunnel for new flows, and so for questions. */
  readonly current: () => AskingLink | undefined;
  /** Calls `f` whenever that may have changed, until the answer is called. */
  readonly watch: (f: () => void) => () => void;
  /** Each answer that was not kept from before. */
  readonly onAnswer?: (question: Question, answer: PublisherAnswer, now: Instant) => void;
  /** Undefined: it tells of no trace. */
  readonly spans?: SpanReporter | undefined;
}

/** Programs that wait for a publisher; past it a question is answered at once, by a failure. */
export const WAITING_MAX = 1_024;
/** A denial is heard again soon after the policy has changed. */
const DENIED_S = 5;
/** A gateway that says so never began with the question: it is asked anew, or another one is. */
const NOT_TAKEN: ReadonlySet<string> = new Set(["CGW_AUTH_SESSION_UNKNOWN", "CGW_FLOW_DRAIN", "CGW_STATE_NOT_READY"]);
/** A session that is being replaced is there after this. */
const AGAIN_MS = 100;

export class PublisherAsker {
  readonly #o: AskerOptions;
  readonly #kept = new AnswerCache<PublisherAnswer>();
  readonly #asking = new Map<string, Promise<PublisherAnswer>>();
  readonly #failed: Record<string, number> = {};
  #asked = 0;
  #fromCache = 0;

  constructor(o: AskerOptions) {
    this.#o = o;
  }

  /** Settles by the deadline, at most `ASK_MS` from now; never rejects. */
  async ask(question: Question, deadline: Instant = after(clock.now(), ASK_MS)): Promise<PublisherAnswer> {
    const key = `${question.type} ${question.name}`;
    const kept = this.#kept.get(key, clock.now());
    if (kept !== undefined) {
      this.#fromCache += 1;
      return aged(kept.answer, kept.ageS);
    }
    const already = this.#asking.get(key);
    if (already !== undefined) return already;
    if (this.#asking.size >= WAITING_MAX) return { kind: "unreachable", code: "CGW_LIMIT_USER" };
    this.#asked += 1;
    const answer = this.#ask(question, deadline).then((said) => {
      const now = clock.now();
      this.#kept.keep(key, said, keptForS(said), now);
      if (said.code !== undefined) this.#count(said.code);
      this.#o.onAnswer?.(question, said, now);
      return said;
    });
    this.#asking.set(key, answer);
    return answer.finally(() => this.#asking.delete(key));
  }

  /** What this device may ask for has changed. */
  forget(): void {
    this.#kept.clear();
  }

  counters(): Record<string, number> {
    const own = { names_asked: this.#asked, names_from_cache: this.#fromCache, names_kept: this.#kept.size };
    return { ...own, ...this.#failed };
  }

  #count(code: Code): void {
    const key = `names_failed_${code}`;
    this.#failed[key] = (this.#failed[key] ?? 0) + 1;
  }

  async #ask(question: Question, deadline: Instant): Promise<PublisherAnswer> {
    let code: Code = "AGT_TUNNEL_GATEWAY_UNREACHABLE";
    const trace = new QuestionTrace(this.#o.spans);
    for (let left = deadline - clock.now(); left >= 1; left = deadline - clock.now()) {
      const link = this.#o.current();
      if (link?.sessionId === undefined) {
        await this.#changed(left);
        continue;
      }
      const said = await askOne(link, { sessionId: link.sessionId, trace, withinMs: left }, question);
      if (said.kind !== "unreachable" || !mayAskAgain(said.code)) return said;
      code = said.code;
      await this.#changed(Math.min(AGAIN_MS, deadline - clock.now()));
    }
    return { kind: "unreachable", code };
  }

  /** Until something about gateways has changed, or so long. */
  async #changed(withinMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const unwatch = this.#o.watch(resolve);
    const timer = setTimeout(resolve, Math.max(1, withinMs));
    await promise;
    clearTimeout(timer);
    unwatch();
  }
}

const mayAskAgain = (code: Code): boolean => NOT_TAKEN.has(code) || code === "AGT_TUNNEL_LOST";

interface Asking {
  readonly sessionId: Buffer;
  readonly trace: QuestionTrace;
  readonly withinMs: number;
}

async function askOne(link: AskingLink, asking: Asking, { name, type }: Question): Promise<PublisherAnswer> {
  const { sessionId, trace, withinMs } = asking;
  try {
    const request = resolveRequest.encode({ sessionId, question: { name, type }, traceparent: trace.asked() });
    const response = resolveResponse.decode(await link.unary(RESOLVE_PATH, request, withinMs));
    const { answer, denialId, traceKept, receivedAtUs, sentAtUs } = response;
    const { questionId } = questionIdOf(response.questionId);
    const told = (of: PublisherAnswer): PublisherAnswer => {
      trace.answered(link, of, { traceKept, receivedAtUs, sentAtUs, questionId });
      return of;
    };
    const { rcode, records, negativeTtl, code: stated } = answeredOf(answer);
    const code = isCode(stated) ? stated : stated === "" ? undefined : "CGW_FLOW_PROTOCOL_ERROR";
    if (rcode === RCODE.SERVFAIL) return told({ kind: "unreachable", code: code ?? "PUB_DNS_TIMEOUT" });
    const ids = { ...(denialId === "" ? {} : { denialId }), questionId };
    return told({ kind: "answered", rcode, records, negativeTtl, code, ...ids });
  } catch (error) {
    if (!(error instanceof CallFailed)) return { kind: "unreachable", code: "CGW_FLOW_PROTOCOL_ERROR" };
    if (error.code === STATUS.DEADLINE_EXCEEDED) {
      const late = { kind: "unreachable", code: "PGW_DIAL_NO_ACK" } as const;
      trace.answered(link, late, undefined);
      return late;
    }
    // An older gateway has no such service, and is asked no more than others.
    const gone = error.code === STATUS.UNAVAILABLE || error.code === STATUS.CANCELLED;
    return { kind: "unreachable", code: gone ? "AGT_TUNNEL_LOST" : "CGW_FLOW_PROTOCOL_ERROR" };
  }
}

/** A failure is none to keep: the next question may find a publisher that is back. */
function keptForS(answer: PublisherAnswer): number {
  if (answer.kind === "unreachable") return 0;
  if (answer.rcode === RCODE.REFUSED) return DENIED_S;
  if (answer.records.length === 0) return answer.negativeTtl ?? 0;
  return Math.min(...answer.records.map(({ ttl }) => ttl));
}

/** Whoever asks now may keep it for as long as is left. */
function aged(answer: PublisherAnswer, ageS: number): PublisherAnswer {
  if (answer.kind === "unreachable" || ageS === 0) return answer;
  const left = (ttl: number) => Math.max(0, ttl - ageS);
  const records = answer.records.map((record) => ({ ...record, ttl: left(record.ttl) }));
  return { ...answer, records, negativeTtl: left(answer.negativeTtl ?? 0) };
}
