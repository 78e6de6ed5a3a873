/** One SCIM request decided on the state: an answer, or what is to be written and then answered. */
import type { TenantState } from "../../core/control/state.ts";
import { parseFilter, type Term } from "./filter.ts";
import { operationsOf, patchedGroup, patchedUser } from "./patch.ts";
import {
  displayNameOf,
  groupResource,
  isSeenGroup,
  isSeenUser,
  type Member,
  membersOf,
  type Resource,
  userResource,
} from "./people.ts";
import {
  changeGroup,
  changeUser,
  createGroup,
  createUser,
  deleteGroup,
  deleteUser,
  mustGroup,
  mustUser,
  type Plan,
  userWish,
} from "./plan.ts";
import { LIST_SCHEMA, PAGE_MAX, resourceTypes, schemas, serviceProviderConfig } from "./schemas.ts";
import { ScimFault } from "./scim-fault.ts";
import { readGroup, readUser } from "./wish.ts";

export interface ScimRequest {
  readonly method: string;
  /** Behind `/scim/v2`, each part decoded: `["Users", "sam@corp.example"]`. */
  readonly path: readonly string[];
  readonly query: ReadonlyMap<string, string>;
  readonly body: unknown;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  /** The address of the service, as `https://host/scim/v2`. */
  readonly base: string;
}

export interface ScimAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly version?: string;
  readonly location?: string;
}

export type Served =
  | { readonly answer: ScimAnswer }
  /** `answered` makes the answer of the state that has folded it. */
  | { readonly plan: Plan; readonly answered: (tenant: TenantState) => ScimAnswer };

/** Throws a ScimFault. */
export function serve(request: ScimRequest, tenant: TenantState): Served {
  const [kind = "", id, ...more] = request.path;
  if (more.length > 0) throw new ScimFault(404, "nothing is here");
  switch (kind) {
    case "Users":
      return id === undefined ? users(request, tenant) : oneUser(request, tenant, id);
    case "Groups":
      return id === undefined ? groups(request, tenant) : oneGroup(request, tenant, id);
    case "ServiceProviderConfig":
      return { answer: told(request, serviceProviderConfig(request.base)) };
    case "ResourceTypes":
      return { answer: told(request, among(resourceTypes(request.base), id)) };
    case "Schemas":
      return { answer: told(request, among(schemas(request.base), id)) };
    case "Bulk":
    case "Me":
      throw new ScimFault(501, `${kind} is not served: ServiceProviderConfig says what is`);
    default:
      throw new ScimFault(
        404,
        "nothing is here: known are Users, Groups, Schemas, ResourceTypes, ServiceProviderConfig",
      );
  }
}

function told({ method }: ScimRequest, body: unknown): ScimAnswer {
  if (method !== "GET") throw notAllowed("GET");
  return { status: 200, body };
}

const notAllowed = (known: string): ScimFault => new ScimFault(405, `known here: ${known}`);

