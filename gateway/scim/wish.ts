/** What a directory wants a user or group to be: read from a whole resource, or from the words of a PATCH. */
import { plainAttribute } from "./filter.ts";
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "./people.ts";
import { badPath, badSyntax, badValue, readOnly } from "./scim-fault.ts";

export interface UserWish {
  readonly userName: string;
  /** "" where the directory said none. */
  readonly externalId: string;
  readonly active: boolean;
  readonly department: string;
}

export interface GroupWish {
  readonly displayName: string;
  readonly externalId: string;
  /** Ids of users; undefined: not spoken of. */
  readonly members: ReadonlySet<string> | undefined;
}

/** A whole group of an estate; larger ones are filled by several PATCHes. */
export const MEMBERS_MAX = 20_000;
const TEXT_LETTERS_MAX = 256;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Attributes of users that nothing here is decided by: taken, and not kept. */
const UNKEPT = new Set([
  ...["name", "displayname", "nickname", "profileurl", "title", "usertype", "preferredlanguage", "locale", "timezone"],
  ...["password", "emails", "phonenumbers", "ims", "photos", "addresses", "entitlements", "roles", "x509certificates"],
]);
const READ_ONLY = new Set(["id", "schemas", "meta", "groups"]);
const ENTERPRISE = ENTERPRISE_SCHEMA.toLowerCase();

export type Body = Readonly<Record<string, unknown>>;

export function bodyOf(value: unknown): Body {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badSyntax("the body must be a JSON object");
  return value as Body;
}

/** Throws a ScimFault. */
export function readUser(value: unknown): UserWish {
  const body = bodyOf(value);
  mustBe(body, USER_SCHEMA);
  const nothing: UserWish = { userName: "", externalId: "", active: true, department: "" };
  const wish = Object.entries(body).reduce((so, [name, said]) => withUser(so, name, said, "whole"), nothing);
  if (wish.userName === "") throw badValue("userName is missing: it is the user's e-mail address");
  return wish;
}

/** `from` "whole": what is read-only is passed over, as the standard wants it of a whole resource. */
export function withUser(wish: UserWish, name: string, value: unknown, from: "whole" | "path"): UserWish {
  const attribute = plainAttribute(name);
  if (attribute === "username") return { ...wish, userName: emailOf(value) };
  if (attribute === "externalid") return { ...wish, externalId: textOf(value, "externalId") };
  if (attribute === "active") return { ...wish, active: flagOf(value, "active") };
  if (attribute === `${ENTERPRISE}:department`) return { ...wish, department: textOf(value, "department") };
  if (attribute === ENTERPRISE) {
    const entry = Object.entries(bodyOf(value)).find(([key]) => key.toLowerCase() === "department");
    return entry === undefined ? wish : { ...wish, department: textOf(entry[1], "department") };
  }
  if (READ_ONLY.has(attribute)) {
    if (from === "whole") return wish;
    throw readOnly(`${name} can't be written${attribute === "groups" ? ": write the group's members" : ""}`);
  }
  const [first = ""] = attribute.split(/[.[]/);
  if (UNKEPT.has(first) || attribute.startsWith("urn:")) return wish;
  throw badPath(`a user has no attribute ${JSON.stringify(name)}`);
}

/** Throws a ScimFault. */
export function readGroup(value: unknown): GroupWish {
  const body = bodyOf(value);
  mustBe(body, GROUP_SCHEMA);
  const nothing: GroupWish = { displayName: "", externalId: "", members: undefined };
  const wish = Object.entries(body).reduce((so, [name, said]) => withGroup(so, name, said, "whole"), nothing);
  if (wish.displayName === "") throw badValue("displayName is missing");
  return wish;
}

export function withGroup(wish: GroupWish, name: string, value: unknown, from: "whole" | "path"): GroupWish {
  const attribute = plainAttribute(name);
  if (attribute === "displayname") {
    const displayName = textOf(value, "displayName");
    if (displayName === "") throw badValue("displayName must not be empty");
    return { ...wish, displayName };
  }
  if (attribute === "externalid") return { ...wish, externalId: textOf(value, "externalId") };
  if (attribute === "members") return { ...wish, members: memberIds(value) };
  if (READ_ONLY.has(attribute) && from === "whole") return wish;
  if (READ_ONLY.has(attribute)) throw readOnly(`${name} can't be written`);
  if (attribute.startsWith("urn:")) return wish;
  throw badPath(`a group has no attribute ${JSON.stringify(name)}`);
}

/** `[{value: id}]`, or one of them alone. */
export function memberIds(value: unknown): ReadonlySet<string> {
  const all = value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
  if (all.length > MEMBERS_MAX) throw badValue(`${all.length} members in one request: at most ${MEMBERS_MAX}`);
  return new Set(
    all.map((one: unknown) => {
      const { value: id, type } = bodyOf(one) as { value?: unknown; type?: unknown };
      if (typeof id !== "string" || id === "") throw badValue("a member has no value: it is the id of a user");
      if (typeof type === "string" && type.toLowerCase() === "group")
        throw badValue("a group can't be a member of a group here");
      return id;
    }),
  );
}

function mustBe(body: Body, schema: string): void {
  const entry = Object.entries(body).find(([name]) => name.toLowerCase() === "schemas");
  const said = entry?.[1];
  const known = Array.isArray(said) && said.some((one) => String(one).toLowerCase() === schema.toLowerCase());
  if (!known) throw badSyntax(`schemas must name ${schema}`);
}

export function textOf(value: unknown, name: string): string {
  const said = value ?? "";
  if (typeof said !== "string") throw badValue(`${name} must be a text`);
  if (said.length > TEXT_LETTERS_MAX) throw badValue(`${name} has ${said.length} letters, at most ${TEXT_LETTERS_MAX}`);
  if (/\p{C}/u.test(said)) throw badValue(`${name} has letters that can't be printed`);
  return said;
}

function emailOf(value: unknown): string {
  const text = textOf(value, "userName").toLowerCase();
  if (!EMAIL.test(text)) throw badValue(`userName must be the user's e-mail address, is ${JSON.stringify(text)}`);
  return text;
}

/** Some directories write the words. */
function flagOf(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (word !== "true" && word !== "false") throw badValue(`${name} must be true or false`);
  return word === "true";
}
