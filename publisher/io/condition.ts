/** What a publisher tells its gateways of itself: its load, and whether its apps' ports answer. */
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import { die } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { BAND_NAMES, PORT_STATUS_NAMES, type publisherMessage } from "../../io/wire/attach.ts";
import type { AllowRule } from "../allow.ts";
import { PortHealth } from "../health.ts";
import { type Load, NO_LOAD, step } from "../load.ts";
import { probeTargets, targetOf } from "../probe-targets.ts";
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

export class Condition {
  readonly #o: ConditionOptions;
  readonly #health = new PortHealth();
  readonly #prober: Prober;
  readonly #meter: LoadMeter = openLoadMeter();
  readonly #beat: ReturnType<typeof setInterval>;
  #load: Load = NO_LOAD;

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

  /** The app list may have changed. */
  published(): void {
    const { publisher, connectTimeoutMs } = this.#o;
    const minds = (app: string) => (publisher.app(app)?.probe ?? "off") !== "off";
    this.#health.publish(probeTargets(publisher.apps(), connectTimeoutMs), minds, clock.now(), die);
    this.#report();
    this.#prober.soon();
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