function among(all: readonly { readonly id: string }[], id: string | undefined): unknown {
  if (id === undefined) return listOf(all, all.length, 1);
  const found = all.find((one) => one.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw new ScimFault(404, `nothing is called ${JSON.stringify(id)} here`);
  return found;
}

const listOf = (some: readonly unknown[], total: number, startIndex: number) => ({
  ...{ schemas: [LIST_SCHEMA], totalResults: total, startIndex, itemsPerPage: some.length, Resources: some },
});

function users(request: ScimRequest, tenant: TenantState): Served {
  const { method, query, base } = request;
  if (method === "POST") {
    const plan = createUser(tenant, readUser(request.body));
    return { plan, answered: (after) => created(userResource(after, plan.id, mustUser(after, plan.id), base)) };
  }
  if (method !== "GET") throw notAllowed("GET, POST");
  const terms = filterOf(query, ["username", "externalid", "id", "active", "emails", "emails.value"]);
  const holds = (id: string, spec: Parameters<typeof isSeenUser>[0]) =>
    isSeenUser(spec) && terms.every((term) => userHas(term, id, spec));
  const page = pageOf(tenant.users, holds, query);
  const resources = page.some.map(([id, spec]) => shown(userResource(tenant, id, spec, base).body, query));
  return { answer: { status: 200, body: listOf(resources, page.total, page.startIndex) } };
}

function userHas({ attribute, value }: Term, id: string, spec: Parameters<typeof isSeenUser>[0]): boolean {
  switch (attribute) {
    case "id":
      return id === value;
    case "externalid":
      return spec.externalId === value;
    case "active":
      return String(!spec.inactive) === String(value).toLowerCase();
    default:
      return spec.email === String(value).toLowerCase();
  }
}

function oneUser(request: ScimRequest, tenant: TenantState, id: string): Served {
  const { method, base } = request;
  const before = mustUser(tenant, id);
  const standing = userResource(tenant, id, before, base);
  if (method === "GET") return { answer: read(standing, request) };
  mustMatch(standing, request);
  const answered = (after: TenantState) => changed(userResource(after, id, mustUser(after, id), base));
  switch (method) {
    case "PUT":
      return { plan: changeUser(tenant, id, readUser(request.body)), answered };
    case "PATCH":
      return { plan: changeUser(tenant, id, patchedUser(userWish(before), operationsOf(request.body))), answered };
    case "DELETE":
      return { plan: deleteUser(tenant, id), answered: () => ({ status: 204 }) };
    default:
      throw notAllowed("GET, PUT, PATCH, DELETE");
  }
}

function groups(request: ScimRequest, tenant: TenantState): Served {
  const { method, query, base } = request;
  if (method === "POST") {
    const plan = createGroup(tenant, readGroup(request.body));
    return { plan, answered: (after) => created(groupNow(after, plan.id, base, true)) };
  }
  if (method !== "GET") throw notAllowed("GET, POST");
  const terms = filterOf(query, ["displayname", "externalid", "id", "members", "members.value"]);
  const holds = (id: string, spec: Parameters<typeof isSeenGroup>[0]) =>
    isSeenGroup(spec) && terms.every((term) => groupHas(term, id, spec, tenant));
  const page = pageOf(tenant.groups, holds, query);
  const members = membersOf(tenant, new Set(page.some.map(([id]) => id)));
  const withMembers = !hides(query, "members");
  const resources = page.some.map(([id, spec]) => {
    const own = members.get(id) ?? [];
    return shown(groupResource(tenant, id, spec, own, { base, shown: withMembers }).body, query);
  });
  return { answer: { status: 200, body: listOf(resources, page.total, page.startIndex) } };
}

function groupHas(
  { attribute, value }: Term,
  id: string,
  spec: Parameters<typeof isSeenGroup>[0],
  of: TenantState,
): boolean {
  switch (attribute) {
    case "id":
      return id === value;
    case "externalid":
      return spec.externalId === value;
    case "displayname":
      return displayNameOf(id, spec).toLowerCase() === String(value).toLowerCase();
    default:
      return of.users.get(String(value))?.groups.includes(id) ?? false;
  }
}

function groupNow(tenant: TenantState, id: string, base: string, withMembers: boolean): Resource {
  const members: readonly Member[] = membersOf(tenant, new Set([id])).get(id) ?? [];
  return groupResource(tenant, id, mustGroup(tenant, id), members, { base, shown: withMembers });
}

function oneGroup(request: ScimRequest, tenant: TenantState, id: string): Served {
  const { method, base, query } = request;
  const before = mustGroup(tenant, id);
  const standing = groupNow(tenant, id, base, !hides(query, "members"));
  if (method === "GET") return { answer: read(standing, request) };
  mustMatch(standing, request);
  switch (method) {
    case "PUT": {
      const plan = changeGroup(tenant, id, readGroup(request.body));
      return { plan, answered: (after) => changed(groupNow(after, id, base, true)) };
    }
    case "PATCH": {
      const members = membersOf(tenant, new Set([id])).get(id) ?? [];
      const wish = { displayName: displayNameOf(id, before), externalId: before.externalId };
      const now = { ...wish, members: new Set(members.map((one) => one.id)) };
      const plan = changeGroup(tenant, id, patchedGroup(now, operationsOf(request.body)));
      // Without the group: a directory adds a few members to thousands, and wants none of these back.
      return { plan, answered: (after) => ({ status: 204, version: groupNow(after, id, base, false).version }) };
    }
    case "DELETE":
      return { plan: deleteGroup(tenant, id), answered: () => ({ status: 204 }) };
    default:
      throw notAllowed("GET, PUT, PATCH, DELETE");
  }
}

const created = ({ body, version }: Resource): ScimAnswer => ({
  ...{ status: 201, body, version, location: String((body["meta"] as { location: string }).location) },
});
const changed = ({ body, version }: Resource): ScimAnswer => ({ status: 200, body, version });

function read({ body, version }: Resource, { ifNoneMatch, query }: ScimRequest): ScimAnswer {
  if (ifNoneMatch !== undefined && names(ifNoneMatch, version)) return { status: 304, version };
  return { status: 200, body: shown(body, query), version };
}

function mustMatch({ version }: Resource, { ifMatch }: ScimRequest): void {
  if (ifMatch !== undefined && !names(ifMatch, version))
    throw new ScimFault(412, `it has changed: its version is ${version} now`);
}

/** Versions are weak: they stand for the resource, not for its bytes. */
const names = (header: string, version: string): boolean =>
  header.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === version.replace(/^W\//, ""));

function filterOf(query: ReadonlyMap<string, string>, known: readonly string[]): readonly Term[] {
  if (query.has("sortby")) throw new ScimFault(501, "sorting is not served");
  const filter = query.get("filter");
  return filter === undefined || filter.trim() === "" ? [] : parseFilter(filter, known);
}

function pageOf<V>(
  all: ReadonlyMap<string, V>,
  holds: (id: string, spec: V) => boolean,
  query: ReadonlyMap<string, string>,
): { readonly some: readonly (readonly [string, V])[]; readonly total: number; readonly startIndex: number } {
  // Below 1 it is 1, and below 0 it is 0: so the standard wants it.
  const startIndex = Math.max(1, wholeOf(query, "startindex", 1));
  const count = Math.min(PAGE_MAX, Math.max(0, wholeOf(query, "count", 100)));
  const some: (readonly [string, V])[] = [];
  let total = 0;
  for (const entry of all) {
    if (!holds(...entry)) continue;
    total += 1;
    if (total >= startIndex && some.length < count) some.push(entry);
  }
  return { some, total, startIndex };
}

function wholeOf(query: ReadonlyMap<string, string>, name: string, absent: number): number {
  const text = query.get(name);
  if (text === undefined) return absent;
  if (!/^-?\d{1,9}$/.test(text)) throw new ScimFault(400, `${name} must be a whole number`, "invalidValue");
  return Number(text);
}

const listed = (query: ReadonlyMap<string, string>, name: string): string[] | undefined =>
  query
    .get(name)
    ?.split(",")
    .map((one) => one.trim().toLowerCase());

const hides = (query: ReadonlyMap<string, string>, attribute: string): boolean =>
  listed(query, "excludedattributes")?.includes(attribute) ||
  !(listed(query, "attributes")?.some((one) => one.split(".")[0] === attribute) ?? true);

const ALWAYS = new Set(["schemas", "id", "meta"]);

/** Of the first level alone: of what is kept here nothing is deeper. */
function shown(body: Readonly<Record<string, unknown>>, query: ReadonlyMap<string, string>): unknown {
  if (!query.has("attributes") && !query.has("excludedattributes")) return body;
  return Object.fromEntries(
    Object.entries(body).filter(([name]) => ALWAYS.has(name) || !hides(query, name.toLowerCase())),
  );
}
