/**
 * Gateways with leases in virtual time: real watches, holdings and folds over a log that may be slow, away, or closed
 * to one of them; processes that are killed, frozen and begun again, each with a clock of its own.
 */
import type { Fact } from "../core/control/event.ts";
import { fold } from "../core/control/fold.ts";
import { type ControlState, emptyState } from "../core/control/state.ts";
import { BEAT_EVERY_MS, BLIND_AFTER_MS, type Heartbeat, LOOK_EVERY_MS } from "../core/lease/heartbeat.ts";
import { Holdings } from "../core/lease/holdings.ts";
import { standingOf } from "../core/lease/standing.ts";
import { LeaseWatch } from "../core/lease/watch.ts";
import type { Instant } from "../core/units.ts";

export const STEP_MS = 50;
/** An append that the log could not take for so long is refused: nothing of it is stored. */
const REFUSED_AFTER_MS = 5_000;
const TENANT = "demo";

/** From when to when, in true time. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Weather {
  /** Nobody's appends land. */
  readonly outages: readonly Span[];
  /** Of one gateway: it is stopped; its appends don't land; it reads nothing; it is dead. */
  readonly frozen: readonly (readonly Span[])[];
  readonly cut: readonly (readonly Span[])[];
  readonly deaf: readonly (readonly Span[])[];
  readonly dead: readonly (readonly Span[])[];
  /** How long an append takes, and until it is read, at most. */
  readonly lagMs: number;
}

const within = (spans: readonly Span[] | undefined, at: number): boolean =>
  spans?.some(({ from, to }) => at >= from && at < to) ?? false;

export interface Judgement {
  readonly at: number;
  readonly judge: string;
  readonly gateway: string;
  readonly epoch: string;
}

interface Record {
  readonly at: number;
  readonly readableAt: number;
  readonly by: string;
  readonly beat?: Heartbeat;
  readonly tenant?: string;
  readonly facts?: readonly Fact[];
}

interface Pending {
  readonly since: number;
  readonly landsAt: number;
  readonly node: Node;
  readonly life: Process;
  readonly make: Pick<Record, "beat" | "tenant" | "facts">;
  readonly done: (stored: "yes" | "no") => void;
}

export type Watching = new (gateway: string, boot: string) => LeaseWatch;

/** One process of a gateway. */
class Process {
  readonly name: string;
  readonly boot: string;
  epoch: string;
  readonly watch: LeaseWatch;
  readonly holdings: Holdings;
  readonly tunnels = new Set<string>();
  state: ControlState = emptyState();
  heard = false;
  beat = 0;
  beating = false;
  telling = false;
  readonly judging = new Set<string>();
  /** Records read so far, and how many have to be before it tells anything more. */
  read = 0;
  owes = 0;
  nextBeat = 0;
  nextLook = 0;

  constructor(name: string, boot: string, watching: Watching) {
    this.name = name;
    this.boot = boot;
    this.epoch = `${boot}-0`;
    this.watch = new watching(name, boot);
    this.holdings = new Holdings(name, this.epoch);
  }
}

export interface Node {
  readonly name: string;
  life: Process | undefined;
  /** When it began, or was last thawed. */
  awakeSince: number;
  stoppedAt: number;
  /** True time of the sending of the newest own heartbeat that it has read. */
  ownReadSentAt: number;
  readonly sentAt: Map<string, number>;
  /** True times at which its heartbeats came into the log. */
  readonly landed: number[];
  readonly clock: (at: number) => Instant;
}

export class LeaseWorld {
  readonly nodes: Node[];
  readonly judgements: Judgement[] = [];
  readonly log: Record[] = [];
  /** What every reader of the control log ends up with. */
  state: ControlState = emptyState();
  at = 0;
  #pending: Pending[] = [];
  #named = 0;
  readonly #weather: Weather;
  readonly #die: () => number;
  readonly #watching: Watching;

  constructor(count: number, weather: Weather, die: () => number, watching: Watching = LeaseWatch) {
    this.#weather = weather;
    this.#die = die;
    this.#watching = watching;
    this.nodes = Array.from({ length: count }, (_, n) => {
      const [offset, drift] = [die() * 1e6, 1 + (die() - 0.5) * 1e-3];
      const clock = (at: number) => (offset + at * drift) as Instant;
      const own = { sentAt: new Map(), landed: [], clock };
      return {
        name: `g${n}`,
        life: undefined,
        awakeSince: 0,
        stoppedAt: Number.POSITIVE_INFINITY,
        ownReadSentAt: Number.NEGATIVE_INFINITY,
        ...own,
      };
    });
  }

