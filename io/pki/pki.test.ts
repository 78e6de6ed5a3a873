/** The authority, its leaves, and what is not one of them. */
import { X509Certificate } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Issuer, initAuthority, issue, readIssuer, signCsr, writeIdentity } from "./authority.ts";
import { makeCsr, makeKey } from "./csr.ts";
import { type Identity, IdentityFault, identityFromDer, readIdentity, readTrust, type Trust } from "./identity.ts";
import { ROLES, readSpiffe, spiffeText } from "./spiffe.ts";
import { judgeLeaf, judgeRole } from "./verify.ts";

const dir = mkdtempSync(join(tmpdir(), "wayleave-pki-"));
const ours = join(dir, "ours");
const rogue = join(dir, "rogue");
let trust: Trust;
let gateway: Identity;
let device: Issuer;
const day = 86_400_000;

beforeAll(async () => {
  await initAuthority(ours, "wayleave.local");
  await initAuthority(rogue, "wayleave.local");
  trust = readTrust(join(ours, "trust"));
  device = readIssuer(join(ours, "device"));
  gateway = await issue({ authority: ours, role: "gateway", tenant: "demo", id: "gw-1", folder: join(dir, "gw-1") });
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("an authority", () => {
  it("keeps its keys from everybody else", () => {
    for (const name of ["root", ...ROLES]) {
      expect(statSync(join(ours, name, "key.pem")).mode & 0o777).toBe(0o600);
      expect(statSync(join(ours, name)).mode & 0o777).toBe(0o700);
    }
    expect(statSync(join(dir, "gw-1", "key.pem")).mode & 0o777).toBe(0o600);
  });

  it("is made once: a second time would orphan every certificate", async () => {
    await expect(initAuthority(ours, "wayleave.local")).rejects.toThrow(IdentityFault);
  });

  it("gives a leaf its name, its role's usage, and a key on P-256", () => {
    expect(spiffeText(gateway.spiffe)).toBe("spiffe://wayleave.local/demo/gateway/gw-1");
    expect(gateway.leaf.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(readIdentity(join(dir, "gw-1")).leaf.fingerprint256).toBe(gateway.leaf.fingerprint256);
    expect(judgeLeaf(gateway.leaf, trust, "server", Date.now())).toEqual({ ok: true, spiffe: gateway.spiffe });
  });

  it.each(["UPPER/x", "a/b", "", "a,URI:spiffe://wayleave.local/demo/gateway/x"])("signs no id %j", async (id) => {
    const csr = await makeCsr(makeKey());
    await expect(signCsr({ issuer: device, csr, tenant: "demo", id })).rejects.toThrow(IdentityFault);
  });
});

describe("a request", () => {
  it("is signed by the role's intermediate, whatever it asks for itself", async () => {
    const key = makeKey();
    const issued = await signCsr({
      issuer: device,
      csr: await makeCsr(key),
      tenant: "demo",
      id: "laptop",
      lifetimeMs: day,
    });
    const identity = writeIdentity(join(dir, "laptop"), identityFromDer(key, issued!.chain));
    expect(issued!.spiffeId).toBe("spiffe://wayleave.local/demo/device/laptop");
    expect(issued!.fingerprint.toString("hex")).toBe(identity.leaf.fingerprint256.replaceAll(":", "").toLowerCase());
    expect(judgeLeaf(identity.leaf, trust, "client", Date.now()).ok).toBe(true);
    expect(judgeLeaf(identity.leaf, trust, "server", Date.now())).toEqual({ ok: false, flaw: "cert-usage" });
    expect(Math.abs(issued!.notAfterMs - Date.now() - day)).toBeLessThan(10_000);
  });

  it("that is garbage, too long, or not signed by its own key gets nothing", async () => {
    const csr = await makeCsr(makeKey());
    const forged = Buffer.from(csr);
    forged[forged.length - 1]! ^= 1;
    for (const bytes of [
      new Uint8Array(),
      Buffer.from("garbage"),
      Buffer.alloc(5_000, 0x30),
      forged,
      csr.subarray(0, 80),
    ]) {
      expect(await signCsr({ issuer: device, csr: bytes, tenant: "demo", id: "x" })).toBeUndefined();
    }
  });
});

describe("a leaf", () => {
  const leafOf = async (authority: string, role: "gateway" | "device" | "operator", lifetimeMs = day) => {
    const folder = join(dir, `x-${Math.random()}`);
    return (await issue({ authority, role, tenant: "demo", id: "x", folder, lifetimeMs })).leaf;
  };
  const flaw = (leaf: X509Certificate, now = Date.now()) => judgeLeaf(leaf, trust, "client", now);

  it("of another authority with our names is refused", async () => {
    expect(flaw(await leafOf(rogue, "gateway"))).toEqual({ ok: false, flaw: "cert-issuer" });
  });

  it("that says one role and was signed by another's intermediate is refused", async () => {
    // A gateway that holds the device intermediate tries to mint a gateway.
    const csr = await makeCsr(makeKey());
    const forged = await signCsr({ issuer: { ...device, role: "gateway" }, csr, tenant: "demo", id: "gw-9" });
    expect(forged!.spiffeId).toContain("/gateway/");
    expect(flaw(new X509Certificate(forged!.chain[0]!))).toEqual({ ok: false, flaw: "cert-issuer" });
  });

  it("of another role than asked for is refused", async () => {
    const leaf = await leafOf(ours, "device");
    expect(judgeRole(leaf, "gateway", trust, "client", Date.now())).toEqual({ ok: false, flaw: "cert-name" });
  });

  it("is refused after its time, and before it", async () => {
    const leaf = await leafOf(ours, "device", 60_000);
    expect(flaw(leaf).ok).toBe(true);
    expect(flaw(leaf, Date.now() + 61_000)).toEqual({ ok: false, flaw: "cert-expired" });
    expect(flaw(leaf, Date.now() - day)).toEqual({ ok: false, flaw: "cert-expired" });
  });

  it("can't be an intermediate: authorities are nobody", () => {
    expect(flaw(trust.intermediates.device)).toEqual({ ok: false, flaw: "cert-name" });
  });
});

describe("folders", () => {
  it("say which file is missing, open to others, or of another authority", async () => {
    expect(() => readIdentity(join(dir, "nowhere"))).toThrow(/key\.pem can't be read \(ENOENT\)/);
    const folder = join(dir, "open");
    await issue({ authority: ours, role: "operator", tenant: "demo", id: "op", folder });
    chmodSync(join(folder, "key.pem"), 0o644);
    expect(() => readIdentity(folder)).toThrow(/chmod 600/);
    chmodSync(join(folder, "key.pem"), 0o600);
    writeFileSync(join(folder, "key.pem"), makeKey());
    expect(() => readIdentity(folder)).toThrow(/not that of the certificate/);
    const mixed = join(dir, "mixed");
    await initAuthority(mixed, "wayleave.local");
    writeFileSync(join(mixed, "trust", "device.pem"), readFileSync(join(rogue, "trust", "device.pem")));
    expect(() => readTrust(join(mixed, "trust"))).toThrow(/device\.pem is no intermediate/);
  });
});

it.each([
  "spiffe://wayleave.local/demo/gateway/a/b",
  "spiffe://wayleave.local/demo/gateway/",
  "spiffe://wayleave.local//gateway/a",
  "spiffe://wayleave.local/demo/root/a",
  "spiffe://Wayleave.local/demo/gateway/a",
  "spiffe://wayleave.local/demo/gateway/a, URI:spiffe://wayleave.local/demo/device/b",
  "https://wayleave.local/demo/gateway/a",
])("%s is nobody", (text) => expect(readSpiffe(text)).toBeUndefined());
