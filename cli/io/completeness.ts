/** `wayleave completeness`: whether everything that gateways produced is stored, once and no more. */
import { setTimeout as wait } from "node:timers/promises";
import type { Plain } from "../../core/config/located.ts";
import {
  type CompletenessReport,
  judgeCompleteness,
  type LiveSource,
  type WitnessedLife,
} from "../../core/reading/completeness.ts";
import {
  livesQuery,
  NOBODY_QUERY,
  PREVIOUS_QUERY,
  previousLifeOf,
  RAW_QUERY,
  storedLifeOf,
} from "../../core/reading/completeness-query.ts";
import { SHARED } from "../../core/tenancy.ts";
import type { RecordReader } from "../../io/record-reader.ts";
import type { Format } from "../args.ts";
import { completenessText } from "../completeness.ts";
import { layoutOf } from "../layout.ts";
import { AdminClient, type GatewayStatus } from "./admin-client.ts";
import { print } from "./print.ts";
import { type OpenRecord, withRecord } from "./record.ts";

/** How long the record keeps what happened, as its tables say. */
const KEPT_MS = 90 * 24 * 3_600_000;
const ASK_EVERY_MS = 300;

export async function completeness(data: string, o: { format: Format; withinMs: number }): Promise<void> {
  const judge = async ({ reader, run }: OpenRecord) => {
    // What gateways produce from here on is not asked about.
    const produced = await producedBy(data, run.endpoints.gateways);
    return await settled(reader, produced, performance.now() + o.withinMs);
  };
  // A gateway numbers its events whosever they are: what is counted here is of all tenants, and names none.
  const report = await withRecord(data, judge, SHARED);
  if (o.format === "table") process.stdout.write(completenessText(report));
  else print(o.format, report as unknown as Plain);
  if (!report.complete) process.exitCode = 1;
}

interface Produced {
  readonly live: readonly LiveSource[];
  readonly witnessed: readonly WitnessedLife[];
  readonly silent: readonly string[];
}

async function producedBy(data: string, gateways: readonly string[]): Promise<Produced> {
  if (gateways.length === 0) return { live: [], witnessed: [], silent: [] };
  const layout = layoutOf(data);
  const admin = new AdminClient({ gateways, identity: layout.operator, trust: layout.trust });
  try {
    const answers = await Promise.all(gateways.map((gateway) => admin.status(gateway)));
    return {
      live: answers.flatMap((answer) => liveSource(answer) ?? []),
      witnessed: answers.flatMap((answer) => (answer?.leases ?? []).flatMap(witnessedLife)),
      silent: gateways.filter((_, at) => liveSource(answers[at]) === undefined),
    };
  } finally {
    admin.close();
  }
}

function liveSource(status: GatewayStatus | undefined): LiveSource | undefined {
  const { boot, sequence } = status?.record ?? {};
  if (!boot || boot.length === 0) return undefined;
  return { source: status?.gateway ?? "", boot: Buffer.from(boot).toString("hex"), sequence: sequence ?? 0 };
}

/** Of a boot that the log's heartbeats tell of; several gateways may have read the same one. */
function witnessedLife({ gateway, boot, sequence, atUs }: GatewayStatus["leases"][number]): WitnessedLife[] {
  if (!boot || boot.length === 0) return [];
  const life = { source: gateway ?? "", boot: Buffer.from(boot).toString("hex"), sequence: Number(sequence ?? 0) };
  return [{ ...life, toldAtMs: Number(atUs ?? 0) / 1_000 }];
}

/** Events are under way for a while: what is stored is asked for again until it is all, or the time is over. */
async function settled(reader: RecordReader, produced: Produced, until: number): Promise<CompletenessReport> {
  const nothing = { raw: { rows: 0, distinct: 0 }, deadLettersOfNobody: 0 };
  for (;;) {
    const lives = await livesNow(reader, produced);
    const late = performance.now() + ASK_EVERY_MS > until;
    if (late || judgeCompleteness({ ...lives, ...nothing }).totals.missing === 0)
      return judgeCompleteness({ ...lives, ...(await lastNet(reader)) });
    await wait(ASK_EVERY_MS);
  }
}

async function livesNow(reader: RecordReader, { live, witnessed, silent }: Produced) {
  const [lives, previous] = await Promise.all([reader.all(livesQuery(live)), reader.all(PREVIOUS_QUERY)]);
  const keptSinceMs = Date.now() - KEPT_MS;
  return {
    lives: lives.map(storedLifeOf),
    previous: previous.map(previousLifeOf),
    live,
    witnessed,
    silent,
    keptSinceMs,
  };
}

/** What does not change by waiting, and costs the store most. */
async function lastNet(reader: RecordReader) {
  const [[nobody], [raw]] = await Promise.all([reader.all(NOBODY_QUERY), reader.all(RAW_QUERY)]);
  return {
    raw: { rows: Number(raw![0]), distinct: Number(raw![1]) },
    deadLettersOfNobody: Number(nobody![0]),
  };
}
