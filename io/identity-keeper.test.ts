/** A daemon's identity over time, before a signer on real sockets that does as it is told. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type Listener, openListener, type Peer } from "./grpc/listener.ts";
import { CallFailed, STATUS } from "./grpc/status.ts";
import { type KeptIdentity, openIdentity } from "./identity-keeper.ts";
import { openJsonLog } from "./json-log.ts";
import { type Issuer, initAuthority, issue, readIssuer, signCsr } from "./pki/authority.ts";
import { readIdentity, readTrust } from "./pki/identity.ts";
import { ENROL_PATH, enrolRequest, enrolResponse, RENEW_PATH, renewRequest, renewResponse } from "./wire/enrol.ts";

const dir = mkdtempSync(join(tmpdir(), "wayleave-keeper-"));
const HOUR = 3_600_000;
/** What the signer signs, and how it answers. */
let signs: { issuer: Issuer; id: string; lifetimeMs: number };
let refuses: number | undefined;
let renewals: { id: string; csr: Uint8Array }[] = [];
let signer: Listener;
let lines: Record<string, unknown>[] = [];
let kept: KeptIdentity | undefined;

beforeAll(async () => {
  await initAuthority(dir, "wayleave.local");
  const identity = await issue({ authority: dir, role: "gateway", tenant: "demo", id: "gw", folder: join(dir, "gw") });
  const sign = async (csr: Uint8Array) => {
    if (refuses !== undefined) throw new CallFailed(refuses, "not now");
    const issued = await signCsr({ ...signs, csr, tenant: "demo" });
    return { chain: [...issued!.chain], spiffeId: issued!.spiffeId };
  };
  signer = await openListener({
    ...{ host: "127.0.0.1", port: 0, identity, trust: readTrust(join(dir, "trust")), onRefused: () => {} },
    services: [
      {
        ...{ path: ENROL_PATH, roles: ["none"] as const, kind: "unary" as const },
        serve: async (request: Buffer) => {
          const { token, csr } = enrolRequest.decode(request);
          if (!token.startsWith("good")) throw new CallFailed(STATUS.PERMISSION_DENIED, "the token is unknown");
          return enrolResponse.encode(await sign(csr));
        },
      },
      {
        ...{ path: RENEW_PATH, roles: ["publisher"] as const, kind: "unary" as const },
        serve: async (request: Buffer, peer: Peer) => {
          const { csr } = renewRequest.decode(request);
          renewals.push({ id: peer.id, csr });
          return renewResponse.encode(await sign(csr));
        },
      },
    ],
  });
});
afterEach(() => {
  kept?.close();
  refuses = undefined;
  renewals = [];
  lines = [];
});
afterAll(async () => {
  await signer.close();
  rmSync(dir, { recursive: true });
});

