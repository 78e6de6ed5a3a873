/** Which requests are heard at all: by name, by token, within a rate. */
import type { DirectorySpec } from "../../core/config/object.ts";
import type { ControlState } from "../../core/control/state.ts";
import { servesTenant } from "../../core/tenancy.ts";
import type { Instant } from "../../core/units.ts";
import { isLoopback, type ScimConfig } from "./config.ts";
import { ScimFault } from "./scim-fault.ts";

/** A directory that a token names. */
export interface Caller {
  readonly tenant: string;
  readonly directory: string;
}

/**
 * Of a page that a browser was led to: the name it asked for is not ours, or the page says where it is from. No
 * directory is a browser, so each that has an origin is refused.
 */
export function strangerOf(
  headers: { readonly host: string | undefined; readonly origin: string | undefined },
  { host: own, port, hosts }: ScimConfig,
): ScimFault | undefined {
  if (headers.origin !== undefined) return new ScimFault(403, "asked for by a web page");
  const asked = (headers.host ?? "").toLowerCase();
  const [name = ""] = /^(\[[^\]]+\]|[^:]*)/.exec(asked) ?? [];
  const known = [`${own}:${port}`, ...hosts];
  if (isLoopback(own)) known.push(`localhost:${port}`);
  if (known.includes(asked) || hosts.includes(name)) return undefined;
  return new ScimFault(403, `${JSON.stringify(asked)} is no name of this service: scim.hosts names those it has`);
}

/** `hash`: SHA-256 of the token shown, in hex. Of tenants that this gateway serves. */
export function callerOf(state: ControlState, own: string, hash: string): Caller | undefined {
  for (const [tenant, { directories }] of state.tenants) {
    if (!servesTenant(own, tenant)) continue;
    for (const [directory, spec] of directories) if (takes(spec, hash)) return { tenant, directory };
  }
  return undefined;
}

const takes = ({ disabled, tokenHashes }: DirectorySpec, hash: string): boolean =>
  !disabled && tokenHashes.includes(hash);

/** Entra asks for 25 a second at least. */
const REQUESTS_A_SECOND = 50;
const BURST = 200;
/** Directories remembered; the longest unheard is forgotten, and begins with its burst again. */
const CALLERS_MAX = 256;

/** How much each directory may ask: an owned table, bounded. */
export class ScimRate {
  readonly #left = new Map<string, { tokens: number; at: Instant }>();

  /** Throws a ScimFault that says when to come again. */
  spend({ tenant, directory }: Caller, now: Instant): void {
    const name = `${tenant}/${directory}`;
    const known = this.#left.get(name) ?? { tokens: BURST, at: now };
    this.#left.delete(name);
    this.#left.set(name, known);
    if (this.#left.size > CALLERS_MAX) this.#left.delete(this.#left.keys().next().value!);
    known.tokens = Math.min(BURST, known.tokens + (Math.max(0, now - known.at) / 1000) * REQUESTS_A_SECOND);
    known.at = now;
    if (known.tokens < 1) throw new ScimFault(429, "too many requests: come again in a second", undefined, 1);
    known.tokens -= 1;
  }
}
