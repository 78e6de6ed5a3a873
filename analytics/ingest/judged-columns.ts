/** Columns of `network_events` that keep what a verdict was made of: by them and the control log it is made again. */
import type { Judged, JudgedAgain, SessionTold } from "../../core/record/judged.ts";
import { fewTexts, list, text, time, u32 } from "./native.ts";

export function judgedColumns() {
  return {
    ...{ user_name: fewTexts(), judged_at: time(), inputs_hash: text() },
    ...{ system: fewTexts(), address: text(), country: fewTexts(), session_method: fewTexts() },
    ...{
      judged_host: fewTexts(),
      judged_port: u32(),
      judged_app: fewTexts(),
      judged_policy: fewTexts(),
      judged_code: fewTexts(),
    },
    ...{ judged_rules: list("rule", "first_failed"), srp_hash: text() },
  };
}

type JudgedColumns = ReturnType<typeof judgedColumns>;

/** Of the verdict's versions the envelope speaks. */
export function setJudged(to: JudgedColumns, row: number, { userName, atUs, inputs }: Judged): void {
  to.user_name.set(row, userName);
  to.judged_at.set(row, atUs);
  to.inputs_hash.set(row, inputs);
}

export function setJudgedAgain(to: JudgedColumns, row: number, verdict: JudgedAgain): void {
  const { app, policy, code, considered } = verdict;
  to.judged_host.set(row, verdict.host);
  to.judged_port.set(row, verdict.port);
  to.judged_app.set(row, app);
  to.judged_policy.set(row, policy);
  to.judged_code.set(row, code);
  if (considered.length === 0) return;
  const rules = considered.map(({ rule, firstFailed }) => [rule, firstFailed]);
  to.judged_rules.set(row, rules);
}

export function setTold(to: JudgedColumns, row: number, told: SessionTold): void {
  to.user_name.set(row, told.userName);
  to.inputs_hash.set(row, told.hash);
  to.session_method.set(row, told.accessMethod);
  to.system.set(row, told.os);
  to.address.set(row, told.address);
  to.country.set(row, told.country);
}
