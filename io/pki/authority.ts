/**
 * The certificate authority: a root, one intermediate for each role, and leaves.
 *
 * `root/` belongs offline. Each intermediate has a folder of its own, so that a gateway may be given those of devices
 * and publishers and no other: no gateway can mint a gateway.
 */
import { randomBytes, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeCsr, makeKey, publicKeyOf, SIGNING, webKeys } from "./csr.ts";
import { type Identity, IdentityFault, identityFromDer } from "./identity.ts";
import { writePair } from "./pair.ts";
import { isRole, ROLES, type Role, type Spiffe, spiffeMistake, spiffeText } from "./spiffe.ts";
import { CLIENT_AUTH, SERVER_AUTH } from "./verify.ts";
import * as x509 from "./x509.ts";

const DAY_MS = 86_400_000;
/** Replacing a root means visiting every machine. */
const ROOT_LIFETIME_MS = 3650 * DAY_MS;
const INTERMEDIATE_LIFETIME_MS = 1825 * DAY_MS;
/** Long enough for a laptop that sleeps through a holiday, short enough that a forgotten one falls out by itself. */
export const LEAF_LIFETIME_MS = 30 * DAY_MS;
/** A leaf is valid from a little before now, since the peer's clock may be behind. */
export const BACKDATED_MS = 5 * 60_000;

/** An intermediate that can sign leaves of its role. */
export interface Issuer {
  readonly role: Role;
  readonly domain: string;
  readonly key: string;
  /** PEM */
  readonly certificate: string;
}

export interface Issued {
  /** DER, leaf first, then the intermediate. */
  readonly chain: readonly Buffer[];
  readonly spiffe: Spiffe;
  readonly spiffeId: string;
  /** SHA-256 of the leaf. */
  readonly fingerprint: Buffer;
  readonly notAfterMs: number;
}

/** Makes `root/`, `<role>/` for each role, and `trust/` with every certificate and no key. Never overwrites one. */
export async function initAuthority(dir: string, domain: string): Promise<void> {
  const mistake = spiffeMistake({ domain, tenant: "x", role: "gateway", id: "x" });
  if (mistake !== undefined) throw new IdentityFault(mistake);
  if (existsSync(join(dir, "root", "key.pem"))) throw new IdentityFault(`${dir} holds an authority already`);
  const rootKey = makeKey();
  const root = await certifyAuthority({
    domain,
    name: `CN=${domain} root`,
    key: rootKey,
    lifetimeMs: ROOT_LIFETIME_MS,
  });
  for (const role of ROLES) {
    const key = makeKey();
    const name = `CN=${domain} ${role}`;
    const signer = { key: rootKey, certificate: root };
    const pem = await certifyAuthority({ domain, name, key, lifetimeMs: INTERMEDIATE_LIFETIME_MS, signer });
    writeAuthority(join(dir, role), key, pem);
    writeIn(join(dir, "trust"), `${role}.pem`, pem, 0o644, 0o755);
  }
  writeIn(join(dir, "trust"), "root.pem", root, 0o644, 0o755);
  // The root's key last: it marks the authority as whole.
  writeAuthority(join(dir, "root"), rootKey, root);
}

/** Reads the folder of one intermediate; the folder's certificate says which role it is for. */
export function readIssuer(folder: string): Issuer {
  let certificate: string;
  let key: string;
  try {
    certificate = readFileSync(join(folder, "cert.pem"), "utf8");
    key = readFileSync(join(folder, "key.pem"), "utf8");
  } catch (error) {
    throw new IdentityFault(`${folder} holds no issuer (key.pem, cert.pem)`, { cause: error });
  }
  const [, domain = "", role = ""] = /^CN=(\S+) (\S+)$/.exec(new X509Certificate(certificate).subject) ?? [];
  if (!isRole(role)) throw new IdentityFault(`${folder} is not the issuer of a role`);
  return { role, domain, key, certificate };
}

