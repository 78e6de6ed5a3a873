/** A key is made where it will live; only the request for a certificate travels. */
import { generateKeyPairSync, webcrypto } from "node:crypto";
import * as x509 from "./x509.ts";

export const SIGNING = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** A request of ours has about 250 bytes; a stranger's is read before anything about it is known. */
export const CSR_BYTES_MAX = 4096;

/** PEM, PKCS #8, P-256. */
export function makeKey(): string {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    type: "pkcs8",
    format: "pem",
  }) as string;
}

export async function webKeys(keyPem: string): Promise<webcrypto.CryptoKeyPair> {
  const der = Buffer.from(keyPem.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const privateKey = await webcrypto.subtle.importKey("pkcs8", der, SIGNING, true, ["sign"]);
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey("jwk", privateKey);
  const publicKey = await webcrypto.subtle.importKey("jwk", { kty, crv, x, y } as webcrypto.JsonWebKey, SIGNING, true, [
    "verify",
  ]);
  return { privateKey, publicKey };
}

/** PKCS #10, DER. The subject says nothing: whoever signs knows from elsewhere who this is. */
export async function makeCsr(keyPem: string): Promise<Buffer> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=wayleave",
    keys: await webKeys(keyPem),
    signingAlgorithm: SIGNING,
  });
  return Buffer.from(request.rawData);
}

/** The public key of a request that is well formed, P-256, and signed by that key; else undefined. */
export async function publicKeyOf(csr: Uint8Array): Promise<x509.PublicKey | undefined> {
  if (csr.length === 0 || csr.length > CSR_BYTES_MAX) return undefined;
  try {
    const request = new x509.Pkcs10CertificateRequest(Uint8Array.from(csr));
    const { name, namedCurve } = request.publicKey.algorithm as { name: string; namedCurve?: string };
    if (name !== "ECDSA" || namedCurve !== "P-256") return undefined;
    return (await request.verify()) ? request.publicKey : undefined;
  } catch {
    return undefined;
  }
}
