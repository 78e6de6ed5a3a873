/** A large change compiled in steps, for a loop that has bytes to move in between (decision 0031). */
import { changedEntries, copyOf } from "../control/rows.ts";
import { emptyTenant, type TenantState } from "../control/state.ts";
import { type Compiled, compile, mostNamedFirst } from "./compile.ts";

/** Of apps and rules: 10 to 50 us an app, and up to 0.4 ms a rule. */
export interface Amount {
  readonly apps: number;
  readonly rules: number;
}

/** What is more is not compiled at once. */
export const AT_ONCE: Amount = { apps: 128, rules: 16 };
/** A millisecond or two, whoever asks. */
export const STEP: Amount = { apps: 64, rules: 4 };

export const isMore = ({ apps, policies }: Compiled, tenant: TenantState, most: Amount): boolean =>
  changedEntries(apps, tenant.apps).length > most.apps || changedEntries(policies, tenant.policies).length > most.rules;

/**
 * Each step compiles some of the changes into what the step before made: none of these is in force but the last.
 * `before`: absent where nothing was compiled yet.
 */
export function* compileSteps(
  tenant: TenantState,
  asOf: number,
  before?: Compiled,
  step = STEP,
): Generator<undefined, Compiled> {
  let compiled = before ?? compile(emptyTenant(tenant.tenant));
  if (before === undefined) compiled.lexicon.nameGroups(mostNamedFirst(tenant.policies));
  const { apps: from, policies } = compiled;
  for (const apps of grown(from, tenant.apps, step.apps)) {
    compiled = compile({ ...tenant, apps, policies }, asOf, compiled);
    yield;
  }
  for (const some of grown(policies, tenant.policies, step.rules)) {
    compiled = compile({ ...tenant, policies: some }, asOf, compiled);
    yield;
  }
  return compile(tenant, asOf, compiled);
}

/** The one table on its way to the other, so many rows further each time; the last rows are left to who asks. */
function* grown<Spec>(
  before: ReadonlyMap<string, Spec>,
  after: ReadonlyMap<string, Spec>,
  step: number,
): Generator<ReadonlyMap<string, Spec>> {
  const changes = changedEntries(before, after);
  if (changes.length <= step) return;
  let rows = before;
  for (let from = 0; from < changes.length; from += step) {
    const next = copyOf(rows);
    for (const { name, after: spec } of changes.slice(from, from + step)) {
      if (spec === undefined) next.delete(name);
      else next.set(name, spec);
    }
    rows = next;
    yield next;
  }
}
