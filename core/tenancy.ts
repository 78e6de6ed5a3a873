/**
 * Who may act for which tenant. A part belongs to the tenant that its certificate names; gateways, analytics and
 * operators of the estate itself belong to `shared`, which stands for all tenants and has no people of its own.
 */
/** The tenant of what serves every tenant. */
export const SHARED = "shared";

/** Tenant and name of a certificate's SPIFFE id; both logs bear the same words. */
export const TENANT_FORM = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Devices and publishers are always somebody's: a shared one would act for every tenant. */
const SHARED_ROLES: ReadonlySet<string> = new Set(["gateway", "analytics", "operator"]);

export const isTenantOf = (role: string, tenant: string): boolean => tenant !== SHARED || SHARED_ROLES.has(role);

/** Whether a part of tenant `own` may act for, and see what belongs to, `tenant`. */
export const servesTenant = (own: string, tenant: string): boolean => own === SHARED || own === tenant;

/** Whether two parts may speak with each other at all. */
export const mayMeet = (one: string, other: string): boolean => servesTenant(one, other) || servesTenant(other, one);
