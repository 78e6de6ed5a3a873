/** Requests of operators as commands, and what these have come to as answers. */
import { createHash } from "node:crypto";
import type { Accepted, Change, Command, Decision, Named, Refused } from "../../../core/command/decision.ts";
import { REVOCABLE } from "../../../core/command/decision.ts";
import type { By } from "../../../core/command/rights.ts";
import { type ConfigObject, type Kind, kindOf } from "../../../core/config/object.ts";
import { objectOf, tenantOf } from "../../../core/control/state.ts";
import { servesTenant } from "../../../core/tenancy.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { Peer } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import * as wire from "../../../io/wire/admin.ts";
import { objectFromWire, objectToWire } from "../../../io/wire/objects.ts";
import { type Done, doneOf } from "../../changed-fact.ts";
import type { Revocations, Revoked } from "./revocations.ts";

/** A token that nobody used by then is void. */
const TOKEN_LIFETIME_MS = 24 * 3_600_000;
const TOKEN_LIFETIME_MAX_MS = 30 * 24 * 3_600_000;
/** What one append takes, its guard and more besides; what is larger is applied in parts. */
const OBJECTS_MAX = 4_000;

/** What a command has come to: its answer, and what the record says of it; nothing where nothing was to be done. */
export interface Commanded {
  readonly answer: Buffer;
  readonly done?: Done;
}

export interface AdminCommandsOptions {
  /** Whose operators drain gateways. */
  readonly tenant: string;
  readonly control: ControlLog;
  readonly revocations: Revocations;
}

export class AdminCommands {
  readonly #o: AdminCommandsOptions;

  constructor(o: AdminCommandsOptions) {
    this.#o = o;
  }