  /** A publisher comes to a gateway that runs, or leaves it. */
  churn(n: number): void {
    const node = this.nodes[n]!;
    if (node.life === undefined || within(this.#weather.frozen[n], this.at)) return;
    const { tunnels, holdings } = node.life;
    const [some] = tunnels;
    if (some !== undefined && this.#die() < 0.45) {
      tunnels.delete(some);
      holdings.drop(some, "gone");
    } else {
      const id = `t${++this.#named}`;
      tunnels.add(id);
      holdings.hold(id, { tenant: TENANT, publisher: id, instance: id, tunnel: 0 });
    }
  }

  step(): void {
    this.at += STEP_MS;
    this.#land();
    this.nodes.forEach((node, n) => {
      this.#live(node, n);
    });
  }

  #live(node: Node, n: number): void {
    if (within(this.#weather.dead[n], this.at)) {
      node.life = undefined;
      return;
    }
    node.life ??= this.#begin(node);
    const { life } = node;
    if (within(this.#weather.frozen[n], this.at)) {
      node.stoppedAt = Math.min(node.stoppedAt, this.at);
      return;
    }
    // A stall that is shorter than what makes blind is none.
    if (this.at - node.stoppedAt > BLIND_AFTER_MS) node.awakeSince = this.at;
    node.stoppedAt = Number.POSITIVE_INFINITY;
    if (!within(this.#weather.deaf[n], this.at)) this.#read(node, life);
    this.#beat(node, life);
    this.#look(node, life);
    this.#tell(node, life);
  }

  #begin(node: Node): Process {
    node.awakeSince = this.at;
    node.stoppedAt = Number.POSITIVE_INFINITY;
    node.ownReadSentAt = Number.NEGATIVE_INFINITY;
    return new Process(node.name, `b${++this.#named}`, this.#watching);
  }

  #append(node: Node, life: Process, make: Pending["make"], done: Pending["done"]): void {
    const landsAt = this.at + this.#die() * this.#weather.lagMs;
    this.#pending.push({ since: this.at, landsAt, node, life, make, done });
  }

  /** What nothing stands in the way of is in the log now, in the order in which it was asked for. */
  #land(): void {
    const stay: Pending[] = [];
    for (const one of this.#pending) {
      const n = this.nodes.indexOf(one.node);
      const closed = within(this.#weather.outages, this.at) || within(this.#weather.cut[n], this.at);
      if (closed && this.at - one.since > REFUSED_AFTER_MS) one.done("no");
      else if (closed || one.landsAt > this.at) stay.push(one);
      // What a killed process had under way may come or not.
      else if (one.node.life === one.life || this.#die() < 0.5) this.#landed(one);
    }
    this.#pending = stay;
  }

  #landed({ node, make, done }: Pending): void {
    this.log.push({ at: this.at, readableAt: this.at + this.#die() * this.#weather.lagMs, by: node.name, ...make });
    if (make.beat !== undefined) node.landed.push(this.at);
    if (make.facts !== undefined) this.state = foldFacts(this.state, make.tenant!, make.facts);
    done("yes");
  }

  #read(node: Node, life: Process): void {
    for (let next = this.log[life.read]; next !== undefined && next.readableAt <= this.at; next = this.log[life.read]) {
      life.read += 1;
      if (next.facts !== undefined) life.state = foldFacts(life.state, next.tenant!, next.facts);
      if (next.beat === undefined) continue;
      life.watch.heard(next.beat, node.clock(this.at));
      if (next.beat.boot !== life.boot) continue;
      node.ownReadSentAt = Math.max(node.ownReadSentAt, node.sentAt.get(`${life.boot} ${next.beat.beat}`)!);
    }
    if (standingOf(life.state, life.name, life.epoch, life.heard) === "joined") life.heard = true;
  }

  #beat(node: Node, life: Process): void {
    if (life.beating || this.at < life.nextBeat) return;
    life.nextBeat = this.at + BEAT_EVERY_MS;
    life.beating = true;
    life.beat += 1;
    const { name: gateway, epoch, boot, beat } = life;
    node.sentAt.set(`${boot} ${beat}`, this.at);
    life.watch.sent(beat, node.clock(this.at));
    const said = {
      sequence: 0,
      shippedSequence: 0,
      asOf: -1,
      stateHash: "00",
      foldVersion: 1,
      featureLevel: 1,
      atUs: 0,
    };
    this.#append(node, life, { beat: { gateway, epoch, boot, beat, ...said, left: false } }, () => {
      life.beating = false;
    });
  }

  #look(node: Node, life: Process): void {
    if (this.at < life.nextLook) return;
    life.nextLook = this.at + LOOK_EVERY_MS;
    for (const { gateway, epoch } of life.watch.judge([...life.state.gateways.values()], node.clock(this.at))) {
      if (life.judging.has(epoch)) continue;
      life.judging.add(epoch);
      this.judgements.push({ at: this.at, judge: life.name, gateway, epoch });
      const facts: Fact[] = [{ type: "gateway-lost", gateway, epoch, judge: life.name }];
      this.#append(node, life, { tenant: "", facts }, () => life.judging.delete(epoch));
    }
  }

  #tell(node: Node, life: Process): void {
    if (life.telling || life.read < life.owes) return;
    const standing = standingOf(life.state, life.name, life.epoch, life.heard);
    if (standing === "replaced") return;
    if (standing === "lost") {
      life.epoch = `${life.boot}-${++this.#named}`;
      life.heard = false;
      life.holdings.renew(life.epoch, () => `n${++this.#named}`);
    }
    const joins: Fact = { type: "gateway-joined", gateway: life.name, epoch: life.epoch, address: "h:1", roles: [] };
    const debt = standing === "joined" ? life.holdings.take(life.state) : { tenant: "", facts: [joins], settle() {} };
    if (debt === undefined) return;
    life.telling = true;
    this.#append(node, life, { tenant: debt.tenant, facts: debt.facts }, (stored) => {
      life.telling = false;
      life.owes = this.log.length;
      debt.settle(stored);
    });
  }
}

function foldFacts(state: ControlState, tenant: string, facts: readonly Fact[]): ControlState {
  const about = { id: "", tenant, atUs: 0, writer: "", critical: true, actor: "", command: "" };
  const batch = facts.map((fact, n) => ({ offset: state.asOf + 1 + n, appendTimeUs: 0, event: { ...about, fact } }));
  return fold(state, batch);
}
