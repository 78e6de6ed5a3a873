/**
 * The live flows of this gateway, and which of them a new configuration no longer allows.
 *
 * A pass compares what the flows were last judged by with what is in force now, and judges the flows that the
 * difference concerns: a change of one app costs the flows of that app, and a storm of changes costs one pass for all
 * that came since the last. It goes in slices, so that tens of thousands of flows never hold the loop that moves bytes.
 *
 * A flow bears the app of its last judgement, or a change of what allows it now would pass it over; and one that was
 * judged by more than the last pass compared is judged in the next, or what came and went between the two would.
 */
import { type Changes, concernsFlow } from "../../core/policy/changes.ts";
import type { Compiled } from "../../core/policy/compile.ts";
import type { Deny, FlowRequest, Verdict } from "../../core/policy/verdict.ts";
import { ChangesSince } from "./compiled.ts";

export interface LiveFlow {
  readonly flowId: string;
  readonly tenant: string;
  /** Hex, of the session that it came by. */
  readonly session: string;
  /** The app that it was matched to when it was last judged. */
  app: string;
  /** The host in normal form. */
  readonly request: FlowRequest;
  /** The address that its name has led to, and the app whose address that was when it was last judged. */
  resolved?: Resolved | undefined;
}

export interface Resolved {
  readonly host: string;
  readonly port: number;
  /** "" for none. */
  readonly app: string;
}

/** Flows looked at between two yields; judged at up to 10 us each they stay below the 5 ms that a slice may take. */
export const SLICE = 250;

/** An owned table: every flow that is relayed, by id and by session. */
export class LiveFlows<Flow extends LiveFlow> {
  readonly #byId = new Map<string, Flow>();
  readonly #bySession = new Map<string, Set<Flow>>();
  readonly #since = new ChangesSince();
  /** Judged by a newer revision than the next pass compares with. */
  #ahead = new Set<Flow>();

  /** `judgedBy`: what the flow was allowed by at `atUs`, and what is in force. */
  add(flow: Flow, judgedBy: Compiled, atUs: number): void {
    this.#byId.set(flow.flowId, flow);
    const siblings = this.#bySession.get(flow.session) ?? new Set();
    this.#bySession.set(flow.session, siblings.add(flow));
    this.#judged(flow, judgedBy, atUs);
  }

  delete(flowId: string): void {
    const flow = this.#byId.get(flowId);
    if (flow === undefined) return;
    this.#byId.delete(flowId);
    this.#ahead.delete(flow);
    const siblings = this.#bySession.get(flow.session);
    siblings?.delete(flow);
    if (siblings?.size === 0) this.#bySession.delete(flow.session);
  }

  has(flowId: string): boolean {
    return this.#byId.has(flowId);
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): Flow[] {
    return [...this.#byId.values()];
  }

  ofSession(session: string): Flow[] {
    return [...(this.#bySession.get(session) ?? [])];
  }

  /**
   * The flows that `compiledOf` no longer allows, slice by slice; the caller ends them and lets bytes move between two.
   * `judge` is asked for a flow where its verdict may differ. `wallUs` reads the clock that rules are judged by.
   * What is configured during a pass is judged by at once where the pass has not come yet, and by the next pass for
   * the rest: to be asked for again. No two passes at once.
   */
  *denied(
    compiledOf: (tenant: string) => Compiled,
    judge: (flow: Flow, compiled: Compiled, atUs: number) => Verdict,
    wallUs: () => number,
  ): Generator<Ended<Flow>[]> {
    const changes = this.#since.look(compiledOf, wallUs());
    const ahead = this.#ahead;
    this.#ahead = new Set();
    if (changes.size === 0 && ahead.size === 0) return;
    let found: Ended<Flow>[] = [];
    let seen = 0;
    for (const flow of this.all()) {
      const concerned = this.has(flow.flowId) && (ahead.has(flow) || isConcerned(flow, changes.get(flow.tenant)));
      const denied = concerned ? this.#denied(flow, compiledOf(flow.tenant), judge, wallUs()) : undefined;
      if (denied !== undefined) found.push({ flow, denied });
      seen += 1;
      if (seen % SLICE !== 0) continue;
      yield found;
      found = [];
    }
    yield found;
  }

  /** Why the flow may not go on, if it may not. */
  #denied(
    flow: Flow,
    compiled: Compiled,
    judge: (flow: Flow, compiled: Compiled, atUs: number) => Verdict,
    atUs: number,
  ): Deny | undefined {
    const verdict = judge(flow, compiled, atUs);
    if (verdict.kind === "deny") return verdict;
    flow.app = verdict.app;
    this.#judged(flow, compiled, atUs);
    return undefined;
  }

  #judged(flow: Flow, by: Compiled, atUs: number): void {
    if (!this.#since.from(flow.tenant, by, atUs)) this.#ahead.add(flow);
  }
}

/** A flow that may not go on, and what was decided about it now. */
export interface Ended<Flow> {
  readonly flow: Flow;
  readonly denied: Deny;
}

function isConcerned({ request, app, resolved }: LiveFlow, changed: Changes | undefined): boolean {
  if (changed === undefined) return false;
  if (concernsFlow(changed, request, app)) return true;
  if (resolved === undefined) return false;
  const { host, port } = resolved;
  return concernsFlow(changed, { ...request, host, port }, resolved.app);
}
