/**
 * Tells receivers of alerts, at least once: it follows the network log from a position that has one owner in the whole
 * cluster, and commits no further than what was told, or given up and counted.
 */
import { setImmediate as turn } from "node:timers/promises";
import { tenantOf } from "../../../core/control/state.ts";
import { NETWORK_SHAPE, NETWORK_TOPIC } from "../../../core/record/network-event.ts";
import { servesTenant } from "../../../core/tenancy.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { type EventLog, type Follower, LogFault, type LogRecord } from "../../../io/log/event-log.ts";
import { decodeNetworkEvent } from "../../../io/wire/network-event.ts";
import { type Alert, alertOf, watchedRules } from "../alert.ts";
import { type AlertsConfig, alertsRole } from "../config.ts";
import { alertsOwner } from "../owner.ts";
import { positionText, readPosition, type Told } from "../position.ts";
import { Receivers } from "./receivers.ts";

export interface AlertTellerOptions {
  /** This gateway's. */
  readonly name: string;
  /** That of this gateway's certificate: it tells receivers of tenants that it serves. */
  readonly tenant: string;
  readonly config: AlertsConfig;
  readonly control: ControlLog;
  readonly events: EventLog;
  readonly log: JsonLog;
  readonly count: (counter: string, by?: number) => void;
}

const COMMIT_EVERY_MS = 1_000;
/** After a fault of the log, or when another owner has taken over while this gateway is still the first. */
const AGAIN_MS = 5_000;
/** Records looked at before others have their turn. */
const SLICE = 100;

export class AlertTeller {
  readonly #o: AlertTellerOptions;
  readonly #receivers: Receivers;
  /** Among the consumers of the log, too. */
  readonly #group: string;
  #watched: ReadonlySet<string> = new Set();
  #told: ReadonlyMap<string, Told> = new Map();
  #run: Run | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #committing: Promise<void> = Promise.resolve();
  readonly #beat: ReturnType<typeof setInterval>;
  #closed = false;

  constructor(o: AlertTellerOptions) {
    this.#o = o;
    this.#group = alertsRole(o.tenant);
    const { config, control, log, count } = o;
    this.#receivers = new Receivers({ config, state: () => control.state, log, count });
    this.#beat = setInterval(() => this.#commit(), COMMIT_EVERY_MS);
    this.#beat.unref();
    control.onChange((state, before) => {
      if (state.configRev !== before.configRev) this.#watched = watchedRules(state);
      if (state.gateways !== before.gateways) this.#elect();
    });
    this.#watched = watchedRules(control.state);
    this.#elect();
  }

  /** What is on its way may arrive; the next owner tells it again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#beat);
    clearTimeout(this.#again);
    this.#receivers.stop();
    this.#run?.follower?.close();
    this.#commit();
    await this.#committing;
    this.#run = undefined;
  }

  get #isMine(): boolean {
    return alertsOwner(this.#o.control.state, this.#group) === this.#o.name && !this.#closed;
  }

  #elect(): void {
    const mine = this.#isMine;
    if (mine && this.#run === undefined) {
      clearTimeout(this.#again);
      this.#run = { epoch: 0, read: 0, committed: "", follower: undefined };
      this.#begin(this.#run).catch((error: unknown) => this.#failed(error));
    } else if (!mine && this.#run !== undefined) {
      // Where the next owner is not faster, it need not tell again what was told.
      this.#commit();
      void this.#committing.then(() => this.#isMine || this.#stop());
    }
  }

  #stop(): void {
    this.#run?.follower?.close();
    this.#run = undefined;
    this.#receivers.clear();
  }

  async #begin(run: Run): Promise<void> {
    const { events, log } = this.#o;
    await events.createTopic(NETWORK_TOPIC, NETWORK_SHAPE);
    const position = await events.takePosition(this.#group, NETWORK_TOPIC, 0);
    if (this.#run !== run) return;
    run.epoch = position.epoch;
    run.read = position.offset;
    run.committed = commitOf(position.offset, position.metadata);
    this.#told = readPosition(position.metadata);
    this.#receivers.begin(this.#told);
    log.info("telling receivers of alerts", { offset: position.offset, epoch: position.epoch });
    run.follower = events.follow(NETWORK_TOPIC, 0, position.offset, (records) => this.#take(run, records));
    run.follower.done.catch((error: unknown) => this.#failed(error));
  }

  async #take(run: Run, records: readonly LogRecord[]): Promise<void> {
    for (let at = 0; at < records.length && this.#run === run; at += 1) {
      if (at % SLICE === SLICE - 1) await turn();
      this.#look(records[at]!);
      run.read = records[at]!.offset + 1;
    }
  }

  #look({ offset, value }: LogRecord): void {
    if (this.#watched.size === 0) return;
    try {
      const event = decodeNetworkEvent(value);
      if (event.fact.type !== "flow-decided" || !this.#watched.has(`${event.tenant} ${event.fact.policy}`)) return;
      if (!servesTenant(this.#o.tenant, event.tenant)) return;
      const found = alertOf({ ...event, fact: event.fact }, offset, this.#o.control.state);
      if (found === undefined) return;
      for (const receiver of found.receivers) this.#put(found.alert, receiver);
    } catch {
      // A poison record is the ingester's to bury: nobody is told of it.
      this.#o.count("alerts_unreadable");
    }
  }

  #put(alert: Alert, receiver: string): void {
    if (!tenantOf(this.#o.control.state, alert.tenant).receivers.has(receiver)) return;
    this.#receivers.put(alert, receiver);
  }

  #commit(): void {
    const run = this.#run;
    if (run?.follower === undefined) return;
    // Taken together, in one turn: what is read after that is not in it.
    const offset = Math.min(run.read, this.#receivers.oldest() ?? run.read);
    const text = positionText(this.#receivers.told());
    if (commitOf(offset, text) === run.committed) return;
    this.#committing = this.#committing.then(async () => {
      if (this.#run !== run) return;
      try {
        await this.#o.events.commitPosition(this.#group, NETWORK_TOPIC, 0, run.epoch, offset, text);
        run.committed = commitOf(offset, text);
      } catch (error) {
        this.#failed(error);
      }
    });
  }

  #failed(error: unknown): void {
    if (this.#closed) return;
    const fenced = error instanceof LogFault && error.code === "WL_LOG_FENCED";
    const text = fenced ? "another gateway tells them" : errorText(error);
    this.#o.log.warn("receivers are not told of alerts from here", { error: text });
    this.#stop();
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#elect(), AGAIN_MS);
    this.#again.unref();
  }
}

interface Run {
  epoch: number;
  /** The next offset. */
  read: number;
  committed: string;
  follower: Follower | undefined;
}

const commitOf = (offset: number, text: string): string => `${offset} ${text}`;
