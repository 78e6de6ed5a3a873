/** Folds what runs: gateways and their lives, the tunnels that they hold, what is known by these. */
import type { Draft, TenantDraft } from "./draft.ts";
import { table } from "./draft.ts";
import type { Fact, Hex } from "./event.ts";
import type { Attachment, Health } from "./state.ts";
import { healthKey } from "./state.ts";

export type GatewayFact = Extract<Fact, { type: "gateway-joined" | "gateway-left" | "gateway-lost" }>;
export type AttachmentFact = Extract<
  Fact,
  { type: "publisher-attached" | "publisher-detached" | "attachment-changed" | "health-changed" }
>;
type Of<T extends Fact["type"]> = Extract<Fact, { type: T }>;

export function foldGateway(draft: Draft, offset: number, fact: GatewayFact): void {
  switch (fact.type) {
    case "gateway-joined":
      return gatewayJoined(draft, offset, fact);
    case "gateway-left":
      gatewayGone(draft, fact.gateway, fact.epoch);
      if (draft.next.lost.has(fact.gateway)) draft.lost.delete(fact.gateway);
      return;
    case "gateway-lost":
      return gatewayLost(draft, offset, fact);
  }
}

function gatewayJoined(draft: Draft, offset: number, fact: Of<"gateway-joined">): void {
  const { gateway, epoch, address, roles } = fact;
  // What an operator drains stays drained through a crash or a loss; a clean stop ends it.
  const draining = (draft.next.gateways.get(gateway) ?? draft.next.lost.get(gateway))?.draining ?? false;
  draft.gateways.set(gateway, { gateway, epoch, address, roles, draining, since: offset });
  if (draft.next.lost.has(gateway)) draft.lost.delete(gateway);
  // What a former life of this gateway held died with it.
  dropAttachments(draft, (held) => held.gateway === gateway && held.gatewayEpoch !== epoch);
}

function gatewayLost(draft: Draft, offset: number, { gateway, epoch, judge }: Of<"gateway-lost">): void {
  const draining = draft.next.gateways.get(gateway)?.draining ?? false;
  // Judged by an observer that did not know of its next life: that one stays.
  if (gatewayGone(draft, gateway, epoch)) draft.lost.set(gateway, { epoch, judge, draining, since: offset });
}

/** False where this life of the gateway isn't the present one. */
function gatewayGone(draft: Draft, gateway: string, epoch: Hex): boolean {
  dropAttachments(draft, (held) => held.gateway === gateway && held.gatewayEpoch === epoch);
  if (draft.next.gateways.get(gateway)?.epoch !== epoch) return false;
  draft.gateways.delete(gateway);
  return true;
}

export function foldDrain(draft: Draft, offset: number, tenant: string, fact: Of<"drain-set">): void {
  if (fact.kind === "gateway") {
    const presence = draft.next.gateways.get(fact.name);
    if (presence !== undefined) draft.gateways.set(fact.name, { ...presence, draining: fact.draining });
    const lost = draft.next.lost.get(fact.name);
    if (lost !== undefined) draft.lost.set(fact.name, { ...lost, draining: fact.draining });
    return;
  }
  if (tenant === "") return;
  const drained = table<number>(draft.draftOf(tenant), "drained");
  if (fact.draining) drained.set(fact.name, offset);
  else drained.delete(fact.name);
}

export function foldAttachment(draft: Draft, offset: number, tenant: string, fact: AttachmentFact): void {
  switch (fact.type) {
    case "publisher-attached":
      return publisherAttached(draft, offset, tenant, fact);
    case "publisher-detached":
      // Names one attachment: a late detach can't end the one that came after it.
      if (draft.tenant(tenant)?.attachments.has(fact.attachment))
        drop(draft.draftOf(tenant), new Set([fact.attachment]));
      return;
    case "attachment-changed": {
      const held = draft.tenant(tenant)?.attachments.get(fact.attachment);
      if (held === undefined) return;
      table<Attachment>(draft.draftOf(tenant), "attachments").set(fact.attachment, changed(held, fact));
      return;
    }
    case "health-changed": {
      // What is known by a tunnel goes with it.
      if (!draft.tenant(tenant)?.attachments.has(fact.attachment)) return;
      healthOf(draft.draftOf(tenant), fact.attachment).set(healthKey(fact), known(offset, fact));
      return;
    }
  }
}

/** Bands and health are what a log has most of: field by field, since a spread takes several times as long. */
const changed = (held: Attachment, fact: Of<"attachment-changed">): Attachment => ({
  attachment: held.attachment,
  publisher: held.publisher,
  gateway: held.gateway,
  gatewayEpoch: held.gatewayEpoch,
  instance: held.instance,
  tunnel: held.tunnel,
  band: fact.band,
  draining: fact.draining,
  latencyBucket: fact.latencyBucket,
  since: held.since,
});

const known = (offset: number, fact: Of<"health-changed">): Health => ({
  attachment: fact.attachment,
  app: fact.app,
  host: fact.host,
  port: fact.port,
  protocol: fact.protocol,
  status: fact.status,
  code: fact.code,
  since: offset,
});

function publisherAttached(draft: Draft, offset: number, tenant: string, fact: Of<"publisher-attached">): void {
  const { attachment, publisher, gateway, gatewayEpoch, instance, tunnel } = fact;
  // A gateway's former life may still speak after the new one has joined: what it holds is gone.
  if (draft.next.gateways.get(gateway)?.epoch !== gatewayEpoch) return;
  const held: Attachment = {
    ...{ attachment, publisher, gateway, gatewayEpoch, instance, tunnel },
    ...{ band: "normal", draining: false, latencyBucket: -1, since: offset },
  };
  table<Attachment>(draft.draftOf(tenant), "attachments").set(attachment, held);
}

function dropAttachments(draft: Draft, gone: (held: Attachment) => boolean): void {
  for (const name of draft.tenantNames()) {
    const held = [...(draft.tenant(name)?.attachments.values() ?? [])].filter(gone);
    if (held.length > 0) drop(draft.draftOf(name), new Set(held.map(({ attachment }) => attachment)));
  }
}

/** Attachments, and what was known by them. */
function drop(draft: TenantDraft, gone: ReadonlySet<Hex>): void {
  const attachments = table<Attachment>(draft, "attachments");
  for (const id of gone) {
    attachments.delete(id);
    if (draft.next.health.has(id)) table(draft, "health").delete(id);
  }
}

/** What is known by one attachment, to write in: copied at the batch's first write. */
function healthOf(draft: TenantDraft, attachment: Hex): Map<string, Health> {
  const all = table<ReadonlyMap<string, Health>>(draft, "health");
  const known = all.get(attachment);
  if (known !== undefined && draft.ownHealth.has(known)) return known as Map<string, Health>;
  const own = new Map(known);
  draft.ownHealth.add(own);
  all.set(attachment, own);
  return own;
}
