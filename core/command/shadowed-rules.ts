/**
 * Rules that can't ever decide: one that is tried before matches whatever they would match.
 *
 * Says so only where one rule alone does it, at any time: rules that together leave nothing over are not found.
 */
import type { ConfigObject, Negatable, PolicySpec } from "../config/object.ts";
import { NEGATABLE, statedBy } from "../config/object.ts";
import { inOrder, type TenantState } from "../control/state.ts";
import type { CommandMistake } from "./decision.ts";

/** Comparisons of one command: a few ms. A larger one has its first rules looked at. */
const COMPARED_MAX = 200_000;

export function shadowedRules(objects: readonly ConfigObject[], after: TenantState): CommandMistake[] {
  if (!objects.some(({ kind }) => kind === "Policy")) return [];
  const rules = inOrder(after.policies);
  const found: CommandMistake[] = [];
  // Of two that were written both, the one that is in the other's shadow is told of.
  const told = new Set<string>();
  let left = COMPARED_MAX;
  for (const [at, object] of objects.entries()) {
    if (object.kind !== "Policy" || object.spec.disabled || left <= 0) continue;
    const { name } = object;
    const place = rules.findIndex(([one]) => one === name);
    left -= rules.length;
    const before = rules.findIndex(([, earlier], at) => at === place || covers(earlier, object.spec, after));
    const by = before === place ? undefined : rules[before];
    if (by !== undefined && !told.has(name)) {
      told.add(name);
      found.push({
        object: at,
        field: "",
        text: `never matches: ${by[0]}, tried before it, matches all that it would`,
      });
    }
    for (const [later, spec] of rules.slice(place + 1)) {
      if (told.has(later) || spec.disabled || !covers(object.spec, spec, after)) continue;
      told.add(later);
      found.push({
        object: at,
        field: "",
        text: `is tried before ${later} and matches all that it would: that never matches`,
      });
    }
  }
  return found;
}

/** Criteria besides those that choose apps; first the one that tells most rules apart. */
const OF_SESSIONS: readonly Negatable[] = [
  "groups",
  ...NEGATABLE.filter((criterion) => criterion !== "apps" && criterion !== "app_tags" && criterion !== "groups"),
];

function covers(earlier: PolicySpec, later: PolicySpec, { apps }: TenantState): boolean {
  if (earlier.disabled || earlier.expiresAt !== "") return false;
  if (!OF_SESSIONS.every((criterion) => coversCriterion(criterion, earlier, later))) return false;
  if (earlier.apps.length === 0 && earlier.appTags.length === 0) return true;
  if (coversCriterion("apps", earlier, later) && coversCriterion("app_tags", earlier, later)) return true;
  if (later.apps.length === 0 || later.not.includes("apps")) return false;
  return later.apps.every((app) => concerns(earlier, app, apps.get(app)?.tags ?? []));
}

/** Does whatever meets this criterion of the later rule meet that of the earlier one? */
function coversCriterion(criterion: Negatable, earlier: PolicySpec, later: PolicySpec): boolean {
  const [wide, narrow] = [statedBy(earlier, criterion), statedBy(later, criterion)];
  if (wide.length === 0) return true;
  if (narrow.length === 0) return false;
  const negated = [earlier.not.includes(criterion), later.not.includes(criterion)];
  if (negated[0] && negated[1]) return wide.every((one) => narrow.includes(one));
  // An app may bear a tag that is named and one that isn't, and a person's groups are several too.
  if (negated[0])
    return criterion !== "groups" && criterion !== "app_tags" && !wide.some((one) => narrow.includes(one));
  return !negated[1] && narrow.every((one) => wide.includes(one));
}

function concerns(spec: PolicySpec, app: string, tags: readonly string[]): boolean {
  if (spec.apps.length > 0 && spec.apps.includes(app) === spec.not.includes("apps")) return false;
  return spec.appTags.length === 0 || spec.appTags.some((tag) => tags.includes(tag)) !== spec.not.includes("app_tags");
}
