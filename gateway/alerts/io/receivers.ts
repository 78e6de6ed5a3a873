/** The receivers that have something to be told: one message at a time to each, by its outbox. */
import { type ControlState, tenantOf } from "../../../core/control/state.ts";
import { clock } from "../../../io/clock.ts";
import { uuidv7 } from "../../../io/entropy.ts";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Alert } from "../alert.ts";
import type { AlertsConfig } from "../config.ts";
import { type Message, Outbox, PER_MINUTE_DEFAULT } from "../outbox.ts";
import { payloadOf, targetOf } from "../payload.ts";
import type { Told } from "../position.ts";
import { post, tokenIn } from "./post.ts";

export interface ReceiversOptions {
  readonly config: AlertsConfig;
  readonly state: () => ControlState;
  readonly log: JsonLog;
  readonly count: (counter: string, by?: number) => void;
}

/** Receivers of all tenants that have something to be told; alerts to more are counted as lost. */
const RECEIVERS_MAX = 1_000;

interface Line {
  readonly tenant: string;
  readonly receiver: string;
  readonly outbox: Outbox;
  timer: ReturnType<typeof setTimeout> | undefined;
  failing: boolean;
}

export class Receivers {
  readonly #o: ReceiversOptions;
  readonly #lines = new Map<string, Line>();
  #stopped = false;

  constructor(o: ReceiversOptions) {
    this.#o = o;
  }

  /** What each was told before. */
  begin(told: ReadonlyMap<string, Told>): void {
    this.clear();
    for (const [key, { sentTo, lost }] of told) {
      const [tenant = "", receiver = ""] = split(key);
      this.#pump(this.#open(tenant, receiver, sentTo, lost));
    }
  }

  put(alert: Alert, receiver: string): void {
    const known = this.#lines.get(`${alert.tenant}/${receiver}`);
    if (known === undefined && this.#lines.size >= RECEIVERS_MAX) return this.#o.count("alerts_lost");
    const line = known ?? this.#open(alert.tenant, receiver, 0, 0);
    line.outbox.put(alert);
    this.#pump(line);
  }

  /** The first offset that somebody was not told yet. */
  oldest(): number | undefined {
    let oldest: number | undefined;
    for (const { outbox } of this.#lines.values()) {
      if (outbox.oldest !== undefined && outbox.oldest < (oldest ?? Number.POSITIVE_INFINITY)) oldest = outbox.oldest;
    }
    return oldest;
  }

  told(): ReadonlyMap<string, Told> {
    return new Map([...this.#lines].map(([key, { outbox }]) => [key, { sentTo: outbox.sentTo, lost: outbox.lost }]));
  }

  clear(): void {
    for (const { timer } of this.#lines.values()) clearTimeout(timer);
    this.#lines.clear();
  }

  /** Nothing more is sent. */
  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#lines.values()) clearTimeout(timer);
  }

  #open(tenant: string, receiver: string, sentTo: number, lost: number): Line {
    const line: Line = { tenant, receiver, outbox: new Outbox(tenant, sentTo, lost), timer: undefined, failing: false };
    this.#lines.set(`${tenant}/${receiver}`, line);
    return line;
  }

  /** Sends what may be sent now, and comes back when there may be more. */
  #pump(line: Line): void {
    if (this.#stopped || this.#lines.get(`${line.tenant}/${line.receiver}`) !== line) return;
    const spec = tenantOf(this.#o.state(), line.tenant).receivers.get(line.receiver);
    if (spec === undefined) return this.#gone(line);
    const { lost } = line.outbox;
    const next = line.outbox.next(spec.perMinute || PER_MINUTE_DEFAULT, clock.now(), clock.wallUs());
    if (line.outbox.lost > lost) this.#o.count("alerts_lost", line.outbox.lost - lost);
    if (next === undefined) return;
    clearTimeout(line.timer);
    if ("waitMs" in next) {
      line.timer = setTimeout(() => this.#pump(line), next.waitMs);
      line.timer.unref();
      return;
    }
    void this.#send(line, next).then(() => this.#pump(line));
  }

  /** Never rejects. */
  async #send(line: Line, message: Message): Promise<void> {
    const { config, log, count } = this.#o;
    const about = { tenant: line.tenant, receiver: line.receiver };
    const spec = tenantOf(this.#o.state(), line.tenant).receivers.get(line.receiver)!;
    try {
      const token = tokenIn(config, line.tenant, spec.tokenFile);
      const body = JSON.stringify(payloadOf(spec.type, message));
      const id = "alert" in message ? message.alert.id : uuidv7();
      await post({ url: targetOf(spec.type, spec.url), body, id, token, allow: config.allow });
      line.outbox.arrived();
      count("alerts_sent");
      if ("summary" in message) count("alerts_summarised", message.summary.count);
      if (line.failing) log.info("a receiver takes alerts again", about);
      line.failing = false;
    } catch (error) {
      line.outbox.failed(clock.now());
      count("alerts_failed");
      if (!line.failing) log.warn("a receiver does not take alerts", { ...about, error: errorText(error) });
      line.failing = true;
    }
  }

  /** The receiver was deleted: nobody is to be told. */
  #gone(line: Line): void {
    if (line.outbox.waiting > 0) this.#o.count("alerts_lost", line.outbox.waiting);
    clearTimeout(line.timer);
    this.#lines.delete(`${line.tenant}/${line.receiver}`);
  }
}

/** A tenant's name has no slash. */
const split = (key: string): [string, string] => [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)];
