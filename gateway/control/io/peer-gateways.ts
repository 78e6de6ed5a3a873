/**
 * Tells other gateways of denials, directly: each by its own link, again and again until it enforces them or the log
 * has told it.
 */
import type { Denial } from "../../../core/command/denials.ts";
import type { ControlState } from "../../../core/control/state.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { type Link, openLink } from "../../../io/grpc/link.ts";
import type { Identity, Trust } from "../../../io/pki/identity.ts";
import { DENY_PATH, denyRequest } from "../../../io/wire/admin.ts";
import type { Denials } from "./denials.ts";

export interface PeerGatewaysOptions {
  /** This gateway's. */
  readonly name: string;
  readonly identity: Identity;
  readonly trust: Trust;
  readonly control: ControlLog;
  readonly denials: Denials;
}

/** What has become of telling one gateway. */
export interface Told {
  readonly gateway: string;
  readonly denies: boolean;
  readonly whyNot: string;
}

const ANSWER_MS = 2_000;
const AGAIN_MS = 1_000;
/** Gateways of one cluster that are remembered, those that are judged lost too: they may live, cut off from the log. */
const GATEWAYS_MAX = 256;

interface Line {
  address: string;
  /** Ids of denials that it enforces. */
  readonly enforces: Set<string>;
  fault: string;
  busy: boolean;
  wake: () => void;
}

export class PeerGateways {
  readonly #o: PeerGatewaysOptions;
  readonly #lines = new Map<string, Line>();
  #watching: (() => void)[] = [];
  #closed = false;

  constructor(o: PeerGatewaysOptions) {
    this.#o = o;
    o.control.onChange((state, before) => {
      if (state.gateways !== before.gateways) this.#know(state);
    });
    this.#know(o.control.state);
    this.tell();
  }

  /** Begins to tell what is held as this gateway's own. */
  tell(): void {
    for (const [gateway, line] of this.#lines) {
      line.wake();
      if (!line.busy && !this.#closed) void this.#serve(gateway, line);
    }
  }

  /** How it stands with one denial, when all others enforce it or the time is over. */
  async told(id: string, withinMs: number): Promise<readonly Told[]> {
    const end = performance.now() + withinMs;
    while ([...this.#lines.values()].some(({ enforces }) => !enforces.has(id)) && performance.now() < end) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, end - performance.now()));
        this.#watching.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return [...this.#lines].map(([gateway, { enforces, fault }]) => {
      const denies = enforces.has(id);
      return { gateway, denies, whyNot: denies ? "" : fault || "no answer yet" };
    });
  }

  close(): void {
    this.#closed = true;
    for (const line of this.#lines.values()) line.wake();
  }

  #know(state: ControlState): void {
    for (const { gateway, address } of state.gateways.values()) {
      if (gateway === this.#o.name) continue;
      const known = this.#lines.get(gateway);
      if (known !== undefined) known.address = address;
      else if (this.#lines.size < GATEWAYS_MAX)
        this.#lines.set(gateway, { address, enforces: new Set(), fault: "", busy: false, wake: () => {} });
    }
    // One that left by itself has ended its sessions; one that was judged lost may go on.
    for (const gateway of this.#lines.keys()) {
      if (!state.gateways.has(gateway) && !state.lost.has(gateway)) this.#lines.delete(gateway);
    }
    if (this.#o.denials.held.length > 0) this.tell();
  }

  /** Ends when nothing is left to tell. */
  async #serve(gateway: string, line: Line): Promise<void> {
    const next = () => this.#o.denials.held.find(({ own, id }) => own && !line.enforces.has(id));
    if (next() === undefined) return;
    line.busy = true;
    let [link, to]: [Link | undefined, string] = [undefined, ""];
    for (let denial = next(); denial !== undefined && this.#lives(gateway, line); denial = next()) {
      if (link === undefined || to !== line.address) {
        link?.close();
        to = line.address;
        link = openLink({ target: to, identity: this.#o.identity, trust: this.#o.trust });
      }
      if (await this.#tellOne(link, line, denial)) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, AGAIN_MS);
        line.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    link?.close();
    line.busy = false;
    const held = new Set(this.#o.denials.held.map(({ id }) => id));
    for (const id of line.enforces) if (!held.has(id)) line.enforces.delete(id);
  }

  #lives = (gateway: string, line: Line): boolean => !this.#closed && this.#lines.get(gateway) === line;

  async #tellOne(link: Link, line: Line, { id, tenant, kind, name, actor, atUs }: Denial): Promise<boolean> {
    try {
      const request = denyRequest.encode({ id: Buffer.from(id, "hex"), tenant, kind, name, actor, atUs });
      await link.unary(DENY_PATH, request, ANSWER_MS);
      line.enforces.add(id);
      line.fault = "";
      return true;
    } catch (error) {
      line.fault = link.fault() ?? (error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      for (const watcher of this.#watching.splice(0)) watcher();
    }
  }
}
