/**
 * Rules tried on one flow, in their order, and what came of each. The decision notes what it found out and no more;
 * told rule by rule it is when somebody reads it.
 */
import type { Instant } from "../units.ts";
import { comesFirst, EMPTY_LANE, endBefore, type Lane } from "./app-rules.ts";
import type { Compiled } from "./compile.ts";
import { atNumber } from "./numbered.ts";
import { asksOfApp, concernsApp, fails, MET, type Rule } from "./rule.ts";
import type { AppHit, Considered, FlowRequest, TriedRules } from "./verdict.ts";

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

export class Trial implements TriedRules {
  readonly request: FlowRequest;
  readonly match: AppHit;
  readonly compiled: Compiled;
  readonly now: Instant;
  /** The rule that decides. */
  met: Rule | undefined = undefined;
  /** The last one; each leads to the one before. */
  notes: Note | undefined = undefined;
  /** Rules that concern the app and were tried. */
  length = 0;
  /** As `length`, with those that don't concern it. */
  private passed = 0;

  constructor(request: FlowRequest, match: AppHit, compiled: Compiled, now: Instant) {
    this.request = request;
    this.match = match;
    this.compiled = compiled;
    this.now = now;
  }

  /** The app's rules, and those of all apps, until one is met. `row`: the person's, of the roster. */
  run(row: number): void {
    const { ruleIndex, roster } = this.compiled;
    const { wide } = ruleIndex;
    const own = atNumber(ruleIndex.ofApp, this.match.number) ?? EMPTY_LANE;
    const low = roster.gates[2 * row]!;
    const high = roster.gates[2 * row + 1]!;
    if (wide.lastOrder < own.firstOrder) {
      this.tryRules(wide, 0, wide.rules.length, low, high, row);
      if (this.met === undefined) this.tryRules(own, 0, own.rules.length, low, high, row);
      return;
    }
    for (const { lane, from, end } of inOrder(own, wide)) {
      this.tryRules(lane, from, end, low, high, row);
      if (this.met !== undefined) return;
    }
  }

  /** Those from one place of a lane to before another. */
  private tryRules(
    { gates, asks, rules }: Lane,
    from: number,
    end: number,
    low: number,
    high: number,
    row: number,
  ): void {
    let apart = 0;
    for (let at = from, gate = 2 * from; at < end; at += 1, gate += 2) {
      if (((gates[gate]! & low) | (gates[gate + 1]! & high)) === 0) continue;
      const rule = rules[at]!;
      const asked = asks[at]!;
      const came = asked === 0 ? MET : this.cameOf(rule, asked, row);
      if (came === MET) {
        this.met = rule;
        this.length += at + 1 - from - apart;
        this.passed += at + 1 - from;
        return;
      }
      if (came === NOT_CONCERNED) apart += 1;
      this.notes = { at: this.passed + at - from, rule, came, before: this.notes };
    }
    this.length += end - from - apart;
    this.passed += end - from;
  }

  private cameOf(rule: Rule, asked: number, row: number): number {
    const { app, spec } = this.match;
    if (asksOfApp(asked) && !concernsApp(rule, app, spec.tags)) return NOT_CONCERNED;
    const { roster, networks } = this.compiled;
    return fails(rule, roster.subject(row), this.request, networks, asked);
  }

  *[Symbol.iterator](): Generator<Considered, undefined> {
    const { ofApp, wide } = this.compiled.ruleIndex;
    const noted = new Map<number, Note>();
    for (let note = this.notes; note !== undefined; note = note.before) noted.set(note.at, note);
    let at = 0;
    for (const { lane, from, end } of inOrder(atNumber(ofApp, this.match.number) ?? EMPTY_LANE, wide)) {
      for (let place = from; place < end; place += 1, at += 1) {
        if (at === this.passed) return undefined;
        const note = noted.get(at);
        const rule = lane.rules[place]!;
        if (rule === this.met) yield rule.met;
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
