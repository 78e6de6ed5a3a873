/**
 * What is probably not meant: warnings about what was written, judged on the state that it makes. A mistake is what
 * can't be right, and refuses the command; a warning may be right, and is told with the answer.
 */
import type { AppSpec, ConfigObject } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import { isIp } from "../net/ip.ts";
import type { AppIndex } from "../policy/match-app.ts";
import type { Basis } from "./basis.ts";
import type { CommandMistake } from "./decision.ts";
import { movedHosts } from "./moved-hosts.ts";
import { shadowedRules } from "./shadowed-rules.ts";
import { srpSizes } from "./srp-size.ts";

/** Warnings of one command; what is past them is counted in the last. */
export const WARNINGS_MAX = 100;

/** What is known of the tenant, before the write and after it. */
export interface Known {
  readonly hosts: AppIndex;
  readonly after: Basis;
}

/** `objects`: as they stand in `after`; those that were deleted are in `before` alone. */
export function lint(
  objects: readonly ConfigObject[],
  before: TenantState,
  after: TenantState,
  known: Known,
): CommandMistake[] {
  const all = [
    ...objects.flatMap((object, at) => (object.kind === "App" ? appLints(object.spec, at) : [])),
    ...shadowedRules(objects, after),
    ...movedHosts(objects, { apps: before.apps, index: known.hosts }, { apps: after.apps, index: known.after.hosts }),
    ...srpSizes(objects, after, known.after),
  ].toSorted((a, b) => a.object - b.object);
  if (all.length <= WARNINGS_MAX) return all;
  const text = `${all.length - WARNINGS_MAX + 1} more warnings`;
  return [...all.slice(0, WARNINGS_MAX - 1), { object: 0, field: "", text }];
}

function appLints({ hosts, publishers, usePublisherDns }: AppSpec, object: number): CommandMistake[] {
  const found: CommandMistake[] = [];
  const hasAddress = hosts.some((host) => host.includes("/") || isIp(host));
  if (usePublisherDns && !hasAddress) {
    const text = "is on, and no host is an address: the real addresses that devices get are steered by no app";
    found.push({ object, field: "use_publisher_dns", text: `${text}; add the blocks in which its names lie` });
  }
  if (publishers.length === 0) {
    found.push({ object, field: "publishers", text: "are none: every flow to the app fails until it has one" });
  }
  return found;
}
