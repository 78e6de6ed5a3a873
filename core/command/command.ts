/**
 * What operators ask, decided on the state: facts to append, or every mistake at once. All of a command or nothing.
 *
 * A decision says what it was made on (`expected`): another gateway may write meanwhile, and then the fold drops the
 * facts of whoever lost the race.
 */
import type { ConfigObject, PolicySpec } from "../config/object.ts";
import { canonicalText } from "../control/canonical.ts";
import type { Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import type { ControlState, TenantState } from "../control/state.ts";
import { emptyState, objectOf, revisionOf, tenantOf } from "../control/state.ts";
import { Basis } from "./basis.ts";
import type { Change, Command, CommandMistake, Decision, Named, Refused } from "./decision.ts";
import { refused } from "./decision.ts";
import { expectedOf } from "./expected.ts";
import { lint } from "./lints.ts";
import type { Naming } from "./naming.ts";
import { type Broken, brokenCases } from "./policy-tests.ts";
import { objectMistakes, usesBy } from "./references.ts";
import { adminMistakes, type By, mayNot, operatorExpected } from "./rights.ts";
import { drain, revoke } from "./running-commands.ts";
import { issueToken, revokeToken, spendToken } from "./token-commands.ts";

export type { Accepted, Change, Command, CommandMistake, Conflict, Decision, Named, Refused } from "./decision.ts";

/**
 * `by`: who asks, and on what; absent for a command that is no operator's. `nowUs`: wall time, microseconds; policy
 * tests that state no time are judged at it. `basis`: the one kept for this tenant, whatever it follows; a new one
 * costs a walk over the whole tenant.
 */
export function decideCommand(
  command: Command,
  state: ControlState,
  tenantName: string,
  by?: By,
  nowUs = 0,
  basis = new Basis(),
): Decision {
  const tenant = tenantOf(state, tenantName);
  const denied = by === undefined ? undefined : mayNot(tenant, by, command);
  if (denied !== undefined) return { ...refused(denied), why: "denied" };
  const decision = decideOn(command, state, tenant, { nowUs, basis });
  if (!("facts" in decision)) return decision;
  const seen = by?.expected ?? (command.type === "apply" ? command.asOf : undefined);
  const conflict = seen === undefined ? undefined : conflictOf(decision.facts, tenant, seen);
  if (conflict !== undefined) return conflict;
  if (by === undefined) return decision;
  return { ...decision, expected: [...decision.expected, ...operatorExpected(tenant, by, decision.expected)] };
}

interface How {
  readonly nowUs: number;
  readonly basis: Basis;
}

function decideOn(command: Command, state: ControlState, tenant: TenantState, how: How): Decision {
  switch (command.type) {
    case "apply":
      return apply(command.objects, command.deletes ?? [], tenant, how);
    case "delete":
      return apply([], [command], tenant, how);
    case "issue-token":
      return issueToken(command, tenant);
    case "revoke-token":
      return revokeToken(command.tokenHash, tenant);
    case "spend-token":
      return spendToken(command, tenant);
    case "drain":
      return drain(command, state, tenant);
    case "revoke": {
      const object = revoke(command, tenant);
      return object === undefined
        ? refused(`${command.kind} ${command.name} does not exist`, "name")
        : apply([object], [], tenant, how);
    }
  }
}

function apply(
  asked: readonly ConfigObject[],
  deletes: readonly Named[],
  tenant: TenantState,
  { nowUs, basis }: How,
): Decision {
  const objects = withOrders(asked, tenant);
  const after = tenantAfter(objects, deletes, tenant);
  const tested = after.policyTests.size > 0;
  const before = { hosts: basis.follow(tenant).hosts, compiled: tested ? basis.compiled() : undefined };
  const { naming } = basis.follow(after);
  const mistakes = [
    ...twice([...objects, ...deletes]),
    ...objectMistakes(objects, tenant, after, naming),
    ...deletes.flatMap((one, at) => deleteMistakes(one, tenant, naming, objects.length + at)),
    ...adminMistakes(objects, tenant, after),
  ];
  const written = [...objects, ...deletes];
  const broken =
    mistakes.length > 0 || before.compiled === undefined
      ? NONE_BROKEN
      : brokenCases(written, tenant, after, [before.compiled, basis.compiled()], nowUs);
  const wrong = [...mistakes, ...broken.mistakes];
  if (wrong.length > 0) return { mistakes: wrong.toSorted((a, b) => a.object - b.object) };
  const warnings = [...broken.warnings, ...lint(objects, tenant, after, { hosts: before.hosts, after: basis })];
  const facts: Fact[] = [];
  const changes: Change[] = [];
  for (const object of objects) {
    const { kind, name } = object;
    const standing = objectOf(tenant, kind, name);
    const same = standing !== undefined && canonicalText(standing.spec) === canonicalText(object.spec);
    const what = same ? "unchanged" : standing === undefined ? "created" : "changed";
    changes.push({ kind, name, what, before: standing === undefined ? -1 : revisionOf(tenant, kind, name) });
    if (!same) facts.push({ type: "object-put", object });
  }
  for (const { kind, name } of deletes) {
    changes.push({ kind, name, what: "deleted", before: revisionOf(tenant, kind, name) });
    facts.push({ type: "object-deleted", kind, name });
  }
  const told = warnings.length === 0 ? {} : { warnings };
  return { facts, changes, expected: expectedOf(facts, tenant, after, naming), ...told };
}

/** Of what names an object that was to be deleted: a publisher may have ten thousand apps. */
const USES_TOLD = 20;

const NONE_BROKEN: Broken = { mistakes: [], warnings: [] };

/** An order that nobody stated is the one that the rule has, or the next ten behind all others. */
function withOrders(objects: readonly ConfigObject[], tenant: TenantState): readonly ConfigObject[] {
  const stated = objects.flatMap((object) => (object.kind === "Policy" ? [object.spec.order] : []));
  let last = [...tenant.policies.values()].reduce((most, spec) => Math.max(most, spec.order), Math.max(0, ...stated));
  return objects.map((object) => {
    if (object.kind !== "Policy" || object.spec.order !== 0) return object;
    const kept = tenant.policies.get(object.name)?.order;
    if (kept === undefined) last = (Math.floor(last / 10) + 1) * 10;
    const spec: PolicySpec = { ...object.spec, order: kept ?? last };
    return { ...object, spec };
  });
}

/** What the fold will make of it: the references are judged on the state that would follow. */
function tenantAfter(objects: readonly ConfigObject[], deletes: readonly Named[], tenant: TenantState): TenantState {
  const from: ControlState = { ...emptyState(), tenants: new Map([[tenant.tenant, tenant]]) };
  const facts: Fact[] = [
    ...objects.map((object): Fact => ({ type: "object-put", object })),
    ...deletes.map(({ kind, name }): Fact => ({ type: "object-deleted", kind, name })),
  ];
  const batch = facts.map((fact, offset) => {
    const event = { id: "", tenant: tenant.tenant, atUs: 0, writer: "", critical: true, actor: "", command: "", fact };
    return { offset, appendTimeUs: 0, event };
  });
  return tenantOf(fold(from, batch), tenant.tenant);
}

function twice(objects: readonly Named[]): CommandMistake[] {
  const seen = new Set<string>();
  return objects.flatMap(({ kind, name }, object) => {
    const key = `${kind} ${name}`;
    if (seen.has(key)) return [{ object, field: "", text: `${key} stands twice: remove one` }];
    seen.add(key);
    return [];
  });
}

function deleteMistakes({ kind, name }: Named, before: TenantState, naming: Naming, at: number): CommandMistake[] {
  const wrong = (text: string) => [{ object: at, field: "", text }];
  const gone = objectOf(before, kind, name);
  if (gone === undefined) return wrong(`${kind} ${name} does not exist`);
  const tags = gone.kind === "App" ? gone.spec.tags : [];
  const uses = usesBy(naming, kind, name, tags);
  if (uses.length === 0) return [];
  const more = uses.length > USES_TOLD ? ` and ${uses.length - USES_TOLD} more` : "";
  return wrong(`${kind} ${name} is used by ${uses.slice(0, USES_TOLD).join(", ")}${more}: change that first`);
}

/** Whoever stated what they had seen writes only what stands as they saw it. */
function conflictOf(facts: readonly Fact[], tenant: TenantState, seen: number): Refused | undefined {
  for (const fact of facts) {
    const written = fact.type === "object-put" ? fact.object : fact.type === "object-deleted" ? fact : undefined;
    if (written === undefined) continue;
    const { kind, name } = written;
    const revision = revisionOf(tenant, kind, name);
    if (revision <= seen) continue;
    const what = kind === "Policy" ? "Policy (the ordered rules are one object)" : `${kind} ${name}`;
    const text = `${what} was written since: its revision is ${revision}, expected was none above ${seen}`;
    return { ...refused(text), why: "conflict", conflict: { kind, name: kind === "Policy" ? "" : name, revision } };
  }
  return undefined;
}
