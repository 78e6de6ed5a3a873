/**
 * Policy tests: cases that must hold, judged by the function that decides flows.
 *
 * A write of rules, apps or networks that breaks a case is refused. What the directory says of people and devices is
 * never refused by one: a person who was deprovisioned is cut, and the case is warned of.
 */
import type { Kind, PolicyTestSpec } from "../config/object.ts";
import { timeUs } from "../config/time.ts";
import type { TenantState } from "../control/state.ts";
import { splitHostPort } from "../net/ip.ts";
import type { Compiled } from "../policy/compile.ts";
import { decide } from "../policy/decide.ts";
import { Roster } from "../policy/roster.ts";
import { NO_SESSION, type Verdict } from "../policy/verdict.ts";
import type { Instant } from "../units.ts";
import type { CommandMistake, Named } from "./decision.ts";

/** Kinds whose writes are refused where a case would break, and kinds whose writes are warned of. */
const REFUSED: readonly Kind[] = ["Policy", "App", "Network", "PolicyTest"];
const WARNED: readonly Kind[] = ["User", "Device", "Group"];

export interface Broken {
  readonly mistakes: readonly CommandMistake[];
  readonly warnings: readonly CommandMistake[];
}

/** `written`: of the command, in its order. `nowUs`: wall time, for cases that state none. */
export function brokenCases(
  written: readonly Named[],
  before: TenantState,
  after: TenantState,
  [then, now]: readonly [before: Compiled, after: Compiled],
  nowUs: number,
): Broken {
  const refuses = written.some(({ kind }) => REFUSED.includes(kind));
  const looks = refuses || written.some(({ kind }) => WARNED.includes(kind));
  if (!looks || after.policyTests.size === 0) return { mistakes: [], warnings: [] };
  const mistakes: CommandMistake[] = [];
  const warnings: CommandMistake[] = [];
  for (const [name, spec] of after.policyTests) {
    const wrong = failure(spec, now, nowUs);
    if (wrong === undefined) continue;
    const stated = written.findIndex((one) => one.kind === "PolicyTest" && one.name === name);
    const text = `PolicyTest ${name}: ${wrong}`;
    // What has failed before, as it stands, is not this write's doing.
    const old = before.policyTests.get(name);
    const broke = stated !== -1 || old === undefined || failure(old, then, nowUs) === undefined;
    const told = { object: Math.max(stated, 0), field: "", text };
    if (refuses && broke) mistakes.push(told);
    else warnings.push(told);
  }
  return { mistakes, warnings };
}

/** What is otherwise than the case expects; undefined where it holds. */
function failure(spec: PolicyTestSpec, compiled: Compiled, nowUs: number): string | undefined {
  const verdict = verdictOn(spec, compiled, nowUs);
  const is = verdict.kind === "allow" ? "allow" : "block";
  const asked = `${spec.user} to ${spec.to}`;
  const by = verdict.rule === undefined ? "" : ` by ${verdict.rule}`;
  const how = verdict.kind === "allow" ? `allowed${by}` : `refused${by} (${verdict.code})`;
  if (is !== spec.expect) return `${asked} expects ${spec.expect}, and would be ${how}`;
  if (spec.rule !== "" && spec.rule !== verdict.rule) return `${asked} expects rule ${spec.rule}, and would be ${how}`;
  return undefined;
}

function verdictOn(spec: PolicyTestSpec, compiled: Compiled, nowUs: number): Verdict {
  const { user, protocol, accessMethod, os, address, country } = spec;
  const { host = "", port = 0 } = splitHostPort(spec.to) ?? {};
  const said = {
    ...(accessMethod === "" ? {} : { accessMethod }),
    ...(country === "" ? {} : { country }),
  };
  const request = {
    ...{ user, device: spec.device, host, port, protocol, session: { ...NO_SESSION, os, address, ...said } },
    atUs: spec.at === "" ? nowUs : (timeUs(spec.at) ?? nowUs),
  };
  // Where no device is named, one of which nothing is known but whose it is.
  const anyDevice = new Map([["", { user, classification: "", revoked: false }]]);
  const { users, lexicon } = compiled;
  const roster = new Roster(users, anyDevice, lexicon);
  return decide(request, spec.device === "" ? { ...compiled, devices: anyDevice, roster } : compiled, 0 as Instant);
}
