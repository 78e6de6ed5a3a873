/**
 * A process's view of the control log: it follows, folds, and appends what commands decide.
 *
 * Read your writes: `append` and `command` answer when this process has folded what it wrote. Commands of one process
 * are decided one after another, each on a state that holds the one before.
 */
import type { Command, Decision } from "../../core/command/decision.ts";
import { type Denial, enforcedState } from "../../core/command/denials.ts";
import type { By } from "../../core/command/rights.ts";
import type { Fact, Hex } from "../../core/control/event.ts";
import type { ControlState } from "../../core/control/state.ts";
import { clock } from "../clock.ts";
import { uuidv7Bytes } from "../entropy.ts";
import type { EventLog } from "../log/event-log.ts";
import { encodeControlEvent } from "../wire/control-event.ts";
import { Commands } from "./commands.ts";
import { CONTROL_TOPIC, createControlTopic } from "./control-topic.ts";
import { type FoldStart, fromNothing, LogFold, type OnChange } from "./log-fold.ts";
import { readLog } from "./read-log.ts";

export interface Writer {
  /** SPIFFE id of this process. */
  readonly spiffe: string;
  readonly trustDomain: string;
}

/** Whoever asks for a status is answered, whether or not the log answers. */
const END_WITHIN_MS = 1_000;

export class ControlLog {
  readonly #log: EventLog;
  readonly #writer: Writer;
  readonly #fold: LogFold;
  readonly #commands: Commands;
  #denials: readonly Denial[] = [];
  readonly #onDenials: (() => void)[] = [];
  #enforced: { readonly of: ControlState; readonly state: ControlState } | undefined;
  #endSeen = 0;
  /** Throws where facts may not be written now. */
  gate: ((facts: readonly Fact[]) => Promise<void>) | undefined;

  private constructor(log: EventLog, writer: Writer, start: FoldStart) {
    this.#log = log;
    this.#writer = writer;
    this.#fold = new LogFold(start);
    this.#commands = new Commands({
      log,
      state: () => this.state,
      write: (tenant, facts, actor, command) => this.#write(tenant, facts, actor, command),
      folded: (offset) => this.#fold.reached(offset),
    });
  }

  /**
   * Resolves when everything that the log held at the call is folded. An empty log is given its first event. A log that
   * can't be read is waited for; one that can't be written now is followed.
   */
  static async open(log: EventLog, writer: Writer, start = fromNothing()): Promise<ControlLog> {
    const control = new ControlLog(log, writer, start);
    await createControlTopic(log);
    await control.#fold.follow(log);
    if (control.state.asOf < 0) {
      const logId = uuidv7Bytes().toString("hex");
      await control.append("", [{ type: "log-created", logId, trustDomain: writer.trustDomain }], writer.spiffe);
    }
    return control;
  }

  get state(): ControlState {
    return this.#fold.state;
  }

  /** Who may connect is judged by this: the state, and what is denied before the log has told it. */
  get enforced(): ControlState {
    const { state } = this;
    if (this.#denials.length === 0) return state;
    if (this.#enforced?.of !== state) this.#enforced = { of: state, state: enforcedState(state, this.#denials) };
    return this.#enforced.state;
  }

  /** All that is denied from now on; whoever listens is told at once. */
  deny(denials: readonly Denial[]): void {
    this.#denials = denials;
    this.#enforced = undefined;
    for (const told of this.#onDenials) told();
  }

  onDenials(listener: () => void): void {
    this.#onDenials.push(listener);
  }

  get fold(): LogFold {
    return this.#fold;
  }

  onChange(listener: OnChange): void {
    this.#fold.onChange(listener);
  }

  /** The first offset of the facts, when they are folded here. */
  async append(tenant: string, facts: readonly Fact[], actor: string): Promise<number> {
    const baseOffset = await this.#write(tenant, facts, actor, "");
    await this.#fold.reached(baseOffset + facts.length - 1);
    return baseOffset;
  }

  /** Decides on the state as it is folded now, appends what follows, and answers when that is folded. */
  command(tenant: string, command: Command, actor: string, by?: By): Promise<Decision> {
    return this.#commands.run(tenant, command, actor, by);
  }

  /** What `command` would decide now; nothing is written. */
  tried(tenant: string, command: Command, by?: By): Promise<Decision> {
    return this.#commands.tried(tenant, command, by);
  }

  /** Who wrote the event at this offset, and when; undefined where none stands there. */
  async writerOf(offset: number): Promise<{ readonly actor: string; readonly atUs: number } | undefined> {
    const [record] = await readLog(this.#log, offset, offset + 1);
    return record && { actor: record.event.actor, atUs: record.appendTimeUs };
  }

  /** `logEnd`: where the log can't be read, the last that was seen. `ageMs`: since the end was last confirmed. */
  async status(): Promise<{ asOf: number; logEnd: number; malformed: number; ageMs: number; logHash: string }> {
    const late = new Promise<number>((resolve) => setTimeout(resolve, END_WITHIN_MS, this.#endSeen).unref());
    const asked = this.#log.endOffset(CONTROL_TOPIC, 0).catch(() => this.#endSeen);
    this.#endSeen = Math.max(await Promise.race([asked, late]), this.state.asOf + 1);
    const { malformed, hashes } = this.#fold;
    return { asOf: this.state.asOf, logEnd: this.#endSeen, malformed, ageMs: this.ageMs(), logHash: hashes.log };
  }

  /** Since the end of the log was last confirmed with all before it folded. */
  ageMs(): number {
    return clock.now() - this.#fold.confirmedAt();
  }

  close(): void {
    this.#fold.close();
  }

  async #write(tenant: string, facts: readonly Fact[], actor: string, command: Hex): Promise<number> {
    await this.gate?.(facts);
    const value = (fact: Fact) => this.#encode(tenant, fact, actor, command);
    const records = facts.map((fact) => ({ key: keyOf(tenant, fact), value: value(fact) }));
    return (await this.#log.append(CONTROL_TOPIC, records, 0)).baseOffset;
  }

  #encode(tenant: string, fact: Fact, actor: string, command: Hex): Uint8Array {
    return encodeControlEvent({
      id: uuidv7Bytes().toString("hex"),
      tenant,
      atUs: clock.wallUs(),
      writer: this.#writer.spiffe,
      critical: true,
      actor,
      command,
      fact,
    });
  }
}

function keyOf(tenant: string, fact: Fact): string {
  switch (fact.type) {
    case "object-put":
      return `${tenant}/${fact.object.kind}/${fact.object.name}`;
    case "object-deleted":
      return `${tenant}/${fact.kind}/${fact.name}`;
    case "publisher-attached":
    case "publisher-detached":
      return `${tenant}/attachment/${fact.attachment}`;
    case "gateway-joined":
    case "gateway-left":
      return `gateway/${fact.gateway}`;
    default:
      return `${tenant}/${fact.type}`;
  }
}
