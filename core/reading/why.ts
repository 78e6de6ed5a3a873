/** Why a connection was refused, or failed: what the record knows of it, put as answers to a person's questions. */
import { isCode, REASONS } from "../reason.ts";
import type { PublisherCandidate, RuleConsidered } from "../record/network-event.ts";
import { type FlowRow, type Outcome, outcomeOf } from "./flow-view.ts";

export interface WhyAnswer {
  readonly denial_id: string | null;
  readonly flow_id: string | null;
  /** It was a question of a name, and no flow. */
  readonly question: {
    readonly question_id: string | null;
    readonly type: string | null;
    readonly rcode: string | null;
    readonly how: string | null;
  } | null;
  readonly outcome: Outcome;
  readonly reason: {
    readonly code: string | null;
    readonly text: string | null;
    /** N normal, D denied, F failed, S shed for capacity, R cut by the system, I not steered. */
    readonly class: string | null;
    readonly means: string;
    readonly who_can_fix: string;
    readonly what_to_do: string;
    /** Where it happened: the part that the code begins with. */
    readonly where: string | null;
  };
  readonly who: {
    readonly user: string | null;
    readonly device: string | null;
    readonly device_classification: string | null;
    readonly access_method: string | null;
    readonly src_ip: string | null;
    readonly src_port: number | null;
  };
  readonly what: {
    readonly host: string | null;
    readonly port: number | null;
    readonly protocol: string | null;
    readonly app: string | null;
    /** The app whose host matched, on another port. */
    readonly near_miss: string | null;
  };
  readonly when: {
    readonly start_time: string | null;
    readonly end_time: string | null;
    readonly duration_us: number | null;
  };
  readonly decision: {
    readonly action: string | null;
    readonly policy: string | null;
    readonly notice: string | null;
    readonly rules_considered: readonly { readonly rule: string; readonly first_failed: string | null }[];
  };
  readonly route: {
    readonly publisher_name: string | null;
    readonly client_gateway: string | null;
    readonly publisher_gateway: string | null;
    readonly app_addr: string | null;
    readonly candidates: readonly {
      readonly publisher: string;
      readonly gateway: string;
      readonly why_not: string | null;
    }[];
  };
  readonly client_bytes: number | null;
  readonly server_bytes: number | null;
  readonly versions: {
    readonly as_of: number | null;
    readonly config_rev: number | null;
    readonly srp_version: number | null;
  };
  readonly trace_id: string | null;
  /** Whether its spans are stored: `wayleave trace` shows them. */
  readonly trace_kept: boolean;
  /** Ids are short and may come again after months: other flows that bear this one, newest first. */
  readonly others: readonly {
    readonly flow_id: string | null;
    readonly start_time: string | null;
    readonly user: string | null;
  }[];
}

/** What the row of a flow does not say in its promised fields. */
export interface FlowRest {
  readonly deviceClassification: string | null;
  readonly accessMethod: string | null;
  readonly notice: string | null;
  readonly nearMiss: string | null;
  readonly durationUs: number | null;
  readonly candidates: readonly PublisherCandidate[];
}

export interface WhyInput {
  readonly flow: FlowRow;
  readonly rest: FlowRest;
  readonly considered: readonly RuleConsidered[];
  readonly others: WhyAnswer["others"];
}

export function whyOf({ flow, rest, considered, others }: WhyInput): WhyAnswer {
  return {
    denial_id: flow.denial_id,
    flow_id: flow.flow_id,
    question: null,
    outcome: outcomeOf(flow),
    reason: reasonOf(flow.reason),
    who: {
      user: flow.user,
      device: flow.device,
      device_classification: rest.deviceClassification,
      access_method: rest.accessMethod,
      src_ip: flow.src_ip,
      src_port: flow.src_port,
    },
    what: {
      host: flow.host,
      port: flow.port,
      protocol: flow.protocol,
      app: flow.app,
      near_miss: rest.nearMiss,
    },
    when: { start_time: flow.start_time, end_time: flow.end_time, duration_us: rest.durationUs },
    decision: {
      action: flow.action,
      policy: flow.policy,
      notice: rest.notice,
      rules_considered: considered.map((one) => ({ rule: one.rule, first_failed: one.firstFailed || null })),
    },
    route: {
      publisher_name: flow.publisher_name,
      client_gateway: flow.client_gateway,
      publisher_gateway: flow.publisher_gateway,
      app_addr: flow.app_addr,
      candidates: rest.candidates.map(({ publisher, gateway, whyNot }) => ({
        ...{ publisher, gateway, why_not: whyNot || null },
      })),
    },
    client_bytes: flow.client_bytes,
    server_bytes: flow.server_bytes,
    versions: { as_of: flow.as_of, config_rev: flow.config_rev, srp_version: flow.srp_version },
    trace_id: flow.trace_id,
    trace_kept: flow.trace_kept === true,
    others,
  };
}

const MEANS: Readonly<Record<string, string>> = {
  N: "It ended in the ordinary course.",
  D: "Who asked, or the device, is not accepted as it is now.",
  F: "Nobody denied it: something failed, or is not there.",
  S: "There was no capacity for it.",
  R: "The system cut it.",
  I: "It was not carried: the destination is not steered for this person.",
};

/** What denies besides identity. */
const DENIES: readonly (readonly [prefix: string, means: string])[] = [
  ["CGW_POLICY_", "Policy denied it."],
  ["PUB_", "A lock of the publisher denied it, whatever the gateways allow."],
];

function meaningOf(code: string, kind: string): string {
  const denied = kind === "D" ? DENIES.find(([prefix]) => code.startsWith(prefix)) : undefined;
  return denied?.[1] ?? MEANS[kind]!;
}

const FIXES: Readonly<Record<string, readonly [who: string, what: string]>> = {
  U: ["the user", "On this device: sign in, or bring it into the state that is asked for."],
  A: ["an administrator", "Change policy, app or assignment: wayleave get policy, wayleave get app."],
  O: ["the operator", "Look at gateways, publishers and the network between them: wayleave status."],
  P: ["the owner of the application", "Look at the application itself, as the publisher reaches it."],
  "U/O": ["the user or the operator", "Check the device's network first, then the gateways: wayleave status."],
  "-": ["nobody needs to", "Try again."],
};

const PLACES: Readonly<Record<string, string>> = {
  AGT: "the agent on the device",
  CGW: "the Client Gateway",
  PGW: "the Publisher Gateway",
  PUB: "the publisher",
  APP: "the application",
};

export function reasonOf(code: string | null): WhyAnswer["reason"] {
  if (code === null || !isCode(code)) {
    // An open flow has no reason yet; a code that this program doesn't know was written by a newer gateway.
    const means =
      code === null ? "It has not ended." : "This program does not know the code: it is older than the writer.";
    const nobody = { who_can_fix: "nobody needs to", what_to_do: code === null ? "Nothing." : "Update this program." };
    return { ...{ code, text: null, class: null, means, where: placeOf(code) }, ...nobody };
  }
  const reason = REASONS[code];
  const [who, what] = FIXES[reason.acts]!;
  return {
    ...{ code, text: reason.text, class: reason.class, means: meaningOf(code, reason.class) },
    ...{ who_can_fix: who, what_to_do: reason.class === "N" ? "Nothing." : what, where: placeOf(code) },
  };
}

export const placeOf = (code: string | null): string | null =>
  code === null ? null : (PLACES[code.slice(0, 3)] ?? null);