  async apply(request: Buffer, peer: Peer): Promise<Commanded> {
    const { objects: asked, deletes, dryRun, expectedRevision } = wire.applyRequest.decode(request);
    if (asked.length + deletes.length > OBJECTS_MAX)
      throw new CallFailed(STATUS.INVALID_ARGUMENT, `more than ${OBJECTS_MAX} objects: apply in parts`);
    const objects: ConfigObject[] = asked.map(objectFromWire);
    const command = { type: "apply", objects, deletes: deletes.map(namedOf) } as const;
    if (dryRun) return { answer: await this.#tried(command, peer, expectedRevision) };
    const { decision, done } = await this.#command(command, peer, expectedRevision);
    return { answer: wire.applyResponse.encode({ ...(await this.#outcome(decision)), ...this.#versions() }), done };
  }

  /** Decided as it would be now, with what would change; nothing is written. */
  async #tried(command: Command, peer: Peer, expected: number | null): Promise<Buffer> {
    const { control } = this.#o;
    const decision = await control.tried(peer.tenant, command, this.#by(peer, expected));
    const { state } = control;
    mustBeAllowed(decision);
    if ("mistakes" in decision)
      return wire.applyResponse.encode({ ...(await this.#outcome(decision)), ...this.#versions() });
    const after = new Map(
      decision.facts.flatMap((fact) => (fact.type === "object-put" ? [[nameOf(fact.object), fact.object]] : [])),
    );
    const changes = decision.changes.map((change) => {
      const standing = objectOf(tenantOf(state, peer.tenant), change.kind as Kind, change.name);
      const next = after.get(nameOf(change));
      return {
        ...changeToWire(change),
        ...(change.what !== "unchanged" && standing !== undefined && { before: objectToWire(standing) }),
        ...(next !== undefined && { after: objectToWire(next) }),
      };
    });
    return wire.applyResponse.encode({ changes, warnings: warningsOf(decision), ...this.#versions() });
  }

  async delete(request: Buffer, peer: Peer): Promise<Commanded> {
    const { kind, name, expectedRevision } = wire.deleteRequest.decode(request);
    const command = { type: "delete", ...namedOf({ kind, name }) } as const;
    const { decision, done } = await this.#command(command, peer, expectedRevision);
    const { asOf } = this.#versions();
    return { answer: wire.deleteResponse.encode({ ...(await this.#outcome(decision)), asOf }), done };
  }

  async issueToken(request: Buffer, peer: Peer): Promise<Commanded> {
    const { role, name, lifetimeMs } = wire.issueTokenRequest.decode(request);
    if (role !== "device" && role !== "publisher") {
      throw new CallFailed(STATUS.INVALID_ARGUMENT, `role must be device or publisher, is ${role}`);
    }
    const token = randomBytes(32).toString("base64url");
    const lifetime = Math.min(lifetimeMs || TOKEN_LIFETIME_MS, TOKEN_LIFETIME_MAX_MS);
    const nowUs = clock.wallUs();
    const expiresAtUs = nowUs + lifetime * 1000;
    const tokenHash = createHash("sha256").update(token).digest("hex");
    const command = { type: "issue-token", role, name: name ?? "", tokenHash, expiresAtUs, nowUs } as const;
    const { decision, done } = await this.#command(command, peer);
    const answer = "mistakes" in decision ? { mistakes: mistakesOf(decision) } : { token, expiresAtUs };
    const changes = done.mistakes.length > 0 ? [] : [`${role}/${name} token ${tokenHash.slice(0, 12)} issued`];
    return { answer: wire.issueTokenResponse.encode(answer), done: { ...done, changes } };
  }

  async revokeToken(request: Buffer, peer: Peer): Promise<Commanded> {
    const { tokenHash } = wire.revokeTokenRequest.decode(request);
    if (!/^[0-9a-f]{1,64}$/.test(tokenHash))
      throw new CallFailed(STATUS.INVALID_ARGUMENT, "token_hash must be hex digits, as get tokens lists them");
    const { decision, done } = await this.#command({ type: "revoke-token", tokenHash }, peer);
    const changes = done.mistakes.length > 0 ? [] : [`token ${tokenHash} revoked`];
    return { answer: this.#commandAnswer(decision), done: { ...done, changes } };
  }

  async revoke(request: Buffer, peer: Peer): Promise<Commanded> {
    const { kind: asked, name, now } = wire.revokeRequest.decode(request);
    const kind = REVOCABLE.find((one) => one === kindOf(asked));
    if (kind === undefined)
      throw new CallFailed(STATUS.INVALID_ARGUMENT, `kind must be one of ${REVOCABLE.join(", ")}, is ${asked}`);
    if (!now) {
      const { decision, done } = await this.#command({ type: "revoke", kind, name }, peer);
      return { answer: this.#revokeAnswer({ decision, recorded: true, told: [] }), done };
    }
    const revoked = await this.#o.revocations.revokeNow(peer, kind, name, this.#by(peer, null));
    mustBeAllowed(revoked.decision);
    const { at = -1 } = "at" in revoked.decision ? revoked.decision : {};
    return { answer: this.#revokeAnswer(revoked), done: doneOf(revoked.decision, at) };
  }

  #revokeAnswer({ decision, recorded, told }: Revoked): Buffer {
    const { asOf } = this.#versions();
    if ("mistakes" in decision) return wire.revokeResponse.encode({ mistakes: mistakesOf(decision), asOf });
    const changes = decision.changes.map(changeToWire);
    return wire.revokeResponse.encode({ changes, asOf, recorded, told: told.map((one) => ({ ...one })) });
  }

  async drain(request: Buffer, peer: Peer): Promise<Commanded> {
    const { kind, name, undo } = wire.drainRequest.decode(request);
    if (kind !== "gateway" && kind !== "publisher")
      throw new CallFailed(STATUS.INVALID_ARGUMENT, `kind must be gateway or publisher, is ${kind}`);
    const { decision, done } = await this.#command({ type: "drain", kind, name, undo }, peer);
    return { answer: this.#commandAnswer(decision), done };
  }

  #commandAnswer(decision: Decision): Buffer {
    const { asOf } = this.#versions();
    if ("mistakes" in decision) return wire.commandResponse.encode({ mistakes: mistakesOf(decision), asOf });
    return wire.commandResponse.encode({ changes: decision.changes.map(changeToWire), asOf });
  }

  async #command(
    command: Command,
    peer: Peer,
    expected: number | null = null,
  ): Promise<{ decision: Decision; done: Done }> {
    const by = this.#by(peer, expected);
    const decision = await this.#o.control.command(peer.tenant, command, peer.spiffe, by);
    mustBeAllowed(decision);
    return { decision, done: doneOf(decision, "at" in decision ? (decision.at ?? -1) : -1) };
  }

  #by(peer: Peer, expected: number | null): By {
    return {
      operator: peer.id,
      runsGateways: servesTenant(peer.tenant, this.#o.tenant),
      expected: expected ?? undefined,
    };
  }

  async #outcome(decision: Decision) {
    if ("mistakes" in decision) return this.#refusal(decision);
    return { changes: decision.changes.map(changeToWire), warnings: warningsOf(decision) };
  }

  /** Of a conflict it is told who was first, and when. */
  async #refusal(refusal: Refused) {
    const { conflict } = refusal;
    const said = { mistakes: mistakesOf(refusal) };
    if (conflict === undefined) return said;
    const writer = await this.#o.control.writerOf(conflict.revision);
    return { ...said, conflict: { ...conflict, actor: writer?.actor ?? "", atUs: writer?.atUs ?? 0 } };
  }

  #versions(): { asOf: number; configRev: number } {
    const { asOf, configRev } = this.#o.control.state;
    return { asOf: Math.max(asOf, 0), configRev: Math.max(configRev, 0) };
  }
}

const warningsOf = ({ warnings = [] }: Accepted) => warnings.map((one) => ({ ...one }));

const nameOf = ({ kind, name }: { readonly kind: string; readonly name: string }): string => `${kind} ${name}`;

function namedOf({ kind: asked, name }: { kind?: string | null; name?: string | null }): Named {
  const kind = kindOf(asked ?? "");
  if (kind === undefined) throw new CallFailed(STATUS.INVALID_ARGUMENT, `no such kind: ${asked}`);
  return { kind, name: name ?? "" };
}

const mistakesOf = ({ mistakes }: Refused) => mistakes.map((one) => ({ ...one }));

function changeToWire({ kind, name, what, before }: Change) {
  return { kind, name, what, beforeRevision: before };
}

/** The command may be right; this operator may not give it. */
function mustBeAllowed(decision: Decision): asserts decision is Accepted | Refused {
  if ("why" in decision && decision.why === "denied")
    throw new CallFailed(STATUS.PERMISSION_DENIED, decision.mistakes[0]?.text ?? "not for this operator");
}
