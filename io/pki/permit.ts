/** The proof of an allow: signed by the gateway that decided, opened by whoever is asked to act on it. */
import { sign, verify, X509Certificate } from "node:crypto";
import type { Code } from "../../core/reason.ts";
import { servesTenant } from "../../core/tenancy.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import "../wire/protobuf.ts";
import { type Identity, keyOf, type Trust } from "./identity.ts";
import { judgeRole } from "./verify.ts";

const { Permit: PermitMessage } = wayleave.flow.v1;
export type Permit = wayleave.flow.v1.Permit;
export type PermitFields = wayleave.flow.v1.Permit.$Properties;
export type SignedPermit = { permit: Uint8Array; signature: Uint8Array; signer: Uint8Array };
export type SignedPermitFields = wayleave.flow.v1.SignedPermit.$Properties;

/** Long enough for a slow hop and a retry elsewhere, too short to be worth stealing. */
export const PERMIT_LIFETIME_US = 30_000_000;
/** Clocks of hosts that nobody looks after are off by minutes; past this the operator has to act. */
export const SKEW_TOLERATED_US = 5 * 60_000_000;
/** Signers whose certificate was checked. One a gateway, and gateways are few; the bound is against inventions. */
const SIGNERS_MAX = 64;
const BYTES_MAX = 4096;
const SIGNATURE_BYTES = 64;

/** The issuer is the signer, whatever the fields say; an absent expiry is 30 s after issue. */
export function signPermit(permit: PermitFields, identity: Identity): SignedPermit {
  const issuedAtUs = permit.issuedAtUs ?? 0;
  const expiresAtUs = permit.expiresAtUs || issuedAtUs + PERMIT_LIFETIME_US;
  const issuer = identity.spiffe.id;
  const bytes = PermitMessage.encode({ ...permit, issuer, issuedAtUs, expiresAtUs }).finish();
  const signature = sign("sha256", bytes, { key: keyOf(identity), dsaEncoding: "ieee-p1363" });
  return { permit: bytes, signature, signer: identity.leaf.raw };
}

/** Which side says no: the codes differ, so that a refusal names the hop. */
export type Opener = "PGW" | "PUB";

/**
 * The permit, if a gateway that serves its tenant signed it and it is in force; else the code of the refusal. It may be
 * opened any number of times: that a flow id is used once is the caller's to see to.
 */
export function openPermit(
  signed: SignedPermitFields,
  trust: Trust,
  nowUs: number,
  opener: Opener = "PGW",
): Permit | (Code & `${Opener}_AUTH_PERMIT_${string}`) {
  const invalid = `${opener}_AUTH_PERMIT_INVALID` as const;
  const { permit: bytes, signature, signer } = signed;
  if (!bytes || !signature || !signer || bytes.length > BYTES_MAX || signer.length > BYTES_MAX) return invalid;
  if (signature.length !== SIGNATURE_BYTES) return invalid;
  const leaf = signerOf(signer, trust, nowUs);
  if (leaf === undefined) return invalid;
  if (!verify("sha256", bytes, { key: leaf.certificate.publicKey, dsaEncoding: "ieee-p1363" }, signature))
    return invalid;
  let permit: Permit;
  try {
    permit = PermitMessage.decode(bytes);
  } catch {
    return invalid;
  }
  if (permit.issuer !== leaf.id || !servesTenant(leaf.tenant, permit.tenant) || permit.flowId.length !== 16)
    return invalid;
  const { issuedAtUs, expiresAtUs } = permit;
  if (!Number.isSafeInteger(issuedAtUs) || !Number.isSafeInteger(expiresAtUs)) return invalid;
  if (expiresAtUs <= issuedAtUs || expiresAtUs - issuedAtUs > PERMIT_LIFETIME_US) return invalid;
  if (nowUs > expiresAtUs + SKEW_TOLERATED_US || issuedAtUs > nowUs + SKEW_TOLERATED_US) {
    return `${opener}_AUTH_PERMIT_EXPIRED`;
  }
  return permit;
}

interface Signer {
  readonly certificate: X509Certificate;
  readonly id: string;
  readonly tenant: string;
  readonly notAfterUs: number;
}

const signers = new WeakMap<Trust, Map<string, Signer>>();

/** A gateway signs thousands of permits a second with one certificate: it is parsed and verified once. */
function signerOf(der: Uint8Array, trust: Trust, nowUs: number): Signer | undefined {
  const known = signers.get(trust) ?? new Map<string, Signer>();
  signers.set(trust, known);
  const name = Buffer.from(der.buffer, der.byteOffset, der.length).toString("latin1");
  const found = known.get(name);
  if (found !== undefined) return nowUs < found.notAfterUs ? found : undefined;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(der);
  } catch {
    return undefined;
  }
  const judged = judgeRole(certificate, "gateway", trust, "server", nowUs / 1000);
  if (!judged.ok) return undefined;
  const { id, tenant } = judged.spiffe;
  const signer: Signer = { certificate, id, tenant, notAfterUs: certificate.validToDate.getTime() * 1000 };
  // The oldest goes: a certificate that is in use is verified again, once.
  if (known.size >= SIGNERS_MAX) known.delete(known.keys().next().value!);
  known.set(name, signer);
  return signer;
}
