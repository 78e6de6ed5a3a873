/**
 * The agent's whole state, and the steps in their order: it steers, it never decides access.
 *
 * Owns the SRP it steers by, the stub pool, the session's facts, and the counters. Its driver brings everything in, and
 * keeps new leases on disk before their answer leaves.
 */
import type { Hex } from "../core/control/event.ts";
import { type Lead, LearnedNames } from "../core/dns/learned-names.ts";
import { type Lease, StubPool, type StubRange } from "../core/dns/stub-pool.ts";
import type { StubPrefix } from "../core/dns/stub-prefix.ts";
import { Histogram, type HistogramReading } from "../core/metrics/histogram.ts";
import { type Cidr, contains } from "../core/net/cidr.ts";
import { normalHost } from "../core/net/host-name.ts";
import { parseIp } from "../core/net/ip.ts";
import type { Code } from "../core/reason.ts";
import type { Instant } from "../core/units.ts";
import type { PublisherAnswer } from "./dns/ask-publisher.ts";
import { addressesOf } from "./dns/believe.ts";
import { type AskedName, type Resolved, type Resolver, resolve, resolveAsked, stubIn } from "./resolve.ts";
import { type Srp, SteerTable } from "./steer.ts";
import type { StubPlace, StubsMoved } from "./stub-place.ts";

export interface SessionFacts {
  /** Hex. */
  readonly id: string;
  readonly gateway: string;
  readonly user: string;
  readonly device: string;
}

export type Destination =
  /** With what led the program to the address, where it came by one that was told here. */
  | ({ readonly kind: "gateway"; readonly host: string } & Lead)
  | { readonly kind: "direct"; readonly host: string }
  | { readonly kind: "refuse"; readonly code: Code }
  /** No SRP yet: ask again when there is one. */
  | { readonly kind: "unknown" };

export type Listener = "proxy" | "dns" | "capture";

export interface AgentOptions {
  readonly stubRange: StubRange;
  readonly stubPrefix?: StubPrefix | undefined;
  /** 8 bytes, new at each start: by them this life's leases are numbered. */
  readonly life?: Hex;
  readonly unmatched: "refuse" | "direct";
  /** Names, in normal form, that are never looked up by ourselves: the gateways'. */
  readonly ownNames?: readonly string[];
  /** What was private in this device's life before. */
  readonly remembered?: Srp | undefined;
  /** Told of each flow that no gateway answered, for the gateways to hear of it afterwards. */
  readonly onNotCarried?: (code: Code) => void;
}

/** Reasons are ours, not a peer's words, but a bound costs nothing. */
const REASONS_MAX = 100;

