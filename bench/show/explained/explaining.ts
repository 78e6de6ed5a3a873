/**
 * Every decision on record, explained by a gateway other than the one that made it: it is told what the decision was
 * made of and nothing of the verdict, which is read from the record afterwards and compared.
 */
import {
  type MadeRow,
  madeOf,
  madeQuery,
  madeRow,
  recordedOf,
  recordedQuery,
  sessionOf,
  sessionQuery,
} from "../../../core/reading/decisions-query.ts";
import { differencesOf } from "../../../core/reading/explained.ts";
import type { Link } from "../../../io/grpc/link.ts";
import type { RecordReader } from "../../../io/record-reader.ts";
import { decodeExplained, EXPLAIN_PATH, encodeAsked } from "../../../io/wire/explain.ts";

const ANSWER_MS = 30_000;
/** Questions of one reader at once. */
const LANES = 4;

export interface Explaining {
  /** By kind of decision and code. */
  readonly explained: Readonly<Record<string, number>>;
  readonly decisions: number;
  /** Decisions by the gateways that made them, and by those that explained them. */
  readonly pairs: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** `gateways`: of each that may explain, its name and a link. */
export async function explainAll(
  reader: RecordReader,
  flowIds: readonly string[],
  gateways: ReadonlyMap<string, Link>,
): Promise<Explaining> {
  const explained: Record<string, number> = {};
  const pairs: Record<string, number> = {};
  const failures: string[] = [];
  let decisions = 0;
  const one = async (flowId: string, n: number): Promise<void> => {
    const rows = (await reader.all(madeQuery(flowId))).map(madeRow);
    const [decider] = (await reader.all({ query: DECIDER, params: { flow_id: flowId } })).map(([name]) => String(name));
    const others = [...gateways].filter(([name]) => name !== decider);
    const [name, link] = others[n % others.length]!;
    const answers = await answersOf(reader, rows, link);
    // Only now is anybody told what was decided.
    const recorded = (await reader.all(recordedQuery(flowId))).map(recordedOf);
    for (const [at, answer] of answers.entries()) {
      const said = recorded[at]!;
      const different = differencesOf(answer.plain, said);
      if (different.length > 0) failures.push(`${flowId}, ${answer.kind}: ${different.join("; ")}`);
      if (answer.by === said.gateway) failures.push(`${flowId} was explained by its own gateway ${said.gateway}`);
      if (answer.assumed > 0) failures.push(`${flowId}: ${answer.assumed} facts were assumed, all are on record`);
      const kind = `${answer.kind} ${said.action} ${said.reason}`.trim();
      explained[kind] = (explained[kind] ?? 0) + 1;
      decisions += 1;
    }
    pairs[`${decider} by ${name}`] = (pairs[`${decider} by ${name}`] ?? 0) + 1;
  };
  const waiting = [...flowIds.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await one(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { explained, decisions, pairs, failures };
}

const DECIDER = `SELECT gateway FROM network_events WHERE tenant != '' AND kind = 'flow-decided'
  AND flow_id = {flow_id:UUID} LIMIT 1`;

async function answersOf(reader: RecordReader, rows: readonly MadeRow[], link: Link) {
  const [first] = rows;
  if (first === undefined || first.inputs === "") return [];
  const answers = [];
  for (const row of rows) {
    const [session] = await reader.all(sessionQuery(row.inputs));
    const { kind, question, asOf } = madeOf(row, first, sessionOf(session ?? []));
    const request = encodeAsked({ question, moment: { offset: asOf } });
    const said = decodeExplained(await link.unary(EXPLAIN_PATH, request, ANSWER_MS));
    const rules = said.considered.map(({ rule, firstFailed }) => ({ rule, first_failed: firstFailed || null }));
    const plain = {
      verdict: { ...said, near_miss: said.nearMiss, rules_considered: rules },
      versions: { as_of: said.asOf, config_rev: said.configRev },
    };
    answers.push({ kind, by: said.gateway, assumed: said.assumed.length, plain });
  }
  return answers;
}
