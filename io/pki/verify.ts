/**
 * Whether a leaf is what it says: its SPIFFE role, and the signature of exactly that role's pinned intermediate.
 *
 * Only the leaf is looked at. What else a peer presented is its own choice: a chain with genuine certificates in it
 * proves nothing about the leaf.
 */
import type { X509Certificate } from "node:crypto";
import type { Trust } from "./identity.ts";
import { type Role, type Spiffe, spiffeOf } from "./spiffe.ts";

export type CertificateFlaw = "cert-name" | "cert-domain" | "cert-issuer" | "cert-expired" | "cert-usage";

export type Judged =
  | { readonly ok: true; readonly spiffe: Spiffe }
  | { readonly ok: false; readonly flaw: CertificateFlaw };

/** Object identifiers of extended key usage: what a leaf may be in a handshake. */
export const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
export const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

/** A certificate from an issuer whose clock runs ahead is taken this early; an expired one is not taken at all. */
const NOT_YET_TOLERATED_MS = 5 * 60_000;

const flawed = (flaw: CertificateFlaw): Judged => ({ ok: false, flaw });

export function judgeLeaf(leaf: X509Certificate, trust: Trust, use: "client" | "server", nowMs: number): Judged {
  const spiffe = spiffeOf(leaf);
  if (spiffe === undefined) return flawed("cert-name");
  if (spiffe.domain !== trust.domain) return flawed("cert-domain");
  const intermediate = trust.intermediates[spiffe.role];
  if (!issuedBy(leaf, intermediate)) return flawed("cert-issuer");
  if (!inForce(leaf, nowMs) || !inForce(intermediate, nowMs)) return flawed("cert-expired");
  const usage: readonly string[] = leaf.keyUsage ?? [];
  if (leaf.ca || !usage.includes(use === "client" ? CLIENT_AUTH : SERVER_AUTH)) return flawed("cert-usage");
  return { ok: true, spiffe };
}

/** As judgeLeaf, for a leaf that must have one role. */
export function judgeRole(
  leaf: X509Certificate,
  role: Role,
  trust: Trust,
  use: "client" | "server",
  nowMs: number,
): Judged {
  const judged = judgeLeaf(leaf, trust, use, nowMs);
  return judged.ok && judged.spiffe.role !== role ? flawed("cert-name") : judged;
}

function issuedBy(leaf: X509Certificate, intermediate: X509Certificate): boolean {
  try {
    return leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey);
  } catch {
    // A key or signature of a kind that can't be checked is one that doesn't verify.
    return false;
  }
}

const inForce = (certificate: X509Certificate, nowMs: number): boolean =>
  certificate.validFromDate.getTime() - NOT_YET_TOLERATED_MS <= nowMs && nowMs < certificate.validToDate.getTime();
