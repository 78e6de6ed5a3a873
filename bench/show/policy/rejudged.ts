/** Live flows that are judged again because a rule that may concern all of them was written: how long it takes. */
import { performance } from "node:perf_hooks";
import { setImmediate as turn } from "node:timers/promises";
import type { PolicySpec } from "../../../core/config/object.ts";
import { copyOf } from "../../../core/control/rows.ts";
import { type Compiled, compile } from "../../../core/policy/compile.ts";
import type { Instant } from "../../../core/units.ts";
import { judgeAsked, judgeLive } from "../../../gateway/client/judging.ts";
import { type LiveFlow, LiveFlows } from "../../../gateway/client/revoke.ts";
import { NOON_US, policyWorld, requestsOf } from "../../policy-world.ts";

export interface Rejudged {
  readonly flows: number;
  readonly judged: number;
  readonly ended: number;
  readonly wall_ms: number;
  readonly cpu_ms: number;
  readonly longest_slice_ms: number;
}

const SIZE = { apps: 10_000, rules: 1_000, users: 5_000 };
const NOW = 1_000 as Instant;

/** The gateway's own table of flows and its own passes, over flows that no socket stands behind. */
export async function rejudged(flows: number, seed: number): Promise<Rejudged> {
  const world = policyWorld(SIZE, seed);
  const before = compile(world);
  const live = new LiveFlows<LiveFlow>();
  for (const [n, request] of requestsOf(SIZE, flows * 2, seed, before).entries()) {
    if (live.size === flows) break;
    const verdict = judgeAsked(request, before, NOW);
    if (verdict.kind === "deny") continue;
    const session = `session-${request.user}`;
    live.add({ flowId: `flow-${n}`, tenant: "bench", session, app: verdict.app, request }, before, NOON_US);
  }
  const count = live.size;
  // For people of all groups, by where they are: it may concern every flow.
  const rule = { ...world.policies.get("rule-0")!, groups: [], deviceClassifications: [] };
  const block: PolicySpec = { ...rule, countries: ["DE"], order: 0 };
  const policies = copyOf(world.policies);
  policies.set("not-from-there", block);
  const after: Compiled = compile({ ...world, policies, configRev: 2 }, 2, before);
  let judged = 0;
  let ended = 0;
  let longest = 0;
  const began = process.cpuUsage();
  const from = performance.now();
  const pass = live.denied(
    () => after,
    (flow, compiled, atUs) => {
      judged += 1;
      return judgeLive(flow, compiled, atUs, NOW).verdict;
    },
    () => NOON_US,
  );
  for (;;) {
    const sliceFrom = performance.now();
    const slice = pass.next();
    longest = Math.max(longest, performance.now() - sliceFrom);
    if (slice.done === true) break;
    ended += slice.value.length;
    for (const { flow } of slice.value) live.delete(flow.flowId);
    await turn();
  }
  const wall = performance.now() - from;
  const { user, system } = process.cpuUsage(began);
  const rounded = (ms: number) => Number(ms.toFixed(1));
  const took = { wall_ms: rounded(wall), cpu_ms: rounded((user + system) / 1000), longest_slice_ms: rounded(longest) };
  return { flows: count, judged, ended, ...took };
}
