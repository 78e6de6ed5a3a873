/**
 * PATCH, RFC 7644, 3.5.2, with the habits of the directories that send it: operations in any case, `"False"` for false,
 * members to remove in the value, values without a path.
 */
import { parseFilter, plainAttribute } from "./filter.ts";
import { badPath, badSyntax, badValue, readOnly, ScimFault } from "./scim-fault.ts";
import {
  type Body,
  bodyOf,
  type GroupWish,
  MEMBERS_MAX,
  memberIds,
  type UserWish,
  withGroup,
  withUser,
} from "./wish.ts";

const PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:patchop";
const OPERATIONS_MAX = 1_000;

interface Operation {
  readonly op: "add" | "replace" | "remove";
  /** "": the value is an object of attributes. */
  readonly path: string;
  readonly value: unknown;
}

/** Throws a ScimFault. */
export function operationsOf(value: unknown): readonly Operation[] {
  const body = lowered(bodyOf(value));
  const schemas = body["schemas"];
  if (!Array.isArray(schemas) || !schemas.some((one) => String(one).toLowerCase() === PATCH_SCHEMA))
    throw badSyntax("schemas must name urn:ietf:params:scim:api:messages:2.0:PatchOp");
  const operations = body["operations"];
  if (!Array.isArray(operations) || operations.length === 0) throw badSyntax("Operations is missing");
  if (operations.length > OPERATIONS_MAX) throw badSyntax(`${operations.length} operations, at most ${OPERATIONS_MAX}`);
  return operations.map((one: unknown) => {
    const { op, path = "", value: said } = lowered(bodyOf(one));
    const word = String(op).toLowerCase();
    if (word !== "add" && word !== "replace" && word !== "remove")
      throw badSyntax(`op must be add, replace or remove, is ${JSON.stringify(op)}`);
    if (typeof path !== "string") throw badPath("path must be a text");
    if (word === "remove" && path === "") throw new ScimFault(400, "remove needs a path", "noTarget");
    return { op: word, path, value: said };
  });
}

const lowered = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));

export function patchedUser(wish: UserWish, operations: readonly Operation[]): UserWish {
  return operations.reduce((so, { op, path, value }) => {
    if (op === "remove") return removedFromUser(so, path);
    if (path !== "") return withUser(so, path, value, "path");
    return Object.entries(bodyOf(value)).reduce((one, [name, said]) => withUser(one, name, said, "whole"), so);
  }, wish);
}

function removedFromUser(wish: UserWish, path: string): UserWish {
  switch (plainAttribute(path)) {
    case "username":
      throw readOnly("a user can't be without userName");
    case "active":
      // Nobody said that it may go on.
      return { ...wish, active: false };
    default:
      // What is not kept is gone already; what is unknown is told.
      return withUser(wish, path, null, "path");
  }
}

/** `wish.members` are those who are members before. */
export function patchedGroup(wish: GroupWish, operations: readonly Operation[]): GroupWish {
  // One copy for all operations: there may be a thousand, on a group of thousands.
  const patched = operations.reduce(patchGroup, { ...wish, members: new Set(wish.members) });
  if ((patched.members?.size ?? 0) > MEMBERS_MAX) throw badValue(`a group has at most ${MEMBERS_MAX} members`);
  return patched;
}

function patchGroup(wish: GroupWish, { op, path, value }: Operation): GroupWish {
  if (path === "")
    return Object.entries(bodyOf(value)).reduce((so, [name, said]) => {
      // An add without a path adds members, too.
      return op === "add" && plainAttribute(name) === "members"
        ? withMembers(so, memberIds(said), "add")
        : withGroup(so, name, said, "whole");
    }, wish);
  const one = memberIn(path);
  if (one !== undefined) {
    if (op !== "remove") throw badPath("members are added by their value, and replaced as a whole");
    return withMembers(wish, new Set([one]), "remove");
  }
  if (plainAttribute(path) !== "members") {
    if (op !== "remove") return withGroup(wish, path, value, "path");
    if (plainAttribute(path) === "displayname") throw readOnly("a group can't be without displayName");
    return withGroup(wish, path, null, "path");
  }
  if (op === "replace") return { ...wish, members: memberIds(value) };
  // Some directories name in the value whom to remove; without one it is all.
  if (op === "remove" && (value === undefined || value === null)) return { ...wish, members: new Set() };
  return withMembers(wish, memberIds(value), op);
}

function withMembers(wish: GroupWish, ids: ReadonlySet<string>, op: "add" | "remove"): GroupWish {
  const members = wish.members as Set<string>;
  for (const id of ids) op === "add" ? members.add(id) : members.delete(id);
  return wish;
}

/** The id in `members[value eq "id"]`; undefined where the path has no such condition. */
function memberIn(path: string): string | undefined {
  const found = /^members\[(.*)\]$/is.exec(path.trim());
  if (found === null) return undefined;
  const [term, ...more] = parseFilter(found[1]!, ["value"]);
  if (term === undefined || more.length > 0 || typeof term.value !== "string") throw badPath(`${path} names no member`);
  return term.value;
}
