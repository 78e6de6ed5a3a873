/** Arbitrary control logs for property tests: few names, so that facts meet; two tenants; some facts nobody knows. */
import fc from "fast-check";
import type { ControlRecord, Fact, HealthStatus, UnknownEvent } from "../core/control/event.ts";
import { BANDS, HEALTH_STATUSES } from "../core/control/event.ts";
import { configObject } from "./arbitrary-objects.ts";

const gateway = fc.constantFrom("gw-1", "gw-2");
const epoch = fc.constantFrom("e1", "e2", "e3");
const attachment = fc.constantFrom("a1", "a2", "a3", "a4");
const hash = fc.constantFrom("h1", "h2");

export const fact: fc.Arbitrary<Fact> = fc.oneof(
  configObject.map((object): Fact => ({ type: "object-put", object })),
  configObject.map(({ kind, name }): Fact => ({ type: "object-deleted", kind, name })),
  hash.map((tokenHash): Fact => ({ type: "token-issued", tokenHash, role: "device", name: "d", expiresAtUs: 1 })),
  fc
    .tuple(hash, fc.constantFrom("s1", "s2"))
    .map(([tokenHash, spiffeId]): Fact => ({ type: "token-spent", tokenHash, spiffeId })),
  hash.map((tokenHash): Fact => ({ type: "token-revoked", tokenHash })),
  fc
    .constantFrom("f1", "f2")
    .map((fingerprint): Fact => ({ type: "certificate-issued", spiffeId: "s", fingerprint, notAfterUs: 1 })),
  fc
    .tuple(gateway, epoch)
    .map(([name, e]): Fact => ({ type: "gateway-joined", gateway: name, epoch: e, address: "h:1", roles: [] })),
  fc.tuple(gateway, epoch).map(([name, e]): Fact => ({ type: "gateway-left", gateway: name, epoch: e })),
  fc.tuple(attachment, gateway, epoch).map(([id, name, e]): Fact => attached(id, name, e)),
  attachment.map((id): Fact => ({ type: "publisher-detached", attachment: id, reason: "" })),
  fc.tuple(gateway, epoch).map(([name, e]): Fact => ({ type: "gateway-lost", gateway: name, epoch: e, judge: "gw-3" })),
  fc
    .record({ name: gateway, kind: fc.constantFrom("gateway", "publisher"), draining: fc.boolean() })
    .map((about): Fact => ({ type: "drain-set", ...about }) as Fact),
  fc.tuple(attachment, fc.constantFrom(...BANDS), fc.boolean()).map(([id, band, draining]): Fact => {
    return { type: "attachment-changed", attachment: id, band, draining, latencyBucket: draining ? -1 : 2 };
  }),
  fc.tuple(attachment, fc.constantFrom(...HEALTH_STATUSES)).map(([id, status]): Fact => known(id, status)),
  fc.integer({ min: -1, max: 9 }).map((revision): Fact => {
    return { type: "command-guarded", expected: [{ kind: "Policy", name: "", revision }] };
  }),
);

/** Two tenants, and some events that this reader doesn't know. */
export const log: fc.Arbitrary<ControlRecord[]> = fc
  .array(
    fc.tuple(
      fact,
      fc.constantFrom("demo", "demo", "other"),
      fc.constantFrom(1, 1, 1, 1, 1, 0),
      fc.constantFrom("", "", "c1", "c2"),
    ),
    { maxLength: 60 },
  )
  .map((events) =>
    events.map(([what, tenant, known, command], offset) =>
      known === 1
        ? record(offset, what, tenant, command)
        : { offset, appendTimeUs: 0, event: unknown(offset % 3 === 0) },
    ),
  );

const envelope = { id: "00", tenant: "demo", atUs: 0, writer: "w", critical: false, actor: "", command: "" };
export const unknown = (critical: boolean): UnknownEvent => ({ ...envelope, critical, fact: { type: "unknown" } });

export function record(offset: number, what: Fact, tenant = "demo", command = ""): ControlRecord {
  return { offset, appendTimeUs: offset, event: { ...envelope, tenant, command, fact: what } };
}

export function known(id: string, status: HealthStatus): Fact {
  const port = { host: "h", port: 80, protocol: "tcp" as const };
  return { type: "health-changed", attachment: id, app: "wiki", ...port, status, code: "" };
}

export function attached(id: string, name: string, gatewayEpoch: string): Fact {
  return {
    type: "publisher-attached",
    publisher: "p",
    gateway: name,
    gatewayEpoch,
    instance: "i",
    tunnel: 0,
    attachment: id,
  };
}
