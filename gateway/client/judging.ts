/**
 * The enforcement of decisions: a flow that is asked for, the address that its name has led to, a flow that lives.
 */

import { splitHostPort } from "../../core/net/ip.ts";
import type { Compiled } from "../../core/policy/compile.ts";
import { decide } from "../../core/policy/decide.ts";
import type { Deny, FlowRequest, Verdict } from "../../core/policy/verdict.ts";
import type { Instant } from "../../core/units.ts";
import type { Decided } from "./flow-facts.ts";
import type { LiveFlow, Resolved } from "./revoke.ts";

export const judgeAsked = (request: FlowRequest, compiled: Compiled, now: Instant): Verdict =>
  decide(request, compiled, now);

/**
 * The flow was allowed by its name, and the publisher says which address it has dialled: is that address, as if it had
 * been asked for itself, an app's that a rule blocks for this person? What no rule blocks stays allowed by its name.
 * `appAddr`: host:port; "" where the publisher doesn't say.
 */
export function judgeResolved(
  request: FlowRequest,
  appAddr: string,
  compiled: Compiled,
  now: Instant,
): { readonly resolved?: Resolved; readonly blocked?: Deny; readonly by?: Omit<Decided, "inputs"> } {
  const dialled = splitHostPort(appAddr);
  if (dialled === undefined || dialled.host === request.host) return {};
  const resolved = { ...request, host: dialled.host, port: dialled.port };
  const verdict = decide(resolved, compiled, now);
  // On record is what `decide` said of the address: that is what anybody else will hear of it.
  if (isBlock(verdict))
    return { blocked: { ...verdict, code: "CGW_POLICY_RESOLVED_BLOCK" }, by: { verdict, request: resolved } };
  return { resolved: { host: dialled.host, port: dialled.port, app: verdict.app ?? "" } };
}

const isBlock = (verdict: Verdict): verdict is Deny =>
  verdict.kind === "deny" && verdict.code === "CGW_POLICY_RULE_BLOCK";

/** Of a flow that lives, by its name and by its address; `byAddress`: the address alone ends it. */
export function judgeLive(
  flow: LiveFlow,
  compiled: Compiled,
  atUs: number,
  now: Instant,
): { readonly verdict: Verdict; readonly byAddress: boolean } {
  const request = { ...flow.request, atUs };
  const verdict = decide(request, compiled, now);
  if (verdict.kind === "deny" || flow.resolved === undefined) return { verdict, byAddress: false };
  const { host, port } = flow.resolved;
  const there = decide({ ...request, host, port }, compiled, now);
  if (isBlock(there)) return { verdict: there, byAddress: true };
  flow.resolved = { host, port, app: there.app ?? "" };
  return { verdict, byAddress: false };
}
