/** What the store is asked to say why a connection was refused. */

import type { PublisherCandidate, RuleConsidered } from "../record/network-event.ts";
import { cellValue, FLOW_COLUMNS, flowOf } from "./flow-view.ts";
import { flowsQuery, type Query } from "./flows-query.ts";
import type { FlowRest, WhyInput } from "./why.ts";

/** Of flows that bear one id: more than a few is an accident that nobody reads. */
const BEARERS_MOST = 10;

/** The flows that bear a denial id, newest first: decided so, or failed or cut later. */
export const bearersQuery = (denialId: string): Query => ({
  query: `SELECT flow_id FROM network_events WHERE denial_id = {denial_id:String} AND flow_id != toUUID('${NO_FLOW}')
    GROUP BY flow_id ORDER BY max(at) DESC LIMIT ${BEARERS_MOST}`,
  params: { denial_id: denialId },
});

const NO_FLOW = "00000000-0000-0000-0000-000000000000";

/** Behind FLOW_COLUMNS. */
const REST = ["device_classification", "access_method", "notice", "near_miss", "duration_us", "candidates"];

export const whyFlowQuery = (flowId: string): Query => flowsQuery({ flowIds: [flowId], probes: true }, {}, REST);

export const consideredQuery = (flowId: string): Query => ({
  query: "SELECT rules_considered FROM policy_decisions WHERE flow_id = {flow_id:UUID} ORDER BY at LIMIT 1",
  params: { flow_id: flowId },
});

/** Of the store's rows, what `whyOf` wants. */
export function whyInputOf(
  flow: readonly unknown[],
  decision: readonly unknown[] | undefined,
): Omit<WhyInput, "others"> {
  const [classification, method, notice, nearMiss, duration, candidates] = flow.slice(FLOW_COLUMNS.length);
  const text = (cell: unknown) => cellValue("text", cell) as string | null;
  const rest: FlowRest = {
    ...{ deviceClassification: text(classification), accessMethod: text(method), notice: text(notice) },
    ...{ nearMiss: text(nearMiss), durationUs: cellValue("number", duration) as number | null },
    candidates: tuplesOf(candidates).map(
      ([publisher, gateway, whyNot]): PublisherCandidate => ({
        publisher: publisher!,
        gateway: gateway!,
        whyNot: whyNot!,
      }),
    ),
  };
  const considered = tuplesOf(decision?.[0]).map(
    ([rule, firstFailed]): RuleConsidered => ({ rule: rule!, firstFailed: firstFailed! }),
  );
  return { flow: flowOf(flow.slice(0, FLOW_COLUMNS.length)), rest, considered };
}

/** Named tuples come as objects, in the order of their names, or as arrays: that is a setting of the store. */
const tuplesOf = (cell: unknown): string[][] =>
  Array.isArray(cell) ? cell.map((one: object) => Object.values(one).map(String)) : [];
