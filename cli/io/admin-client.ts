/** Speaks to the Admin RPC of any gateway: the first that answers, in the order they are named. */
import type { ConfigObject } from "../../core/config/object.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import { CallFailed, STATUS } from "../../io/grpc/status.ts";
import { type Identity, readIdentity, readTrust, type Trust } from "../../io/pki/identity.ts";
import * as wire from "../../io/wire/admin.ts";
import { objectFromWire, objectToWire } from "../../io/wire/objects.ts";
import {
  type Applied,
  type ApplyOptions,
  appliedOf,
  type Commanded,
  commandedOf,
  type Revoked,
} from "./admin-answers.ts";
import { CommandFault } from "./fault.ts";

export type { AdminChange, Applied } from "./admin-answers.ts";

export interface Got {
  readonly objects: readonly ConfigObject[];
  readonly live: readonly { readonly name: string; readonly fields: Readonly<Record<string, string>> }[];
  readonly asOf: number;
  /** Of each object: the offset of the event that wrote it last. */
  readonly revisions: readonly number[];
}

export interface Issued {
  readonly token: string;
  readonly expiresAtUs: number;
}

export type GatewayStatus = ReturnType<typeof wire.statusResponse.decode>;

const DEADLINE_MS = 10_000;
/** A gateway's listener takes 256 KiB at once of anybody. */
export const COMMAND_BYTES_MAX = 240 * 1024;
/** A status is looked at by a person: a gateway that hangs must not hide the others. */
const STATUS_DEADLINE_MS = 3000;

export class AdminClient {
  readonly #gateways: readonly string[];
  readonly #identity: Identity;
  readonly #trust: Trust;
  readonly #links = new Map<string, Link>();

  constructor(o: { gateways: readonly string[]; identity: string; trust: string }) {
    this.#gateways = o.gateways;
    this.#identity = readIdentity(o.identity);
    this.#trust = readTrust(o.trust);
  }

