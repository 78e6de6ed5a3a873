/** The answer of `wayleave explain` for a person. */

import type { ExplainAnswer, ExplainedDecision } from "../../core/reading/explained.ts";
import { isCode, REASONS } from "../../core/reason.ts";
import { criterionText } from "./criterion-text.ts";
import { block } from "./text-block.ts";

export function explainText({ flow_id, undecided, decisions }: ExplainAnswer): string {
  const head = flow_id === null ? [] : [`flow ${flow_id}`];
  if (undecided !== null) {
    const text = isCode(undecided) ? REASONS[undecided].text : "";
    return `${head.join("")}: turned away before anything was decided, ${undecided}\n  ${text}\n`;
  }
  return `${[...head, ...decisions.map(decisionText)].join("\n\n")}\n`;
}

const KINDS = {
  asked: "as if it were asked for",
  opened: "when it was opened",
  judged_again: "when it was judged again",
} as const satisfies Record<ExplainedDecision["kind"], string>;

function decisionText(decision: ExplainedDecision): string {
  const { request, verdict, versions, assumed, recorded, differences } = decision;
  const parts = [
    `${KINDS[decision.kind]}: ${verdict.action}${verdict.reason === null ? "" : `, ${verdict.reason}`}`,
    block([
      ["who", `${request.user} on ${request.device ?? "no device"}`],
      ["from", [request.address, request.country, request.os, request.access_method].filter(Boolean).join(", ")],
      ["to", `${request.host}:${request.port} (${request.protocol})`],
      ["at", request.at],
      ["app", verdict.app ?? (isAboutPerson(verdict) ? null : "none has this destination")],
      ["also its host", otherApps(verdict)],
      ["near miss", nearMiss(verdict)],
      ["rule", verdict.policy],
      ["would allow", verdict.would_allow === null ? null : `${verdict.would_allow}, elsewhere or at another time`],
      ["notice", verdict.notice],
      ["told", verdict.receivers.length === 0 ? null : verdict.receivers.join(", ")],
      ["decided by", `as of ${versions.as_of} (${versions.state_time}), config ${versions.config_rev}`],
      ["explained by", decision.explained_by],
      ["the record", recorded === null ? null : differences.length === 0 ? "says the same" : "SAYS OTHERWISE"],
    ]),
    rulesText(verdict),
    listed(
      "assumed, since it was not said:",
      assumed.map(({ fact, value, why }) => [fact, `${value || '""'}: ${why}`]),
    ),
    listed(
      "differences:",
      differences.map((text) => ["", text]),
    ),
  ];
  return parts.filter((text) => text !== "").join("\n");
}

type Verdict = ExplainedDecision["verdict"];

/** Who may do nothing is asked for no app. */
const isAboutPerson = ({ reason }: Verdict): boolean => reason?.startsWith("CGW_AUTH_") ?? false;

function otherApps({ app, app_candidates }: Verdict): string | null {
  const others = app_candidates.filter((name) => name !== app);
  return others.length === 0 ? null : others.join(", ");
}

const nearMiss = ({ near_miss, near_miss_why }: Verdict): string | null =>
  near_miss === null ? null : `app ${near_miss} has this host, and not this ${near_miss_why ?? "port"}`;

const rulesText = ({ rules_considered }: Verdict): string =>
  listed(
    "rules, in the order in which they were tried:",
    rules_considered.map(({ rule, first_failed: failed }) => [
      rule,
      failed === null ? "matched" : `did not match: ${criterionText(failed)}`,
    ]),
  );

const listed = (title: string, rows: readonly (readonly [string, string])[]): string =>
  rows.length === 0 ? "" : `${title}\n${block(rows)}`;
