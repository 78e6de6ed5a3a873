/** Questions of names and their answers on the wire: what a peer sent is brought within its bounds here. */
import {
  type Answered,
  bounded,
  type NameQuestion,
  type NameTiming,
  questionOf,
  RCODE,
} from "../../core/dns/name-answer.ts";
import { normalName } from "../../core/net/host-name.ts";
import type { Code } from "../../core/reason.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { count } from "./event-fields.ts";
import { MalformedMessage, messageCodec } from "./message-codec.ts";

const v1 = wayleave.name.v1;

export const RESOLVE_PATH = "/wayleave.name.v1.NameService/Resolve";
export const ASK_PATH = "/wayleave.name.v1.NameRelayService/Ask";

export const resolveRequest = messageCodec(v1.ResolveRequest);
export const resolveResponse = messageCodec(v1.ResolveResponse);
export const askRequest = messageCodec(v1.AskRequest);
export const answerMessage = messageCodec(v1.Answer);

export type AskRequest = wayleave.name.v1.AskRequest.$Properties;
export type AnswerFields = wayleave.name.v1.Answer.$Properties;

/** Throws MalformedMessage where it can't be asked. */
export function askedQuestion(question: { name?: string; type?: number } | null | undefined): NameQuestion {
  const found = questionOf(question?.name ?? "", question?.type ?? 0);
  if (found === undefined) throw new MalformedMessage("no question that may be asked: name and type of data");
  return found;
}

export function answeredOf(answer: AnswerFields | null | undefined): Answered {
  const { rcode, records, negativeTtl, code, leftOut, resolveUs } = answer ?? {};
  if (rcode === undefined && answer === undefined) throw new MalformedMessage("an answer without its answer");
  const read = (records ?? []).map(({ name, type, ttl, rdata }) => {
    const owner = normalName(name ?? "");
    if (owner === undefined) throw new MalformedMessage("a record whose owner is no name");
    return { name: owner, type: type ?? 0, ttl: ttl ?? 0, rdata: rdata ?? new Uint8Array() };
  });
  return {
    ...bounded({ rcode: rcode ?? 0, records: read, negativeTtl: negativeTtl ?? 0 }),
    ...{ code: code ?? "", leftOut: leftOut ?? 0, resolveUs: resolveUs ?? 0 },
    publisherTiming: timingOf(answer?.publisherTiming),
    gatewayTiming: timingOf(answer?.gatewayTiming),
  };
}

/** What a hop is called is whoever asked it to say. */
function timingOf(wire: Timing | null | undefined): NameTiming | undefined {
  if (!wire) return undefined;
  const maybe = (value: number | null | undefined, field: string) =>
    value === null || value === undefined ? undefined : count(value, field);
  return {
    receivedAtUs: count(wire.receivedAtUs, "received_at_us"),
    answeredUs: count(wire.answeredUs, "answered_us"),
    decideUs: maybe(wire.decideUs, "decide_us"),
    dispatchUs: maybe(wire.dispatchUs, "dispatch_us"),
    resolveUs: maybe(wire.resolveUs, "resolve_us"),
  };
}

type Timing = wayleave.flow.v1.HopTiming.$Properties;

export const answerFields = ({ publisherTiming, gatewayTiming, ...answered }: Answered): AnswerFields => ({
  ...answered,
  records: answered.records.map((record) => ({ ...record })),
  ...(publisherTiming === undefined ? {} : { publisherTiming: timingFields(publisherTiming) }),
  ...(gatewayTiming === undefined ? {} : { gatewayTiming: timingFields(gatewayTiming) }),
});

function timingFields(timing: NameTiming): Timing {
  const { receivedAtUs, answeredUs, decideUs = null, dispatchUs = null, resolveUs = null } = timing;
  return { receivedAtUs, answeredUs, decideUs, dispatchUs, resolveUs };
}

/** Nobody answered, and why. */
export const unanswered = (code: Code): Answered => ({
  ...{ rcode: RCODE.SERVFAIL, records: [], negativeTtl: 0, code, leftOut: 0, resolveUs: 0 },
});
