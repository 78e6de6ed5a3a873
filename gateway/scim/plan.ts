/** What a directory's wish means for the configuration: objects to state, objects to remove. */

import { usesOf } from "../../core/command/references.ts";
import { NAME_LETTERS_MAX, plainName } from "../../core/config/names.ts";
import type { ConfigObject, GroupSpec, Kind, UserSpec } from "../../core/config/object.ts";
import type { TenantState } from "../../core/control/state.ts";
import { displayNameOf, groupOf, isSeenUser, userOf } from "./people.ts";
import { badValue, notHere, ScimFault } from "./scim-fault.ts";
import { type GroupWish, MEMBERS_MAX, type UserWish } from "./wish.ts";

export interface Plan {
  /** Of the user or group that it is about. */
  readonly id: string;
  readonly objects: readonly ConfigObject[];
  readonly deletes: readonly { readonly kind: Kind; readonly name: string }[];
}

const taken = (what: string): ScimFault => new ScimFault(409, what, "uniqueness");

const user = (name: string, spec: UserSpec): ConfigObject => ({ kind: "User", name, spec });
const group = (name: string, spec: GroupSpec): ConfigObject => ({ kind: "Group", name, spec });

export function createUser(tenant: TenantState, wish: UserWish): Plan {
  const known = bearerOf(tenant, wish.userName);
  if (known !== undefined && isSeenUser(known[1])) throw taken(`${wish.userName} is the userName of ${known[0]}`);
  const id = known?.[0] ?? freeName(tenant, wish.userName);
  return { id, objects: [user(id, userSpec(id, wish, known?.[1]))], deletes: [] };
}

export function changeUser(tenant: TenantState, id: string, wish: UserWish): Plan {
  const before = mustUser(tenant, id);
  const bearer = bearerOf(tenant, wish.userName);
  if (bearer !== undefined && bearer[0] !== id) throw taken(`${wish.userName} is the userName of ${bearer[0]}`);
  return { id, objects: [user(id, userSpec(id, wish, before))], deletes: [] };
}

/** Whom a device or rule still names stays, inactive, in no group, and unseen by directories. */
export function deleteUser(tenant: TenantState, id: string): Plan {
  const before = mustUser(tenant, id);
  if (usesOf("User", id, tenant).length === 0) return { id, objects: [], deletes: [{ kind: "User", name: id }] };
  return { id, objects: [user(id, { ...before, inactive: true, groups: [], externalId: "" })], deletes: [] };
}

/** Groups of a user that no directory keeps stay: only a group's own members are written. */
function userSpec(id: string, wish: UserWish, before: UserSpec | undefined): UserSpec {
  return {
    email: wish.userName,
    groups: before?.groups ?? [],
    organizationUnit: wish.department,
    // Never empty: it says that a directory keeps this user.
    externalId: wish.externalId || before?.externalId || id,
    inactive: !wish.active,
  };
}

export const userWish = ({ email, externalId, inactive, organizationUnit }: UserSpec): UserWish => ({
  ...{ userName: email, externalId, active: !inactive, department: organizationUnit },
});

function bearerOf(tenant: TenantState, email: string): readonly [string, UserSpec] | undefined {
  // Most are named by their address.
  const named = tenant.users.get(email);
  if (named?.email === email) return [email, named];
  for (const entry of tenant.users) if (entry[1].email === email) return entry;
  return undefined;
}

function freeName(tenant: TenantState, email: string): string {
  if (email.length > NAME_LETTERS_MAX)
    throw badValue(`userName has ${email.length} letters, at most ${NAME_LETTERS_MAX}`);
  if (!tenant.users.has(email)) return email;
  for (let n = 2; ; n += 1) {
    const name = `${n}.${email}`;
    if (name.length > NAME_LETTERS_MAX) throw taken(`${email} is the name of another user`);
    if (!tenant.users.has(name)) return name;
  }
}

export function createGroup(tenant: TenantState, wish: GroupWish): Plan {
  const id = wish.displayName;
  const judged = plainName(id);
  if (typeof judged !== "string") throw badValue(`displayName ${judged.wrong}`);
  const standing = tenant.groups.get(id);
  if (standing !== undefined && standing.externalId === "") {
    const cure = "an operator hands it to the directory by giving it an external_id (wayleave apply)";
    throw taken(`Group ${id} is kept by operators: ${cure}`);
  }
  mustBeFree(tenant, id, undefined);
  const spec: GroupSpec = { description: "", externalId: wish.externalId || id };
  return { id, objects: [group(id, spec), ...memberChanges(tenant, id, wish.members ?? new Set())], deletes: [] };
}

export function changeGroup(tenant: TenantState, id: string, wish: GroupWish): Plan {
  const before = mustGroup(tenant, id);
  if (wish.displayName !== displayNameOf(id, before)) mustBeFree(tenant, wish.displayName, id);
  const spec: GroupSpec = {
    // Rules know the group by its name, which stays.
    description: wish.displayName === id ? "" : wish.displayName,
    externalId: wish.externalId || before.externalId,
  };
  const same = spec.description === before.description && spec.externalId === before.externalId;
  const members = wish.members === undefined ? [] : memberChanges(tenant, id, wish.members);
  return { id, objects: [...(same ? [] : [group(id, spec)]), ...members], deletes: [] };
}

/** One that a rule names stays, without members, and is operators' from then on. */
export function deleteGroup(tenant: TenantState, id: string): Plan {
  const before = mustGroup(tenant, id);
  const leaving: ConfigObject[] = [];
  for (const [name, spec] of tenant.users) if (spec.groups.includes(id)) leaving.push(user(name, without(spec, id)));
  const named = usesOf("Group", id, tenant).some((use) => !use.startsWith("User "));
  if (named) return { id, objects: [...leaving, group(id, { ...before, externalId: "" })], deletes: [] };
  return { id, objects: leaving, deletes: [{ kind: "Group", name: id }] };
}

function mustBeFree(tenant: TenantState, displayName: string, but: string | undefined): void {
  for (const [name, spec] of tenant.groups) {
    if (name !== but && spec.externalId !== "" && displayNameOf(name, spec) === displayName)
      throw taken(`${displayName} is the displayName of group ${name}`);
  }
}

const without = (spec: UserSpec, group: string): UserSpec => ({
  ...spec,
  groups: spec.groups.filter((one) => one !== group),
});

function memberChanges(tenant: TenantState, id: string, wanted: ReadonlySet<string>): ConfigObject[] {
  if (wanted.size > MEMBERS_MAX) throw badValue(`a group has at most ${MEMBERS_MAX} members`);
  const changes: ConfigObject[] = [];
  for (const [name, spec] of tenant.users) {
    if (spec.groups.includes(id) && !wanted.has(name)) changes.push(user(name, without(spec, id)));
  }
  for (const name of wanted) {
    const spec = userOf(tenant, name);
    if (spec === undefined) throw badValue(`no user has the id ${JSON.stringify(name)}: make it first`);
    if (!spec.groups.includes(id)) changes.push(user(name, { ...spec, groups: [...spec.groups, id] }));
  }
  return changes;
}

export function mustUser(tenant: TenantState, id: string): UserSpec {
  const spec = userOf(tenant, id);
  if (spec === undefined) throw notHere("user", id);
  return spec;
}

export function mustGroup(tenant: TenantState, id: string): GroupSpec {
  const spec = groupOf(tenant, id);
  if (spec === undefined) throw notHere("group", id);
  return spec;
}
