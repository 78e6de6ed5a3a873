/** Facts of what runs, on the wire: gateways, the tunnels that they hold, what is known by these. */
import { BANDS, type Fact, HEALTH_STATUSES } from "../../core/control/event.ts";
import type { AttachmentFact, GatewayFact } from "../../core/control/fold-presence.ts";
import type { Protocol } from "../../core/net/port-range.ts";
import { LATENCY_BUCKET_MAX } from "../../core/routing/latency.ts";
import type { wayleave } from "../../proto/gen/wayleave.js";
import { bytes, hex, optionalHex, text } from "./event-fields.ts";
import { MalformedMessage } from "./message-codec.ts";

type Wire = wayleave.event.v1.ControlEvent.$Properties;
type PresenceFact = GatewayFact | AttachmentFact | Extract<Fact, { type: "drain-set" }>;

export function presenceToWire(fact: PresenceFact): Pick<Wire, never> {
  switch (fact.type) {
    case "gateway-joined": {
      const { gateway, address } = fact;
      return { gatewayJoined: { gateway, epoch: bytes(fact.epoch), address, roles: [...fact.roles] } };
    }
    case "gateway-left":
      return { gatewayLeft: { gateway: fact.gateway, epoch: bytes(fact.epoch) } };
    case "publisher-attached": {
      const { publisher, gateway, tunnel, attachment } = fact;
      const ids = { gatewayEpoch: bytes(fact.gatewayEpoch), instance: bytes(fact.instance) };
      return { publisherAttached: { publisher, gateway, ...ids, tunnel, attachment } };
    }
    case "publisher-detached":
      return { publisherDetached: { attachment: fact.attachment, reason: fact.reason } };
    case "gateway-lost":
      return { gatewayLost: { gateway: fact.gateway, epoch: bytes(fact.epoch), judge: fact.judge } };
    case "drain-set":
      return { drainSet: { kind: fact.kind, name: fact.name, draining: fact.draining } };
    case "attachment-changed": {
      const { attachment, band, draining, latencyBucket: bucket } = fact;
      return { attachmentChanged: { attachment, band, draining, latencyBucket: bucket < 0 ? null : bucket } };
    }
    case "health-changed": {
      const { type: _, port, protocol, ...about } = fact;
      return { healthChanged: { ...about, port: { protocol, from: port, to: port } } };
    }
  }
}

/** Throws MalformedMessage; undefined where the fact is none of these. */
export function presenceOf(wire: Wire): Fact | undefined {
  return gatewayOf(wire) ?? attachmentOf(wire) ?? knownOf(wire);
}

function gatewayOf(wire: Wire): Fact | undefined {
  if (wire.gatewayJoined) {
    const { gateway, epoch, address, roles } = wire.gatewayJoined;
    return {
      type: "gateway-joined",
      gateway: text(gateway, "gateway"),
      epoch: hex(epoch, "epoch", 16),
      address: text(address, "address"),
      roles: rolesOf(roles),
    };
  }
  if (wire.gatewayLeft) {
    const { gateway, epoch } = wire.gatewayLeft;
    return { type: "gateway-left", gateway: text(gateway, "gateway"), epoch: hex(epoch, "epoch", 16) };
  }
  if (wire.gatewayLost) {
    const { gateway, epoch, judge } = wire.gatewayLost;
    const lost = { gateway: text(gateway, "gateway"), epoch: hex(epoch, "epoch", 16), judge: text(judge, "judge") };
    return { type: "gateway-lost", ...lost };
  }
  if (wire.drainSet) {
    const { kind, name, draining } = wire.drainSet;
    return {
      type: "drain-set",
      kind: oneOf(kind, ["gateway", "publisher"] as const, "kind"),
      name: text(name, "name"),
      draining: draining ?? false,
    };
  }
  return undefined;
}

function attachmentOf(wire: Wire): Fact | undefined {
  if (wire.publisherAttached) {
    const { publisher, gateway, gatewayEpoch, instance, tunnel, attachment } = wire.publisherAttached;
    return {
      type: "publisher-attached",
      publisher: text(publisher, "publisher"),
      gateway: text(gateway, "gateway"),
      gatewayEpoch: hex(gatewayEpoch, "gateway_epoch", 16),
      instance: instanceOf(instance),
      tunnel: tunnel ?? 0,
      attachment: text(attachment, "attachment"),
    };
  }
  if (wire.publisherDetached) {
    const { attachment, reason } = wire.publisherDetached;
    return { type: "publisher-detached", attachment: text(attachment, "attachment"), reason: reason ?? "" };
  }
  return undefined;
}

function knownOf(wire: Wire): Fact | undefined {
  if (wire.attachmentChanged) {
    const { attachment, band, draining, latencyBucket } = wire.attachmentChanged;
    return {
      type: "attachment-changed",
      attachment: text(attachment, "attachment"),
      band: oneOf(band, BANDS, "band"),
      draining: draining ?? false,
      latencyBucket: bucketOf(latencyBucket),
    };
  }
  if (wire.healthChanged) {
    const { attachment, app, host, port, status, code } = wire.healthChanged;
    const number = port?.from ?? 0;
    if (number < 1 || number > 65_535 || port?.to !== number) throw new MalformedMessage("port must be one port");
    return {
      type: "health-changed",
      attachment: text(attachment, "attachment"),
      app: text(app, "app"),
      host: text(host, "host"),
      port: number,
      protocol: oneOf<Protocol>(port?.protocol, ["tcp", "udp"], "protocol"),
      status: oneOf(status, HEALTH_STATUSES, "status"),
      code: code ?? "",
    };
  }
  return undefined;
}

function bucketOf(said: number | null | undefined): number {
  if ((said ?? 0) > LATENCY_BUCKET_MAX)
    throw new MalformedMessage(`latency_bucket ${said} is above ${LATENCY_BUCKET_MAX}`);
  return said ?? -1;
}

function oneOf<T extends string>(said: string | null | undefined, of: readonly T[], field: string): T {
  const found = of.find((one) => one === said);
  if (found === undefined)
    throw new MalformedMessage(`${field} ${JSON.stringify(said ?? "")} is none of ${of.join(", ")}`);
  return found;
}

/** There are two; a newer gateway may have some more. */
const ROLES_MAX = 16;
/** A publisher makes one of 16 bytes at its start. */
const INSTANCE_BYTES_MAX = 64;

function rolesOf(said: readonly string[] | null | undefined): readonly string[] {
  const roles = said ?? [];
  if (roles.length > ROLES_MAX) throw new MalformedMessage(`${roles.length} roles`);
  return roles.map((role) => text(role, "roles"));
}

function instanceOf(said: Uint8Array | null | undefined): string {
  if ((said?.length ?? 0) > INSTANCE_BYTES_MAX) throw new MalformedMessage(`instance has ${said!.length} bytes`);
  return optionalHex(said, "instance");
}
