/** Facts of the control log on the wire. What is malformed is refused; a fact of a newer writer is "unknown". */
import { kindOf } from "../../core/config/object.ts";
import type { ControlEvent, Envelope, Expected, Fact, UnknownEvent } from "../../core/control/event.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { readControlEvent } from "./control-envelope.ts";
import { bytes, count, hex, optionalHex, tenantText, text } from "./event-fields.ts";
import { MalformedMessage, messageCodec } from "./message-codec.ts";
import { objectFromWire, objectToWire } from "./objects.ts";
import { presenceOf, presenceToWire } from "./presence-facts.ts";
import "./protobuf.ts";

const { encode } = wayleave.event.v1.ControlEvent;
const codec = messageCodec({ encode, decode: readControlEvent });
type Wire = wayleave.event.v1.ControlEvent.$Properties;
export type WireFact = Omit<
  wayleave.event.v1.ControlEvent.$Properties,
  "id" | "tenant" | "atUs" | "writer" | "command"
>;

export function encodeControlEvent(event: ControlEvent): Buffer {
  const { id, tenant, atUs, writer, critical, actor, command, fact } = event;
  const about = { id: bytes(id), tenant, atUs, writer, critical, actor, command: bytes(command) };
  return codec.encode({ ...about, ...factToWire(fact) });
}

/** Throws MalformedMessage. */
export function decodeControlEvent(message: Uint8Array): ControlEvent | UnknownEvent {
  const wire = codec.decode(message);
  const envelope: Envelope = {
    id: hex(wire.id, "id", 16),
    tenant: tenantText(wire.tenant),
    atUs: count(wire.atUs, "at_us"),
    writer: text(wire.writer, "writer"),
    critical: wire.critical ?? false,
    actor: wire.actor ?? "",
    command: optionalHex(wire.command, "command", 16),
  };
  const fact = factOf(wire);
  return fact === undefined ? { ...envelope, fact: { type: "unknown" } } : { ...envelope, fact };
}

function factToWire(fact: Fact): WireFact {
  switch (fact.type) {
    case "log-created":
      return { logCreated: { logId: bytes(fact.logId), trustDomain: fact.trustDomain } };
    case "object-put":
      return { objectPut: { object: objectToWire(fact.object) } };
    case "object-deleted":
      return { objectDeleted: { kind: fact.kind, name: fact.name } };
    case "token-issued": {
      const { role, name, expiresAtUs } = fact;
      return { tokenIssued: { tokenHash: bytes(fact.tokenHash), role, name, expiresAtUs } };
    }
    case "token-spent":
      return { tokenSpent: { tokenHash: bytes(fact.tokenHash), spiffeId: fact.spiffeId } };
    case "token-revoked":
      return { tokenRevoked: { tokenHash: bytes(fact.tokenHash) } };
    case "certificate-issued": {
      const { spiffeId, notAfterUs } = fact;
      return { certificateIssued: { spiffeId, fingerprint: bytes(fact.fingerprint), notAfterUs } };
    }
    case "command-guarded":
      return { commandGuarded: { expected: fact.expected.map((one) => ({ ...one })) } };
    default:
      return presenceToWire(fact);
  }
}

function factOf(wire: Wire): Fact | undefined {
  if (wire.logCreated) {
    const { logId, trustDomain } = wire.logCreated;
    return { type: "log-created", logId: hex(logId, "log_id", 16), trustDomain: text(trustDomain, "trust_domain") };
  }
  if (wire.objectPut) {
    if (!wire.objectPut.object) throw new MalformedMessage("object is missing");
    return { type: "object-put", object: objectFromWire(wire.objectPut.object) };
  }
  if (wire.objectDeleted) {
    const kind = kindOf(wire.objectDeleted.kind ?? "");
    // A newer writer may delete what only it knows.
    if (kind === undefined) return undefined;
    return { type: "object-deleted", kind, name: text(wire.objectDeleted.name, "name") };
  }
  if (wire.commandGuarded) {
    const expected = (wire.commandGuarded.expected ?? []).map(expectedOf);
    // An object of a kind that only a newer writer knows can't be compared: whether the command counts is unknown.
    return expected.includes(undefined) ? undefined : { type: "command-guarded", expected: expected as Expected[] };
  }
  return enrolmentOf(wire) ?? presenceOf(wire);
}

function expectedOf(wire: wayleave.event.v1.Expected.$Properties): Expected | undefined {
  const kind = kindOf(wire.kind ?? "");
  const revision = wire.revision ?? 0;
  if (!Number.isSafeInteger(revision) || revision < -1) throw new MalformedMessage("revision is no offset");
  return kind === undefined ? undefined : { kind, name: wire.name ?? "", revision };
}

function enrolmentOf(wire: Wire): Fact | undefined {
  if (wire.tokenIssued) {
    const { tokenHash, role, name, expiresAtUs } = wire.tokenIssued;
    if (role !== "device" && role !== "publisher") throw new MalformedMessage(`role ${JSON.stringify(role)}`);
    const until = count(expiresAtUs, "expires_at_us");
    return {
      type: "token-issued",
      tokenHash: hex(tokenHash, "token_hash", 32),
      role,
      name: text(name, "name"),
      expiresAtUs: until,
    };
  }
  if (wire.tokenSpent) {
    const { tokenHash, spiffeId } = wire.tokenSpent;
    return { type: "token-spent", tokenHash: hex(tokenHash, "token_hash", 32), spiffeId: text(spiffeId, "spiffe_id") };
  }
  if (wire.tokenRevoked)
    return { type: "token-revoked", tokenHash: hex(wire.tokenRevoked.tokenHash, "token_hash", 32) };
  if (wire.certificateIssued) {
    const { spiffeId, fingerprint, notAfterUs } = wire.certificateIssued;
    return {
      type: "certificate-issued",
      spiffeId: text(spiffeId, "spiffe_id"),
      fingerprint: hex(fingerprint, "fingerprint"),
      notAfterUs: count(notAfterUs, "not_after_us"),
    };
  }
  return undefined;
}
