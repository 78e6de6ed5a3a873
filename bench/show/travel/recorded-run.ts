/**
 * A seeded run of a small cluster of which every state is kept: two real gateways that operators write through and
 * whose status is read, real publishers that come and go, and tunnels that are made up in a gateway's name. What this
 * process folds is held against what the real gateways say of themselves at the same offset.
 */
import { join } from "node:path";
import { stateHash } from "../../../core/control/digest.ts";
import { BANDS, type Fact, HEALTH_STATUSES } from "../../../core/control/event.ts";
import type { ControlState } from "../../../core/control/state.ts";
import { ControlLog } from "../../../io/control/control-log.ts";
import { CONTROL_TOPIC } from "../../../io/control/control-topic.ts";
import { type Process, Trial } from "../../../io/control/trial.ts";
import type { Operator } from "../../../io/control/trial-operator.ts";
import type { Link } from "../../../io/grpc/link.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../../io/log/event-log.ts";
import { freePort } from "../../../io/trial-port.ts";

/** In whose name tunnels are made up. */
const PLAYED = "g1";
const TENANT = "demo";
const PUBLISHERS = ["p1", "p2"];
/** Facts that are made up at once. */
const TOLD = 8;

export interface Recorded {
  /** States that were held, by their offset. */
  readonly held: ReadonlyMap<number, ControlState>;
  /** Append time of every offset, microseconds. */
  readonly times: readonly number[];
  readonly links: readonly Link[];
  /** How often a real gateway's status was of an offset that this process held, too. */
  readonly compared: number;
  readonly failures: readonly string[];
  close(): Promise<void>;
}

export async function recordedRun(o: {
  readonly steps: number;
  readonly random: () => number;
  progress(text: string): void;
}): Promise<Recorded> {
  const trial = await Trial.open();
  const log = await openEmbeddedLog(join(trial.folder, "log"));
  const control = await ControlLog.open(log, {
    spiffe: `spiffe://example.test/${TENANT}/gateway/${PLAYED}`,
    trustDomain: "example.test",
  });
  try {
    return await run({ ...o, trial, log, control });
  } catch (error) {
    await end(trial, log, control);
    throw error;
  }
}

async function end(trial: Trial, log: EventLog, control: ControlLog): Promise<void> {
  control.close();
  await log.close();
  await trial.close();
}

interface Running {
  readonly steps: number;
  readonly random: () => number;
  readonly trial: Trial;
  readonly log: EventLog;
  readonly control: ControlLog;
  progress(text: string): void;
}

async function run({ steps, random, trial, log, control, progress }: Running): Promise<Recorded> {
  const held = new Map<number, ControlState>();
  control.onChange((state) => held.set(state.asOf, state));
  const ports = [await freePort(), await freePort()];
  const gateways: Process[] = [];
  for (const [n, port] of ports.entries())
    gateways.push(await trial.gateway(`g${n + 1}`, port, ["client", "publisher"]));
  const operators = await Promise.all(ports.map((port) => trial.operator(port)));
  await operators[0]!.apply(PUBLISHERS.map((name) => ({ name, publisher: {} })));
  const publishers = await Promise.all(PUBLISHERS.map((name) => trial.publisher(name, ports, [])));
  progress("two gateways, two publishers run");
  const played = new PlayedTunnels(control, random);
  const failures: string[] = [];
  let compared = 0;
  for (let step = 0; step < steps; step += 1) {
    const operator = operators[step % operators.length]!;
    if (step % 3 === 0) await played.tell();
    else await command(operator, random, step);
    if (step % 60 === 30) await publishers[((step / 30) % 2) | 0]!.stop();
    if (step % 60 === 45) for (const one of publishers) await one.stop().then(() => one.start());
    const { asOf, stateHash: said } = await operator.status();
    const own = held.get(asOf ?? -1);
    if (own === undefined) continue;
    compared += 1;
    if (stateHash(own) !== said) failures.push(`at @${asOf} a gateway holds ${said}, this process ${stateHash(own)}`);
    if (step % 100 === 99) progress(`step ${step + 1} of ${steps}`);
  }
  control.close();
  const links = await Promise.all(ports.map((port, n) => trial.link("operator", `traveller-${n}`, port)));
  return { held, times: await timesOf(log), links, compared, failures, close: () => end(trial, log, control) };
}

