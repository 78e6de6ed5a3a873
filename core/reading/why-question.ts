/** Why a question of a name was refused, or failed: a row of `kind: dns` in the words of `why`. */
import { type KindRow, questionOutcome, textIn } from "./kinds.ts";
import { reasonOf, type WhyAnswer } from "./why.ts";

export function whyQuestion(row: KindRow): WhyAnswer {
  const text = (field: string) => textIn(row, field);
  const number = (field: string): number | null => (typeof row[field] === "number" ? row[field] : null);
  const refused = row["how"] === "refused";
  const [began, duration] = [text("time"), number("duration_us")];
  return {
    denial_id: text("denial_id"),
    flow_id: null,
    question: { question_id: text("question_id"), type: text("type"), rcode: text("rcode"), how: text("how") },
    outcome: questionOutcome(row),
    reason: reasonOf(text("reason")),
    who: {
      ...{ user: text("user"), device: text("device"), device_classification: null, access_method: null },
      ...{ src_ip: null, src_port: null },
    },
    what: { host: text("host"), port: null, protocol: null, app: text("app"), near_miss: null },
    when: { start_time: began, end_time: began, duration_us: duration },
    decision: { action: refused ? "block" : null, policy: null, notice: null, rules_considered: [] },
    route: {
      ...{ publisher_name: text("publisher_name"), client_gateway: text("client_gateway"), publisher_gateway: null },
      ...{ app_addr: null, candidates: [] },
    },
    ...{ client_bytes: null, server_bytes: null },
    versions: { as_of: number("as_of"), config_rev: number("config_rev"), srp_version: null },
    ...{ trace_id: text("trace_id"), trace_kept: row["trace_kept"] === true, others: [] },
  };
}
