/**
 * Rules made ready for decisions: 10,000 apps and 1,000 rules compiled whole, and again after one change.
 * Milliseconds on the thread that moves bytes; `cold_ms` is the first compilation of a fresh process.
 */
import { NOTHING_SAID } from "../core/config/defaults.ts";
import type { AppSpec, PolicySpec } from "../core/config/object.ts";
import { emptyTenant, type TenantState } from "../core/control/state.ts";
import { type Compiled, compile } from "../core/policy/compile.ts";
import type { BenchOptions } from "./main.ts";

const APPS = 10_000;
const RULES = 1_000;
/** Runs of each case in a round. */
const RUNS = 9;

export function bench({ rounds, progress }: BenchOptions): Promise<object> {
  const tenant = world();
  let compiled = undefined as Compiled | undefined;
  const coldMs = milliseconds(() => (compiled = compile(tenant)));
  const cases: Record<string, (n: number) => TenantState> = {
    one_app_changed: (n) => withApp(tenant, n),
    one_rule_changed: (n) => withRule(tenant, n),
    one_user_changed: (n) => ({ ...tenant, users: new Map(tenant.users), configRev: n }),
  };
  const samples: Record<string, number[]> = {};
  const note = (name: string, ms: number) => (samples[name] ??= []).push(ms);
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}`);
    for (let n = 1; n <= RUNS; n += 1)
      note(
        "whole",
        milliseconds(() => compile(tenant)),
      );
    for (const [name, change] of Object.entries(cases)) {
      for (let n = 1; n <= RUNS; n += 1) {
        const after = change(round * RUNS + n);
        note(
          name,
          milliseconds(() => compile(after, after.configRev, compiled)),
        );
      }
    }
  }
  const figures = Object.entries(samples).map(([name, all]) => [name, spread(all)] as const);
  return Promise.resolve({ apps: APPS, rules: RULES, cold_ms: rounded(coldMs), ...Object.fromEntries(figures) });
}

function milliseconds(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

function spread(samples: readonly number[]): Record<string, number> {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => rounded(sorted[Math.floor((sorted.length - 1) * share)]!);
  return { least_ms: at(0), median_ms: at(0.5), p90_ms: at(0.9) };
}

const rounded = (ms: number): number => Number(ms.toFixed(2));

/** Half of the apps by name, a quarter each by wildcard and by block; all share a tag; half of the rules go by tag. */
function world(): TenantState {
  const apps = Array.from({ length: APPS }, (_, n) => [`app-${n}`, app(n)] as const);
  const rules = Array.from({ length: RULES }, (_, n) => [`rule-${n}`, rule(n)] as const);
  return { ...emptyTenant("bench"), configRev: 1, apps: new Map(apps), policies: new Map(rules) };
}

function app(n: number): AppSpec {
  const names = [`app-${n}.corp.example`, `alias-${n}.corp.example`];
  const blocks = [`10.${n >> 8}.${n & 255}.0/24`, `10.${n >> 8}.${n & 255}.7`];
  return {
    ...NOTHING_SAID.App,
    hosts: n % 4 < 2 ? names : n % 4 === 2 ? [`*.zone-${n}.corp.example`] : blocks,
    ports: [{ protocol: "tcp", from: 443, to: 443 }],
    ...{ publishers: ["p1", "p2"], tags: ["prod", `team-${n % 200}`] },
  };
}

const rule = (n: number): PolicySpec => ({
  ...NOTHING_SAID.Policy,
  ...{ order: n + 1, action: "allow", groups: [`group-${n % 50}`] },
  apps: n % 2 === 0 ? [] : Array.from({ length: 20 }, (_, k) => `app-${(n * 20 + k) % APPS}`),
  appTags: n % 2 === 0 ? [`team-${n % 200}`] : [],
});

function withApp(tenant: TenantState, n: number): TenantState {
  const name = `app-${(n * 7) % APPS}`;
  const spec: AppSpec = { ...tenant.apps.get(name)!, hosts: [`moved-${n}.corp.example`] };
  return { ...tenant, apps: new Map(tenant.apps).set(name, spec), configRev: n };
}

function withRule(tenant: TenantState, n: number): TenantState {
  const name = `rule-${(n * 7) % RULES}`;
  const spec: PolicySpec = { ...tenant.policies.get(name)!, notice: `changed ${n}` };
  return { ...tenant, policies: new Map(tenant.policies).set(name, spec), configRev: n };
}
