/**
 * The admin API: requests of operators become commands, their decisions become answers.
 */
import { createHash } from "node:crypto";
import { type ConfigObject, kindOf } from "../../../core/config/object.ts";
import type { Decision } from "../../../core/control/command.ts";
import { objectOf, objectsOf, tenantOf } from "../../../core/control/state.ts";
import type { AdminChanged } from "../../../core/record/network-event.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import * as wire from "../../../io/wire/admin.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import { objectFromWire, objectToWire } from "../../../io/wire/objects.ts";
import type { Recorder } from "../../io/recorder.ts";
import { changedFact, type Done } from "../changed-fact.ts";

/** A token that nobody used by then is void. */
const TOKEN_LIFETIME_MS = 24 * 3_600_000;
const TOKEN_LIFETIME_MAX_MS = 30 * 24 * 3_600_000;
/** Objects of one request; an estate larger than this is applied in parts. */
const OBJECTS_MAX = 20_000;

/** A session that lives at this gateway. */
interface LiveSession {
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

export interface AdminListenerOptions {
  /** This gateway's. */
  readonly name: string;
  readonly control: ControlLog;
  readonly sessions: () => readonly LiveSession[];
  readonly recorder: Pick<Recorder, "record">;
  /** What this gateway says of itself to a tenant. */
  readonly status: (tenant: string) => Promise<Parameters<typeof wire.statusResponse.encode>[0]>;
}

type Live = { readonly name: string; readonly fields: Record<string, string> };
type Serve = (request: Buffer, peer: Peer) => Promise<Buffer>;
/** What a command has come to: its answer, and what the record says of it. */
type Commanded = Done & { readonly answer: Buffer };

export class AdminListener {
  readonly #o: AdminListenerOptions;

  constructor(o: AdminListenerOptions) {
    this.#o = o;
  }

