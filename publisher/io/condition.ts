/** What a publisher tells its gateways of itself: its load, and whether its apps' ports answer. */
import { setImmediate as turn } from "node:timers/promises";
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { BAND_NAMES, PORT_STATUS_NAMES, type publisherMessage } from "../../io/wire/attach.ts";
import type { AllowRule } from "../allow.ts";
import { PortHealth } from "../health.ts";
import { type Load, NO_LOAD, step } from "../load.ts";
import { probeTargets, targetOf } from "../probe-targets.ts";
import type { Told } from "../published-list.ts";
import type { PermitFacts, Publisher } from "../publisher.ts";
import { type LoadMeter, openLoadMeter } from "./load-meter.ts";
import type { NameServers } from "./name-servers.ts";
import { Prober, saysOfTheApp } from "./prober.ts";

type Said = Parameters<typeof publisherMessage.encode>[0];

export interface ConditionOptions {
  readonly publisher: Publisher;
  readonly servers: NameServers;
  readonly sourceAddress: string | undefined;
  readonly connectTimeoutMs: number;
  readonly rules: () => readonly AllowRule[] | undefined;
  /** To every gateway that this publisher hangs on. */
  readonly say: (message: Said) => void;
  readonly log: JsonLog;
}

const EVERY_MS = 1_000;
/** As many as a gateway takes in one message. */
const FINDINGS_AT_ONCE = 256;
/** A millisecond or so. */
const APPS_A_TURN = 64;

export class Condition {
  readonly #o: ConditionOptions;
  readonly #health = new PortHealth();
  readonly #prober: Prober;
  readonly #meter: LoadMeter = openLoadMeter();
  readonly #beat: ReturnType<typeof setInterval>;
  #load: Load = NO_LOAD;
  /** Apps whose ports are not looked at yet: as many as the lists and the table of health have. */
  readonly #told = new Set<string>();
  #isTaking = false;
  #wasFull = false;

  constructor(o: ConditionOptions) {
    this.#o = o;
    const { servers, sourceAddress, rules, log } = o;
    const onProbed = () => this.#report();
    this.#prober = new Prober({ health: this.#health, servers, sourceAddress, rules, onProbed, log });
    this.#beat = setInterval(() => this.#look(), EVERY_MS).unref();
  }

  /** A gateway that has heard nothing yet hears all. */
  tell(to: { say(message: Said): void }): void {
    to.say(this.#loadSaid());
    for (const message of healthSaid(this.#health.all())) to.say(message);
  }

  /** The app list says something else of these. */
  published(told: Told): void {
    // Those that went come first, and leave their places to those that came.
    const names = told === "all" ? [...this.#health.apps(), ...this.#o.publisher.appNames()] : told;
    for (const name of names) this.#told.add(name);
    if (!this.#isTaking) void this.#take();
  }

  /** A flow's dial: what it says of the app's port. */
  dialled(permit: PermitFacts, outcome: "ok" | Code): void {
    const app = this.#o.publisher.app(permit.app);
    if (app === undefined || app.probe === "off" || (outcome !== "ok" && !saysOfTheApp(outcome))) return;
    this.#health.flow(targetOf(app, permit.host, permit, this.#o.connectTimeoutMs), outcome, clock.now());
    if (outcome !== "ok") this.#prober.soon();
  }

  /** For `status.json` and metrics. */
  status() {
    const ports = this.#health.counts();
    return { band: this.#load.band, ports };
  }

  counters(): Record<string, number> {
    const { up, down, unknown } = this.#health.counts();
    const band = BAND_NAMES.indexOf(this.#load.band);
    return { ...this.#prober.counters, ports_up: up, ports_down: down, ports_unknown: unknown, band };
  }

  close(): void {
    clearInterval(this.#beat);
    this.#prober.close();
    this.#meter.close();
  }

  /** In slices: a list of thousands comes with each tunnel, and flows go on meanwhile. */
  async #take(): Promise<void> {
    this.#isTaking = true;
    let left = APPS_A_TURN;
    for (const name of this.#told) {
      this.#told.delete(name);
      this.#publish(name);
      left -= 1;
      if (left > 0) continue;
      left = APPS_A_TURN;
      await turn();
    }
    this.#isTaking = false;
    this.#report();
    this.#prober.soon();
  }

  #publish(name: string): void {
    const app = this.#o.publisher.app(name);
    const targets = app === undefined ? [] : probeTargets(app, this.#o.connectTimeoutMs);
    this.#health.publish(name, (app?.probe ?? "off") !== "off", targets, clock.now(), die);
  }

  #look(): void {
    const { publisher, log, say } = this.#o;
    const before = this.#load.band;
    const sample = this.#meter.sample(publisher.counters);
    this.#load = step(this.#load, sample, clock.now());
    if (this.#load.band !== before) {
      log.info("the load is another", { band: this.#load.band, before, ...sample });
      say(this.#loadSaid());
    }
    this.#health.tick(clock.now());
    // Ports that there was no place for may have one now.
    if (this.#wasFull && !this.#health.full) this.published("all");
    this.#wasFull = this.#health.full;
    this.#prober.pump();
    this.#report();
  }

  #report(): void {
    for (const message of healthSaid(this.#health.takeChanges())) this.#o.say(message);
  }

  #loadSaid(): Said {
    return { load: { band: BAND_NAMES.indexOf(this.#load.band), flows: this.#o.publisher.counters.flows } };
  }
}

function healthSaid(findings: ReturnType<PortHealth["all"]>): Said[] {
  const messages: Said[] = [];
  for (let at = 0; at < findings.length; at += FINDINGS_AT_ONCE) {
    const ports = findings.slice(at, at + FINDINGS_AT_ONCE);
    messages.push({
      health: { ports: ports.map((one) => ({ ...one, status: PORT_STATUS_NAMES.indexOf(one.status) })) },
    });
  }
  return messages;
}
