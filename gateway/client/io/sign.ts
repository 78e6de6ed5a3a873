/**
 * A permit of the decision becomes a signed one, for one publisher at one gateway.
 */
import type { Permit } from "../../../core/policy/verdict.ts";
import { clock } from "../../../io/clock.ts";
import { uuidBytes } from "../../../io/entropy.ts";
import type { Identity } from "../../../io/pki/identity.ts";
import { PERMIT_LIFETIME_US, signPermit } from "../../../io/pki/permit.ts";
import { PROTOCOL } from "../../../io/wire/frame.ts";
import type { Route } from "../route.ts";

/** One try to open one part of one flow: what a permit is spent by. */
export interface Attempt {
  readonly flowId: string;
  readonly segment: number;
  readonly attempt: number;
}

export function signFor(permit: Permit, route: Route, { flowId, segment, attempt }: Attempt, identity: Identity) {
  const nowUs = clock.wallUs();
  const { tenant, app, host, port, dialHost, dialPort, asOf } = permit;
  return signPermit(
    {
      ...{ flowId: uuidBytes(flowId), segment, attempt, tenant, app, host, port, dialHost, dialPort, asOf },
      ...{ protocol: PROTOCOL[permit.protocol], publisher: route.publisher, gateway: route.gateway },
      gatewayEpoch: Buffer.from(route.epoch, "hex"),
      ...{ issuedAtUs: nowUs, expiresAtUs: nowUs + PERMIT_LIFETIME_US },
    },
    identity,
  );
}
