/**
 * On what a decision was made: the revisions of what it writes and of what it relies on.
 *
 * Two gateways may decide at once. A rule that names an app and the deletion of that app must not both be taken, so the
 * rule expects the app as it was, and the deletion expects that no rule was written.
 */
import type { ConfigObject, Kind } from "../config/object.ts";
import type { Expected, Fact } from "../control/event.ts";
import type { TenantState } from "../control/state.ts";
import { revisionKey, revisionOf } from "../control/state.ts";
import type { Naming } from "./naming.ts";

type Name = readonly [kind: Kind, name: string];

/** What names objects of a kind. Without a name: any of them may. */
const NAMED_BY: Readonly<Partial<Record<Kind, readonly Kind[]>>> = {
  App: ["Policy"],
  Group: ["User", "Policy"],
  User: ["Device", "PolicyTest", "Policy"],
  Publisher: ["App"],
  Device: ["PolicyTest"],
  Policy: ["PolicyTest"],
  Network: ["Policy"],
  Notice: ["Policy"],
  Receiver: ["Policy"],
};

/** What the cases of a tenant's policy tests are judged by. */
const JUDGED_BY: readonly Kind[] = ["Policy", "App", "User", "Device", "Network", "Settings", "PolicyTest"];

/** `naming`: of `after`. */
export function expectedOf(
  facts: readonly Fact[],
  before: TenantState,
  after: TenantState,
  naming: Naming,
): Expected[] {
  const names = new Map<string, Name>();
  const add = (kind: Kind, name: string) => {
    const one: Name = [kind, kind === "Policy" ? "" : name];
    names.set(revisionKey(...one), one);
  };
  for (const fact of facts) {
    if (fact.type === "object-put") {
      const { kind, name } = fact.object;
      add(kind, name);
      for (const [of, named] of namedIn(fact.object)) add(of, named);
      for (const [of, named] of relied(fact.object, before, naming)) add(of, named);
    } else if (fact.type === "object-deleted") {
      add(fact.kind, fact.name);
      if (fact.kind === "Operator") add("Operator", "");
      for (const of of NAMED_BY[fact.kind] ?? []) add(of, "");
    } else continue;
    if (after.policyTests.size > 0) for (const of of JUDGED_BY) add(of, "");
  }
  return [...names.values()].map(([kind, name]) => ({ kind, name, revision: revisionOf(before, kind, name) }));
}

/** The objects that an object names. */
export function namedIn(object: ConfigObject): Name[] {
  const all = (kind: Kind, names: readonly string[]): Name[] =>
    names.filter((name) => name !== "").map((name) => [kind, name]);
  switch (object.kind) {
    case "App":
      return all("Publisher", object.spec.publishers);
    case "User":
      return all("Group", object.spec.groups);
    case "Device":
      return all("User", [object.spec.user]);
    case "PolicyTest": {
      const { user, device, rule } = object.spec;
      return [...all("User", [user]), ...all("Device", [device]), ...(rule === "" ? [] : all("Policy", [rule]))];
    }
    case "Policy": {
      const { users, groups, networks, receivers, noticeTemplate, apps } = object.spec;
      return [
        ...[...all("User", users), ...all("Group", groups), ...all("Network", networks)],
        ...[...all("Receiver", receivers), ...all("Notice", [noticeTemplate]), ...all("App", apps)],
      ];
    }
    default:
      return [];
  }
}

/** What holds of others and that the object relies on without naming them. */
function relied(object: ConfigObject, before: TenantState, naming: Naming): Name[] {
  switch (object.kind) {
    case "Policy":
      // One app with the tag is enough for the rule; if that one loses it, the rule is decided again.
      return object.spec.appTags.flatMap((tag): Name[] => {
        const [bearer] = naming.bearers(tag);
        return bearer === undefined ? [] : [["App", bearer]];
      });
    case "App": {
      const lost = (before.apps.get(object.name)?.tags ?? []).some((tag) => !object.spec.tags.includes(tag));
      return lost ? [["Policy", ""]] : [];
    }
    case "User":
      // No two users share a mail.
      return before.users.get(object.name)?.email === object.spec.email ? [] : [["User", ""]];
    case "Operator":
      // One admin remains.
      return [["Operator", ""]];
    default:
      return [];
  }
}