export class Agent {
  readonly pool: StubPool;
  #prefix: StubPrefix | undefined;
  /** Stubs' addresses of before: they mean nothing, and are nobody else's yet. */
  retired: readonly Cidr[] = [];
  /** Real addresses of names, as publishers have told. */
  readonly learned = new LearnedNames();
  readonly #unmatched: "refuse" | "direct";
  readonly #ownNames: ReadonlySet<string>;
  /** A publisher can be asked for names. */
  asksPublishers = false;
  #table: SteerTable | undefined;
  readonly #remembered: SteerTable | undefined;
  readonly #awaitSrp = new Set<() => void>();
  #session: SessionFacts | undefined;
  readonly #onNotCarried: (code: Code) => void;
  readonly #refused = {
    proxy: new Map<string, number>(),
    dns: new Map<string, number>(),
    capture: new Map<string, number>(),
  };
  readonly counters = {
    flows: 0,
    flows_live: 0,
    /** UDP associations among them. */
    associations_live: 0,
    opens_in_flight: 0,
    unanswered_opens: 0,
    /** Opens that no gateway answered, those without an answer in time among them. */
    flows_not_carried: 0,
    flows_direct: 0,
    /** Whose first bytes left before the answer. */
    flows_early: 0,
    dns_answers: 0,
    /** SRPs whose hash was not the one that the gateway stated. */
    srp_doubted: 0,
  };

  /** By reason: what a gateway, or a lost one, has answered; what none was asked for, or answered. */
  readonly #refusedBy = new Map<Code, number>();
  readonly #notCarriedBy = new Map<Code, number>();
  /** From a program's request to its answer. */
  readonly #setup = { opened: new Histogram(), refused: new Histogram() };

  constructor(o: AgentOptions) {
    this.pool = new StubPool(o.stubRange, o.life);
    this.#prefix = o.stubPrefix;
    this.#unmatched = o.unmatched;
    this.#ownNames = new Set(o.ownNames ?? []);
    this.#remembered = o.remembered && new SteerTable(o.remembered);
    this.#onNotCarried = o.onNotCarried ?? (() => {});
  }

  /** The IPv6 stubs; undefined: there are none. */
  get prefix(): StubPrefix | undefined {
    return this.#prefix;
  }

  /** Every name has another stub from now on. */
  moveStubs(to: StubPlace): StubsMoved {
    const from = { range: this.pool.range, prefix: this.#prefix };
    this.#prefix = to.prefix;
    return { from, to, ...this.pool.move(to.range) };
  }

  get srpVersion(): number | undefined {
    return this.#table?.version;
  }

  get session(): SessionFacts | undefined {
    return this.#session;
  }

  takeSession(facts: SessionFacts | undefined): void {
    this.#session = facts;
  }

  /** Swaps the SRP. Answers the hosts in it that we can't read. */
  takeSrp(srp: Srp): readonly string[] {
    this.#table = new SteerTable(srp);
    for (const tell of this.#awaitSrp) tell();
    this.#awaitSrp.clear();
    return this.#table.unread;
  }

  /** Where a program's connection goes. A leased stub IP means its name; one without a lease means nothing. */
  destination(asked: string, now: Instant): Destination {
    const host = normalHost(asked);
    if (host === undefined) return { kind: "refuse", code: "AGT_STEER_NOT_ENTITLED" };
    const ip = parseIp(host);
    const stub = ip === undefined ? undefined : stubIn(ip, this);
    if (stub !== undefined) {
      const name = this.pool.nameOf(stub, now);
      if (name === undefined) return { kind: "refuse", code: "AGT_DNS_STUB_STALE" };
      const to = this.#steer(name);
      return to.kind === "gateway" ? { ...to, ...this.pool.leadOf(name) } : to;
    }
    if (ip !== undefined && this.retired.some((cidr) => contains(cidr, ip))) {
      return { kind: "refuse", code: "AGT_DNS_STUB_STALE" };
    }
    const learned = ip === undefined ? undefined : this.#learnedName(host, now);
    const to = this.#steer(learned ?? host);
    if (learned === undefined || to.kind !== "gateway") return to;
    return { ...to, ...this.learned.leadOf(host, learned) };
  }

  /** What a publisher has said of a name; true: an address is new, and flows to it are to be taken. */
  learn(name: string, answer: PublisherAnswer, now: Instant): boolean {
    if (!this.#isOfPublisherDns(name)) return false;
    const { addresses, ttlS } = addressesOf(answer);
    const questionId = answer.kind === "answered" ? answer.questionId : undefined;
    return addresses.length > 0 && this.learned.learn(name, addresses, ttlS, now, questionId);
  }

  resolve(asked: AskedName, now: Instant): Resolved {
    this.counters.dns_answers += 1;
    return this.#counted(resolve(asked, this.#resolver(), now));
  }

  /** The second half of `resolve`, when it said "ask-publisher". */
  resolveAsked(
    asked: AskedName,
    ask: Extract<Resolved, { kind: "ask-publisher" }>,
    answer: PublisherAnswer,
    now: Instant,
  ): Resolved {
    const resolved = resolveAsked(asked, ask, answer, this.#resolver(), now);
    if (resolved.kind === "stub" && answer.kind === "answered") this.pool.vouched(resolved.name, answer.questionId);
    return this.#counted(resolved);
  }

  /**
   * What is steered, for whoever points the system's resolver at us; before the first SRP what was private in this
   * device's life before. Undefined: neither is known.
   */
  get steered(): Srp | undefined {
    return (this.#table ?? this.#remembered)?.srp;
  }

  /** Told once, when the next SRP has come. Answers what takes it back. */
  onSrp(tell: () => void): () => void {
    this.#awaitSrp.add(tell);
    return () => void this.#awaitSrp.delete(tell);
  }

  /** The answer with a stub, or with what a publisher said, leaves so long after its question came. */
  answered(name: string, tookMs: number, by: "stub" | "publisher" = "stub"): void {
    // 0 would say that there was no question.
    const tookUs = Math.max(1, Math.round(tookMs * 1000));
    if (by === "stub") this.pool.lookedUp(name, tookUs);
    else this.learned.lookedUp(name, tookUs);
  }

  releaseIdle(now: Instant): Lease[] {
    return this.pool.releaseIdle(now);
  }

  /** Counts what a listener turned away: by code where a code says it, else by what was wrong with it. */
  refuse(listener: Listener, reason: string): void {
    const counts = this.#refused[listener];
    if (counts.size < REASONS_MAX || counts.has(reason)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }

  /** A destination that no gateway was asked for. */
  refuseFlow(code: Code, listener: Listener = "proxy"): void {
    this.refuse(listener, code);
    this.notCarried(code);
  }

  /** A program wanted a flow, and no gateway answered: it hears of it only by what this device reports. */
  notCarried(code: Code): void {
    this.counters.flows_not_carried += 1;
    this.#notCarriedBy.set(code, (this.#notCarriedBy.get(code) ?? 0) + 1);
    this.#onNotCarried(code);
  }

  /** A flow was asked for, and a gateway refused it, or the link to it was lost. */
  refusedFlow(code: Code): void {
    this.#refusedBy.set(code, (this.#refusedBy.get(code) ?? 0) + 1);
  }

  /** A flow that was asked for is answered. */
  settled(how: "opened" | "refused", ms: number): void {
    this.#setup[how].observe(ms / 1000);
  }

  flowsByReason(): Record<string, number> {
    const named = (prefix: string, counts: ReadonlyMap<Code, number>) =>
      [...counts].map(([code, count]) => [`${prefix}${code}`, count] as const);
    return Object.fromEntries([
      ...named("flows_refused_", this.#refusedBy),
      ...named("flows_not_carried_", this.#notCarriedBy),
    ]);
  }

  histograms(): Record<string, HistogramReading> {
    return { setup_opened: this.#setup.opened.read(), setup_refused: this.#setup.refused.read() };
  }

  refused(): Record<Listener, Record<string, number>> {
    const { proxy, dns, capture } = this.#refused;
    return {
      proxy: Object.fromEntries(proxy),
      dns: Object.fromEntries(dns),
      capture: Object.fromEntries(capture),
    };
  }

  #resolver(): Resolver {
    const { pool, prefix, asksPublishers: asks } = this;
    return { table: this.#table, remembered: this.#remembered, pool, prefix, ownNames: this.#ownNames, asks };
  }

  #counted(resolved: Resolved): Resolved {
    // Asked again once there is an SRP.
    if ("early" in resolved && resolved.early) return resolved;
    if ("code" in resolved && resolved.code !== undefined) this.refuse("dns", resolved.code);
    return resolved;
  }

  /** A flow to an address that was learned is one of the name, be the address an app's besides or not. */
  #learnedName(address: string, now: Instant): string | undefined {
    return this.learned.namesOf(address, now).find((name) => this.#isOfPublisherDns(name));
  }

  /** By the SRP of now: a name may be no app's any more. */
  #isOfPublisherDns(name: string): boolean {
    const found = this.#table?.steer(name);
    return found?.kind === "app" && found.usePublisherDns;
  }

  #steer(host: string): Destination {
    if (this.#table === undefined) return { kind: "unknown" };
    if (this.#table.steer(host).kind !== "elsewhere") return { kind: "gateway", host };
    return this.#unmatched === "direct" ? { kind: "direct", host } : { kind: "refuse", code: "AGT_STEER_NOT_ENTITLED" };
  }
}
