/**
 * Which users and groups a directory sees, and as what. The id of each is its object's name, which never changes.
 *
 * A user is seen who is a directory's or active: one whom a directory removed while a device or rule named it stays
 * behind inactive, unseen, until it comes again. A group is seen that is a directory's: groups that operators keep are
 * not a directory's to fill.
 */
import type { GroupSpec, UserSpec } from "../../core/config/object.ts";
import { revisionOf, type TenantState } from "../../core/control/state.ts";

export const USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User";
export const GROUP_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:Group";
export const ENTERPRISE_SCHEMA = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

export interface Member {
  readonly id: string;
  readonly email: string;
}

export const isSeenUser = (spec: UserSpec): boolean => spec.externalId !== "" || !spec.inactive;
export const isSeenGroup = (spec: GroupSpec): boolean => spec.externalId !== "";

export const userOf = (tenant: TenantState, id: string): UserSpec | undefined => {
  const spec = tenant.users.get(id);
  return spec !== undefined && isSeenUser(spec) ? spec : undefined;
};

export const groupOf = (tenant: TenantState, id: string): GroupSpec | undefined => {
  const spec = tenant.groups.get(id);
  return spec !== undefined && isSeenGroup(spec) ? spec : undefined;
};

/** What the directory calls a group; rules know it by its id. */
export const displayNameOf = (id: string, spec: GroupSpec): string => spec.description || id;

/** By group, in one pass over all users. */
export function membersOf(tenant: TenantState, groups: ReadonlySet<string>): Map<string, Member[]> {
  const members = new Map<string, Member[]>([...groups].map((name) => [name, []]));
  for (const [id, spec] of tenant.users) {
    if (!isSeenUser(spec)) continue;
    for (const name of spec.groups) members.get(name)?.push({ id, email: spec.email });
  }
  return members;
}

export interface Resource {
  readonly id: string;
  readonly version: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `base`: the address of the service, as `https://host/scim/v2`. */
export function userResource(tenant: TenantState, id: string, spec: UserSpec, base: string): Resource {
  const version = `W/"${revisionOf(tenant, "User", id)}"`;
  const groups = spec.groups.flatMap((name) => {
    const group = groupOf(tenant, name);
    if (group === undefined) return [];
    return [{ value: name, display: displayNameOf(name, group), type: "direct", $ref: urlOf(base, "Groups", name) }];
  });
  const { organizationUnit: department } = spec;
  const body = {
    schemas: [USER_SCHEMA, ...(department === "" ? [] : [ENTERPRISE_SCHEMA])],
    id,
    ...(spec.externalId === "" ? {} : { externalId: spec.externalId }),
    userName: spec.email,
    active: !spec.inactive,
    emails: [{ value: spec.email, type: "work", primary: true }],
    ...(groups.length === 0 ? {} : { groups }),
    ...(department === "" ? {} : { [ENTERPRISE_SCHEMA]: { department } }),
    meta: { resourceType: "User", location: urlOf(base, "Users", id), version },
  };
  return { id, version, body };
}

/** `shown`: whether members are told; they count in the version all the same. */
export function groupResource(
  tenant: TenantState,
  id: string,
  spec: GroupSpec,
  members: readonly Member[],
  { base, shown }: { readonly base: string; readonly shown: boolean },
): Resource {
  // Who comes has a newer revision than all before, and who goes makes them fewer: no two states have the same three.
  const newest = members.reduce((most, member) => Math.max(most, revisionOf(tenant, "User", member.id)), -1);
  const version = `W/"${revisionOf(tenant, "Group", id)}.${members.length}.${newest}"`;
  const body = {
    schemas: [GROUP_SCHEMA],
    id,
    externalId: spec.externalId,
    displayName: displayNameOf(id, spec),
    ...(shown && members.length > 0
      ? {
          members: members.map((one) => {
            return { value: one.id, display: one.email, type: "User", $ref: urlOf(base, "Users", one.id) };
          }),
        }
      : {}),
    meta: { resourceType: "Group", location: urlOf(base, "Groups", id), version },
  };
  return { id, version, body };
}

const urlOf = (base: string, kind: string, id: string): string => `${base}/${kind}/${encodeURIComponent(id)}`;
