/** What a Client Gateway tells of a session: who it is by the control log, and what the agent says of its device. */
import { SYSTEMS } from "../../core/config/policy-spec.ts";
import { canonicalText, utf8 } from "../../core/control/canonical.ts";
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { parseIp, printIp, splitHostPort } from "../../core/net/ip.ts";
import type { SessionInputs } from "../../core/policy/verdict.ts";
import type { Code } from "../../core/reason.ts";
import type { SessionDown, SessionUp, SrpDelivered } from "../../core/record/network-event.ts";
import type { ReportedFact } from "../../core/record/report.ts";
import type { SessionFacts } from "./sessions.ts";

/** As the agent greeted. */
export interface Greeting {
  readonly agentVersion?: string | null;
  readonly device?: { readonly os?: string | null; readonly osVersion?: string | null } | null;
  readonly address: string;
}

/** What an agent says of itself: longer is nonsense, and would fill the spool. */
const WORDS_MAX = 64;
const wordsOf = (text: string | null | undefined): string => (text ?? "").slice(0, WORDS_MAX);

/** The agent's own word for its system, in ours; "" for one that we have no name for. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = { darwin: "macos", win32: "windows" };

/** What decisions will be told of how the session came. */
export function inputsOf({ device, address: from }: Greeting, countryOf: (address: string) => string): SessionInputs {
  const said = wordsOf(device?.os).toLowerCase();
  const os = SYSTEM_WORDS[said] ?? SYSTEMS.find((one) => one === said) ?? "";
  const ip = parseIp(splitHostPort(from)?.host ?? from);
  const address = ip === undefined ? "" : printIp(ip);
  return { accessMethod: "client", os, address, country: countryOf(address) };
}

/** What names a session's inputs in the record is the hash of this. */
export const inputsBytes = (inputs: SessionInputs): Uint8Array => utf8(canonicalText(inputs));

export function upFact(gateway: string, facts: SessionFacts, state: ControlState, greeting: Greeting): SessionUp {
  const { devices } = tenantOf(state, facts.tenant);
  const { os, osVersion } = greeting.device ?? {};
  return {
    ...{ type: "session-up", sessionId: facts.id, user: userOf(facts, state), device: facts.device, gateway },
    deviceClassification: devices.get(facts.device)?.classification ?? "",
    ...{ remoteAddr: greeting.address, agentVersion: wordsOf(greeting.agentVersion) },
    os: [wordsOf(os), wordsOf(osVersion)].filter((word) => word !== "").join(" "),
    inputs: { ...facts.inputs, hash: facts.inputsHash, userName: facts.user },
  };
}

export function deliveredFact(
  gateway: string,
  facts: SessionFacts,
  state: ControlState,
  srpHash: string,
  apps: number,
): SrpDelivered {
  const { id: sessionId, device } = facts;
  return { type: "srp-delivered", sessionId, user: userOf(facts, state), device, gateway, srpHash, apps };
}

export function downFact(
  gateway: string,
  facts: SessionFacts,
  state: ControlState,
  reason: Code,
  nowUs: number,
): SessionDown {
  // Wall time may have been set back meanwhile.
  const durationUs = Math.max(0, nowUs - facts.sinceUs);
  const { id: sessionId, device } = facts;
  return { type: "session-down", sessionId, user: userOf(facts, state), device, gateway, reason, durationUs };
}

/** What a device did by itself, for a program: whose device it is the fold says, not the device. */
export function withUser(fact: ReportedFact, tenant: string, state: ControlState): ReportedFact {
  if (fact.type !== "near-miss" && fact.type !== "stub-leases") return fact;
  const user = tenantOf(state, tenant).devices.get(fact.device)?.user ?? "";
  return { ...fact, user: userOf({ tenant, user }, state) };
}

/** People are told of by the name that others know them by. */
const userOf = ({ tenant, user }: Pick<SessionFacts, "tenant" | "user">, state: ControlState): string =>
  tenantOf(state, tenant).users.get(user)?.email || user;
