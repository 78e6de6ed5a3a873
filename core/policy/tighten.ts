/**
 * A narrower policy from what was used: of each rule the groups, users, apps and ports that no allowed flow needed.
 *
 * What is proposed only takes away. A criterion that names nobody in particular is never filled in: who was not seen in
 * ninety days may still come, and a rule for all stays one for all.
 */
import type { AppSpec, ConfigObject, PolicySpec } from "../config/object.ts";
import type { TenantState } from "../control/state.ts";
import { holdsPort, type PortRange, type Protocol } from "../net/port-range.ts";
import type { Said } from "./replay.ts";
import type { FlowRequest } from "./verdict.ts";

/** One way in which flows were allowed, and how often. `user`: name of the User object. */
export interface Use {
  readonly policy: string;
  readonly app: string;
  readonly user: string;
  readonly port: number;
  readonly protocol: Protocol;
  readonly flows: number;
}

export interface Narrowing {
  readonly kind: "Policy" | "App";
  readonly name: string;
  /** Of the spec, such as `groups`; "disabled" for a rule that nobody used. */
  readonly field: string;
  readonly taken: readonly string[];
  readonly kept: readonly string[];
}

export interface Tightened {
  /** What `apply` takes: the objects that would be narrower, whole. */
  readonly objects: readonly ConfigObject[];
  readonly narrowings: readonly Narrowing[];
  /** Apps to which no flow was allowed; none of them is removed by a draft. */
  readonly unusedApps: readonly string[];
  /** What stays as it is for a reason. */
  readonly left: readonly LeftAlone[];
}

/** Which ways flows would be allowed now: as many as there are, however many flows. */
export class UseTally {
  readonly #ways = new Map<string, { -readonly [F in keyof Use]: Use[F] }>();
  allowed = 0;
  refused = 0;

  add({ user, port, protocol }: FlowRequest, { action, policy, app }: Said): void {
    if (action === "block") return void (this.refused += 1);
    this.allowed += 1;
    const key = [policy, app, user, port, protocol].join("\n");
    const way = this.#ways.get(key);
    if (way === undefined) this.#ways.set(key, { policy, app, user, port, protocol, flows: 1 });
    else way.flows += 1;
  }

  uses(): readonly Use[] {
    return [...this.#ways.values()];
  }
}

export interface LeftAlone {
  readonly kind: "Policy" | "App";
  readonly name: string;
  readonly why: string;
}

interface Used {
  readonly apps: Set<string>;
  readonly users: Set<string>;
}

export function tightened(tenant: TenantState, uses: Iterable<Use>): Tightened {
  const rules = new Map<string, Used>();
  const ports = new Map<string, Port[]>();
  for (const { policy, app, user, port, protocol } of uses) {
    const used = rules.get(policy) ?? { apps: new Set(), users: new Set() };
    rules.set(policy, used);
    used.apps.add(app);
    used.users.add(user);
    const seen = ports.get(app) ?? [];
    ports.set(app, seen);
    if (!seen.some((one) => one.port === port && one.protocol === protocol)) seen.push({ port, protocol });
  }
  const draft = new Draft();
  for (const [name, spec] of tenant.policies) draft.rule(name, spec, rules.get(name), tenant);
  const shared = sharedHosts(tenant);
  for (const [name, spec] of tenant.apps) draft.app(name, spec, ports.get(name) ?? [], shared);
  return { objects: draft.objects, narrowings: draft.narrowings, unusedApps: draft.unusedApps, left: draft.left };
}

/** Hosts that more than one app states. */
function sharedHosts({ apps }: TenantState): ReadonlySet<string> {
  const [once, more] = [new Set<string>(), new Set<string>()];
  for (const { hosts } of apps.values()) for (const host of new Set(hosts)) (once.has(host) ? more : once).add(host);
  return more;
}

class Draft {
  readonly objects: ConfigObject[] = [];
  readonly narrowings: Narrowing[] = [];
  readonly unusedApps: string[] = [];
  readonly left: LeftAlone[] = [];

  rule(name: string, spec: PolicySpec, used: Used | undefined, tenant: TenantState): void {
    if (spec.disabled) return;
    // To take something from a block is to allow it.
    if (spec.action === "block")
      return void this.left.push({ kind: "Policy", name, why: "it blocks: less of it would widen" });
    if (used === undefined) {
      this.narrowings.push({ kind: "Policy", name, field: "disabled", taken: [name], kept: [] });
      this.objects.push({ kind: "Policy", name, spec: { ...spec, disabled: true } });
      return;
    }
    const negated = spec.not.filter((one) => one === "users" || one === "groups" || one === "apps");
    if (negated.length > 0) this.left.push({ kind: "Policy", name, why: `it wants none of its ${negated.join(", ")}` });
    const needs = (group: string) =>
      [...used.users].some((user) => tenant.users.get(user)?.groups.includes(group) ?? false);
    const keeps = {
      apps: (app: string) => used.apps.has(app),
      users: (user: string) => used.users.has(user),
      groups: needs,
    };
    let narrower = spec;
    for (const field of ["apps", "users", "groups"] as const) {
      if (spec.not.includes(field)) continue;
      const kept = spec[field].filter(keeps[field]);
      // Of nothing left the criterion would mean everybody: such a rule was met in another way than it looks now.
      if (kept.length === spec[field].length || kept.length === 0) continue;
      const taken = spec[field].filter((one) => !kept.includes(one));
      this.narrowings.push({ kind: "Policy", name, field, taken, kept });
      narrower = { ...narrower, [field]: kept };
    }
    if (narrower !== spec) this.objects.push({ kind: "Policy", name, spec: narrower });
  }

  app(name: string, spec: AppSpec, seen: readonly Port[], shared: ReadonlySet<string>): void {
    if (seen.length === 0) return void this.unusedApps.push(name);
    const kept = spec.ports.filter((range) => seen.some(({ port, protocol }) => holdsPort(range, protocol, port)));
    if (kept.length === spec.ports.length || kept.length === 0) return;
    const taken = spec.ports.filter((range) => !kept.includes(range));
    // A port that it offers no more may be another app's.
    if (spec.fallthrough || spec.hosts.some((host) => shared.has(host))) {
      const why = `${taken.map(rangeText).join(", ")} had no flow, and would fall to another app with this host`;
      return void this.left.push({ kind: "App", name, why });
    }
    this.narrowings.push({ kind: "App", name, field: "ports", taken: taken.map(rangeText), kept: kept.map(rangeText) });
    this.objects.push({ kind: "App", name, spec: { ...spec, ports: kept } });
  }
}

interface Port {
  readonly port: number;
  readonly protocol: Protocol;
}

const rangeText = ({ protocol, from, to }: PortRange): string => `${protocol}/${from === to ? from : `${from}-${to}`}`;