  async apply(objects: readonly ConfigObject[], o: ApplyOptions = {}): Promise<Applied> {
    const { deletes = [], dryRun = false, expected } = o;
    const request = wire.applyRequest.encode({
      ...{ objects: objects.map(objectToWire), deletes: deletes.map((one) => ({ ...one })), dryRun },
      ...(expected !== undefined && { expectedRevision: expected }),
    });
    if (request.length > COMMAND_BYTES_MAX) throw new CommandFault(tooLarge(objects.length, request.length));
    return appliedOf(wire.applyResponse.decode(await this.#ask(wire.ADMIN_PATHS.apply, request)));
  }

  async get(kind: string, name = ""): Promise<Got> {
    return gotOf(await this.#ask(wire.ADMIN_PATHS.get, wire.getRequest.encode({ kind, name })));
  }

  /** What each gateway alone knows, asked of all at once; `silent`: those that don't answer. */
  async getOfEach(kind: string): Promise<{ readonly live: Got["live"]; readonly silent: readonly string[] }> {
    const request = wire.getRequest.encode({ kind });
    const all = await Promise.all(this.#gateways.map((one) => this.#answer(one, wire.ADMIN_PATHS.get, request)));
    return {
      live: all.flatMap((answer) => (answer === undefined ? [] : gotOf(answer).live)),
      silent: this.#gateways.filter((_, at) => all[at] === undefined),
    };
  }

  async delete(kind: string, name: string, expected?: number): Promise<Applied> {
    const request = { kind, name, ...(expected !== undefined && { expectedRevision: expected }) };
    const answer = await this.#ask(wire.ADMIN_PATHS.delete, wire.deleteRequest.encode(request));
    return appliedOf({ ...wire.deleteResponse.decode(answer), configRev: 0, warnings: [] });
  }

  async drain(kind: string, name: string, undo: boolean): Promise<Commanded> {
    const request = wire.drainRequest.encode({ kind, name, undo });
    return commandedOf(wire.commandResponse.decode(await this.#ask(wire.ADMIN_PATHS.drain, request)));
  }

  async revoke(kind: string, name: string, now: boolean): Promise<Revoked> {
    const request = wire.revokeRequest.encode({ kind, name, now });
    const answer = wire.revokeResponse.decode(await this.#ask(wire.ADMIN_PATHS.revoke, request));
    const told = answer.told.map(({ gateway, denies, whyNot }) => ({ gateway, denies, whyNot }));
    return { ...commandedOf(answer), recorded: answer.recorded, told };
  }

  async revokeToken(tokenHash: string): Promise<Commanded> {
    const request = wire.revokeTokenRequest.encode({ tokenHash });
    return commandedOf(wire.commandResponse.decode(await this.#ask(wire.ADMIN_PATHS.revokeToken, request)));
  }

  async issueToken(role: "device" | "publisher", name: string, lifetimeMs = 0): Promise<Issued> {
    const request = wire.issueTokenRequest.encode({ role, name, lifetimeMs });
    const answer = wire.issueTokenResponse.decode(await this.#ask(wire.ADMIN_PATHS.issueToken, request));
    const [wrong] = answer.mistakes;
    if (wrong !== undefined) throw new CommandFault(`${role} ${name}: ${wrong.text}`);
    return { token: answer.token ?? "", expiresAtUs: answer.expiresAtUs ?? 0 };
  }

  /** Of one gateway, by its address; undefined where it doesn't answer. */
  async status(gateway: string): Promise<GatewayStatus | undefined> {
    const answer = await this.#answer(gateway, wire.ADMIN_PATHS.status, wire.statusRequest.encode({}));
    return answer && wire.statusResponse.decode(answer);
  }

  /** Of every gateway, at once. */
  async statuses(): Promise<GatewayStatus[]> {
    const all = await Promise.all(this.#gateways.map((gateway) => this.status(gateway)));
    return all.filter((one) => one !== undefined);
  }

  close(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  /** Of this gateway and no other; undefined where it doesn't answer. */
  async #answer(gateway: string, path: string, request: Buffer): Promise<Buffer | undefined> {
    try {
      return await this.#link(gateway).unary(path, request, STATUS_DEADLINE_MS);
    } catch (error) {
      if (error instanceof CallFailed && isAway(error)) return undefined;
      throw error;
    }
  }

  async #ask(path: string, request: Buffer): Promise<Buffer> {
    let failed: unknown;
    for (const gateway of this.#gateways) {
      try {
        return await this.#link(gateway).unary(path, request, DEADLINE_MS);
      } catch (error) {
        // An answer is an answer: only where there was none may another gateway be asked.
        if (!(error instanceof CallFailed)) throw error;
        if (error.code !== STATUS.UNAVAILABLE) throw new CommandFault(error.message, 1, { cause: error });
        failed = error;
      }
    }
    throw new CommandFault(`no gateway answers (${this.#gateways.join(", ")}): see wayleave status`, 1, {
      cause: failed,
    });
  }

  #link(target: string): Link {
    let link = this.#links.get(target);
    if (link === undefined) {
      link = openLink({ target, identity: this.#identity, trust: this.#trust });
      this.#links.set(target, link);
    }
    return link;
  }
}

function gotOf(answer: Buffer): Got {
  const { objects, live, asOf, revisions } = wire.getResponse.decode(answer);
  const rows = live.map((one) => ({ name: one.name ?? "", fields: { ...one.fields } }));
  return { objects: objects.map(objectFromWire), live: rows, asOf: asOf ?? 0, revisions };
}

const isAway = (error: CallFailed): boolean =>
  error.code === STATUS.UNAVAILABLE || error.code === STATUS.DEADLINE_EXCEEDED || error.code === STATUS.CANCELLED;

const tooLarge = (objects: number, bytes: number): string =>
  `${objects} objects are ${Math.ceil(bytes / 1024)} KiB, and one command takes ${COMMAND_BYTES_MAX / 1024} KiB: ` +
  "apply fewer files at a time, or give --in-parts, which applies part after part, each whole or not at all";
