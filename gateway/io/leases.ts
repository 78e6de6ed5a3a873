/**
 * This gateway's lease and those of the others: its heartbeats, what it reads of theirs, whom it judges lost, and
 * whether their states are its own.
 */
import { stateHash } from "../../core/control/digest.ts";
import type { Fact, Hex } from "../../core/control/event.ts";
import { FEATURE_LEVEL, tooNew } from "../../core/control/feature-level.ts";
import { FOLD_VERSION } from "../../core/control/fold.ts";
import { type ControlState, firstStop } from "../../core/control/state.ts";
import { type Differing, Divergence } from "../../core/lease/divergence.ts";
import {
  BEAT_EVERY_MS,
  type Heartbeat,
  LEASE_SHAPE,
  LEASE_TOPIC,
  LOOK_EVERY_MS,
  leaseKey,
} from "../../core/lease/heartbeat.ts";
import { floorOf, type GatewayLease, gatewayLeases } from "../../core/lease/overview.ts";
import { LeaseWatch, type Life } from "../../core/lease/watch.ts";
import { clock } from "../../io/clock.ts";
import type { ControlLog } from "../../io/control/control-log.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { type EventLog, type Follower, LogFault, type LogRecord } from "../../io/log/event-log.ts";
import { patientTopic } from "../../io/log/patient-topic.ts";
import { decodeHeartbeat, encodeHeartbeat } from "../../io/wire/heartbeat.ts";
import type { Presence } from "./presence.ts";
import type { Recorder } from "./recorder.ts";

export interface LeasesOptions {
  readonly name: string;
  readonly control: ControlLog;
  readonly events: EventLog;
  readonly presence: Pick<Presence, "epoch">;
  readonly recorder: Pick<Recorder, "status">;
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

/** What a boot of long ago had not shipped is out of the record's own time. */
const WITNESS_KEPT_US = 90 * 86_400e6;
/** At a clean stop; what can't be said within this the others find out by themselves. */
const LAST_WORD_MS = 1_000;
/** A gateway that has just joined says its level at once; so long a write waits for that. */
const LEVELS_WITHIN_MS = 5_000;
const LEVELS_LOOK_MS = 20;

export class Leases {
  readonly #o: LeasesOptions;
  readonly #boot: Hex;
  readonly #watch: LeaseWatch;
  readonly #divergence: Divergence;
  readonly #judging = new Set<Hex>();
  /** Keys of this gateway's earlier boots by which nothing is owed any more. */
  readonly #former = new Set<string>();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  readonly #opening = new AbortController();
  #follower: Follower | undefined;
  #beat = 0;
  #beating = false;
  #noted = -1;
  #toldEpoch: Hex = "";
  #stopped = false;
  #refusals = 0;

