/** The answer of `wayleave why` for a person. */

import type { WhyAnswer } from "../../core/reading/why.ts";
import { durationText } from "../../core/record/amounts.ts";
import { criterionText } from "./criterion-text.ts";
import { block } from "./text-block.ts";

export function whyText(why: WhyAnswer): string {
  const { who, what, when, decision, route, reason, versions } = why;
  const blocks = [
    `${why.denial_id ?? why.flow_id ?? ""}: ${why.outcome}, ${reason.code ?? "no code yet"}`,
    block([
      ["what it means", [reason.text, reason.means].filter(Boolean).join(" ")],
      ["where", reason.where],
      ["who can fix it", `${reason.who_can_fix}. ${reason.what_to_do}`],
      ["the person was told", decision.notice],
    ]),
    block([
      [
        "who",
        `${who.user ?? "nobody known"} on ${who.device ?? "no known device"}${inBrackets(who.device_classification)}`,
      ],
      ["from", addressText(who.src_ip, who.src_port, who.access_method)],
      ...destinationText(why),
      ["app", what.app ?? (what.near_miss === null ? "none has this destination" : null)],
      ["near miss", what.near_miss === null ? null : `app ${what.near_miss} has this host, on other ports`],
      ["when", whenText(when)],
      ["decision", why.question === null ? decisionText(decision) : null],
    ]),
    rulesText(decision),
    routeText(route),
    block([
      [
        "bytes",
        why.question === null ? `${why.client_bytes ?? 0} from the program, ${why.server_bytes ?? 0} to it` : null,
      ],
      [
        "decided by",
        `as of ${versions.as_of ?? "?"}, config ${versions.config_rev ?? "?"}, SRP ${versions.srp_version ?? "?"}`,
      ],
      ["flow", why.flow_id],
      ["question", why.question?.question_id ?? null],
      ["made once more", why.flow_id === null ? null : `wayleave explain --flow ${why.flow_id}`],
      ["trace", traceText(why)],
    ]),
    othersText(why),
  ];
  return `${blocks.filter((text) => text !== "").join("\n\n")}\n`;
}

function destinationText({ what, question }: WhyAnswer): [string, string | null][] {
  if (question === null) return [["to", `${what.host ?? "?"}:${what.port ?? "?"} (${what.protocol ?? "?"})`]];
  return [
    ["asked for the name", `${what.host ?? "?"} (${question.type ?? "?"})`],
    ["answered", question.rcode],
  ];
}

const traceText = ({ trace_id, trace_kept, flow_id, question }: WhyAnswer): string | null =>
  trace_id !== null && trace_kept ? `${trace_id}: wayleave trace ${flow_id ?? question?.question_id}` : trace_id;

const inBrackets = (text: string | null): string => (text === null ? "" : ` (${text})`);

function addressText(ip: string | null, port: number | null, method: string | null): string | null {
  if (ip === null) return method;
  return `${ip}:${port ?? "?"}${method === null ? "" : ` by ${method}`}`;
}

function whenText({ start_time, end_time, duration_us }: WhyAnswer["when"]): string {
  if (end_time === null) return `since ${start_time ?? "?"}`;
  return `${start_time ?? "?"}${duration_us === null ? "" : `, for ${durationText(duration_us)}`}`;
}

function decisionText({ action, policy }: WhyAnswer["decision"]): string {
  if (policy === null) return "no rule was asked";
  return `${action ?? "?"} by rule ${policy}`;
}

function rulesText({ rules_considered }: WhyAnswer["decision"]): string {
  if (rules_considered.length === 0) return "";
  return `rules, in the order in which they were tried:\n${block(
    rules_considered.map(({ rule, first_failed }) => [
      rule,
      first_failed === null ? "matched" : `did not match: ${criterionText(first_failed)}`,
    ]),
  )}`;
}

function routeText(route: WhyAnswer["route"]): string {
  const lines = block([
    ["publisher", route.publisher_name ?? "none"],
    ["dialled", route.app_addr],
    ["gateways", [route.client_gateway, route.publisher_gateway].filter(Boolean).join(", ") || null],
  ]);
  if (route.candidates.length === 0) return lines;
  const candidates = route.candidates.map(({ publisher, gateway, why_not }): [string, string] => [
    `${publisher} at ${gateway}`,
    why_not === null ? "taken" : `not taken: ${why_not}`,
  ]);
  return `${lines}\npublishers that could have carried it:\n${block(candidates)}`;
}

function othersText({ others }: WhyAnswer): string {
  if (others.length === 0) return "";
  const rows = others.map(({ flow_id, start_time, user }): [string, string] => [
    flow_id ?? "?",
    `${start_time ?? "?"} ${user ?? ""}`,
  ]);
  return `older flows bear the same id (wayleave why FLOW_ID):\n${block(rows)}`;
}
