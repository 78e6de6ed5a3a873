/** What `wayleave trace` answers: a flow, whether it reached its app, and the tree of its spans. */
import { FLOW_COLUMNS, type FlowRow, flowOf, type Outcome, outcomeOf } from "../reading/flow-view.ts";
import { type KindRow, questionOutcome, textIn } from "../reading/kinds.ts";
import { placeOf } from "../reading/why.ts";
import { SPAN_ATTRIBUTES, type TraceRole } from "./spans.ts";
import { type TraceSpan, type TraceTree, type TreeNode, treeOf } from "./tree.ts";

/** Where a flow that did not reach its app came to its end. */
export interface FailedAt {
  /** As a person calls it: "the Client Gateway". */
  readonly hop: string | null;
  readonly service: string | null;
  readonly instance: string | null;
  readonly span_id: string | null;
  readonly span: string | null;
  readonly reason: string | null;
  readonly denial_id: string | null;
}

/** A clock that was measured against the one of the trace's root, and by how much its spans were moved. */
export interface CorrectedClock {
  readonly service: string;
  readonly instance: string;
  readonly ahead_us: number;
}

export interface SpanAnswer {
  readonly span_id: string;
  readonly parent_span_id: string | null;
  /** 0 for a root, and for what has no parent here. */
  readonly depth: number;
  readonly name: string;
  readonly role: string | null;
  readonly service: string;
  readonly instance: string;
  /** Since the trace's begin, by the root's clock. */
  readonly start_us: number;
  readonly duration_us: number;
  readonly clock_ahead_us: number;
  readonly failed: boolean;
  readonly reason: string | null;
  readonly message: string | null;
  readonly parent_missing: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TraceAnswer {
  /** Null of a question. */
  readonly flow_id: string | null;
  /** What led to the flow: a question, or the lease of its stub; of a question its own. */
  readonly question_id: string | null;
  /** What that names, of a flow. */
  readonly led_by: "question" | "lease" | null;
  readonly trace_id: string | null;
  readonly trace_kept: boolean;
  readonly outcome: Outcome;
  /** The app answered, and nothing failed after that. */
  readonly reached: boolean;
  readonly reason: string | null;
  readonly failed_at: FailedAt | null;
  readonly flow: {
    readonly user: string | null;
    readonly device: string | null;
    readonly host: string | null;
    readonly port: number | null;
    readonly app: string | null;
    readonly start_time: string | null;
    readonly end_time: string | null;
  };
  readonly duration_us: number;
  /** One root, and every parent there. */
  readonly whole: boolean;
  readonly problems: readonly string[];
  readonly clocks: readonly CorrectedClock[];
  readonly spans: readonly SpanAnswer[];
}

export function traceOf(flow: FlowRow, stored: readonly TraceSpan[], most: number): TraceAnswer {
  const outcome = outcomeOf(flow);
  const reached = flow.app_addr !== null && (outcome === "open" || outcome === "closed" || outcome === "terminated");
  return answerOf(flow, { outcome, reached }, stored, most);
}

function answerOf(
  flow: FlowRow,
  { outcome, reached }: Pick<TraceAnswer, "outcome" | "reached">,
  stored: readonly TraceSpan[],
  most: number,
): TraceAnswer {
  const tree = treeOf(stored);
  const { user, device, host, port, app, start_time, end_time } = flow;
  return {
    ...{ flow_id: flow.flow_id, question_id: flow.question_id, led_by: null },
    ...{ trace_id: flow.trace_id, trace_kept: flow.trace_kept === true },
    ...{ outcome, reached, reason: flow.reason },
    failed_at: reached || outcome === "open" ? null : failedAt(flow, tree),
    flow: { user, device, host, port, app, start_time, end_time },
    duration_us: tree.durationUs,
    whole: tree.whole,
    problems: problemsOf(flow, tree, stored.length >= most),
    clocks: clocksOf(tree),
    spans: tree.nodes.map(spanAnswer),
  };
}

/** Of a question of a name: it reached its publisher's name servers, or needed none. */
export function traceOfQuestion(row: KindRow, stored: readonly TraceSpan[], most: number): TraceAnswer {
  const text = (field: string) => textIn(row, field);
  const [user, device, host, app] = [text("user"), text("device"), text("host"), text("app")];
  const flow: FlowRow = {
    ...flowOf(FLOW_COLUMNS.map(() => null)),
    ...{ user, device, host, app, flow_status: "closed", start_time: text("time"), end_time: text("time") },
    ...{ reason: text("reason"), denial_id: text("denial_id"), client_gateway: text("client_gateway") },
    ...{ publisher_name: text("publisher_name"), question_id: text("question_id") },
    ...{ trace_id: text("trace_id"), trace_kept: row["trace_kept"] === true },
  };
  const outcome = questionOutcome(row);
  return answerOf(flow, { outcome, reached: outcome === "closed" }, stored, most);
}

function spanAnswer({ span, depth, startUs, clock, orphan }: TreeNode): SpanAnswer {
  return {
    ...{ span_id: span.spanId, parent_span_id: span.parentId || null, depth, name: span.name },
    role: span.attributes[SPAN_ATTRIBUTES.role] ?? null,
    ...{ service: span.service, instance: span.instance, start_us: startUs, duration_us: span.durationUs },
    ...{ clock_ahead_us: clock.aheadUs, failed: span.failed },
    reason: span.attributes[SPAN_ATTRIBUTES.reason] ?? null,
    ...{ message: span.message || null, parent_missing: orphan, attributes: span.attributes },
  };
}

const PLACES: Readonly<Record<string, string>> = {
  ...{ agent: "the agent on the device", "client-gateway": "the Client Gateway" },
  ...{ "publisher-gateway": "the Publisher Gateway", publisher: "the publisher" },
} satisfies Record<TraceRole, string>;

/** The spans know best; without them the code says by its first letters in which part it was given. */
function failedAt({ reason, denial_id, client_gateway, publisher_gateway, publisher_name }: FlowRow, tree: TraceTree) {
  const span = deepestFailure(tree)?.span;
  const code = span?.attributes[SPAN_ATTRIBUTES.reason] ?? reason;
  const instances: Readonly<Record<string, string | null>> = {
    ...{ CGW: client_gateway, PGW: publisher_gateway, PUB: publisher_name, APP: publisher_name },
  };
  return {
    hop: PLACES[span?.attributes[SPAN_ATTRIBUTES.role] ?? ""] ?? placeOf(reason),
    service: span?.service ?? null,
    instance: span?.instance ?? (reason === null ? null : (instances[reason.slice(0, 3)] ?? null)),
    ...{ span_id: span?.spanId ?? null, span: span?.name ?? null, reason: code, denial_id },
  };
}

/** Down from the top, each time into the last child that failed: candidates that were passed over came before it. */
function deepestFailure({ nodes }: TraceTree): TreeNode | undefined {
  let found: TreeNode | undefined;
  for (;;) {
    const next = nodes.findLast(({ parent, span }) => parent === found && span.failed);
    if (next === undefined) return found;
    found = next;
  }
}

function clocksOf({ nodes }: TraceTree): CorrectedClock[] {
  const clocks = new Map<string, CorrectedClock>();
  for (const { span, clock } of nodes) {
    const { service, instance } = span;
    if (!clock.measured || clock.aheadUs === 0) continue;
    clocks.set(`${service} ${instance} ${clock.aheadUs}`, { service, instance, ahead_us: clock.aheadUs });
  }
  return [...clocks.values()];
}

const plural = (count: number, one: string, many: string): string => (count === 1 ? `one ${one}` : `${count} ${many}`);

function problemsOf(flow: FlowRow, tree: TraceTree, cut: boolean): string[] {
  const { nodes, roots, orphans, doubles } = tree;
  const problems: string[] = [];
  if (flow.trace_kept !== true && nodes.length > 0) problems.push("the row says that this trace is not kept");
  if (flow.trace_kept === true && nodes.length === 0)
    problems.push("the row says that it is kept, and no span is stored");
  if (nodes.length > 0 && roots === 0) {
    const open = flow.flow_status !== "closed" ? ": that of the device comes when the flow ends" : "";
    problems.push(`no root span is stored${open}`);
  }
  if (roots > 1) problems.push(`${roots} spans say that they are the root`);
  if (orphans > 0)
    problems.push(`${plural(orphans, "span names a parent that is", "spans name parents that are")} not stored`);
  if (doubles > 0)
    problems.push(`${plural(doubles, "span is", "spans are")} stored more than once, each is shown once`);
  if (cut) problems.push(`there are more spans than are shown: the first ${nodes.length}`);
  return problems;
}
