/** What a draft changes by the naive model: every flow once by what stood and once with the draft, rule after rule. */

import { decideCommand } from "../../../core/command/command.ts";
import type { ConfigObject } from "../../../core/config/object.ts";
import type { Fact } from "../../../core/control/event.ts";
import { type ControlState, type TenantState, tenantOf } from "../../../core/control/state.ts";
import type { Configurations } from "../../../core/history/configurations.ts";
import { overlaid } from "../../../core/history/overlay.ts";
import type { FlowRequest } from "../../../core/policy/verdict.ts";
import { type ModelVerdict, modelVerdict } from "../../../sim/policy-model.ts";
import type { GeneratedFlow } from "./generated.ts";

/** Flow id to "allowed", "cut" or "other". */
export type Changed = ReadonlyMap<string, string>;

export interface Modelled {
  readonly changed: Changed;
  readonly users: ReadonlySet<string>;
  readonly apps: ReadonlySet<string>;
}

export function factsOf(objects: readonly ConfigObject[], now: ControlState, nowUs: number): readonly Fact[] {
  const decision = decideCommand({ type: "apply", objects }, now, "demo", undefined, nowUs);
  if ("facts" in decision) return decision.facts;
  throw new Error(`the draft can't be applied: ${JSON.stringify(decision.mistakes)}`);
}

/** `base` "then": each by the revision of its decision; "now": all by the newest. */
export function modelled(
  flows: Iterable<GeneratedFlow>,
  configurations: Configurations,
  facts: readonly Fact[],
  base: "now" | "then",
): Modelled {
  const changed = new Map<string, string>();
  const [users, apps] = [new Set<string>(), new Set<string>()];
  const before = new ModelAt((revision) => configurations.at(revision));
  const after = new ModelAt((revision) => overlaid(configurations.at(revision), "demo", facts));
  const newest = configurations.now().asOf;
  for (const { flowId, revision, request } of flows) {
    const at = base === "then" ? revision : newest;
    const [was, would] = [before.verdict(at, request), after.verdict(at, request)];
    const kind = kindOf(was, would);
    if (kind === undefined) continue;
    changed.set(flowId, kind);
    users.add(`${request.user}@corp.example`);
    apps.add(was.app ?? would.app ?? "");
  }
  return { changed, users, apps };
}

const goes = ({ said }: ModelVerdict): boolean => said === "allow" || said === "alert";

function kindOf(was: ModelVerdict, would: ModelVerdict): string | undefined {
  if (goes(was) !== goes(would)) return goes(would) ? "allowed" : "cut";
  const same = was.said === would.said && was.rule === would.rule && was.app === would.app;
  return same && was.nearMiss === would.nearMiss ? undefined : "other";
}

/** Windows begin and end at minutes: of two moments of one minute the model says the same. */
const MINUTE_US = 60_000_000;

class ModelAt {
  readonly #stateAt: (revision: number) => ControlState;
  readonly #tenants = new Map<number, TenantState>();
  readonly #known = new Map<string, ModelVerdict>();

  constructor(stateAt: (revision: number) => ControlState) {
    this.#stateAt = stateAt;
  }

  verdict(revision: number, request: FlowRequest): ModelVerdict {
    const { atUs, session, ...flow } = request;
    const minute = Math.floor(atUs / MINUTE_US);
    const key = [revision, minute, ...Object.values(flow), ...Object.values(session)].join(" ");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tenant = this.#tenants.get(revision) ?? tenantOf(this.#stateAt(revision), "demo");
    this.#tenants.set(revision, tenant);
    const verdict = modelVerdict(tenant, request);
    this.#known.set(key, verdict);
    return verdict;
  }
}