  services(): Service[] {
    const paths = wire.ADMIN_PATHS;
    const answers: [string, Serve][] = [
      [paths.apply, this.#recorded("apply", (request, peer) => this.#apply(request, peer))],
      [paths.get, (request, peer) => this.#get(request, peer)],
      [paths.delete, this.#recorded("delete", (request, peer) => this.#delete(request, peer))],
      [paths.issueToken, this.#recorded("issue-token", (request, peer) => this.#issueToken(request, peer))],
      [paths.status, async (_, peer) => wire.statusResponse.encode(await this.#o.status(peer.tenant))],
    ];
    return answers.map(([path, serve]) => ({
      path,
      roles: ["operator", "analytics"],
      kind: "unary",
      serve: guard(serve),
    }));
  }

  /** A command is on record before it is answered, taken or refused. */
  #recorded(verb: string, serve: (request: Buffer, peer: Peer) => Promise<Commanded>): Serve {
    return async (request, peer) => {
      const asked = { actor: peer.spiffe, verb };
      try {
        mayWrite(peer);
        const { answer, ...done } = await serve(request, peer);
        await this.#record(peer.tenant, changedFact(asked, done));
        return answer;
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        await this.#record(peer.tenant, changedFact(asked, { changes: [], mistakes: [text] }));
        throw error;
      }
    };
  }

  /** What can't be recorded is counted there; the control log holds what was done, and by whom. */
  async #record(tenant: string, fact: AdminChanged): Promise<void> {
    await this.#o.recorder.record(fact, { tenant }).catch(() => {});
  }

  async #apply(request: Buffer, peer: Peer): Promise<Commanded> {
    const asked = wire.applyRequest.decode(request).objects;
    if (asked.length > OBJECTS_MAX)
      throw new CallFailed(STATUS.INVALID_ARGUMENT, `more than ${OBJECTS_MAX} objects: apply in parts`);
    const objects: ConfigObject[] = asked.map(objectFromWire);
    const decision = await this.#o.control.command(peer.tenant, { type: "apply", objects }, peer.spiffe);
    return commanded(decision, wire.applyResponse.encode({ ...outcome(decision), ...this.#versions() }));
  }

  async #get(request: Buffer, peer: Peer): Promise<Buffer> {
    const { kind: asked, name } = wire.getRequest.decode(request);
    const state = this.#o.control.state;
    const tenant = tenantOf(state, peer.tenant);
    const asOf = Math.max(state.asOf, 0);
    const live = this.#live(asked ?? "", peer.tenant);
    if (live !== undefined) return wire.getResponse.encode({ live, asOf });
    const kind = kindOf(asked ?? "");
    if (kind === undefined) throw new CallFailed(STATUS.INVALID_ARGUMENT, `no such kind: ${asked}`);
    const one = name ? objectOf(tenant, kind, name) : undefined;
    if (name && one === undefined) throw new CallFailed(STATUS.NOT_FOUND, `${kind} ${name} does not exist`);
    const objects = one ? [one] : objectsOf(tenant, kind);
    return wire.getResponse.encode({ objects: objects.map(objectToWire), asOf });
  }

  /** What exists because something runs; undefined where `kind` is none of it. Sessions are this gateway's alone. */
  #live(kind: string, ofTenant: string): Live[] | undefined {
    const { state } = this.#o.control;
    if (/^gateways?$/i.test(kind)) {
      return [...state.gateways.values()].map((one) => {
        return { name: one.gateway, fields: { address: one.address, roles: one.roles.join(","), epoch: one.epoch } };
      });
    }
    if (/^attachments?$/i.test(kind)) {
      return [...tenantOf(state, ofTenant).attachments.values()].map((one) => {
        return { name: one.attachment, fields: { publisher: one.publisher, gateway: one.gateway } };
      });
    }
    if (!/^sessions?$/i.test(kind)) return undefined;
    const own = this.#o.sessions().filter(({ facts }) => facts.tenant === ofTenant);
    return own.map(({ facts: { id, user, device, sinceUs }, flows }) => {
      const since = new Date(sinceUs / 1000).toISOString();
      return { name: id, fields: { device, user, gateway: this.#o.name, since, flows: String(flows) } };
    });
  }

  async #delete(request: Buffer, peer: Peer): Promise<Commanded> {
    const { kind: asked, name } = wire.deleteRequest.decode(request);
    const kind = kindOf(asked ?? "");
    if (kind === undefined) throw new CallFailed(STATUS.INVALID_ARGUMENT, `no such kind: ${asked}`);
    const decision = await this.#o.control.command(
      peer.tenant,
      { type: "delete", kind, name: name ?? "" },
      peer.spiffe,
    );
    const { asOf } = this.#versions();
    return commanded(decision, wire.deleteResponse.encode({ ...outcome(decision), asOf }));
  }

  async #issueToken(request: Buffer, peer: Peer): Promise<Commanded> {
    const { role, name, lifetimeMs } = wire.issueTokenRequest.decode(request);
    if (role !== "device" && role !== "publisher") {
      throw new CallFailed(STATUS.INVALID_ARGUMENT, `role must be device or publisher, is ${role}`);
    }
    const token = randomBytes(32).toString("base64url");
    const lifetime = Math.min(lifetimeMs || TOKEN_LIFETIME_MS, TOKEN_LIFETIME_MAX_MS);
    const expiresAtUs = clock.wallUs() + lifetime * 1000;
    const tokenHash = createHash("sha256").update(token).digest("hex");
    const command = { type: "issue-token", role, name: name ?? "", tokenHash, expiresAtUs } as const;
    const decision = await this.#o.control.command(peer.tenant, command, peer.spiffe);
    const answer = "mistakes" in decision ? outcome(decision) : { token, expiresAtUs };
    const changes = [`${role}/${name} token issued`];
    return { ...commanded(decision, wire.issueTokenResponse.encode(answer)), changes };
  }

  #versions(): { asOf: number; configRev: number } {
    const { asOf, configRev } = this.#o.control.state;
    return { asOf: Math.max(asOf, 0), configRev: Math.max(configRev, 0) };
  }
}

const commanded = (decision: Decision, answer: Buffer): Commanded => ({
  answer,
  changes: "changes" in decision ? decision.changes.map(({ kind, name, what }) => `${kind}/${name} ${what}`) : [],
  mistakes: "mistakes" in decision ? decision.mistakes.map(({ text }) => text) : [],
});

function mayWrite(peer: Peer): void {
  if (peer.role !== "operator")
    throw new CallFailed(STATUS.PERMISSION_DENIED, "only an operator may change configuration");
}

function outcome(decision: Decision) {
  if ("mistakes" in decision) return { mistakes: decision.mistakes.map((one) => ({ ...one })) };
  return { changes: decision.changes.map((one) => ({ ...one })) };
}

/** What could not be read is the caller's mistake, not a fault of ours. */
const guard =
  (serve: Serve): Serve =>
  async (request, peer) => {
    try {
      return await serve(request, peer);
    } catch (error) {
      if (error instanceof MalformedMessage) throw new CallFailed(STATUS.INVALID_ARGUMENT, error.message);
      throw error;
    }
  };
