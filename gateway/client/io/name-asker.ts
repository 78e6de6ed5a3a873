/**
 * The Client Gateway's hands for questions of names: the session, the verdict, the way to a publisher, the answer.
 */
import { type Answered, type NameQuestion, RCODE, RESOLVE_MS } from "../../../core/dns/name-answer.ts";
import type { Deny, FlowRequest } from "../../../core/policy/verdict.ts";
import type { Code } from "../../../core/reason.ts";
import { after, type Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { uuidv7Bytes } from "../../../io/entropy.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import {
  answerFields,
  askedQuestion,
  RESOLVE_PATH,
  resolveRequest,
  resolveResponse,
  unanswered,
} from "../../../io/wire/names.ts";
import type { Recorder } from "../../io/recorder.ts";
import type { Tracing } from "../../io/tracing.ts";
import { shutFor } from "../freshness.ts";
import { type AskedName, dnsAnsweredFact } from "../name-facts.ts";
import { hostAsked, judgeName } from "../name-judging.ts";
import type { SessionFacts, Sessions } from "../sessions.ts";
import { denialOf } from "./asked-flow.ts";
import type { Compiling } from "./compiling.ts";
import { type NameSearchOptions, searchAnswer } from "./name-search.ts";
import { NameTrace } from "./name-trace.ts";

/** Questions under way of one session: a browser's page of names. Past it CGW_LIMIT_USER. */
export const OF_A_SESSION_MAX = 128;
/** Of all sessions. Past it CGW_LIMIT_OVERLOAD. */
export const UNDER_WAY_MAX = 8_192;
/** The answer travels back within what is left of the time that a device waits. */
const SEARCH_MS = RESOLVE_MS - 300;

export interface NameAskerOptions extends Omit<NameSearchOptions, "routesOf"> {
  readonly router: { readonly routesForName: NameSearchOptions["routesOf"] };
  readonly sessions: Sessions;
  readonly control: ControlLog;
  readonly compiling: Compiling;
  readonly count: (counter: string) => void;
  readonly recorder: Pick<Recorder, "mention">;
  /** Undefined: no trace is kept. */
  readonly tracing: Tracing | undefined;
}

export class NameAsker {
  readonly #o: NameAskerOptions;
  readonly #search: NameSearchOptions;
  readonly #ofSession = new Map<string, number>();
  #underWay = 0;

  constructor(o: NameAskerOptions) {
    this.#o = o;
    this.#search = { ...o, routesOf: (permit) => o.router.routesForName(permit) };
  }

  service(): Service {
    return {
      path: RESOLVE_PATH,
      roles: ["device"],
      kind: "unary",
      serve: (request, peer) => this.#serve(request, peer),
    };
  }

