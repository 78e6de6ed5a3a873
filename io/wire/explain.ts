/** Requests and answers of explaining, on the wire. What is malformed is refused. */
import type { Moment } from "../../core/history/moment.ts";
import type { Assumed, Explanation, Question } from "../../core/policy/explain.ts";
import type { FlowAction, RuleConsidered } from "../../core/record/network-event.ts";
import { toldWhole } from "../../core/record/told-verdict.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { count, text } from "./event-fields.ts";
import { MalformedMessage, messageCodec } from "./message-codec.ts";

const v1 = wayleave.admin.v1;
const service = "/wayleave.admin.v1.ExplainService";

export const EXPLAIN_PATH = `${service}/Explain`;
export const READ_CONFIGURATION_PATH = `${service}/ReadConfiguration`;

const requests = messageCodec(v1.ExplainRequest);
const responses = messageCodec(v1.ExplainResponse);
export const readConfigurationResponse = messageCodec(v1.ReadConfigurationResponse);

export interface Asked {
  readonly question: Question;
  /** Whose configuration decides. */
  readonly moment: Moment | "now";
}

/** What a gateway answers. */
export interface ExplainAnswer {
  readonly gateway: string;
  readonly asOf: number;
  readonly stateAtUs: number;
  readonly configRev: number;
  /** As it was judged: what was absent is there. */
  readonly judged: Question;
  readonly assumed: readonly Assumed[];
  readonly action: FlowAction;
  readonly app: string;
  readonly policy: string;
  readonly reason: string;
  readonly notice: string;
  readonly nearMiss: string;
  readonly considered: readonly RuleConsidered[];
  /** "port" or "protocol"; "" without a near miss. */
  readonly nearMissWhy: string;
  readonly appCandidates: readonly string[];
  /** The rule that would have allowed in another place or at another time; "" for none. */
  readonly wouldAllow: string;
  readonly receivers: readonly string[];
}

export function encodeAsked({ question, moment }: Asked): Buffer {
  const at = moment === "now" ? {} : "offset" in moment ? { asOf: moment.offset } : { stateAtUs: moment.timeUs };
  return requests.encode({ ...stated(question), ...at });
}

/** What is absent stays absent on the wire. */
const stated = (question: Question) => Object.fromEntries(Object.entries(question).filter(([, v]) => v !== undefined));

/** Throws MalformedMessage. */
export function decodeAsked(message: Uint8Array): Asked {
  const wire = requests.decode(message);
  const { asOf, stateAtUs } = wire;
  const question = questionOf(wire);
  if (isSaid(asOf)) return { question, moment: { offset: count(asOf, "as_of") } };
  return { question, moment: isSaid(stateAtUs) ? { timeUs: count(stateAtUs, "state_at_us") } : "now" };
}

const isSaid = <T>(value: T | null | undefined): value is T => value !== null && value !== undefined;

/** A name, an address or a word is never longer. */
const TEXT_MAX = 512;

function questionOf(wire: wayleave.admin.v1.ExplainRequest.$Properties): Question {
  const { protocol, port } = wire;
  if (protocol !== "tcp" && protocol !== "udp") throw new MalformedMessage(`protocol ${JSON.stringify(protocol)}`);
  if (port === undefined || port < 1 || port > 65_535) throw new MalformedMessage(`port ${port} is none`);
  const question: Question = {
    ...{ user: text(wire.user, "user"), host: text(wire.host, "host"), port, protocol },
    ...(isSaid(wire.device) ? { device: wire.device } : {}),
    ...(isSaid(wire.accessMethod) ? { accessMethod: wire.accessMethod } : {}),
    ...(isSaid(wire.os) ? { os: wire.os } : {}),
    ...(isSaid(wire.address) ? { address: wire.address } : {}),
    ...(isSaid(wire.country) ? { country: wire.country } : {}),
    ...(isSaid(wire.atUs) ? { atUs: count(wire.atUs, "at_us") } : {}),
  };
  for (const [field, value] of Object.entries(question)) {
    if (typeof value === "string" && value.length > TEXT_MAX) throw new MalformedMessage(`${field} is too long`);
  }
  return question;
}

/** `stateAtUs`: append time of the last offset that was folded. */
export function encodeExplained(
  gateway: string,
  { request, assumed, verdict }: Explanation,
  stateAtUs: number,
): Buffer {
  const { session, ...flow } = request;
  const { asOf, configRev } = verdict;
  const told = toldWhole(verdict);
  return responses.encode({
    ...{ gateway, stateAtUs, asOf: Math.max(asOf, 0), configRev: Math.max(configRev, 0) },
    ...{ judged: { ...flow, ...session }, assumed: assumed.map((one) => ({ ...one })) },
    ...{ ...told, considered: [...told.considered] },
    ...(verdict.kind === "deny" ? { notice: verdict.notice ?? "", wouldAllow: verdict.wouldAllow ?? "" } : {}),
    ...{ nearMissWhy: verdict.nearMissWhy ?? "", appCandidates: [...verdict.candidates] },
    receivers: [...verdict.receivers],
  });
}

/** Throws MalformedMessage. */
export function decodeExplained(message: Uint8Array): ExplainAnswer {
  const wire = responses.decode(message);
  return {
    ...{ gateway: wire.gateway ?? "", asOf: count(wire.asOf, "as_of"), configRev: count(wire.configRev, "config_rev") },
    ...{ stateAtUs: count(wire.stateAtUs, "state_at_us"), judged: questionOf(wire.judged ?? {}) },
    assumed: (wire.assumed ?? []).map(({ fact, value, why }) => ({
      fact: fact ?? "",
      value: value ?? "",
      why: why ?? "",
    })),
    ...{ action: text(wire.action, "action") as FlowAction, app: wire.app ?? "", policy: wire.policy ?? "" },
    ...{ reason: wire.reason ?? "", notice: wire.notice ?? "", nearMiss: wire.nearMiss ?? "" },
    considered: (wire.considered ?? []).map(({ rule, firstFailed }) => ({
      ...{ rule: rule ?? "", firstFailed: firstFailed ?? "" },
    })),
    ...{ nearMissWhy: wire.nearMissWhy ?? "", appCandidates: wire.appCandidates ?? [] },
    ...{ wouldAllow: wire.wouldAllow ?? "", receivers: wire.receivers ?? [] },
  };
}
