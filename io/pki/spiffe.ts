/** Who a certificate says it is: `spiffe://<trust domain>/<tenant>/<role>/<id>`, and nothing looser than that. */
import type { X509Certificate } from "node:crypto";
import { isTenantOf, SHARED, TENANT_FORM } from "../../core/tenancy.ts";

export const ROLES = ["gateway", "publisher", "device", "operator", "analytics"] as const;
export type Role = (typeof ROLES)[number];

export interface Spiffe {
  readonly domain: string;
  readonly tenant: string;
  readonly role: Role;
  readonly id: string;
}

/** No upper case and no escapes: two spellings of one name would be two names to a map, and one to a reader. */
const DOMAIN = /^[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/;
const ID = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,127})$/;

export const isRole = (text: string): text is Role => (ROLES as readonly string[]).includes(text);

export const spiffeText = (of: Spiffe): string => `spiffe://${of.domain}/${of.tenant}/${of.role}/${of.id}`;

/** For what we are about to sign: says which part can't stand in a certificate. */
export function spiffeMistake(of: Spiffe): string | undefined {
  if (!DOMAIN.test(of.domain))
    return `trust domain ${JSON.stringify(of.domain)} is not lower-case letters, digits, - and .`;
  if (!TENANT_FORM.test(of.tenant))
    return `tenant ${JSON.stringify(of.tenant)} is not lower-case letters, digits and -`;
  if (!isRole(of.role)) return `role ${JSON.stringify(of.role)} is none of ${ROLES.join(", ")}`;
  if (!isTenantOf(of.role, of.tenant)) return `a ${of.role} belongs to one tenant: ${SHARED} is that of all`;
  if (!ID.test(of.id)) return `id ${JSON.stringify(of.id)} is not letters, digits, ., _ and -, at most 128`;
  return undefined;
}

export function readSpiffe(text: string): Spiffe | undefined {
  const parts = /^spiffe:\/\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(text);
  if (!parts) return undefined;
  const [, domain, tenant, role, id] = parts as unknown as [string, string, string, string, string];
  if (!isRole(role)) return undefined;
  const of: Spiffe = { domain, tenant, role, id };
  return spiffeMistake(of) === undefined ? of : undefined;
}

/**
 * The one URI of a leaf's subject alternative name. A gateway's may be followed by one DNS name, which says nothing
 * here; a second URI, or anything else, makes it nobody: which would count?
 */
const ALTERNATIVE_NAME = /^URI:([^",\s]+)(?:, DNS:[A-Za-z0-9._-]+)?$/;

export function spiffeOf(leaf: X509Certificate): Spiffe | undefined {
  const uri = ALTERNATIVE_NAME.exec(leaf.subjectAltName ?? "")?.[1];
  return uri === undefined ? undefined : readSpiffe(uri);
}
