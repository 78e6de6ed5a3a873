/** What a Client Gateway tells of a question: one fact, bounded. */

import { type ControlState, tenantOf } from "../../core/control/state.ts";
import {
  type Answered,
  addressIn,
  type NameQuestion,
  type NameRecord,
  nameIn,
  RCODE,
  TYPE,
} from "../../core/dns/name-answer.ts";
import { ANSWERS_TOLD_MAX, type DnsAnswered, type DnsHow } from "../../core/record/dns-facts.ts";
import type { SessionFacts } from "./sessions.ts";

/** What became of a question. */
export interface AskedName {
  readonly answered: Answered;
  /** "" where it is nobody's. */
  readonly app: string;
  /** Who answered, or was asked last; "". */
  readonly publisher: string;
  readonly denialId: string;
  readonly notice: string;
  readonly servedAtOrigin: boolean;
}

/** With all that the record says of it. */
export interface NameTold extends AskedName {
  readonly tenant: string;
  readonly device: string;
  readonly session: SessionFacts | undefined;
  readonly question: NameQuestion;
  /** Bytes of a UUID. */
  readonly questionId: Uint8Array;
  readonly tookUs: number;
  readonly traceKept: boolean;
}

const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function dnsAnsweredFact(gateway: string, told: NameTold, state: ControlState): DnsAnswered {
  const { tenant, device, session, question, questionId, answered, app, publisher, denialId, tookUs } = told;
  const { users, devices } = tenantOf(state, tenant);
  const user = session?.user ?? devices.get(device)?.user ?? "";
  const { rcode, records, code, resolveUs } = answered;
  const answers = records.flatMap(textOf).slice(0, ANSWERS_TOLD_MAX);
  return {
    ...{ type: "dns-answered", questionId: hexOf(questionId), sessionId: session?.id ?? "", gateway },
    ...{ user: users.get(user)?.email || user, device, name: question.name, dnsType: question.type, rcode },
    ...{ how: howOf(told), answers, ttl: records.length === 0 ? 0 : Math.min(...records.map(({ ttl }) => ttl)) },
    ...{ app, publisher, reason: code, denialId, durationUs: tookUs, resolveUs },
    ...(told.traceKept ? { traceKept: true } : {}),
  };
}

function howOf({ answered: { rcode }, denialId, servedAtOrigin }: NameTold): DnsHow {
  if (servedAtOrigin) return "origin";
  if (denialId !== "") return "refused";
  return rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN ? "publisher" : "failed";
}

/** Of addresses and of names alone: what else is in an answer may be anything. */
function textOf(record: NameRecord): string[] {
  const { type, rdata } = record;
  const name = type === TYPE.CNAME || type === TYPE.PTR ? nameIn(rdata) : undefined;
  const target = type === TYPE.SRV ? nameIn(rdata.subarray(6)) : name;
  const text = addressIn(record) ?? target;
  return text === undefined ? [] : [text];
}
