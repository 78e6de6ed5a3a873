/** Each reason for which a listener refuses has its word in the table. */
import { expect, it } from "@jest/globals";
import { PEER_ROLES, REFUSAL_WORDS } from "../../core/metrics/label-values.ts";
import type { Refused } from "../grpc/admission.ts";
import { ROLES } from "../pki/spiffe.ts";

it("a gateway's", () => {
  // The compiler points here where a reason is new.
  const all: Record<Refused, true> = {
    ...{ "tls-version": true, "tls-cipher": true, "tls-alpn": true, "tls-garbage": true, "tls-timeout": true },
    ...{ "tls-cut": true, "tls-other": true, "cert-name": true, "cert-domain": true, "cert-issuer": true },
    ...{ "cert-expired": true, "cert-usage": true, "cert-untrusted": true, "cert-tenant": true },
    ...{ "strangers-full": true, "stranger-late": true, "reset-flood": true, "session-error": true, role: true },
    ...{ "handshakes-full": true, "unknown-path": true },
  };
  expect([...REFUSAL_WORDS.gateway].sort()).toEqual(Object.keys(all).sort());
});

it("roles of certificates", () => {
  expect(PEER_ROLES).toEqual([...ROLES, "none", "other"]);
});
