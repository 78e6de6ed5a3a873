/**
 * Decisions a second on one core, explanation included: 1,000 apps, 1,000 rules, 100,000 different questions, each
 * decided anew each time. The mix is measured with them, by the verdicts. The explanation is what a verdict holds: all
 * that is told of the rules tried is read from it without asking a rule again; to put it into words is not measured.
 */
import { type Compiled, compile } from "../core/policy/compile.ts";
import { decide } from "../core/policy/decide.ts";
import type { FlowRequest } from "../core/policy/verdict.ts";
import type { Instant } from "../core/units.ts";
import type { BenchOptions } from "./main.ts";
import { policyWorld, requestsOf } from "./policy-world.ts";

const SIZE = { apps: 1_000, rules: 1_000, users: 2_000 };
const QUESTIONS = 100_000;
const SEED = 7;
/** Rounds before the first that counts: the compiler of the runtime is at work. */
const WARM_UP = 10;

export interface DecideFigures {
  readonly per_second: Rates;
  readonly mix: ReturnType<typeof mixOf>;
}

/** Of the rounds: whatever else the machine has to do takes from some of them, and adds to none. */
interface Rates {
  readonly least: number;
  readonly median: number;
  /** A quarter of the rounds were at least as fast. */
  readonly upper_quartile: number;
  readonly most: number;
}

export function bench({ rounds, quick, progress }: BenchOptions): Promise<DecideFigures> {
  const compiled = compile(policyWorld(SIZE, SEED));
  const requests = requestsOf(SIZE, QUESTIONS, SEED, compiled);
  const mix = mixOf(compiled, requests);
  const rates: number[] = [];
  for (let round = -WARM_UP; round < (quick ? 3 : rounds); round += 1) {
    const rate = rateOf(compiled, requests, mix.allows);
    if (round < 0) continue;
    rates.push(rate);
    progress(`round ${round + 1}: ${(rate / 1e6).toFixed(2)} million a second`);
  }
  rates.sort((a, b) => a - b);
  const at = (share: number) => Math.round(rates[Math.floor((rates.length - 1) * share)]!);
  const per_second = { least: at(0), median: at(0.5), upper_quartile: at(0.75), most: at(1) };
  return Promise.resolve({ per_second, mix });
}

/**
 * A pass over all questions, each second one of the processor's: that of all threads of this process, its garbage
 * collection included. What is decided is counted, so that nothing of it can be left out.
 */
function rateOf(compiled: Compiled, requests: readonly FlowRequest[], allows: number): number {
  let allowed = 0;
  let told = 0;
  const began = process.cpuUsage();
  for (const request of requests) {
    const verdict = decide(request, compiled, 1_000 as Instant);
    if (verdict.kind === "allow") allowed += 1;
    told += verdict.considered.length;
  }
  const { user, system } = process.cpuUsage(began);
  if (allowed !== allows || told === 0) throw new Error(`${allowed} allows, and ${allows} before`);
  return (requests.length / (user + system)) * 1e6;
}

/** Shares of all, and how many rules were tried for each. */
function mixOf(compiled: Compiled, requests: readonly FlowRequest[]) {
  const considered: number[] = [];
  const rules = new Set<string>();
  let [allows, blocks, byPattern] = [0, 0, 0];
  for (const request of requests) {
    const verdict = decide(request, compiled, 1_000 as Instant);
    considered.push(verdict.considered.length);
    if (verdict.rule !== undefined) rules.add(verdict.rule);
    if (verdict.kind === "allow") allows += 1;
    else if (verdict.code === "CGW_POLICY_RULE_BLOCK") blocks += 1;
    if (!compiled.apps.get(verdict.app ?? "")?.hosts.includes(request.host)) byPattern += 1;
  }
  considered.sort((a, b) => a - b);
  const share = (count: number) => Number((count / requests.length).toFixed(3));
  return {
    ...{ apps: compiled.apps.size, rules: compiled.rules.length, questions: requests.length, allows },
    ...{ allow_share: share(allows), block_share: share(blocks), wildcard_or_block_share: share(byPattern) },
    ...{ rules_tried_median: considered[Math.floor(considered.length / 2)]!, rules_that_decided: rules.size },
  };
}
