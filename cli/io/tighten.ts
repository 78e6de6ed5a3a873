/**
 * `wayleave tighten`: a narrower policy, as a draft that `apply` and `replay --draft` take.
 *
 * Every recorded decision is made once more by what is configured now: what these flows need stays.
 */
import { writeFileSync } from "node:fs";
import type { Plain } from "../../core/config/located.ts";
import { toPlain } from "../../core/config/print.ts";
import { printTime } from "../../core/config/time.ts";
import { tenantOf } from "../../core/control/state.ts";
import { compile } from "../../core/policy/compile.ts";
import { saidBy } from "../../core/policy/replay.ts";
import { tightened, UseTally } from "../../core/policy/tighten.ts";
import { type ReplayTime, recordedDecision, replayQuery } from "../../core/reading/replay-query.ts";
import { clock } from "../../io/clock.ts";
import { errnoOf } from "../../io/errors.ts";
import { readIdentity } from "../../io/pki/identity.ts";
import { printYaml } from "../../io/yaml.ts";
import type { Format } from "../args.ts";
import { layoutOf } from "../layout.ts";
import { type TightenAnswer, tightenText } from "../print/tighten-text.ts";
import { readConfigurations } from "./configuration-reader.ts";
import { CommandFault, say } from "./fault.ts";
import { GatewayLine } from "./gateway-line.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";

export interface TightenAsked extends ReplayTime {
  readonly data: string;
  readonly format: Format;
  readonly gateway: string | undefined;
  /** The draft is written there. */
  readonly out: string | undefined;
}

const QUERY_S = 6 * 3_600;
const PROGRESS_MS = 2_000;

const CANNOT_KNOW = [
  "who will come that did not in this time: people on leave, work of the quarter's end",
  "traffic that was never steered, and decisions that earlier versions recorded without what they were made of",
];

export async function tighten(o: TightenAsked): Promise<void> {
  const { tenant: name } = readIdentity(layoutOf(o.data).operator).spiffe;
  const line = new GatewayLine(o.data, o.gateway);
  const configurations = await readConfigurations(line).finally(() => line.close());
  const tenant = tenantOf(configurations.now(), name);
  const rules = compile(tenant);
  const tally = new UseTally();
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  let saidAt = clock.now();
  await withRecord(o.data, async ({ reader }) => {
    for await (const rows of reader.rows(replayQuery(o, false), { s: QUERY_S })) {
      for (const cells of rows) {
        const decision = recordedDecision(cells);
        if (decision === undefined) continue;
        const { request } = decision;
        tally.add(request, saidBy(request, rules, false));
        [first, last] = [Math.min(first, request.atUs), Math.max(last, request.atUs)];
      }
      if (clock.now() - saidAt < PROGRESS_MS) continue;
      saidAt = clock.now();
      say(`${tally.allowed + tally.refused} decisions`);
    }
  });
  if (tally.allowed === 0)
    throw new CommandFault("no flow of this time would be allowed now: nothing says what is needed");
  const { objects, narrowings, unusedApps, left } = tightened(tenant, tally.uses());
  const draft = objects.map(toPlain);
  if (o.out !== undefined) write(o.out, printYaml(draft));
  const answer: TightenAnswer = {
    ...{ since: o.sinceUs === undefined ? null : printTime(o.sinceUs), first: printTime(first), last: printTime(last) },
    ...{ allowed: tally.allowed, refused: tally.refused, ways: tally.uses().length, draft_file: o.out ?? null },
    ...{ narrowings, unused_apps: unusedApps, left_alone: left, cannot_know: CANNOT_KNOW },
  };
  if (o.format === "table") process.stdout.write(tightenText(answer));
  else print(o.format, { ...answer, draft } as unknown as Plain);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CommandFault(`--out ${file} can't be written (${errnoOf(error) ?? String(error)})`);
  }
}
