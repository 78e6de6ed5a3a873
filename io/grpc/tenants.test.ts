/** Parts of two tenants don't reach each other; what is shared reaches and is reached by all. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { SHARED } from "../../core/tenancy.ts";
import { initAuthority, issue } from "../pki/authority.ts";
import { type Identity, readTrust, type Trust } from "../pki/identity.ts";
import type { Role } from "../pki/spiffe.ts";
import { openLink } from "./link.ts";
import { type Listener, openListener, type Peer } from "./listener.ts";

const PATH = "/trial.Trial/Whose";
const dir = mkdtempSync(join(tmpdir(), "wayleave-tenants-"));
const listeners: Listener[] = [];
let trust: Trust;
let made = 0;

const identity = (role: Role, tenant: string): Promise<Identity> =>
  issue({ authority: join(dir, "pki"), role, tenant, id: "x", folder: join(dir, `${made++}`) });

async function gatewayOf(tenant: string): Promise<Listener> {
  const listener = await openListener({
    ...{ host: "127.0.0.1", port: 0, identity: await identity("gateway", tenant), trust, onRefused: () => {} },
    services: [
      {
        ...{ path: PATH, roles: ["device", "publisher", "operator", "gateway", "analytics"], kind: "unary" },
        serve: async (_: Buffer, peer: Peer) => Buffer.from(peer.tenant),
      },
    ],
  });
  listeners.push(listener);
  return listener;
}

/** What the gateway takes the caller for, or why it did not get there. */
async function asks(as: Identity, gateway: Listener): Promise<string> {
  const link = openLink({ target: `127.0.0.1:${gateway.port}`, identity: as, trust });
  try {
    return (await link.unary(PATH, Buffer.alloc(0), 5_000)).toString();
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  } finally {
    link.close();
  }
}

beforeAll(async () => {
  await initAuthority(join(dir, "pki"), "example.test");
  trust = readTrust(join(dir, "pki", "trust"));
});
afterAll(async () => {
  for (const listener of listeners) await listener.close();
  rmSync(dir, { recursive: true });
});

it("a gateway of one tenant is reached by its own", async () => {
  const [of, shared] = [await gatewayOf("a"), await gatewayOf(SHARED)];
  for (const role of ["device", "publisher", "operator", "gateway", "analytics"] as const) {
    expect(await asks(await identity(role, "a"), of)).toBe("a");
    // Neither side would have it: here the caller, who looks first, ends it.
    expect(await asks(await identity(role, "b"), of)).toMatch(/^refused: .*is a gateway of tenant a, and we are of b/);
    for (const tenant of ["a", "b"]) expect(await asks(await identity(role, tenant), shared)).toBe(tenant);
  }
  expect(await asks(await identity("gateway", SHARED), of)).toBe(SHARED);
});

it("a caller that doesn't look is refused by its certificate", async () => {
  const of = await gatewayOf("a");
  const { connect } = await import("node:tls");
  const { key, chain } = await identity("device", "b");
  const socket = connect({
    ...{ host: "127.0.0.1", port: of.port, ca: trust.root, key, cert: chain, ALPNProtocols: ["h2"] },
    checkServerIdentity: () => undefined,
  });
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("close", resolve));
  expect(of.counts()["refused_cert-tenant"]).toBe(1);
});

it("nobody signs a device or publisher of all tenants", async () => {
  for (const role of ["device", "publisher"] as const) {
    await expect(identity(role, SHARED)).rejects.toThrow(`a ${role} belongs to one tenant`);
  }
});
