/** What was answered to a question of a name, as the record tells it, on the wire. What is malformed is refused. */
import type { Hex } from "../../core/control/event.ts";
import { DNS_HOWS, type DnsAnswered, type DnsHow } from "../../core/record/dns-facts.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, count, hex, optionalHex } from "./event-fields.ts";
import { MalformedMessage } from "./message-codec.ts";

export function dnsAnsweredToWire({ type: _, questionId, sessionId, answers, ...plain }: DnsAnswered) {
  const ids = { questionId: bytes(questionId), sessionId: bytes(sessionId) };
  return { dnsAnswered: { ...plain, ...ids, answers: [...answers] } };
}

export function dnsAnsweredOf(wire: wayleave.event.v1.DnsAnswered): DnsAnswered {
  const { user, device, gateway, name, dnsType, rcode, how, answers, ttl, app, publisher, reason, denialId } = wire;
  if (!DNS_HOWS.includes(how as DnsHow)) throw new MalformedMessage(`dns_answered.how ${JSON.stringify(how)}`);
  return {
    ...{ type: "dns-answered", user, device, gateway, name, dnsType, rcode, how: how as DnsHow },
    ...{ answers: answers ?? [], ttl, app, publisher, reason, denialId },
    ...{ questionId: hex(wire.questionId, "question_id"), sessionId: optionalHex(wire.sessionId, "session_id") },
    durationUs: count(wire.durationUs, "duration_us"),
    resolveUs: count(wire.resolveUs, "resolve_us"),
    ...(wire.traceKept ? { traceKept: true } : {}),
  };
}

/** By which a flow's program came to the address, where its device says so. */
export const questionIdToWire = (questionId: Hex | undefined): { readonly questionId?: Buffer } =>
  questionId === undefined ? {} : { questionId: bytes(questionId) };

/** Throws MalformedMessage. */
export function questionIdOf(wire: Uint8Array | null | undefined): { readonly questionId?: Hex } {
  const questionId = optionalHex(wire, "question_id", 16);
  return questionId === "" ? {} : { questionId };
}
