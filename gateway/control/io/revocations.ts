/**
 * `revoke --now`: enforced here at once, told to every other gateway directly, and written to the log as soon as that
 * takes it. And the same as heard from another gateway.
 */
import { setTimeout as wait } from "node:timers/promises";
import { type Decision, REVOCABLE, type Revocable } from "../../../core/command/decision.ts";
import type { By } from "../../../core/command/rights.ts";
import { servesTenant } from "../../../core/tenancy.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { uuidv7Bytes } from "../../../io/entropy.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { DENY_PATH, denyRequest, denyResponse } from "../../../io/wire/admin.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import type { Denials, HeldDenial } from "./denials.ts";
import type { PeerGateways, Told } from "./peer-gateways.ts";

export interface RevocationsOptions {
  readonly control: ControlLog;
  readonly denials: Denials;
  readonly gateways: PeerGateways;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

/** What `revoke --now` has come to. */
export interface Revoked {
  readonly decision: Decision;
  readonly recorded: boolean;
  readonly told: readonly Told[];
}

/** The operator is answered within this, whoever has not answered us: the bound for a cut is 2 s. */
const ANSWER_MS = 2_000;
const WRITE_AGAIN_MS = 500;
const NAME_LETTERS_MAX = 256;

export class Revocations {
  readonly #o: RevocationsOptions;
  readonly #closing = new AbortController();
  readonly #writing = new Set<string>();

  constructor(o: RevocationsOptions) {
    this.#o = o;
    // What an earlier life of this gateway was asked for and had not written.
    for (const denial of o.denials.held) if (denial.own) void this.#write(denial);
  }

  service(): Service {
    return { path: DENY_PATH, roles: ["gateway"], kind: "unary", serve: (request, peer) => this.#heard(request, peer) };
  }

  /** Enforced here, and on disk, when it resolves; of the others it says who does as well. */
  async revokeNow(peer: Peer, kind: Revocable, name: string, by: By): Promise<Revoked> {
    const { control, denials, gateways } = this.#o;
    const command = { type: "revoke", kind, name } as const;
    const decision = await control.tried(peer.tenant, command, by);
    const done = "mistakes" in decision || decision.facts.length === 0;
    if (done) return { decision, recorded: true, told: [] };
    const id = uuidv7Bytes().toString("hex");
    const own = { id, tenant: peer.tenant, kind, name, actor: peer.spiffe, atUs: clock.wallUs(), own: true };
    if ((await denials.add(own)) === "full")
      throw new CallFailed(STATUS.RESOURCE_EXHAUSTED, "too many revocations wait for the control log at this gateway");
    this.#o.log.warn("revoked before the log tells it", { kind, name, actor: peer.spiffe });
    const written = this.#write(own);
    gateways.tell();
    const [at, told] = await Promise.all([
      Promise.race([written, wait(ANSWER_MS, undefined, { ref: false })]),
      gateways.told(id, ANSWER_MS),
    ]);
    return { decision: at === undefined ? decision : { ...decision, at }, recorded: at !== undefined, told };
  }

  close(): void {
    this.#closing.abort();
  }

  /** Until the log has taken it, or tells the same by somebody else's word. The offset at which it stands, or -1. */
  async #write({ id, tenant, kind, name, actor }: HeldDenial): Promise<number | undefined> {
    if (this.#writing.has(id)) return undefined;
    this.#writing.add(id);
    const { control, denials, log, count } = this.#o;
    while (denials.held.some((one) => one.id === id) && !this.#closing.signal.aborted) {
      try {
        // The operator was allowed to when this was asked for; nobody takes that back by taking the role.
        const decision = await control.command(tenant, { type: "revoke", kind, name }, actor);
        if ("facts" in decision) return decision.at ?? -1;
        log.error("a revocation can't be written", { kind, name, mistakes: decision.mistakes.map(({ text }) => text) });
      } catch (error) {
        count("revocations_unwritten");
        log.warn("the control log does not take a revocation yet", { kind, name, error });
      }
      await wait(WRITE_AGAIN_MS, undefined, { signal: this.#closing.signal, ref: false }).catch(() => {});
    }
    this.#writing.delete(id);
    return undefined;
  }

  async #heard(request: Buffer, peer: Peer): Promise<Buffer> {
    const denial = denialOf(request);
    if (!servesTenant(peer.tenant, denial.tenant))
      throw new CallFailed(STATUS.PERMISSION_DENIED, `a gateway of ${peer.tenant} revokes nobody of ${denial.tenant}`);
    const held = await this.#o.denials.add(denial);
    if (held === "full")
      throw new CallFailed(STATUS.RESOURCE_EXHAUSTED, "too many revocations wait for the control log");
    const { kind, name, actor } = denial;
    if (held === "held") this.#o.log.warn("revoked before the log tells it", { kind, name, actor, by: peer.id });
    return denyResponse.encode({});
  }
}

function denialOf(request: Buffer): HeldDenial {
  try {
    const { id, tenant, kind: said, name, actor, atUs } = denyRequest.decode(request);
    const kind = REVOCABLE.find((one) => one === said);
    if (kind === undefined) throw new MalformedMessage(`kind ${JSON.stringify(said)} can't be revoked`);
    if (id.length !== 16) throw new MalformedMessage("id must be 16 bytes");
    if ([tenant, name, actor].some((text) => text === "" || text.length > NAME_LETTERS_MAX))
      throw new MalformedMessage(`tenant, name and actor must have 1 to ${NAME_LETTERS_MAX} letters`);
    return { id: Buffer.from(id).toString("hex"), tenant, kind, name, actor, atUs, own: false };
  } catch (error) {
    if (error instanceof MalformedMessage) throw new CallFailed(STATUS.INVALID_ARGUMENT, error.message);
    throw error;
  }
}
