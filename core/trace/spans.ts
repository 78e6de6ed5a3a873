/**
 * The spans of a flow's trace, and of a question's, by name: who makes each, and what it stands under. There are no
 * others, and they bear no other attributes than these: whatever a span says more may be a secret, or a value without
 * bounds.
 *
 * Times are each hop's own wall clock. What a hop has measured of the next one's clock stands on the span that holds
 * that hop, so that a reader can move what is under it.
 */
import type { Hex } from "../control/event.ts";

/** `route` has a `dispatch` for each publisher that was tried. */
export const SPANS = {
  /** From the program's request to the flow's end. */
  flow: { role: "agent", under: undefined },
  /** From the device's open to its answer. A device that has sent no trace context has no `flow` above it. */
  open: { role: "client-gateway", under: "flow" },
  /** A question of a name: from the device's asking to the answer. */
  "resolve-name": { role: "agent", under: undefined },
  /** From the device's question to its answer; in its trace `admit`, `decide` and `route` stand under it. */
  ask: { role: "client-gateway", under: "resolve-name" },
  /** The session and the limits. */
  admit: { role: "client-gateway", under: "open" },
  decide: { role: "client-gateway", under: "open" },
  /** From the verdict to the answer of the last candidate. */
  route: { role: "client-gateway", under: "open" },
  /** From the open to its answer, at the Publisher Gateway. */
  dispatch: { role: "publisher-gateway", under: "route" },
  /** The permit, the app list, the local allow file. */
  lock: { role: "publisher", under: "dispatch" },
  resolve: { role: "publisher", under: "dispatch" },
  connect: { role: "publisher", under: "dispatch" },
} as const;

export type SpanName = keyof typeof SPANS;
export type TraceRole = (typeof SPANS)[SpanName]["role"];

/** `service.name` of each role's process. */
export const SERVICE = {
  agent: "wayleave-agent",
  "client-gateway": "wayleave-gateway",
  "publisher-gateway": "wayleave-gateway",
  publisher: "wayleave-publisher",
} as const satisfies Record<TraceRole, string>;

/** Of a resource. `service.instance.id` is the gateway's, publisher's or device's name. */
export const RESOURCE_ATTRIBUTES = [
  ...["service.name", "service.version", "service.instance.id"],
  ...["wayleave.tenant", "wayleave.reported_by"],
] as const;

/** Of a span. */
export const SPAN_ATTRIBUTES = {
  flowId: "wayleave.flow_id",
  /** Of a question's trace; of a flow's root, what led to it: its question, or the lease of its stub. */
  questionId: "wayleave.question_id",
  role: "wayleave.role",
  /** A code of the catalogue: why it failed, or how it ended. */
  reason: "wayleave.reason",
  denialId: "wayleave.denial_id",
  app: "wayleave.app",
  publisher: "wayleave.publisher",
  gateway: "wayleave.gateway",
  /** Which candidate, from 0. */
  attempt: "wayleave.attempt",
  /** How far the next hop's clock is ahead of this one's, microseconds. */
  clockOffsetUs: "wayleave.clock_offset_us",
  clientBytes: "wayleave.client_bytes",
  serverBytes: "wayleave.server_bytes",
} as const;

export type SpanFacts = { readonly [K in keyof typeof SPAN_ATTRIBUTES]?: string | number };

/** Without what is empty. */
export function present(facts: { readonly [K in keyof SpanFacts]: SpanFacts[K] | undefined }): SpanFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined && value !== ""));
}

/** One span as its hop knows it, when all is over. Times are microseconds of the wall clock. */
export interface FinishedSpan {
  readonly name: SpanName;
  /** 16 bytes. */
  readonly traceId: Hex;
  /** 8 bytes. */
  readonly spanId: Hex;
  /** 8 bytes; "" for a root. */
  readonly parentId: Hex;
  readonly startUs: number;
  readonly endUs: number;
  readonly failed: boolean;
  readonly facts: SpanFacts;
}