describe("an identity", () => {
  it("is renewed again and again, each time with a new key that is on disk before anybody hears of it", async () => {
    const { folder, keeper } = await open({ lifetimeMs: 5_000 });
    const onDisk: boolean[] = [];
    keeper.onRenewed(() => onDisk.push(readIdentity(folder).key === keeper.current().key));
    const keys = new Set([keeper.current().key]);
    keeper.onRenewed(() => keys.add(keeper.current().key));
    await until(() => onDisk.length === 2);
    expect(onDisk).toEqual([true, true]);
    expect(keys.size).toBe(3);
    expect(keeper.current().spiffe).toMatchObject({ role: "publisher", tenant: "demo", id: "pub" });
    expect(keeper.expired()).toBe(false);
    expect(renewals).toHaveLength(2);
  });

  it("that has long to go is left alone, and says when its turn is", async () => {
    const { keeper } = await open({ lifetimeMs: HOUR });
    const { not_after, renew_at, ...more } = keeper.status() as Record<string, string>;
    expect(more).toEqual({ standing: "valid", failed: 0 });
    const left = Date.parse(not_after!) - Date.parse(renew_at!);
    expect(left).toBeGreaterThan(0.29 * HOUR);
    expect(left).toBeLessThan(0.41 * HOUR);
    expect(renewals).toEqual([]);
  });

  it("whose signer fails is asked for again, more and more seldom, and told of", async () => {
    refuses = STATUS.UNAVAILABLE;
    const { keeper } = await open({ lifetimeMs: 8_000 });
    await until(() => Number(keeper.status()["failed"]) === 2);
    expect(keeper.status()).toMatchObject({ standing: "due", fault: expect.stringMatching(/^not now/) });
    const told = lines.filter(({ msg }) => msg === "the certificate could not be renewed");
    expect(told.map(({ level, failed }) => [level, failed])).toEqual([
      ["warn", 1],
      ["warn", 2],
    ]);
    refuses = undefined;
    signs = { ...signs, lifetimeMs: HOUR };
    await until(() => keeper.status()["standing"] === "valid");
    expect(keeper.status()["fault"]).toBeUndefined();
  });

  it("is not replaced by a certificate of another role, or one that is not ours", async () => {
    const { folder, keeper } = await open({ lifetimeMs: 8_000 });
    signs = { ...signs, issuer: readIssuer(join(dir, "device")) };
    const { key } = keeper.current();
    await until(() => /signed for a device/.test(String(keeper.status()["fault"])));
    const rogue = join(dir, "rogue");
    await initAuthority(rogue, "wayleave.local");
    signs = { ...signs, issuer: readIssuer(join(rogue, "publisher")) };
    await until(() => /cert-issuer/.test(String(keeper.status()["fault"])));
    expect([keeper.current().key, readIdentity(folder).key]).toEqual([key, key]);
  });

  it("that expired while nobody signed asks no more, until a new token enrols it anew", async () => {
    refuses = STATUS.UNAVAILABLE;
    const token = join(mkdtempSync(join(dir, "t-")), "token");
    writeFileSync(token, "spent", { mode: 0o600 });
    const { keeper } = await open({ lifetimeMs: 4_000, token });
    await until(() => keeper.expired());
    await until(() => lines.some(({ msg }) => msg === "the certificate has expired"));
    await until(() => /did not accept the token/.test(String(keeper.status()["fault"])));
    const asked = renewals.length;
    refuses = undefined;
    signs = { ...signs, lifetimeMs: HOUR };
    writeFileSync(token, "good one");
    await until(() => !keeper.expired());
    expect(renewals).toHaveLength(asked);
    expect(keeper.current().spiffe.id).toBe("pub");
  });

  it("takes a new token at once though it has long to go; one for somebody else is told of and not taken", async () => {
    const token = join(mkdtempSync(join(dir, "t-")), "token");
    const { keeper } = await open({ lifetimeMs: HOUR, token });
    const { key } = keeper.current();
    signs = { ...signs, id: "other" };
    writeFileSync(token, "good for other", { mode: 0o600 });
    await until(() => /one for other, and this is pub/.test(String(keeper.status()["fault"])));
    expect(keeper.current().key).toBe(key);
    signs = { ...signs, id: "pub" };
    writeFileSync(token, "good for pub");
    await until(() => keeper.current().key !== key);
    writeFileSync(token, "good but readable");
    rmSync(token);
    writeFileSync(token, "good but readable", { mode: 0o644 });
    await until(() => lines.some(({ msg }) => /chmod 600/.test(String(msg))));
  });
});

interface Opening {
  readonly lifetimeMs: number;
  readonly token?: string;
}

async function open(o: Opening): Promise<{ folder: string; keeper: KeptIdentity }> {
  const folder = mkdtempSync(join(dir, "identity-"));
  signs = { issuer: readIssuer(join(dir, "publisher")), id: "pub", lifetimeMs: o.lifetimeMs };
  await issue({ authority: dir, role: "publisher", tenant: "demo", id: "pub", folder, lifetimeMs: o.lifetimeMs });
  const config = {
    ...{ identity: folder, trust: join(dir, "trust"), gateways: ["127.0.0.1:1", `127.0.0.1:${signer.port}`] },
    tokenFile: o.token,
  };
  const log = openJsonLog({ service: "test", write: (line) => void lines.push(JSON.parse(line)) });
  kept = await openIdentity("publisher", config, log, new AbortController().signal);
  return { folder, keeper: kept };
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