  counters(): Record<string, number> {
    return { names_under_way: this.#underWay };
  }

  async #serve(request: Buffer, peer: Peer): Promise<Buffer> {
    const askedAt = clock.now();
    const { tenant, id: device } = peer;
    const { sessionId, question, traceparent } = readResolve(request);
    const trace = new NameTrace({ tracing: this.#o.tracing, traceparent, device: peer });
    const session = this.#o.sessions.find(Buffer.from(sessionId).toString("hex"), tenant, device);
    const asked = await this.#bounded(session, question, askedAt, trace);
    const questionId = uuidv7Bytes();
    const traceKept = trace.answered(questionId.toString("hex"), asked);
    this.#o.count("names_asked");
    if (asked.answered.code !== "") this.#o.count(`names_failed_${asked.answered.code}`);
    const tookUs = Math.round((clock.now() - askedAt) * 1000);
    const told = { ...asked, tenant, device, session, question, questionId, tookUs, traceKept };
    const fact = dnsAnsweredFact(this.#o.name, told, this.#o.control.state);
    // Nothing that anybody waits for: where the record is full it is counted.
    this.#o.recorder.mention(fact, { tenant, traceId: trace.traceId });
    const { answered, app, publisher, denialId, notice, servedAtOrigin } = asked;
    return resolveResponse.encode({
      ...{ answer: answerFields(toldOf(answered)), app, publisher, denialId, notice, servedAtOrigin, questionId },
      ...{ traceKept, receivedAtUs: trace.receivedUs, sentAtUs: clock.wallUs() },
    });
  }

  async #bounded(
    session: SessionFacts | undefined,
    question: NameQuestion,
    askedAt: Instant,
    trace: NameTrace,
  ): Promise<AskedName> {
    if (session === undefined) return without("CGW_AUTH_SESSION_UNKNOWN");
    const shut = shutFor("flow", this.#o.control, session.tenant);
    if (shut !== undefined) return without(shut);
    if (this.#underWay >= UNDER_WAY_MAX) return without("CGW_LIMIT_OVERLOAD");
    const own = this.#ofSession.get(session.id) ?? 0;
    if (own >= OF_A_SESSION_MAX) return without("CGW_LIMIT_USER");
    this.#underWay += 1;
    this.#ofSession.set(session.id, own + 1);
    try {
      trace.admitted();
      return await this.#decided(session, question, askedAt, trace);
    } finally {
      this.#underWay -= 1;
      const left = (this.#ofSession.get(session.id) ?? 1) - 1;
      if (left > 0) this.#ofSession.set(session.id, left);
      else this.#ofSession.delete(session.id);
    }
  }

  async #decided(
    session: SessionFacts,
    question: NameQuestion,
    askedAt: Instant,
    trace: NameTrace,
  ): Promise<AskedName> {
    const { tenant, user, device, inputs } = session;
    const compiled = this.#o.compiling.of(tenant);
    const request: Omit<FlowRequest, "port" | "protocol"> = {
      ...{ user, device, seat: compiled.lexicon.device(device), host: hostAsked(question) },
      ...{ session: inputs, atUs: clock.wallUs() },
    };
    const verdict = judgeName(request, compiled, askedAt);
    trace.decided();
    if (verdict.kind === "deny") return denied(verdict);
    const { app, permit } = verdict;
    const { origin = "", usePublisherDns = false } = compiled.apps.get(app) ?? {};
    if (origin !== "" && !usePublisherDns) {
      const answered = { ...unanswered("CGW_SELECT_NO_PUBLISHER"), rcode: RCODE.NOERROR, code: "" };
      return { ...NOTHING, answered, app, servedAtOrigin: true };
    }
    const found = await searchAnswer(this.#search, permit, question, after(askedAt, SEARCH_MS));
    trace.found(found);
    return { ...NOTHING, answered: found.answered, app, publisher: found.publisher };
  }
}

/** The clocks of the hops behind are not the device's to read. */
const toldOf = ({ publisherTiming: _, gatewayTiming: __, ...answered }: Answered): Answered => answered;

const NOTHING = { app: "", publisher: "", denialId: "", notice: "", servedAtOrigin: false };
const without = (code: Code): AskedName => ({ ...NOTHING, answered: unanswered(code) });

/** Who may not use the app doesn't hear whether the name exists. */
function denied({ code, notice, app = "" }: Deny): AskedName {
  const answered = { ...unanswered(code), rcode: RCODE.REFUSED };
  return { ...NOTHING, ...denialOf(code, notice), answered, app };
}

function readResolve(request: Buffer) {
  try {
    const { sessionId, question, traceparent } = resolveRequest.decode(request);
    if (traceparent.length > TRACEPARENT_CHARS_MAX) throw new MalformedMessage("a traceparent that is too long");
    return { sessionId, question: askedQuestion(question), traceparent };
  } catch (error) {
    if (error instanceof MalformedMessage) throw new CallFailed(STATUS.INVALID_ARGUMENT, error.message);
    throw error;
  }
}

/** W3C trace context, version 00, has 55; later versions may add a little. */
const TRACEPARENT_CHARS_MAX = 128;
