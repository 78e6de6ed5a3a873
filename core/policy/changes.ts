/**
 * What changed between two compilations, and whom it concerns: flows to be judged again, people whose SRP may differ.
 *
 * Says yes too often rather than too seldom; a flow that it passes over has the verdict that it had.
 */
import { changedEntries } from "../control/rows.ts";
import { type Compiled, changedRules, type Rule, rulesFor } from "./compile.ts";
import { MET } from "./criteria.ts";
import { type AppIndex, indexApps, matchApp } from "./match-app.ts";
import { concernsApp, failsWho, nextChangeUs } from "./rule.ts";
import type { FlowRequest } from "./verdict.ts";

export interface Changes {
  readonly after: Compiled;
  readonly users: ReadonlySet<string>;
  readonly devices: ReadonlySet<string>;
  /** Names of apps that came, went or changed. */
  readonly apps: ReadonlySet<string>;
  /** Some of them went, or bear other tags: rules that concerned them may not any more. */
  readonly appsLeft: boolean;
  /** Of those, as they were and as they are: a destination that matches here may belong to another app now. */
  readonly were: AppIndex;
  readonly are: AppIndex;
  /** Rules that came, went or changed, as they were and as they are; and those that time or a network has changed. */
  readonly rules: readonly Rule[];
  readonly privateDomains: boolean;
}

/** Wall time from the one judgement to the other, microseconds. */
export interface Meanwhile {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Undefined where nothing differs that a decision or an SRP is made of. */
export function changesBetween(before: Compiled, after: Compiled, meanwhile?: Meanwhile): Changes | undefined {
  const turned = meanwhile === undefined ? [] : turnedBy(after.timed, meanwhile);
  if (turned.length === 0 && before.configRev === after.configRev) return undefined;
  const differing = differences(before, after);
  const changes = turned.length === 0 ? differing : { ...differing, rules: [...differing.rules, ...turned] };
  const { users, devices, apps, rules, privateDomains } = changes;
  return users.size + devices.size + apps.size + rules.length > 0 || privateDomains ? changes : undefined;
}

/** Sessions and flows are looked at by the same two compilations: the later one holds what it was last compared for. */
const compared = new WeakMap<Compiled, { readonly before: WeakRef<Compiled>; readonly changes: Changes }>();

function differences(before: Compiled, after: Compiled): Changes {
  const last = compared.get(after);
  if (last?.before.deref() === before) return last.changes;
  const changes = compare(before, after);
  compared.set(after, { before: new WeakRef(before), changes });
  return changes;
}

function compare(before: Compiled, after: Compiled): Changes {
  const apps = changedEntries(before.apps, after.apps);
  const old = apps.flatMap(({ name, before: spec }) => (spec === undefined ? [] : [[name, spec] as const]));
  const now = apps.flatMap(({ name, after: spec }) => (spec === undefined ? [] : [[name, spec] as const]));
  return {
    after,
    users: namesOf(changedEntries(before.users, after.users)),
    devices: namesOf(changedEntries(before.devices, after.devices)),
    apps: namesOf(apps),
    appsLeft: apps.some(
      ({ before: was, after: is }) => was !== undefined && is?.tags.join("\n") !== was.tags.join("\n"),
    ),
    were: indexApps(new Map(old), after.lexicon),
    are: indexApps(new Map(now), after.lexicon),
    rules: [...changedRules(before.rules, after.rules), ...rehomed(before, after)],
    privateDomains: before.privateDomains !== after.privateDomains,
  };
}

const namesOf = (entries: readonly { readonly name: string }[]): ReadonlySet<string> =>
  new Set(entries.map(({ name }) => name));

/** Rules of which time may say something else by now. Clocks that were set back may have changed any. */
const turnedBy = (timed: readonly Rule[], { fromUs, toUs }: Meanwhile): readonly Rule[] =>
  toUs < fromUs ? timed : timed.filter((rule) => nextChangeUs(rule, fromUs) <= toUs);

/** The next moment at which a rule may say something else by itself. */
export const nextTurnUs = ({ timed }: Compiled, atUs: number): number =>
  timed.reduce((next, rule) => Math.min(next, nextChangeUs(rule, atUs)), Number.POSITIVE_INFINITY);

/** Rules that name a network which came, went or changed. */
function rehomed(before: Compiled, after: Compiled): readonly Rule[] {
  const networks = namesOf(changedEntries(before.networkSpecs, after.networkSpecs));
  return networks.size === 0 ? [] : after.rules.filter(({ spec }) => spec.networks.some((name) => networks.has(name)));
}

/** Past this many changed rules or apps it costs less to judge than to find out whether to. */
const LOOKED_AT_MAX = 32;

/** May this flow, which had been matched to `app`, have another verdict now? `host` is in normal form. */
export function concernsFlow(changes: Changes, flow: FlowRequest, app: string): boolean {
  if (concernsPerson(changes, flow.user, flow.device) || changes.apps.has(app)) return true;
  const { host, port, protocol } = flow;
  for (const index of [changes.were, changes.are]) {
    if (matchApp(index, host, port, protocol).kind !== "unknown") return true;
  }
  if (changes.rules.length === 0) return false;
  if (changes.rules.length > LOOKED_AT_MAX) return true;
  const subject = changes.after.roster.subject(flow.user, flow.device, flow.seat);
  if (typeof subject === "string") return true;
  const tags = changes.after.apps.get(app)?.tags ?? [];
  return changes.rules.some((rule) => concernsApp(rule, app, tags) && failsWho(rule, subject) === MET);
}

/** May this person's SRP differ now? */
export function concernsSrp(changes: Changes, user: string, device: string): boolean {
  if (concernsPerson(changes, user, device) || changes.privateDomains) return true;
  const { after, apps, appsLeft, rules } = changes;
  if (appsLeft || apps.size > LOOKED_AT_MAX || rules.length > LOOKED_AT_MAX) return true;
  const subject = after.roster.subject(user, device, undefined);
  if (typeof subject === "string") return true;
  const concerns = (rule: Rule) => failsWho(rule, subject) === MET;
  return rules.some(concerns) || [...apps].some((app) => rulesFor(after, app).some(concerns));
}

const concernsPerson = ({ users, devices }: Changes, user: string, device: string): boolean =>
  users.has(user) || devices.has(device);