async function command(operator: Operator, random: () => number, step: number): Promise<void> {
  const upTo = (count: number): number => Math.floor(random() * count);
  const group = `group-${upTo(12)}`;
  const user = `user-${upTo(20)}@corp.example`;
  const app = `app-${upTo(8)}`;
  await operator.apply([
    { name: group, group: { description: `as of step ${step}` } },
    { name: user, user: { email: user, groups: [group] } },
    {
      name: app,
      app: {
        hosts: [`${app}.corp.example`],
        ports: [{ protocol: "tcp", from: 443, to: 443 + upTo(3) }],
        publishers: [PUBLISHERS[upTo(2)]!],
        tags: [`t${upTo(3)}`],
      },
    },
    { name: `rule-${upTo(6)}`, policy: { order: 10 + upTo(5), action: "allow", groups: [group], apps: [app] } },
  ]);
}

/** Tunnels of a real gateway that nothing runs behind: what is told of them is made up, in the gateway's name. */
class PlayedTunnels {
  readonly #control: ControlLog;
  readonly #random: () => number;
  #epoch = "";
  #tunnels: string[] = [];

  constructor(control: ControlLog, random: () => number) {
    this.#control = control;
    this.#random = random;
  }

  /** Some facts in one append, of the gateway's present life. */
  async tell(): Promise<void> {
    const epoch = this.#control.state.gateways.get(PLAYED)?.epoch ?? "";
    if (epoch !== this.#epoch) this.#tunnels = [];
    this.#epoch = epoch;
    const facts = Array.from({ length: TOLD }, () => this.#fact());
    await this.#control.append(TENANT, facts, PLAYED);
  }

  #fact(): Fact {
    const attachment = this.#tunnels[this.#upTo(this.#tunnels.length)];
    const drawn = this.#upTo(10);
    if (attachment === undefined || drawn < 2) return this.#attached();
    if (drawn < 3) {
      this.#tunnels = this.#tunnels.filter((one) => one !== attachment);
      return { type: "publisher-detached", attachment, reason: "PUB_TUNNEL_CLOSED" };
    }
    if (drawn < 6) {
      const band = BANDS[this.#upTo(BANDS.length)]!;
      return {
        type: "attachment-changed",
        attachment,
        band,
        draining: this.#upTo(5) === 0,
        latencyBucket: this.#upTo(4),
      };
    }
    const app = `app-${this.#upTo(8)}`;
    const status = HEALTH_STATUSES[this.#upTo(HEALTH_STATUSES.length)]!;
    const port = { host: `${app}.corp.example`, port: 443, protocol: "tcp" } as const;
    return {
      type: "health-changed",
      attachment,
      app,
      ...port,
      status,
      code: status === "down" ? "APP_DIAL_REFUSED" : "",
    };
  }

  #attached(): Fact {
    const attachment = this.#hex(16);
    this.#tunnels.push(attachment);
    const ids = { gateway: PLAYED, gatewayEpoch: this.#epoch, instance: this.#hex(16), attachment };
    return { type: "publisher-attached", publisher: PUBLISHERS[this.#upTo(2)]!, ...ids, tunnel: this.#upTo(2) };
  }

  #upTo(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #hex(bytes: number): string {
    return Array.from({ length: bytes }, () => this.#upTo(256).toString(16).padStart(2, "0")).join("");
  }
}

async function timesOf(log: EventLog): Promise<number[]> {
  const end = await log.endOffset(CONTROL_TOPIC, 0);
  const times: number[] = [];
  await new Promise<void>((done) => {
    const follower = log.follow(CONTROL_TOPIC, 0, 0, (records) => {
      for (const { offset, appendTimeUs } of records) times[offset] = appendTimeUs;
      if (times.length >= end) done(follower.close());
    });
  });
  return times;
}
