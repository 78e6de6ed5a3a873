/** What operators look at: objects of the fold, and what exists because something runs. */

import { isOpen } from "../../../core/command/token-commands.ts";
import { kindOf } from "../../../core/config/object.ts";
import { objectOf, objectsOf, revisionOf, tenantOf } from "../../../core/control/state.ts";
import type { GatewayLease } from "../../../core/lease/overview.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import * as wire from "../../../io/wire/admin.ts";
import { objectToWire } from "../../../io/wire/objects.ts";
import { liveGateways } from "../live-gateways.ts";
import type { Denials } from "./denials.ts";

/** A session that lives at this gateway. */
export interface LiveSession {
  readonly facts: {
    readonly id: string;
    readonly tenant: string;
    readonly user: string;
    readonly device: string;
    /** When it was admitted, by the wall clock. */
    readonly sinceUs: number;
  };
  readonly flows: number;
}

export interface AdminReadsOptions {
  /** This gateway's. */
  readonly name: string;
  readonly control: ControlLog;
  readonly sessions: () => readonly LiveSession[];
  readonly denials: Pick<Denials, "held">;
  readonly leases: { overview(): readonly GatewayLease[] };
}

type Live = { readonly name: string; readonly fields: Record<string, string> };

/** Letters of a token's hash that name it. */
const HASH_SHOWN = 12;

export class AdminReads {
  readonly #o: AdminReadsOptions;

  constructor(o: AdminReadsOptions) {
    this.#o = o;
  }

  async get(request: Buffer, peer: Peer): Promise<Buffer> {
    const { kind: asked, name } = wire.getRequest.decode(request);
    const state = this.#o.control.state;
    const tenant = tenantOf(state, peer.tenant);
    const asOf = Math.max(state.asOf, 0);
    const live = this.#live((asked ?? "").toLowerCase().replace(/s$/, ""), peer.tenant);
    if (live !== undefined) return wire.getResponse.encode({ live, asOf });
    const kind = kindOf(asked ?? "");
    if (kind === undefined) throw new CallFailed(STATUS.INVALID_ARGUMENT, `no such kind: ${asked}`);
    const one = name ? objectOf(tenant, kind, name) : undefined;
    if (name && one === undefined) throw new CallFailed(STATUS.NOT_FOUND, `${kind} ${name} does not exist`);
    const objects = one ? [one] : objectsOf(tenant, kind);
    const revisions = objects.map((object) => Math.max(revisionOf(tenant, kind, object.name), 0));
    return wire.getResponse.encode({ objects: objects.map(objectToWire), revisions, asOf });
  }

  /** What exists because something runs; undefined where `kind` is none of it. Sessions are this gateway's alone. */
  #live(kind: string, ofTenant: string): Live[] | undefined {
    switch (kind) {
      case "gateway":
        return this.#gateways();
      case "attachment":
        return this.#attachments(ofTenant);
      case "session":
        return this.#sessions(ofTenant);
      case "token":
        return this.#tokens(ofTenant);
      case "denial":
        return this.#denials(ofTenant);
      default:
        return undefined;
    }
  }

  #gateways(): Live[] {
    return liveGateways(this.#o.leases.overview());
  }

  #attachments(ofTenant: string): Live[] {
    const { attachments, drained } = tenantOf(this.#o.control.state, ofTenant);
    return [...attachments.values()].map(({ attachment, publisher, gateway, band, draining }) => {
      const state = draining || drained.has(publisher) ? "draining" : "attached";
      return { name: attachment, fields: { publisher, gateway, band, state } };
    });
  }

  #sessions(ofTenant: string): Live[] {
    const own = this.#o.sessions().filter(({ facts }) => facts.tenant === ofTenant);
    return own.map(({ facts: { id, user, device, sinceUs }, flows }) => {
      const since = new Date(sinceUs / 1000).toISOString();
      return { name: id, fields: { device, user, gateway: this.#o.name, since, flows: String(flows) } };
    });
  }

  /** Whom this gateway cuts off before the log tells it. */
  #denials(ofTenant: string): Live[] {
    const own = this.#o.denials.held.filter(({ tenant }) => tenant === ofTenant);
    return own.map(({ kind, name, actor, atUs }) => {
      const since = new Date(atUs / 1000).toISOString();
      return { name: `${kind}/${name}`, fields: { gateway: this.#o.name, by: actor, since } };
    });
  }

  /** Those that could be used now, by the begin of their hash: the token itself nobody has but whom it was given. */
  #tokens(ofTenant: string): Live[] {
    const now = clock.wallUs();
    return [...tenantOf(this.#o.control.state, ofTenant).tokens].flatMap(([hash, token]) => {
      if (!isOpen(token, now)) return [];
      const expires = new Date(token.expiresAtUs / 1000).toISOString();
      return [{ name: hash.slice(0, HASH_SHOWN), fields: { role: token.role, for: token.name, expires } }];
    });
  }
}
