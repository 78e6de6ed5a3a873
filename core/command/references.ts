/** What one object names of another: a name that leads nowhere is a mistake when it is written, not when it is used. */
import type { AppSpec, ConfigObject, Kind, PolicySpec, PolicyTestSpec, UserSpec } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import type { CommandMistake } from "./decision.ts";
import type { Naming } from "./naming.ts";

/** Mistakes of the objects put, judged on the tenant as it would be after them, of which `naming` tells. */
export function objectMistakes(
  objects: readonly ConfigObject[],
  before: TenantState,
  after: TenantState,
  naming: Naming,
): CommandMistake[] {
  return objects.flatMap((object, index) =>
    [...namedMistakes(object, after, naming), ...lostTags(object, before, naming), ...sharedMail(object, naming)].map(
      (mistake) => ({ object: index, ...mistake }),
    ),
  );
}

type Wrong = Omit<CommandMistake, "object">;

function namedMistakes(object: ConfigObject, tenant: TenantState, naming: Naming): Wrong[] {
  const { users, groups, apps, publishers } = tenant;
  switch (object.kind) {
    case "App":
      return unknown("publishers", "Publisher", object.spec.publishers, publishers);
    case "User":
      return unknown("groups", "Group", object.spec.groups, groups);
    case "Device":
      return users.has(object.spec.user) ? [] : [{ field: "user", text: noUser(object.spec.user, naming) }];
    case "Policy":
      return [
        ...unknownUsers(object.spec.users, tenant, naming),
        ...unknown("groups", "Group", object.spec.groups, groups),
        ...unknown("networks", "Network", object.spec.networks, tenant.networks),
        ...unknown("receivers", "Receiver", object.spec.receivers, tenant.receivers),
        ...unknownOne("notice_template", "Notice", object.spec.noticeTemplate, tenant.notices),
        ...unknown("apps", "App", object.spec.apps, apps),
        ...object.spec.appTags.flatMap((tag, i) =>
          naming.bearers(tag).size > 0
            ? []
            : [{ field: `app_tags[${i}]`, text: `no App has the tag ${JSON.stringify(tag)}` }],
        ),
      ];
    case "PolicyTest":
      return [
        ...unknownOne("user", "User", object.spec.user, users),
        ...unknownOne("device", "Device", object.spec.device, tenant.devices),
        ...unknownOne("rule", "Policy", object.spec.rule, tenant.policies),
      ];
    default:
      return [];
  }
}

/** As `unknown` for a field that names one, or none. */
const unknownOne = (field: string, kind: Kind, name: string, known: ReadonlyMap<string, unknown>): Wrong[] =>
  name === "" || known.has(name) ? [] : [{ field, text: `no ${kind} is named ${JSON.stringify(name)}` }];

function unknown(key: string, kind: Kind, names: readonly string[], known: ReadonlyMap<string, unknown>): Wrong[] {
  return names.flatMap((name, i) =>
    known.has(name) ? [] : [{ field: `${key}[${i}]`, text: `no ${kind} is named ${JSON.stringify(name)}` }],
  );
}

const unknownUsers = (names: readonly string[], tenant: TenantState, naming: Naming): Wrong[] =>
  names.flatMap((name, i) => (tenant.users.has(name) ? [] : [{ field: `users[${i}]`, text: noUser(name, naming) }]));

/** People write the mail where the name is wanted: say which name it is. */
function noUser(name: string, naming: Naming): string {
  const [meant] = naming.usersOf(name.toLowerCase());
  const cure = meant === undefined ? "" : `; the User with this e-mail is named ${JSON.stringify(meant)}`;
  return `no User is named ${JSON.stringify(name)}${cure}`;
}

