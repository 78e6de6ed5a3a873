/** The permit that an allow carries: what routing and signing are given. */
import { after } from "../units.ts";
import type { Trial } from "./trial.ts";
import type { Permit } from "./verdict.ts";

/** An allow is good for this long: routing and the publisher's check of it fit in, a stolen permit hardly does. */
export const PERMIT_LIFETIME_MS = 30_000;

/** Of a trial that ended with a rule which does not block. */
export const permitOf = ({ request, match, compiled, now, rule }: Trial): Permit =>
  ({
    tenant: compiled.tenant,
    user: request.user,
    device: request.device,
    app: match.app,
    host: request.host,
    port: request.port,
    dialHost: match.origin?.host ?? request.host,
    dialPort: match.origin?.port ?? request.port,
    protocol: request.protocol,
    publishers: match.publishers,
    connectTimeoutMs: match.connectTimeoutMs,
    rule,
    asOf: compiled.asOf,
    expiresAt: after(now, PERMIT_LIFETIME_MS),
  }) as Permit;
