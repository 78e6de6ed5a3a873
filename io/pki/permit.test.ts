/** Permits: who may sign one, how long it holds, and what of it may not be changed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { SHARED } from "../../core/tenancy.ts";
import { initAuthority, issue } from "./authority.ts";
import { type Identity, readTrust, type Trust } from "./identity.ts";
import { openPermit, PERMIT_LIFETIME_US, type Permit, SKEW_TOLERATED_US, signPermit } from "./permit.ts";

const dir = mkdtempSync(join(tmpdir(), "wayleave-permit-"));
const nowUs = Date.now() * 1000;
let trust: Trust;
let gateway: Identity;
let device: Identity;
let rogue: Identity;
let shared: Identity;

beforeAll(async () => {
  for (const name of ["ours", "rogue"]) await initAuthority(join(dir, name), "wayleave.local");
  trust = readTrust(join(dir, "ours", "trust"));
  const make = (authority: string, role: "gateway" | "device", id: string) =>
    issue({ authority: join(dir, authority), role, tenant: "demo", id, folder: join(dir, authority + id) });
  shared = await issue({
    ...{ authority: join(dir, "ours"), role: "gateway", tenant: SHARED, id: "gw-2", folder: join(dir, "shared") },
  });
  gateway = await make("ours", "gateway", "gw-1");
  device = await make("ours", "device", "laptop");
  rogue = await make("rogue", "gateway", "gw-1");
});
afterAll(() => rmSync(dir, { recursive: true }));

const fields = {
  flowId: new Uint8Array(16).fill(1),
  tenant: "demo",
  app: "wiki",
  host: "wiki.corp.example",
  port: 80,
  issuedAtUs: nowUs,
};

it("a gateway's permit opens, and says who decided and for how long", () => {
  const permit = openPermit(signPermit({ ...fields, issuer: "somebody-else" }, gateway), trust, nowUs) as Permit;
  expect(permit).toMatchObject({ app: "wiki", host: "wiki.corp.example", port: 80, issuer: "gw-1" });
  expect(permit.expiresAtUs).toBe(nowUs + PERMIT_LIFETIME_US);
});

it("no byte of it may be changed", () => {
  const signed = signPermit(fields, gateway);
  for (const part of ["permit", "signature"] as const) {
    for (let at = 0; at < signed[part].length; at++) {
      const bytes = Buffer.from(signed[part]);
      bytes[at]! ^= 1;
      expect(openPermit({ ...signed, [part]: bytes }, trust, nowUs)).toBe("PGW_AUTH_PERMIT_INVALID");
    }
  }
});

it("only a gateway of ours signs, and only for its tenant", () => {
  const invalid = (by: Identity, more = {}) => openPermit(signPermit({ ...fields, ...more }, by), trust, nowUs, "PUB");
  expect(invalid(device)).toBe("PUB_AUTH_PERMIT_INVALID");
  expect(invalid(rogue)).toBe("PUB_AUTH_PERMIT_INVALID");
  expect(invalid(gateway, { tenant: "other" })).toBe("PUB_AUTH_PERMIT_INVALID");
  expect(invalid(gateway, { flowId: new Uint8Array(15) })).toBe("PUB_AUTH_PERMIT_INVALID");
  expect(invalid(gateway, { expiresAtUs: nowUs + PERMIT_LIFETIME_US + 1 })).toBe("PUB_AUTH_PERMIT_INVALID");
});

it("a gateway of all tenants signs for each", () => {
  for (const tenant of ["demo", "other"]) {
    expect(openPermit(signPermit({ ...fields, tenant }, shared), trust, nowUs)).toMatchObject({ tenant });
  }
});

it("holds 30 s and the clocks' tolerance, no longer and no earlier", () => {
  const signed = signPermit(fields, gateway);
  const last = nowUs + PERMIT_LIFETIME_US + SKEW_TOLERATED_US;
  expect(typeof openPermit(signed, trust, last)).toBe("object");
  expect(openPermit(signed, trust, last + 1)).toBe("PGW_AUTH_PERMIT_EXPIRED");
  expect(typeof openPermit(signed, trust, nowUs - SKEW_TOLERATED_US)).toBe("object");
  expect(openPermit(signed, trust, nowUs - SKEW_TOLERATED_US - 1)).toBe("PGW_AUTH_PERMIT_EXPIRED");
});

it("garbage and absence are invalid", () => {
  for (const signed of [
    {},
    { permit: new Uint8Array(5000), signature: new Uint8Array(64), signer: gateway.leaf.raw },
  ]) {
    expect(openPermit(signed, trust, nowUs)).toBe("PGW_AUTH_PERMIT_INVALID");
  }
  const signed = signPermit(fields, gateway);
  expect(openPermit({ ...signed, signer: Buffer.from("no certificate") }, trust, nowUs)).toBe(
    "PGW_AUTH_PERMIT_INVALID",
  );
});
