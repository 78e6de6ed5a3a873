/**
 * Rules tried on one flow, in their order, and what came of each. The decision notes what it found out and no more:
 * what is told of it, rule by rule or as an allow with its permit, is made for whoever reads it.
 */
import type { Instant } from "../units.ts";
import type { Compiled } from "./compile.ts";
import { ASKS_RULE, failsCriteria, MET, type Subject } from "./criteria.ts";
import { openFor, WORD } from "./gate.ts";
import { comesFirst, EMPTY_LANE, endBefore, type Lane } from "./lane.ts";
import { atNumber } from "./numbered.ts";
import { permitOf } from "./permit.ts";
import { asksOfApp, BLOCKS, concernsApp, fails, type Rule } from "./rule.ts";
import type { Allow, AppHit, Considered, FlowRequest, NearMissWhy, Permit, TriedRules } from "./verdict.ts";

/** What came of a rule that was looked at and not met. */
export interface Note {
  /** Of the rules of both lanes, in the order of the trial, from 0. */
  readonly at: number;
  readonly rule: Rule;
  /** Where in CRITERIA it failed, or NOT_CONCERNED. */
  readonly came: number;
  readonly before: Note | undefined;
}

/** It names the app, or a tag of it, as what it does not mean. */
const NOT_CONCERNED = -2;

/** A trial that ended with a rule which does not block is itself the allow: a decision makes no second object. */
export class Trial implements TriedRules, Allow {
  readonly request: FlowRequest;
  readonly match: AppHit;
  readonly compiled: Compiled;
  readonly now: Instant;
  /** The last one; each leads to the one before. */
  notes: Note | undefined = undefined;
  /** Rules that were tried, or would have been if they concerned the app. */
  private passed = 0;
  /** Where the rule that decides stands. */
  private metIn: Lane | undefined = undefined;
  private metAt = 0;

  constructor(request: FlowRequest, match: AppHit, compiled: Compiled, now: Instant) {
    this.request = request;
    this.match = match;
    this.compiled = compiled;
    this.now = now;
  }

  private get own(): Lane {
    return atNumber(this.compiled.ruleIndex.ofApp, this.match.number) ?? EMPTY_LANE;
  }

  get kind(): "allow" {
    return "allow";
  }

  get considered(): TriedRules {
    return this;
  }

  /** The rule that decides. Asked only where one is met. */
  get met(): Rule {
    return this.metIn!.rules[this.metAt]!;
  }

  get blocks(): boolean {
    return (this.metIn!.asks[this.metAt]! & BLOCKS) !== 0;
  }

  get action(): "allow" | "alert" {
    return this.met.action === "alert" ? "alert" : "allow";
  }

  get app(): string {
    return this.match.app;
  }

  get rule(): string {
    return this.met.name;
  }

  get receivers(): readonly string[] {
    return this.met.receivers;
  }

  get candidates(): readonly string[] {
    return this.match.candidates;
  }

  get nearMiss(): string | undefined {
    return this.match.nearMiss?.app;
  }

  get nearMissWhy(): NearMissWhy | undefined {
    return this.match.nearMiss?.why;
  }

  get asOf(): number {
    return this.compiled.asOf;
  }

  get configRev(): number {
    return this.compiled.configRev;
  }

  get permit(): Permit {
    if (this.metIn === undefined || this.blocks) throw new Error("no rule allows this flow: it has no permit");
    return permitOf(this);
  }

  /** Rules that concern the app and were tried. */
  get length(): number {
    let length = this.passed;
    for (let note = this.notes; note !== undefined; note = note.before) if (note.came === NOT_CONCERNED) length -= 1;
    return length;
  }

  /** The app's rules, and those of all apps, until one is met: is one? */
  run(subject: Subject): boolean {
    const { wide } = this.compiled.ruleIndex;
    const { own } = this;
    if (wide.lastOrder < own.firstOrder) {
      return this.tryRules(wide, 0, wide.rules.length, subject) || this.tryRules(own, 0, own.rules.length, subject);
    }
    for (const { lane, from, end } of inOrder(own, wide)) {
      if (this.tryRules(lane, from, end, subject)) return true;
    }
    return false;
  }

  /** Those from one place of a lane to before another: is one met? */
  private tryRules(lane: Lane, from: number, end: number, subject: Subject): boolean {
    for (let word = Math.floor(from / WORD), at = word * WORD; at < end; word += 1, at += WORD) {
      let open = openFor(lane.opens, word, subject);
      if (at < from) open &= -1 << (from - at);
      if (end < at + WORD) open &= (1 << (end - at)) - 1;
      for (; open !== 0; open &= open - 1) {
        if (this.isMet(lane, at + 31 - Math.clz32(open & -open), from, subject)) return true;
      }
    }
    this.passed += end - from;
    return false;
  }

  /** `from`: where the trial of this lane's part began. */
  private isMet(lane: Lane, at: number, from: number, subject: Subject): boolean {
    const asked = lane.asks[at]!;
    const came = (asked & ~BLOCKS) === 0 ? MET : this.cameOf(lane, at, asked, subject);
    if (came === MET) {
      this.metIn = lane;
      this.metAt = at;
      this.passed += at + 1 - from;
      return true;
    }
    this.notes = { at: this.passed + at - from, rule: lane.rules[at]!, came, before: this.notes };
    return false;
  }

  private cameOf(lane: Lane, at: number, asked: number, subject: Subject): number {
    const { networks } = this.compiled;
    if ((asked & ASKS_RULE) === 0) return failsCriteria(lane.criteria[at]!, asked, subject, this.request, networks);
    const rule = lane.rules[at]!;
    const { app, spec } = this.match;
    if (asksOfApp(asked) && !concernsApp(rule, app, spec.tags)) return NOT_CONCERNED;
    return fails(rule, subject, this.request, networks, asked);
  }

  *[Symbol.iterator](): Generator<Considered, undefined> {
    const noted = new Map<number, Note>();
    for (let note = this.notes; note !== undefined; note = note.before) noted.set(note.at, note);
    let at = 0;
    for (const { lane, from, end } of inOrder(this.own, this.compiled.ruleIndex.wide)) {
      for (let place = from; place < end; place += 1, at += 1) {
        if (at === this.passed) return undefined;
        const note = noted.get(at);
        const rule = lane.rules[place]!;
        if (lane === this.metIn && place === this.metAt) yield rule.met;
        else if (note === undefined) yield lane.shut[place]!;
        else if (note.came !== NOT_CONCERNED) yield rule.missed[note.came]!;
      }
    }
    return undefined;
  }

  map<T>(each: (one: Considered, at: number) => T): T[] {
    return Array.from(this, each);
  }
}

/** Parts of both lanes, in the order in which they are tried. */
function* inOrder(own: Lane, wide: Lane): Generator<{ lane: Lane; from: number; end: number }, undefined> {
  for (let i = 0, j = 0; i < own.rules.length || j < wide.rules.length; ) {
    if (comesFirst(own, i, wide, j)) {
      const end = endBefore(own, i, wide, j);
      yield { lane: own, from: i, end };
      i = end;
    } else {
      const end = endBefore(wide, j, own, i);
      yield { lane: wide, from: j, end };
      j = end;
    }
  }
  return undefined;
}