  constructor(o: LeasesOptions) {
    this.#o = o;
    this.#boot = o.recorder.status().boot;
    this.#watch = new LeaseWatch(o.name, this.#boot);
    this.#divergence = new Divergence(FOLD_VERSION);
    o.control.onChange((state) => this.#note(state));
    o.control.gate = (facts) => this.#mayWrite(facts);
    this.#note(o.control.state);
    void this.#open();
  }

  /** Of every gateway that the log has, as of now. */
  overview(): GatewayLease[] {
    return gatewayLeases(this.#o.control.state, this.#watch.leases(), clock.now());
  }

  counters(): Record<string, number> {
    const all = this.overview();
    const states = { joined: 0, draining: 0, lost: 0 };
    for (const { state } of all) if (state !== "left") states[state] += 1;
    return {
      ...{ gateways_joined: states.joined, gateways_draining: states.draining, gateways_lost: states.lost },
      ...{ lease_sighted: this.#watch.isSighted(clock.now()) ? 1 : 0, ...this.#divergence.counts },
    };
  }

  /** The last word of this boot. Nothing is told or judged after it. */
  async close(): Promise<void> {
    this.#opening.abort();
    for (const timer of this.#timers) clearInterval(timer);
    this.#follower?.close();
    this.#o.control.gate = undefined;
    const { sequence, shippedSequence } = this.#o.recorder.status();
    const own = this.#own();
    const value = sequence === shippedSequence ? new Uint8Array() : encodeHeartbeat({ ...own, left: true });
    const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORD_MS).unref());
    await Promise.race([this.#append(leaseKey(own), value), late]).catch(() => {});
  }

  async #open(): Promise<void> {
    const { events, log } = this.#o;
    const onAway = (fault: LogFault, attempt: number) => {
      if (attempt === 1) log.error("the topic of leases can't be reached", { error: String(fault) });
    };
    try {
      await patientTopic(events, LEASE_TOPIC, LEASE_SHAPE, { onAway, signal: this.#opening.signal });
    } catch (error) {
      if (!this.#opening.signal.aborted) log.error("this gateway has no lease", { error: String(error) });
      return;
    }
    if (this.#opening.signal.aborted) return;
    this.#follower = events.follow(LEASE_TOPIC, 0, 0, (records) => this.#hear(records));
    this.#timers.push(setInterval(() => void this.#tell(), BEAT_EVERY_MS));
    this.#timers.push(setInterval(() => this.#look(), LOOK_EVERY_MS));
    await this.#tell();
    // Heartbeats of a gateway that never lives for long would gather: nobody else looks after so few.
    await events.compact(LEASE_TOPIC).catch(() => {});
  }

  /** One heartbeat at a time: where the log takes none, there is no queue of them. */
  async #tell(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    this.#beat += 1;
    const own = this.#own();
    this.#toldEpoch = own.epoch;
    this.#watch.sent(own.beat, clock.now());
    try {
      await this.#append(leaseKey(own), encodeHeartbeat(own));
      await this.#forgetFormer();
    } catch (error) {
      this.#o.count("beats_failed");
      this.#refusals += 1;
      if (this.#refusals === 1) this.#o.log.warn("the log takes no heartbeat", { error: String(error) });
      return;
    } finally {
      this.#beating = false;
    }
    this.#refusals = 0;
  }

  #own(): Heartbeat {
    const { name: gateway, control, presence, recorder } = this.#o;
    const { boot, sequence, shippedSequence } = recorder.status();
    const { state } = control;
    return {
      ...{ gateway, epoch: presence.epoch, boot, beat: this.#beat, sequence, shippedSequence },
      ...{ asOf: state.asOf, stateHash: stateHash(state), foldVersion: FOLD_VERSION, featureLevel: FEATURE_LEVEL },
      ...{ atUs: clock.wallUs(), left: false },
    };
  }

  async #append(key: string, value: Uint8Array): Promise<void> {
    await this.#o.events.append(LEASE_TOPIC, [{ key, value }], 0);
  }

  #hear(records: readonly LogRecord[]): void {
    const now = clock.now();
    for (const { key, value } of records) {
      if (value.byteLength === 0) {
        this.#watch.forgotten(key);
        continue;
      }
      try {
        const heartbeat = decodeHeartbeat(value);
        this.#watch.heard(heartbeat, now);
        if (heartbeat.gateway === this.#o.name) this.#formerBoot(heartbeat);
        else this.#differs(this.#divergence.hear(heartbeat));
      } catch {
        // Of whatever writer: it is the word of nobody.
        this.#o.count("beats_malformed");
      }
    }
  }

  /** What this gateway's spool still had of an earlier boot is told by this one: nothing of that one is owed. */
  #formerBoot(heartbeat: Heartbeat): void {
    if (heartbeat.boot === this.#boot) return;
    const replayed = heartbeat.boot === this.#o.recorder.status().previousBoot;
    if (replayed || heartbeat.atUs <= clock.wallUs() - WITNESS_KEPT_US) this.#former.add(leaseKey(heartbeat));
  }

  /** Once the log has this boot's first event, which tells of the boot before it. */
  async #forgetFormer(): Promise<void> {
    if (this.#o.recorder.status().shippedSequence === 0) return;
    for (const key of this.#former) {
      await this.#append(key, new Uint8Array());
      this.#former.delete(key);
    }
  }

  #note(state: ControlState): void {
    const stop = firstStop(state);
    if (stop !== null && !this.#stopped) {
      this.#stopped = true;
      const text =
        "a critical fact of the control log is not understood: those it concerns are not admitted until an upgrade";
      this.#o.log.error(text, { offset: stop });
    }
    // What it understands is to be known of each of its lives at once: writes of newer facts wait for it.
    if (this.#o.presence.epoch !== this.#toldEpoch && this.#follower !== undefined) void this.#tell();
    if (state.asOf === this.#noted) return;
    this.#noted = state.asOf;
    for (const one of this.#divergence.note(state.asOf, stateHash(state))) this.#differs(one);
  }

  #differs(one: Differing | undefined): void {
    if (one === undefined) return;
    this.#o.log.error(
      "a gateway holds another state at the same offset: one of them is wrong, compare their versions",
      {
        ...one,
      },
    );
  }

  #look(): void {
    const present = [...this.#o.control.state.gateways.values()];
    for (const life of this.#watch.judge(present, clock.now())) void this.#judge(life);
  }

  async #judge({ gateway, epoch }: Life): Promise<void> {
    if (this.#judging.has(epoch)) return;
    this.#judging.add(epoch);
    const { name: judge, control, log, count } = this.#o;
    try {
      await control.append("", [{ type: "gateway-lost", gateway, epoch, judge }], judge);
      count("gateways_judged");
      log.warn("a gateway was judged lost: its lease ran out", { gateway, epoch });
    } catch (error) {
      // Its word may come by now: it is judged anew at the next look.
      log.warn("a lost gateway could not be told of", { gateway, error: String(error) });
    } finally {
      this.#judging.delete(epoch);
    }
  }

  /** Facts that a live gateway doesn't know are not written. */
  async #mayWrite(facts: readonly Fact[]): Promise<void> {
    if (tooNew(facts, 1) === undefined) return;
    const until = clock.now() + LEVELS_WITHIN_MS;
    for (;;) {
      const { level, of, told } = floorOf(this.#o.control.state, this.#watch.leases(), this.#own());
      const found = tooNew(facts, level);
      if (found === undefined) return;
      if (told || clock.now() > until) {
        const who = told ? `understands level ${level}` : "has not said what it understands";
        const text = `${found.what} needs feature level ${found.needs}, and gateway ${of} ${who}`;
        throw new LogFault("WL_LOG_FEATURE", `${text}: upgrade it, or stop it and wait until its lease has run out`);
      }
      await new Promise((resolve) => setTimeout(resolve, LEVELS_LOOK_MS));
    }
  }
}
