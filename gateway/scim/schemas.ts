/** What the service says of itself, RFC 7643, 5 to 7: only what is kept is in the schemas. */
import { ENTERPRISE_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from "./people.ts";

export const PAGE_MAX = 200;
export const LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

interface Shape {
  readonly type?: string;
  readonly required?: boolean;
  readonly mutability?: string;
  readonly uniqueness?: string;
  readonly multiValued?: boolean;
  readonly caseExact?: boolean;
  readonly subAttributes?: readonly object[];
}

const attribute = (name: string, description: string, shape: Shape = {}) => ({
  ...{ name, type: "string", multiValued: false, description, required: false, caseExact: false },
  ...{ mutability: "readWrite", returned: "default", uniqueness: "none", ...shape },
});

const ID = attribute("id", "The object's name, which never changes", {
  ...{ caseExact: true, mutability: "readOnly", uniqueness: "server" },
});
const EXTERNAL = attribute("externalId", "What the directory calls it", { caseExact: true });

const user = (base: string) => ({
  ...{
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
    id: USER_SCHEMA,
    name: "User",
    description: "A person",
  },
  attributes: [
    ID,
    EXTERNAL,
    attribute("userName", "The person's e-mail address", { required: true, uniqueness: "server" }),
    attribute("active", "Whether the person may use anything", { type: "boolean" }),
    attribute("groups", "Groups of directories that the person is in", {
      ...{ type: "complex", multiValued: true, mutability: "readOnly" },
      subAttributes: [attribute("value", "The group's id", { mutability: "readOnly" })],
    }),
  ],
  meta: { resourceType: "Schema", location: `${base}/Schemas/${USER_SCHEMA}` },
});

const enterprise = (base: string) => ({
  ...{ schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"], id: ENTERPRISE_SCHEMA, name: "EnterpriseUser" },
  description: "Where a person works",
  attributes: [attribute("department", "The organisation unit that rules ask for", { caseExact: true })],
  meta: { resourceType: "Schema", location: `${base}/Schemas/${ENTERPRISE_SCHEMA}` },
});

const group = (base: string) => ({
  ...{ schemas: ["urn:ietf:params:scim:schemas:core:2.0:Schema"], id: GROUP_SCHEMA, name: "Group" },
  description: "People whom rules name together",
  attributes: [
    ID,
    EXTERNAL,
    attribute("displayName", "The group's name; rules know it by its first one", {
      required: true,
      uniqueness: "server",
    }),
    attribute("members", "Users in it", {
      ...{ type: "complex", multiValued: true },
      subAttributes: [attribute("value", "The user's id", { mutability: "immutable" })],
    }),
  ],
  meta: { resourceType: "Schema", location: `${base}/Schemas/${GROUP_SCHEMA}` },
});

export const schemas = (base: string) => [user(base), group(base), enterprise(base)];

export const resourceTypes = (base: string) => [
  {
    ...{
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
      id: "User",
      name: "User",
      endpoint: "/Users",
    },
    ...{ schema: USER_SCHEMA, schemaExtensions: [{ schema: ENTERPRISE_SCHEMA, required: false }] },
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/User` },
  },
  {
    ...{ schemas: ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], id: "Group", name: "Group" },
    ...{ endpoint: "/Groups", schema: GROUP_SCHEMA },
    meta: { resourceType: "ResourceType", location: `${base}/ResourceTypes/Group` },
  },
];

export const serviceProviderConfig = (base: string) => ({
  schemas: ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: PAGE_MAX },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    { type: "oauthbearertoken", name: "Bearer token", description: "Made by wayleave scim token", primary: true },
  ],
  meta: { resourceType: "ServiceProviderConfig", location: `${base}/ServiceProviderConfig` },
});
