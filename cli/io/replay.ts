/**
 * `wayleave replay`: recorded decisions made once more, here and not at a gateway, by what was in force or by a draft.
 *
 * The store is read in handfuls, and the configuration once: memory is bounded by users, apps and revisions.
 */
import { openSync, writeSync } from "node:fs";
import { decideCommand } from "../../core/command/command.ts";
import { placeMistake } from "../../core/config/judge.ts";
import type { Plain } from "../../core/config/located.ts";
import { printTime } from "../../core/config/time.ts";
import type { Fact } from "../../core/control/event.ts";
import { tenantOf } from "../../core/control/state.ts";
import type { Configurations } from "../../core/history/configurations.ts";
import { overlaid } from "../../core/history/overlay.ts";
import { compile } from "../../core/policy/compile.ts";
import { differenceOf, type RecordedDecision, type Said, saidBy } from "../../core/policy/replay.ts";
import { RulesInForce } from "../../core/policy/rules-in-force.ts";
import { type ReplayAnswer, replayAnswer } from "../../core/reading/replay-answer.ts";
import {
  type ReplayCounts,
  type ReplayTime,
  recordedDecision,
  replayCountsOf,
  replayCountsQuery,
  replayQuery,
} from "../../core/reading/replay-query.ts";
import { exampleOf, ReplayTally } from "../../core/reading/replay-tally.ts";
import { clock } from "../../io/clock.ts";
import { errnoOf } from "../../io/errors.ts";
import { readIdentity } from "../../io/pki/identity.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import type { Format } from "../args.ts";
import { layoutOf } from "../layout.ts";
import { replayText } from "../print/replay-text.ts";
import { readConfigurations } from "./configuration-reader.ts";
import { mistaken, readObjects } from "./documents.ts";
import { CommandFault, say } from "./fault.ts";
import { GatewayLine } from "./gateway-line.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";

export interface ReplayAsked extends ReplayTime {
  readonly data: string;
  readonly format: Format;
  readonly gateway: string | undefined;
  /** Empty: by what was in force. */
  readonly drafts: readonly string[];
  readonly base: "now" | "then";
  /** Examples of each kind. */
  readonly examples: number;
  /** Every flow that differs is written there, one JSON object a line. */
  readonly flowsFile: string | undefined;
}

/** A replay of 90 days may take its time; the store is asked one thing. */
const QUERY_S = 6 * 3_600;
const PROGRESS_MS = 2_000;

export async function replay(o: ReplayAsked): Promise<void> {
  const beganAt = clock.now();
  const configurations = await readThere(o);
  const judge = judgeOf(o, configurations);
  const { tally, counts } = await withRecord(o.data, ({ reader }) => replayed(reader, o, judge));
  const time = (us: number | undefined): string | null => (us === undefined ? null : printTime(us));
  const answer = replayAnswer(
    {
      ...{ draft: o.drafts.length === 0 ? null : o.drafts, base: o.drafts.length === 0 ? "then" : o.base },
      ...{ since: time(o.sinceUs), until: time(o.untilUs) },
    },
    tally,
    counts,
    { revisions: judge.revisions(), seconds: Math.round((clock.now() - beganAt) / 100) / 10 },
  );
  if (o.format === "table") process.stdout.write(replayText(answer, process.stdout.columns));
  else print(o.format, answer as unknown as Plain);
  if (isBroken(answer)) throw new CommandFault("decisions that differ from what they were: the input law is broken");
}

const isBroken = ({ draft, differences }: ReplayAnswer): boolean => draft === null && differences > 0;

async function readThere({ data, gateway }: ReplayAsked): Promise<Configurations> {
  const line = new GatewayLine(data, gateway);
  try {
    return await readConfigurations(line);
  } finally {
    line.close();
  }
}

/** What a decision is compared with, and what it would be. */
interface Judge {
  readonly rules: boolean;
  readonly before: (decision: RecordedDecision) => Said;
  readonly after: (decision: RecordedDecision) => Said;
  readonly revisions: () => number;
}

function judgeOf({ drafts, base, data }: ReplayAsked, configurations: Configurations): Judge {
  const { tenant } = readIdentity(layoutOf(data).operator).spiffe;
  const facts = drafts.length === 0 ? [] : factsOf(drafts, configurations, tenant);
  const rules = drafts.length === 0;
  if (drafts.length === 0 || base === "then") {
    const inForce = new RulesInForce(configurations, tenant, facts);
    return {
      ...{ rules, before: ({ said }) => said, revisions: () => inForce.compilations },
      after: ({ request, configRev }) => saidBy(request, inForce.at(configRev), rules),
    };
  }
  const now = configurations.now();
  const [stands, would] = [now, overlaid(now, tenant, facts)].map((state) => compile(tenantOf(state, tenant)));
  return {
    ...{ rules, revisions: () => 2 },
    before: ({ request }) => saidBy(request, stands!, false),
    after: ({ request }) => saidBy(request, would!, false),
  };
}

/** What `apply` would append, by the same function; or its mistakes. */
function factsOf(files: readonly string[], configurations: Configurations, tenant: string): readonly Fact[] {
  const placed = readObjects(files);
  const objects = placed.map((one) => one.object);
  const decision = decideCommand({ type: "apply", objects }, configurations.now(), tenant, undefined, clock.wallUs());
  if ("facts" in decision) return decision.facts;
  throw mistaken(decision.mistakes.map(({ object, field, text }) => placeMistake(placed[object], field, text)));
}

async function replayed(
  reader: RecordReader,
  o: ReplayAsked,
  judge: Judge,
): Promise<{ readonly tally: ReplayTally; readonly counts: ReplayCounts }> {
  const [found] = await reader.all(replayCountsQuery(o), { s: QUERY_S });
  const counts = replayCountsOf(found);
  const tally = new ReplayTally(o.examples);
  const tellFlow = flowWriter(o.flowsFile);
  let unknown = 0;
  let saidAt = clock.now();
  for await (const rows of reader.rows(replayQuery(o, judge.rules), { s: QUERY_S })) {
    for (const cells of rows) {
      const decision = recordedDecision(cells);
      if (decision === undefined) {
        unknown += 1;
        continue;
      }
      tally.decisions += 1;
      const [before, after] = [judge.before(decision), judge.after(decision)];
      const kind = differenceOf(before, after);
      if (kind === undefined) continue;
      tally.differs(decision, kind, before, after);
      tellFlow(() => exampleOf(decision, kind, before, after));
    }
    if (clock.now() - saidAt < PROGRESS_MS) continue;
    saidAt = clock.now();
    say(`${tally.decisions} of ${counts.decided} decisions, ${tally.differences} differ`);
  }
  return { tally, counts: { ...counts, unknown: counts.unknown + unknown } };
}

function flowWriter(file: string | undefined): (line: () => object) => void {
  if (file === undefined) return () => {};
  let descriptor: number;
  try {
    // What people did is for who asked.
    descriptor = openSync(file, "w", 0o600);
  } catch (error) {
    throw new CommandFault(`--flows ${file} can't be written (${errnoOf(error) ?? String(error)})`);
  }
  return (line) => void writeSync(descriptor, `${JSON.stringify(line())}\n`);
}
