/** What a workload is (key, chain, name) and whom it trusts (one root, and each role's pinned intermediate). */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CHAIN, isPair, KEY, NEXT_KEY } from "./pair.ts";
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
  if (!isPair(key, leaf)) throw new IdentityFault("the key is not that of the certificate");
  return { key, chain, leaf, spiffe };
}

/** As a signer answers: `chain` in DER, leaf first. Throws IdentityFault. */
export const identityFromDer = (key: string, chain: readonly Uint8Array[]): Identity =>
  identityOf(key, chain.map((der) => new X509Certificate(der).toString()).join(""));

/** A pair is replaced within milliseconds: who reads across that moment finds it whole the second time. */
const READS_MAX = 3;

/** Reads `key.pem` and `chain.pem`, as `writePair` keeps them. */
export function readIdentity(folder: string): Identity {
  let fault: unknown;
  for (let reads = 0; reads < READS_MAX; reads++) {
    for (const name of [KEY, NEXT_KEY]) {
      if (name === NEXT_KEY && !existsSync(join(folder, NEXT_KEY))) continue;
      try {
        return identityOf(readKey(join(folder, name)), readPem(join(folder, CHAIN)));
      } catch (error) {
        // What is wrong with the pair itself is what an operator must hear of.
        fault = name === KEY ? error : fault;
      }
    }
  }
  if (fault instanceof IdentityFault) throw fault;
  throw new IdentityFault(`${folder}: ${(fault as Error).message}`, { cause: fault });
}

function readKey(file: string): string {
  const key = readPem(file);
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new IdentityFault(`${file} can be read by others than its owner: chmod 600 ${file}`);
  }
  return key;
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
