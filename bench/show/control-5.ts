/**
 * control.5: another gateway, from log and rows alone, explains every decision exactly as it was made, after the policy
 * has changed; a replay of a million recorded decisions by the same policy finds no difference, and by a draft names
 * exactly the flows, users and apps that change, by the naive model.
 *
 * The first half's decisions are made by three running gateways on flows of devices. The million is made by the same
 * `decide`, on the configuration at revisions that this estate had, and written to its network log as gateways write.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeDocuments } from "../../core/config/judge.ts";
import type { ConfigObject } from "../../core/config/object.ts";
import { Configurations, configures } from "../../core/history/configurations.ts";
import { openClickHouse } from "../../io/clickhouse/client.ts";
import { CONTROL_TOPIC } from "../../io/control/control-topic.ts";
import { type Link, openLink } from "../../io/grpc/link.ts";
import { openEmbeddedLog } from "../../io/log/embedded/embedded-log.ts";
import type { EventLog } from "../../io/log/event-log.ts";
import { readIdentity, readTrust } from "../../io/pki/identity.ts";
import { RECORD_DATABASE, RecordReader } from "../../io/record-reader.ts";
import { decodeControlEvent } from "../../io/wire/control-event.ts";
import { readYaml } from "../../io/yaml.ts";
import { type Estate, run, startEstate, until } from "./estate.ts";
import { factsOf, modelled } from "./explained/drafted.ts";
import { explainAll } from "./explained/explaining.ts";
import { flowsOf, writeDecisions } from "./explained/generated.ts";
import { openCrowd } from "./explained/live.ts";
import { AFTERWARDS, changesOf, DRAFT, firstObjects, type PlainObject, UPHEAVAL } from "./explained/world.ts";
import type { Shown, ShowOptions } from "./main.ts";

const WAYLEAVE = join(import.meta.dirname, "..", "..", "wayleave");
const GATEWAYS = 3;
const SIZES = {
  short: { people: 3, rounds: 2, generated: 100_000, revisions: 8 },
  long: { people: 6, rounds: 8, generated: 1_000_000, revisions: 24 },
} as const;
/** Every answer of a kind that flows are meant to have. */
const KINDS = [
  ...["opened allow", "opened alert", "opened block CGW_POLICY_RULE_BLOCK", "opened block CGW_POLICY_NO_RULE"],
  ...["opened block CGW_APP_UNKNOWN", "opened block AGT_STEER_PORT_MISS", "opened block CGW_POLICY_SCHEDULE_CLOSED"],
  ...["opened block CGW_POLICY_LOCATION_DENIED", "judged_again block CGW_POLICY_RULE_BLOCK"],
];
const STORED_WITHIN_MS = 300_000;
const COMMAND_MS = 900_000;

interface Stage {
  readonly estate: Estate;
  readonly folder: string;
  readonly reader: RecordReader;
  readonly log: EventLog;
  readonly size: (typeof SIZES)["short" | "long"];
  readonly o: ShowOptions;
  readonly failures: string[];
}

export async function show(o: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "wayleave-explained-"));
  const estate = await startEstate({ more: ["--gateways", String(GATEWAYS)] });
  const reader = readerOf(estate);
  const log = await openEmbeddedLog(join(estate.data, "log"));
  try {
    const size = SIZES[o.short ? "short" : "long"];
    const stage: Stage = { estate, folder, reader, log, size, o, failures };
    const live = await liveDecisions(stage);
    const replayed = await replayedDecisions(stage);
    return { figures: { live, replayed }, failures };
  } finally {
    await reader.close();
    await log.close();
    await estate.stop();
    rmSync(folder, { recursive: true });
  }
}

function readerOf({ data, runFile }: Estate): RecordReader {
  const address = runFile().endpoints.clickhouse;
  const key = readFileSync(join(data, "keys", "clickhouse.key"), "utf8").trim();
  return new RecordReader(
    openClickHouse({ url: `http://${address}`, key, database: RECORD_DATABASE }),
    address,
    "demo",
  );
}

