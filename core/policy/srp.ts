/**
 * One person's entitlement and routing object: every app that a rule, allow or block, may concern for this user and
 * device, as they came and at this time. The agent steers by it and decides nothing; order doesn't matter to it.
 */
import { canonicalText, utf8 } from "../control/canonical.ts";
import type { PortRange } from "../net/port-range.ts";
import { appsOf, type Compiled } from "./compile.ts";
import { type Circumstances, MET } from "./criteria.ts";
import { fails, failsWho, isExpired } from "./rule.ts";

export interface SrpEntry {
  readonly app: string;
  readonly hosts: readonly string[];
  readonly ports: readonly PortRange[];
  /** Remediate: steered only so that the person is told why not: a block, or an allow that place or time holds back. */
  readonly action: "allow" | "remediate";
  readonly usePublisherDns: boolean;
}

export interface Srp {
  /** Follows the revision of the configuration. */
  readonly version: number;
  /** By the apps' names. */
  readonly entries: readonly SrpEntry[];
  readonly privateDomains: readonly string[];
}

export function srpFor(user: string, device: string, compiled: Compiled, circumstances: Circumstances): Srp {
  const { configRev: version, privateDomains, networks } = compiled;
  const subject = compiled.roster.subject(user, device, undefined);
  if (typeof subject === "string") return { version, entries: [], privateDomains };
  const actions = new Map<string, SrpEntry["action"]>();
  for (const rule of compiled.rules) {
    if (failsWho(rule, subject) !== MET || isExpired(rule, circumstances.atUs)) continue;
    const allows = rule.spec.action !== "block" && fails(rule, subject, circumstances, networks) === MET;
    for (const app of appsOf(rule, compiled)) {
      // An allow and a block may both concern the app: which comes first is the gateway's to say.
      if (allows) actions.set(app, "allow");
      else if (!actions.has(app)) actions.set(app, "remediate");
    }
  }
  const entries: SrpEntry[] = [];
  for (const [app, action] of [...actions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const spec = compiled.apps.get(app);
    if (spec === undefined) continue;
    entries.push({ app, hosts: spec.hosts, ports: spec.ports, action, usePublisherDns: spec.usePublisherDns });
  }
  return { version, entries, privateDomains };
}

/** What is hashed: the content without the version, so that a revision that changes nothing for this person shows. */
export const canonicalSrp = ({ entries, privateDomains }: Srp): Uint8Array =>
  utf8(canonicalText({ entries, privateDomains }));