/** An app that was the last to bear a tag which a rule names: the rule would go on and never match. */
function lostTags(object: ConfigObject, before: TenantState, naming: Naming): Wrong[] {
  if (object.kind !== "App") return [];
  const lost = (before.apps.get(object.name)?.tags ?? []).filter((tag) => naming.bearers(tag).size === 0);
  return lost.flatMap((tag) =>
    [...naming.rulesWithTag(tag)].sort().map((policy) => ({
      field: "tags",
      text: `Policy ${policy} names the tag ${JSON.stringify(tag)}, which no App would have: change the policy first`,
    })),
  );
}

/** A person with two accounts is denied by the one and allowed by the other. */
function sharedMail(object: ConfigObject, naming: Naming): Wrong[] {
  if (object.kind !== "User") return [];
  const other = [...naming.usersOf(object.spec.email)].find((name) => name !== object.name);
  return other === undefined
    ? []
    : [{ field: "email", text: `${object.spec.email} is the e-mail of User ${other} too` }];
}

/** What names the object, as `Kind name`, in the tenant without it: what `usesOf` finds by a walk. */
export function usesBy(naming: Naming, kind: Kind, name: string, tags: readonly string[] = []): string[] {
  const of = (by: Parameters<Naming["users"]>[0], more: readonly string[] = []) =>
    [...new Set([...naming.users(by, kind, name), ...more])].sort().map((one) => `${by} ${one}`);
  // An app's tags are its own: a rule that names one which no other app bears would go on and never match.
  const byTag = tags.filter((tag) => naming.bearers(tag).size === 0).flatMap((tag) => [...naming.rulesWithTag(tag)]);
  return [...of("App"), ...of("User"), ...of("Device"), ...of("PolicyTest"), ...of("Policy", byTag)];
}

const policiesWith = (tenant: TenantState, test: (spec: PolicySpec) => boolean): string[] =>
  [...tenant.policies].filter(([, spec]) => test(spec)).map(([name]) => name);

/**
 * What names the object, as `Kind name`, in the tenant without it; it can't be deleted while something does.
 * `tags`: an app's own, which nothing may name any more where no other app bears them.
 */
export function usesOf(kind: Kind, name: string, tenant: TenantState, tags: readonly string[] = []): string[] {
  const policies = (test: (spec: PolicySpec) => boolean) => policiesWith(tenant, test).map((one) => `Policy ${one}`);
  switch (kind) {
    case "App":
      return policies((spec) => spec.apps.includes(name) || losesTag(spec, name, tags, tenant.apps));
    case "Group":
      return [
        ...named("User", tenant.users, (spec: UserSpec) => spec.groups.includes(name)),
        ...policies((spec) => spec.groups.includes(name)),
      ];
    case "User":
      return [
        ...named("Device", tenant.devices, (spec: { user: string }) => spec.user === name),
        ...named("PolicyTest", tenant.policyTests, (spec: PolicyTestSpec) => spec.user === name),
        ...policies((spec) => spec.users.includes(name)),
      ];
    case "Publisher":
      return named("App", tenant.apps, (spec: AppSpec) => spec.publishers.includes(name));
    case "Device":
      return named("PolicyTest", tenant.policyTests, (spec: PolicyTestSpec) => spec.device === name);
    case "Policy":
      return named("PolicyTest", tenant.policyTests, (spec: PolicyTestSpec) => spec.rule === name);
    case "Network":
      return policies((spec) => spec.networks.includes(name));
    case "Notice":
      return policies((spec) => spec.noticeTemplate === name);
    case "Receiver":
      return policies((spec) => spec.receivers.includes(name));
    default:
      return [];
  }
}

const named = <S>(kind: Kind, map: ReadonlyMap<string, S>, test: (spec: S) => boolean): string[] =>
  [...map].filter(([, spec]) => test(spec)).map(([name]) => `${kind} ${name}`);

/** The rule names a tag that only this app bears. */
function losesTag(spec: PolicySpec, app: string, mine: readonly string[], apps: ReadonlyMap<string, AppSpec>): boolean {
  return spec.appTags.some(
    (tag) => mine.includes(tag) && ![...apps].some(([name, other]) => name !== app && other.tags.includes(tag)),
  );
}