/** Decisions of running gateways, while operators change everything in between, and then all of it; then explained. */
async function liveDecisions({ estate, folder, reader, size, o, failures }: Stage) {
  const nowMs = Date.now();
  await apply(estate, folder, firstObjects(nowMs));
  const crowd = await openCrowd(estate, folder, size.people);
  const answers: Record<string, number> = {};
  for (let round = 0; round <= size.rounds; round += 1) {
    if (round > 0) await apply(estate, folder, changesOf(round, nowMs));
    for (const [answer, count] of Object.entries(await crowd.asksAll()))
      answers[answer] = (answers[answer] ?? 0) + count;
    o.progress(`round ${round}: ${JSON.stringify(answers)}`);
  }
  const held = await crowd.holds("echo.corp.example", 7);
  await apply(estate, folder, UPHEAVAL);
  const ended = await held.ended;
  const cut = ended.filter((code) => code === "CGW_POLICY_REVOKED").length;
  if (held.opened === 0 || cut !== held.opened) failures.push(`of ${held.opened} live flows ${cut} were cut: ${ended}`);
  crowd.close();
  const asked = Object.values(answers).reduce((sum, count) => sum + count, 0);
  // The ends of the flows too: some of them bear a verdict.
  const whole = await run(WAYLEAVE, ["completeness", "--within", "120s", "--data", estate.data], COMMAND_MS);
  if (whole.exit !== 0) failures.push(`completeness: exit ${whole.exit}: ${whole.stdout}${whole.stderr}`);
  const flowIds = await storedFlows(reader, asked);
  o.progress(`${flowIds.length} flows are explained by other gateways, after the upheaval`);
  const gateways = linksOf(estate);
  const from = performance.now();
  const found = await explainAll(reader, flowIds, gateways).finally(() => gateways.forEach((link) => link.close()));
  failures.push(...found.failures.slice(0, 20));
  for (const kind of KINDS) if (!(kind in found.explained)) failures.push(`no decision was ${kind}`);
  const commands = await byCommand(estate, flowIds, failures);
  const seconds = Math.round((performance.now() - from) / 100) / 10;
  const { explained, pairs, decisions } = found;
  return { flows: flowIds.length, decisions, explained, pairs, live_flows_cut: cut, by_command: commands, seconds };
}

/** The command itself, for some of them: it reads the record, and asks a gateway that it was told. */
async function byCommand(estate: Estate, flowIds: readonly string[], failures: string[]): Promise<number> {
  const some = flowIds.filter((_, n) => n % Math.ceil(flowIds.length / 4) === 0);
  const gateway = estate.runFile().endpoints.gateways.at(-1)!;
  for (const flowId of some) {
    const ran = await estate.wayleave("explain", "--flow", flowId, "--gateway", gateway, "-o", "json");
    const said = ran.exit === 0 ? (JSON.parse(ran.stdout) as { decisions: { differences: string[] }[] }) : undefined;
    if (said === undefined || said.decisions.length === 0 || said.decisions.some((one) => one.differences.length > 0))
      failures.push(`wayleave explain --flow ${flowId}: exit ${ran.exit}: ${ran.stdout}${ran.stderr}`);
  }
  return some.length;
}

function linksOf(estate: Estate): Map<string, Link> {
  const identity = readIdentity(join(estate.data, "keys", "operator"));
  const trust = readTrust(join(estate.data, "pki", "trust"));
  const parts = estate.runFile().parts.filter(({ kind }) => kind === "gateway");
  return new Map(parts.map(({ name, listen }) => [name, openLink({ target: listen[0]!, identity, trust })]));
}

async function storedFlows(reader: RecordReader, asked: number): Promise<string[]> {
  const query = "SELECT flow_id FROM policy_decisions WHERE tenant = 'demo' AND inputs_hash != '' ORDER BY at";
  return until(
    `${asked} decisions are stored`,
    async () => {
      const rows = await reader.all({ query, params: {} });
      return rows.length >= asked ? rows.map(([id]) => String(id)) : undefined;
    },
    STORED_WITHIN_MS,
  );
}

async function replayedDecisions(stage: Stage) {
  const { estate, folder, reader, log, size, o, failures } = stage;
  await apply(estate, folder, AFTERWARDS);
  const configurations = await configurationsOf(log);
  const revisions = await revisionsOf(log, size.revisions);
  const startUs = (Date.now() - 7_200_000) * 1000;
  const made = { revisions, count: size.generated, seed: o.seed, startUs };
  o.progress(`${size.generated} decisions are written, by ${revisions.length} revisions`);
  const { ms } = await writeDecisions({ ...made, log, configurations, progress: o.progress });
  const since = new Date(startUs / 1000 - 1000).toISOString();
  const time = ["--since", since, "--until", new Date(Date.now() - 3_600_000).toISOString()];
  await until(
    `${size.generated} decisions are stored`,
    async () => {
      const query = "SELECT count() FROM policy_decisions WHERE gateway = 'generator'";
      return Number((await reader.all({ query, params: {} }))[0]?.[0]) === size.generated ? true : undefined;
    },
    STORED_WITHIN_MS,
  );
  o.progress("replayed by what was in force");
  const same = await replay(estate, failures, time, []);
  if (same.decisions !== size.generated || same.differences !== 0)
    failures.push(`by the same policy ${same.differences} of ${same.decisions} decisions differ: ${same.examples}`);
  const drafts: Record<string, object> = {};
  const facts = factsOf(objectsOf(DRAFT), configurations.now(), Date.now() * 1000);
  for (const base of ["then", "now"] as const) {
    o.progress(`replayed with a draft, laid over what is configured ${base}`);
    const flowsFile = join(folder, `${base}.jsonl`);
    const draft = documents(join(folder, "draft.yaml"), DRAFT);
    const said = await replay(estate, failures, time, ["--draft", draft, "--base", base, "--flows", flowsFile]);
    o.progress("the naive model says which ought to change");
    const expected = modelled(flowsOf(made), configurations, facts, base);
    failures.push(...compared(base, said, flowsFile, expected));
    drafts[base] = { ...said.by_kind, users: said.users.length, apps: said.apps.length, seconds: said.seconds };
  }
  const written = Math.round(size.generated / (ms / 1000));
  return {
    decisions: same.decisions,
    differences: same.differences,
    seconds: same.seconds,
    drafts,
    written_per_s: written,
  };
}