/** Signs a request; undefined if it is malformed, of another kind of key, or not signed by its own key. */
export async function signCsr(o: {
  issuer: Issuer;
  csr: Uint8Array;
  tenant: string;
  id: string;
  lifetimeMs?: number;
}): Promise<Issued | undefined> {
  const spiffe: Spiffe = { domain: o.issuer.domain, tenant: o.tenant, role: o.issuer.role, id: o.id };
  const mistake = spiffeMistake(spiffe);
  if (mistake !== undefined) throw new IdentityFault(mistake);
  const publicKey = await publicKeyOf(o.csr);
  if (publicKey === undefined) return undefined;
  const parent = new x509.X509Certificate(o.issuer.certificate);
  const nowMs = Date.now();
  const notAfterMs = Math.min(nowMs + (o.lifetimeMs ?? LEAF_LIFETIME_MS), parent.notAfter.getTime());
  // A device is never a server: its key must not do where a gateway's is asked for.
  const usages = o.issuer.role === "gateway" ? [CLIENT_AUTH, SERVER_AUTH] : [CLIENT_AUTH];
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${o.id}`,
    issuer: parent.subject,
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(notAfterMs),
    publicKey,
    signingKey: (await webKeys(o.issuer.key)).privateKey,
    signingAlgorithm: SIGNING,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(usages),
      new x509.SubjectAlternativeNameExtension([
        { type: "url", value: spiffeText(spiffe) },
        // Our own parts go by the SPIFFE id alone; clients made from the .proto files in other languages check a name.
        ...(o.issuer.role === "gateway" ? [{ type: "dns" as const, value: o.id }] : []),
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(parent),
    ],
  });
  const der = Buffer.from(leaf.rawData);
  const fingerprint = Buffer.from(new X509Certificate(der).fingerprint256.replaceAll(":", ""), "hex");
  const chain = [der, Buffer.from(parent.rawData)];
  return { chain, spiffe, spiffeId: spiffeText(spiffe), fingerprint, notAfterMs: leaf.notAfter.getTime() };
}

/** Makes key and certificate of a workload on this machine, in `folder`: what `up` and `ca issue` do. */
export async function issue(o: {
  authority: string;
  role: Role;
  tenant: string;
  id: string;
  folder: string;
  lifetimeMs?: number;
}): Promise<Identity> {
  const key = makeKey();
  const { lifetimeMs, tenant, id } = o;
  const issuer = readIssuer(join(o.authority, o.role));
  const csr = await makeCsr(key);
  const issued = await signCsr({ issuer, csr, tenant, id, ...(lifetimeMs === undefined ? {} : { lifetimeMs }) });
  if (issued === undefined) throw new IdentityFault("our own request was refused");
  return writeIdentity(o.folder, identityFromDer(key, issued.chain));
}

/** Keeps key and chain as `readIdentity` reads them. A crash leaves the pair that was there before, or this one. */
export function writeIdentity(folder: string, identity: Identity): Identity {
  writePair(folder, identity.key, identity.chain);
  return identity;
}

interface Authority {
  readonly domain: string;
  readonly name: string;
  readonly key: string;
  readonly lifetimeMs: number;
  /** None: it signs itself. */
  readonly signer?: { readonly key: string; readonly certificate: string };
}

async function certifyAuthority(of: Authority): Promise<string> {
  const keys = await webKeys(of.key);
  const signer = of.signer ? new x509.X509Certificate(of.signer.certificate) : undefined;
  const uri = `spiffe://${of.domain}`;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: of.name,
    issuer: signer?.subject ?? of.name,
    notBefore: new Date(Date.now() - BACKDATED_MS),
    notAfter: new Date(Date.now() + of.lifetimeMs),
    publicKey: keys.publicKey,
    signingKey: of.signer ? (await webKeys(of.signer.key)).privateKey : keys.privateKey,
    signingAlgorithm: SIGNING,
    extensions: [
      // An intermediate signs leaves and nothing else: path length 0.
      new x509.BasicConstraintsExtension(true, of.signer ? 0 : undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.SubjectAlternativeNameExtension([{ type: "url", value: uri }]),
      ...(signer ? [await x509.AuthorityKeyIdentifierExtension.create(signer)] : []),
    ],
  });
  return `${certificate.toString("pem")}\n`;
}

/** 127 random bits, positive. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString("hex");
}

function writeAuthority(folder: string, key: string, certificate: string): void {
  writeIn(folder, "cert.pem", certificate, 0o644, 0o700);
  writeIn(folder, "key.pem", key, 0o600, 0o700);
}

/** Whole or not at all: a reader, or a crash between two bytes, must not meet half a key. */
function writeIn(folder: string, name: string, text: string, mode: number, folderMode: number): void {
  mkdirSync(folder, { recursive: true, mode: folderMode });
  const passing = join(folder, `.${name}.${process.pid}`);
  writeFileSync(passing, text, { mode });
  renameSync(passing, join(folder, name));
}
