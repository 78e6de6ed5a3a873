/** What a workload is (key, chain, name) and whom it trusts (one root, and each role's pinned intermediate). */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROLES, type Role, type Spiffe, spiffeOf } from "./spiffe.ts";

export interface Identity {
  /** PEM */
  readonly key: string;
  /** PEM: the leaf, then its intermediate. */
  readonly chain: string;
  readonly leaf: X509Certificate;
  readonly spiffe: Spiffe;
}

export interface Trust {
  /** PEM */
  readonly root: string;
  readonly domain: string;
  readonly intermediates: Readonly<Record<Role, X509Certificate>>;
}

/** A folder that should hold keys or certificates doesn't; the sentence names the file and what to do. */
export class IdentityFault extends Error {
  override readonly name = "IdentityFault";
}

export const splitPem = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];

export function identityOf(key: string, chain: string): Identity {
  const [first] = splitPem(chain);
  if (first === undefined) throw new IdentityFault("the chain holds no certificate");
  const leaf = new X509Certificate(first);
  const spiffe = spiffeOf(leaf);
  if (spiffe === undefined)
    throw new IdentityFault(`the certificate has no SPIFFE name of ours: ${leaf.subjectAltName}`);
  if (!leaf.checkPrivateKey(createPrivateKey(key))) throw new IdentityFault("the key is not that of the certificate");
  return { key, chain, leaf, spiffe };
}

/** Reads `key.pem` and `chain.pem`. */
export function readIdentity(folder: string): Identity {
  const keyFile = join(folder, "key.pem");
  const key = readPem(keyFile);
  if ((statSync(keyFile).mode & 0o077) !== 0) {
    throw new IdentityFault(`${keyFile} can be read by others than its owner: chmod 600 ${keyFile}`);
  }
  try {
    return identityOf(key, readPem(join(folder, "chain.pem")));
  } catch (error) {
    throw error instanceof IdentityFault
      ? error
      : new IdentityFault(`${folder}: ${(error as Error).message}`, { cause: error });
  }
}

/** Reads `root.pem` and one `<role>.pem` for each role; an intermediate that the root did not sign is refused here. */
export function readTrust(folder: string): Trust {
  const root = readPem(join(folder, "root.pem"));
  const anchor = certificateIn(join(folder, "root.pem"), root);
  const entries = ROLES.map((role) => {
    const file = join(folder, `${role}.pem`);
    const certificate = certificateIn(file, readPem(file));
    if (!certificate.checkIssued(anchor) || !certificate.verify(anchor.publicKey) || !certificate.ca) {
      throw new IdentityFault(`${file} is no intermediate of ${join(folder, "root.pem")}`);
    }
    return [role, certificate] as const;
  });
  const domain = domainOf(anchor);
  if (domain === undefined) throw new IdentityFault(`${join(folder, "root.pem")} does not name its trust domain`);
  return { root, domain, intermediates: Object.fromEntries(entries) as Record<Role, X509Certificate> };
}

/** The root names its trust domain as `spiffe://<domain>`, as SPIFFE asks of a signing certificate. */
const domainOf = (root: X509Certificate): string | undefined =>
  /^URI:spiffe:\/\/([a-z0-9.-]{1,254})$/.exec(root.subjectAltName ?? "")?.[1];

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new IdentityFault(`${file} can't be read (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

function certificateIn(file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new IdentityFault(`${file} holds no certificate`, { cause: error });
  }
}

const keys = new WeakMap<Identity, KeyObject>();

/** The parsed key: parsing the PEM costs more than the signature it is for. */
export function keyOf(identity: Identity): KeyObject {
  let key = keys.get(identity);
  if (key === undefined) {
    key = createPrivateKey(identity.key);
    keys.set(identity, key);
  }
  return key;
}
