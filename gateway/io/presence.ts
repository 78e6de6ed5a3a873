/**
 * What the control log is told of this gateway: that it joined, what it holds, that it left.
 *
 * It is written again until it is taken, one append at a time and in order, however long the log is away. A gateway
 * that reads its own loss joins again under a new epoch and tells of all that it holds; no tunnel or flow is cut by it.
 */
import type { Fact, Hex } from "../../core/control/event.ts";
import { type Finding, type HeldTunnel, Holdings } from "../../core/lease/holdings.ts";
import { type Standing, standingOf } from "../../core/lease/standing.ts";
import { waitMs } from "../../core/tunnel/backoff.ts";
import type { ControlLog } from "../../io/control/control-log.ts";
import { die, randomBytes } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { LogFault } from "../../io/log/event-log.ts";

export interface PresenceOptions {
  readonly name: string;
  readonly roles: readonly string[];
  readonly control: ControlLog;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

/** Hops to a former life of this very process are good: what it was asked then, it remembers. */
const EPOCHS_KEPT = 16;
/** A gateway serves its devices and publishers though the log does not take that it joined. */
const JOIN_WITHIN_MS = 2_000;
/** At a clean stop; what can't be told within this the others find out by its lease. */
const LEAVE_WITHIN_MS = 2_000;

const newName = (): Hex => randomBytes(16).toString("hex");

export class Presence {
  readonly #o: PresenceOptions;
  /** The present life last. */
  readonly #epochs: Hex[] = [newName()];
  readonly #holdings: Holdings;
  readonly #joined = Promise.withResolvers<void>();
  #address: string | undefined;
  #heard = false;
  #closing = false;
  #wake = () => {};
  #running: Promise<void> | undefined;
  #complained: Standing = "joined";

  constructor(o: PresenceOptions) {
    this.#o = o;
    this.#holdings = new Holdings(o.name, this.epoch);
    o.control.onChange(() => {
      if (this.standing() === "joined") this.#heard = true;
      else this.#wake();
    });
  }

  /** Of this process's present life in the control log. */
  get epoch(): Hex {
    return this.#epochs.at(-1)!;
  }

  /** Whether an epoch names this process, in its present life or one that was judged lost. */
  isOwn(epoch: Hex): boolean {
    return this.#epochs.includes(epoch);
  }

  standing(): Standing {
    return standingOf(this.#o.control.state, this.#o.name, this.epoch, this.#heard);
  }

  /** `address`: host:port on which other gateways reach this one. Resolves when the log has it, or is away. */
  async join(address: string): Promise<void> {
    this.#address = address;
    this.#running ??= this.#run();
    const late = new Promise<void>((resolve) => setTimeout(resolve, JOIN_WITHIN_MS).unref());
    await Promise.race([this.#joined.promise, late]);
  }

  /** `id`: of the tunnel, unique. */
  hold(id: string, held: HeldTunnel): void {
    this.#holdings.hold(id, held);
    this.#wake();
  }

  /** What the publisher says of its load; what is left out stays. */
  change(id: string, said: Parameters<Holdings["change"]>[1]): void {
    this.#holdings.change(id, said);
    this.#wake();
  }

  /** What the publisher has found out by this tunnel. */
  learn(id: string, finding: Finding): void {
    this.#holdings.learn(id, finding);
    this.#wake();
  }

  drop(id: string, reason: string): void {
    this.#holdings.drop(id, reason);
    this.#wake();
  }

  /** The attachment by which the log knows a tunnel. */
  attachmentOf(id: string): Hex | undefined {
    return this.#holdings.attachmentOf(id);
  }

  /** That this gateway left takes its attachments out of the fold. */
  async leave(): Promise<void> {
    this.#closing = true;
    this.#wake();
    const late = new Promise<"late">((resolve) => setTimeout(resolve, LEAVE_WITHIN_MS, "late").unref());
    const left = this.#running?.then(() => this.#append("", [this.#left()]));
    const failed = await Promise.race([left?.then(() => undefined), late]).catch((error: unknown) => String(error));
    if (failed !== undefined) this.#o.log.warn("the control log was not told that this gateway leaves", { failed });
  }

  #left(): Fact {
    return { type: "gateway-left", gateway: this.#o.name, epoch: this.epoch };
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#closing; ) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        const told = await this.#tell();
        attempt = 0;
        if (!told) await woken;
      } catch (error) {
        attempt += 1;
        this.#o.count("attachments_untold");
        if (attempt === 1) this.#o.log.error("the control log takes no facts", { error: String(error) });
        await this.#rest(waitMs(attempt, die()));
      }
    }
  }

  /** A part of what is owed; false where nothing is. */
  async #tell(): Promise<boolean> {
    const standing = this.standing();
    if (standing !== this.#complained) this.#complain(standing);
    if (standing === "replaced") return false;
    if (standing !== "joined") {
      await this.#join(standing);
      return true;
    }
    this.#joined.resolve();
    const debt = this.#holdings.take(this.#o.control.state);
    if (debt === undefined) return false;
    try {
      await this.#append(debt.tenant, debt.facts);
      debt.settle("yes");
    } catch (error) {
      debt.settle(error instanceof LogFault ? error.stored : "unknown");
      throw error;
    }
    return true;
  }

  async #join(standing: "unheard" | "lost"): Promise<void> {
    if (standing === "lost") {
      this.#epochs.push(newName());
      if (this.#epochs.length > EPOCHS_KEPT) this.#epochs.shift();
      this.#heard = false;
      this.#holdings.renew(this.epoch, newName);
      this.#o.count("gateway_rejoins");
    }
    const { name: gateway, roles } = this.#o;
    const address = this.#address!;
    await this.#append("", [{ type: "gateway-joined", gateway, epoch: this.epoch, address, roles }]);
  }

  #complain(standing: Standing): void {
    this.#complained = standing;
    const { log, name } = this.#o;
    if (standing === "lost") log.warn("this gateway was judged lost: it joins again", { held: this.#holdings.size });
    if (standing === "replaced") {
      log.error("another process has joined under this gateway's name: give each gateway a name of its own", { name });
    }
  }

  async #append(tenant: string, facts: readonly Fact[]): Promise<void> {
    const actor = tenant === "" ? this.#o.name : `gateway/${this.#o.name}`;
    await this.#o.control.append(tenant, facts, actor);
  }

  /** Sooner where this gateway stops. */
  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        if (!this.#closing) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
