/**
 * The admin API: requests of operators become commands, their decisions become answers.
 *
 * A command is on record before it is answered, taken or refused; one that can't be recorded is not done.
 */
import { mayNotRead } from "../../../core/command/rights.ts";
import { tenantOf } from "../../../core/control/state.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import { LogFault } from "../../../io/log/event-log.ts";
import * as wire from "../../../io/wire/admin.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import { type Asked, changedFact, type Done } from "../../changed-fact.ts";
import type { Recorder } from "../../io/recorder.ts";
import { AdminCommands, type Commanded } from "./admin-commands.ts";
import { AdminReads, type AdminReadsOptions, type LiveSession } from "./admin-reads.ts";
import type { Denials } from "./denials.ts";
import type { Revocations } from "./revocations.ts";

export interface AdminListenerOptions {
  /** This gateway's. */
  readonly name: string;
  /** Whose operators drain gateways. */
  readonly tenant: string;
  readonly control: ControlLog;
  readonly revocations: Revocations;
  readonly denials: Pick<Denials, "held">;
  readonly sessions: () => readonly LiveSession[];
  readonly leases: AdminReadsOptions["leases"];
  readonly recorder: Pick<Recorder, "record" | "reserve">;
  /** What this gateway says of itself to a tenant. */
  readonly status: (tenant: string) => Promise<Parameters<typeof wire.statusResponse.encode>[0]>;
}

type Serve = (request: Buffer, peer: Peer) => Promise<Buffer>;

export class AdminListener {
  readonly #o: AdminListenerOptions;

  constructor(o: AdminListenerOptions) {
    this.#o = o;
  }

  services(): Service[] {
    const paths = wire.ADMIN_PATHS;
    const commands = new AdminCommands(this.#o);
    const reads = new AdminReads(this.#o);
    const answers: [string, Serve][] = [
      [paths.apply, this.#recorded("apply", (request, peer) => commands.apply(request, peer))],
      [paths.delete, this.#recorded("delete", (request, peer) => commands.delete(request, peer))],
      [paths.issueToken, this.#recorded("issue-token", (request, peer) => commands.issueToken(request, peer))],
      [paths.revokeToken, this.#recorded("revoke-token", (request, peer) => commands.revokeToken(request, peer))],
      [paths.drain, this.#recorded("drain", (request, peer) => commands.drain(request, peer))],
      [paths.revoke, this.#recorded("revoke", (request, peer) => commands.revoke(request, peer), "anyway")],
      [paths.get, this.#read((request, peer) => reads.get(request, peer))],
      [paths.status, this.#read(async (_, peer) => wire.statusResponse.encode(await this.#o.status(peer.tenant)))],
    ];
    return answers.map(([path, serve]) => ({
      path,
      roles: ["operator", "analytics"],
      kind: "unary",
      serve: guard(serve),
    }));
  }

  #read(serve: Serve): Serve {
    return (request, peer) => {
      mustRead(this.#o.control, peer);
      return serve(request, peer);
    };
  }

  /** `anyway`: done also where it can't be recorded, since it only takes away; the control log tells of it. */
  #recorded(verb: string, serve: (request: Buffer, peer: Peer) => Promise<Commanded>, anyway?: "anyway"): Serve {
    return async (request, peer) => {
      const asked: Asked = { actor: peer.spiffe, verb, remoteAddr: peer.address };
      const room = this.#o.recorder.reserve("command");
      if (room === undefined && anyway === undefined) throw new CallFailed(STATUS.RESOURCE_EXHAUSTED, UNRECORDED);
      // What can't be written after all is counted there; the control log holds what was done, and by whom.
      const record = (done: Done) =>
        this.#o.recorder.record(changedFact(asked, done), { tenant: peer.tenant }, room).catch(() => {});
      try {
        mustWrite(peer);
        mustRead(this.#o.control, peer);
        const { answer, done } = await serve(request, peer);
        if (done !== undefined) await record(done);
        return answer;
      } catch (error) {
        await record({ changes: [], mistakes: [textOf(error)], reason: refusalOf(error) });
        throw error;
      } finally {
        room?.release();
      }
    };
  }
}

const UNRECORDED =
  "nothing is done, since it could not be recorded: the spool of this gateway is full (wayleave status says how full)";

/** Throws where the caller may not look; for every service that tells operators something. */
export function mustRead(control: ControlLog, peer: Peer): void {
  if (peer.role !== "operator") return;
  const why = mayNotRead(tenantOf(control.enforced, peer.tenant), peer.id);
  if (why !== undefined) throw new CallFailed(STATUS.PERMISSION_DENIED, why);
}

function mustWrite(peer: Peer): void {
  if (peer.role !== "operator")
    throw new CallFailed(STATUS.PERMISSION_DENIED, "only an operator may change configuration");
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function refusalOf(error: unknown): NonNullable<Done["reason"]> {
  if (error instanceof MalformedMessage) return "mistaken";
  if (!(error instanceof CallFailed)) return "failed";
  return error.code === STATUS.PERMISSION_DENIED ? "denied" : "mistaken";
}

/** What could not be read is the caller's mistake, not a fault of ours; nor is a log that is away. */
const guard =
  (serve: Serve): Serve =>
  async (request, peer) => {
    try {
      return await serve(request, peer);
    } catch (error) {
      if (error instanceof MalformedMessage) throw new CallFailed(STATUS.INVALID_ARGUMENT, error.message);
      if (error instanceof LogFault) throw logFailed(error);
      throw error;
    }
  };

/** Not UNAVAILABLE, by which callers ask the next gateway: it has the same log. */
function logFailed(error: LogFault): CallFailed {
  if (error.code === "WL_LOG_TOO_LARGE")
    return new CallFailed(
      STATUS.INVALID_ARGUMENT,
      `the command is too large to be taken whole: apply in parts (${error.message})`,
    );
  const said = error.stored === "no" ? "nothing is done: the control log can't be written now" : "it may be done";
  return new CallFailed(STATUS.ABORTED, `${said} (${error.code}: ${error.message})`);
}