interface Replayed {
  readonly decisions: number;
  readonly differences: number;
  readonly by_kind: Record<string, number>;
  readonly users: { readonly name: string }[];
  readonly apps: { readonly name: string }[];
  readonly examples: unknown;
  readonly seconds: number;
}

async function replay(estate: Estate, failures: string[], time: string[], more: string[]): Promise<Replayed> {
  const words = ["replay", ...time, ...more, "-o", "json", "--data", estate.data];
  const ran = await run(WAYLEAVE, words, COMMAND_MS);
  if (ran.exit !== 0) failures.push(`wayleave ${words.join(" ")}: exit ${ran.exit}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as Replayed;
}

/** Exactly these flows, of these users, to these apps, each of its kind. */
function compared(base: string, said: Replayed, file: string, expected: ReturnType<typeof modelled>): string[] {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n").filter(Boolean);
  const told = new Map(
    lines.map((line) => JSON.parse(line) as { flow_id: string; kind: string }).map((one) => [one.flow_id, one.kind]),
  );
  const wrong = [...expected.changed].filter(([flow, kind]) => told.get(flow) !== kind);
  const surplus = [...told.keys()].filter((flow) => !expected.changed.has(flow));
  const names = (of: readonly { readonly name: string }[]) =>
    of
      .map(({ name }) => name)
      .sort()
      .join(" ");
  return [
    ...(wrong.length === 0 ? [] : [`base ${base}: ${wrong.length} flows are not told as the model says: ${wrong[0]}`]),
    ...(surplus.length === 0 ? [] : [`base ${base}: ${surplus.length} flows are told besides: ${surplus[0]}`]),
    ...(expected.changed.size > 0 ? [] : [`base ${base}: the draft changes nothing, which shows nothing`]),
    ...(said.differences === told.size ? [] : [`base ${base}: ${said.differences} differences, ${told.size} flows`]),
    ...(names(said.users) === [...expected.users].sort().join(" ") ? [] : [`base ${base}: users ${names(said.users)}`]),
    ...(names(said.apps) === [...expected.apps].sort().join(" ") ? [] : [`base ${base}: apps ${names(said.apps)}`]),
  ];
}

async function configurationsOf(log: EventLog): Promise<Configurations> {
  const configurations = new Configurations();
  await eachControl(log, (record) => {
    if (configures(record.event, "demo")) configurations.add(record);
  });
  return configurations;
}

/** Some of the offsets at which the tenant's configuration changed, all over the log. */
async function revisionsOf(log: EventLog, most: number): Promise<number[]> {
  const all: number[] = [];
  await eachControl(log, ({ offset, event }) => {
    if (event.tenant === "demo" && event.fact.type === "object-put") all.push(offset);
  });
  return all.filter((_, n) => n % Math.ceil(all.length / most) === Math.ceil(all.length / most) - 1);
}

type Decoded = { offset: number; appendTimeUs: number; event: ReturnType<typeof decodeControlEvent> };

async function eachControl(log: EventLog, each: (record: Decoded) => void): Promise<void> {
  const end = await log.endOffset(CONTROL_TOPIC, 0);
  const follower = log.follow(CONTROL_TOPIC, 0, 0, (records) => {
    for (const { offset, appendTimeUs, value } of records) {
      if (offset < end) each({ offset, appendTimeUs, event: decodeControlEvent(value) });
    }
    if (records.at(-1)!.offset >= end - 1) follower.close();
  });
  await follower.done;
}

/** JSON is YAML. */
function documents(file: string, objects: readonly PlainObject[]): string {
  writeFileSync(file, objects.map((one) => JSON.stringify(one)).join("\n---\n"));
  return file;
}

function objectsOf(objects: readonly PlainObject[]): readonly ConfigObject[] {
  const read = readYaml("draft", objects.map((one) => JSON.stringify(one)).join("\n---\n"));
  return judgeDocuments(read.documents).objects.map(({ object }) => object);
}

async function apply(estate: Estate, folder: string, objects: readonly PlainObject[]): Promise<void> {
  const ran = await estate.wayleave("apply", "-f", documents(join(folder, "objects.yaml"), objects));
  if (ran.exit !== 0) throw new Error(`apply failed: ${ran.stderr}${ran.stdout}`);
}
