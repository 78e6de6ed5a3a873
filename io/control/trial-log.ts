/** For tests and measures: facts made up by a seed as the records of a control log. */
import type { EventLog, NewRecord } from "../log/event-log.ts";
import { encodeControlEvent } from "../wire/control-event.ts";
import { CONTROL_TOPIC, createControlTopic } from "./control-topic.ts";
import type { Told, TrialFacts } from "./trial-facts.ts";

/** Of the gateways; they serve others too. */
const TENANT = "demo";
/** One append takes at most so many: what a busy cluster's gateways write in a moment. */
const APPEND_RECORDS = 2_000;

/** The n-th append's records, its ids and times by that number. */
export function recordsOf({ writer: gateway, tenant, command, facts }: Told, n: number): NewRecord[] {
  const writer = `spiffe://corp.example/${TENANT}/gateway/${gateway}`;
  const about = { tenant, atUs: 1_790_000_000_000_000 + n * 1_000, writer, critical: true, actor: writer, command };
  return facts.map((fact, i) => {
    const id = `${n.toString(16).padStart(16, "0")}${i.toString(16).padStart(16, "0")}`;
    return { key: `${tenant}/${fact.type}`, value: encodeControlEvent({ ...about, id, fact }) };
  });
}

/** The estate and what happens to it, until so many facts are in the log. */
export async function fillLog(log: EventLog, facts: TrialFacts, count: number): Promise<void> {
  await createControlTopic(log);
  let n = facts.told;
  let waiting: NewRecord[] = [];
  const flush = async (most: number): Promise<void> => {
    if (waiting.length <= most) return;
    await log.append(CONTROL_TOPIC, waiting, 0);
    waiting = [];
  };
  const take = (told: Told): void => void waiting.push(...recordsOf(told, n++));
  if (facts.told === 0) {
    for (const told of facts.estate()) {
      take(told);
      await flush(APPEND_RECORDS);
    }
  }
  while (facts.told < count) {
    take(facts.next());
    await flush(APPEND_RECORDS);
  }
  await flush(0);
}
