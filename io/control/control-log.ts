/**
 * A process's view of the control log: it follows, folds, and appends what commands decide.
 *
 * Read your writes: `append` and `command` answer when this process has folded what it wrote. Commands of one process
 * are decided one after another, each on a state that holds the one before.
 */
import { type Command, type Decision, decideCommand } from "../../core/control/command.ts";
import type { Fact } from "../../core/control/event.ts";
import { fold } from "../../core/control/fold.ts";
import { type ControlState, emptyState } from "../../core/control/state.ts";
import { clock } from "../clock.ts";
import { uuidv7Bytes } from "../entropy.ts";
import type { EventLog, Follower, LogRecord } from "../log/event-log.ts";
import { decodeControlEvent, encodeControlEvent } from "../wire/control-event.ts";

export const CONTROL_TOPIC = "wayleave.control.v1";

export interface Writer {
  /** SPIFFE id of this process. */
  readonly spiffe: string;
  readonly trustDomain: string;
}

type OnChange = (state: ControlState, before: ControlState) => void;

export class ControlLog {
  readonly #log: EventLog;
  readonly #writer: Writer;
  readonly #listeners: OnChange[] = [];
  #waiting: { readonly offset: number; readonly done: () => void }[] = [];
  #commands: Promise<unknown> = Promise.resolve();
  #follower: Follower | undefined;
  #malformed = 0;
  state: ControlState = emptyState();

  private constructor(log: EventLog, writer: Writer) {
    this.#log = log;
    this.#writer = writer;
  }

  /** Resolves when everything that the log held at the call is folded. An empty log is given its first event. */
  static async open(log: EventLog, writer: Writer): Promise<ControlLog> {
    const control = new ControlLog(log, writer);
    await log.createTopic(CONTROL_TOPIC, { cleanup: "delete", partitions: 1 });
    const end = await log.endOffset(CONTROL_TOPIC, 0);
    control.#follower = log.follow(CONTROL_TOPIC, 0, 0, (records) => control.#take(records));
    if (end > 0) await control.#folded(end - 1);
    else {
      const logId = uuidv7Bytes().toString("hex");
      await control.append("", [{ type: "log-created", logId, trustDomain: writer.trustDomain }], writer.spiffe);
    }
    return control;
  }

  onChange(listener: OnChange): void {
    this.#listeners.push(listener);
  }

  /** The first offset of the facts, when they are folded here. */
  async append(tenant: string, facts: readonly Fact[], actor: string): Promise<number> {
    const records = facts.map((fact) => ({ key: keyOf(tenant, fact), value: this.#encode(tenant, fact, actor) }));
    const { baseOffset } = await this.#log.append(CONTROL_TOPIC, records, 0);
    await this.#folded(baseOffset + facts.length - 1);
    return baseOffset;
  }

  /** Decides on the state as it is folded now, appends what follows, and answers when that is folded. */
  command(tenant: string, command: Command, actor: string): Promise<Decision> {
    const turn = this.#commands.then(async () => {
      const decision = decideCommand(command, this.state, tenant);
      if ("facts" in decision && decision.facts.length > 0) await this.append(tenant, decision.facts, actor);
      return decision;
    });
    this.#commands = turn.catch(() => {});
    return turn;
  }

  async status(): Promise<{ asOf: number; logEnd: number; malformed: number }> {
    const logEnd = await this.#log.endOffset(CONTROL_TOPIC, 0);
    return { asOf: this.state.asOf, logEnd, malformed: this.#malformed };
  }

  close(): void {
    this.#follower?.close();
  }

  #encode(tenant: string, fact: Fact, actor: string): Uint8Array {
    return encodeControlEvent({
      id: uuidv7Bytes().toString("hex"),
      tenant,
      atUs: clock.wallUs(),
      writer: this.#writer.spiffe,
      critical: true,
      actor,
      command: "",
      fact,
    });
  }

  #take(records: LogRecord[]): void {
    const batch = [];
    for (const record of records) {
      try {
        const event = decodeControlEvent(record.value);
        batch.push({ offset: record.offset, appendTimeUs: record.appendTimeUs, event });
      } catch {
        // A poison record of whatever writer must not stop the fold; it is counted and shows in status.
        this.#malformed += 1;
      }
    }
    const before = this.state;
    this.state = fold(before, batch);
    for (const listener of this.#listeners) listener(this.state, before);
    const end = records.at(-1)?.offset ?? -1;
    const ready = this.#waiting.filter((one) => one.offset <= end);
    this.#waiting = this.#waiting.filter((one) => one.offset > end);
    for (const one of ready) one.done();
  }

  #folded(offset: number): Promise<void> {
    if (this.state.asOf >= offset) return Promise.resolve();
    return new Promise((done) => this.#waiting.push({ offset, done }));
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
