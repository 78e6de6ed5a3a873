/**
 * May this person ask for a name? Who could open a flow to it, by any port of the app whose name it is, may; nobody
 * else hears whether it exists.
 */
import type { NameQuestion } from "../../core/dns/name-answer.ts";
import { addressOfReverse } from "../../core/dns/reverse-name.ts";
import { printIp } from "../../core/net/ip.ts";
import type { Compiled } from "../../core/policy/compile.ts";
import type { FlowRequest, Verdict } from "../../core/policy/verdict.ts";
import type { Instant } from "../../core/units.ts";
import { judgeAsked } from "./judging.ts";

/** Ports tried for one question: apps state a few ranges each, and the first one mostly says it. */
const PORTS_TRIED_MAX = 64;

/** The host whose app a question belongs to: of a name that stands for an address, the address. */
export function hostAsked({ name }: NameQuestion): string {
  const reversed = addressOfReverse(name);
  return reversed === undefined ? name : printIp(reversed);
}

/**
 * By the ports of the apps that have the host, the most specific app first: the first allow, else the first denial. A
 * port that leads to another app than the one it was taken from says nothing.
 */
export function judgeName(who: Omit<FlowRequest, "port" | "protocol">, compiled: Compiled, now: Instant): Verdict {
  // No app has port 0: this tells whose the host is, or that it is nobody's.
  const nowhere = judgeAsked({ ...who, port: 0, protocol: "tcp" }, compiled, now);
  if (nowhere.kind === "allow" || nowhere.candidates.length === 0) return nowhere;
  let denied: Verdict | undefined;
  let tried = 0;
  for (const app of nowhere.candidates) {
    for (const { protocol, from: port } of compiled.apps.get(app)?.ports ?? []) {
      if ((tried += 1) > PORTS_TRIED_MAX) return denied ?? nowhere;
      const verdict = judgeAsked({ ...who, port, protocol }, compiled, now);
      if (verdict.kind === "allow") return verdict;
      if (verdict.app === app) denied ??= verdict;
    }
  }
  return denied ?? nowhere;
}
