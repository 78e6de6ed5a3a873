/**
 * record.1: each flow has one row, within 2 s of its end, that says what happened: bytes as the programs at both ends
 * counted them, who, which app and rule, the code of what failed, the denial id that `why` resolves. In both forms.
 */

import { FLOW_COLUMNS, type FlowRow } from "../../core/reading/flow-view.ts";
import { isCode, REASONS } from "../../core/reason.ts";
import { type Counted, type CountingApp, moveThrough, startCountingApp } from "./counting-app.ts";
import { type Estate, run, startEstate, until } from "./estate.ts";
import { publish } from "./publish.ts";
import { type Expected, faultsOf, type Refused, refusals } from "./record/expected.ts";

const MIB = 1024 * 1024;
const PORT = 9;
const READY_HOST = "ready.counted.corp.example";
/** The promise. */
const STORED_MS = 2000;
const SERVED_MS = 60_000;

interface Size {
  readonly name: string;
  readonly up: number;
  readonly down: number;
}

const sizes = (short: boolean): Size[] => {
  const big = short ? 128 * MIB : 1024 * MIB;
  return [
    { name: "nothing", up: 0, down: 0 },
    { name: "one", up: 1, down: 1 },
    { name: "mib", up: MIB, down: MIB },
    { name: "uneven", up: 3, down: MIB + 1 },
    { name: "gib", up: big, down: big },
  ];
};

export async function show({ short, progress }: { short: boolean; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  for (const split of [false, true]) {
    const form = split ? "split" : "joined";
    progress(`${form}: starting`);
    const apps = new Map<string, CountingApp>();
    for (const { name, down } of [...sizes(short), { name: "ready", down: 0 }])
      apps.set(name, await startCountingApp(down));
    let estate: Estate | undefined;
    try {
      estate = await startEstate({ split });
      const seen = await oneForm(estate, { split, apps, sizes: sizes(short), progress });
      failures.push(...seen.failures.map((failure) => `${form}: ${failure}`));
      figures[form] = seen.figures;
    } catch (error) {
      failures.push(`${form}: ${String(error)}`);
    } finally {
      const stopped = await estate?.stop();
      if (stopped !== undefined && stopped.exit !== 0) failures.push(`${form}: up ended with ${stopped.exit}`);
      for (const app of apps.values()) await app.close();
    }
  }
  return { figures, failures };
}

interface Form {
  readonly split: boolean;
  readonly apps: ReadonlyMap<string, CountingApp>;
  readonly sizes: readonly Size[];
  readonly progress: (text: string) => void;
}

async function oneForm(estate: Estate, o: Form): Promise<{ figures: object; failures: string[] }> {
  await publish(
    estate,
    [...o.apps].map(([name, app]) => ({ name: `counted-${name}`, host: hostOf(name), port: PORT, origin: app.port })),
  );
  const policy = `counted-${[...o.apps.keys()][0]} and others for all`;
  const ready = () => moveThrough(estate.proxy, READY_HOST, PORT, 0).then(() => true as const);
  await until("a flow to the apps just published", ready, SERVED_MS);
  const failures: string[] = [];
  const printedMs: number[] = [];
  const expected: Expected[] = [];
  const awaited = async (one: Expected): Promise<void> => {
    printedMs.push(await printedWithin(estate, one, failures));
    expected.push(one);
  };
  for (const size of o.sizes) {
    o.progress(`${size.name}: ${size.up} B up, ${size.down} B down`);
    const program = await moveThrough(estate.proxy, hostOf(size.name), PORT, size.up);
    const app = await appsCount(o.apps.get(size.name)!);
    failures.push(...agree(size, program, app));
    const [src, gateways] = [program.local, o.split ? ["gateway-1", "gateway-2"] : undefined];
    const carried = { program: src, egress: app.peer, app: app.local, sent: program.sent, received: program.received };
    await awaited({ is: "carried", host: hostOf(size.name), port: PORT, policy, ...carried, gateways });
  }
  for (const refused of refusals) await awaited(await refuse(estate, refused));
  const began = performance.now();
  const rows = await events(estate);
  const eventsMs = Math.round(performance.now() - began);
  if (new Set(rows.map((row) => row.flow_id)).size !== rows.length) failures.push("a flow has two rows");
  for (const one of expected) failures.push(...faultsOf(one, rows));
  failures.push(...(await whys(estate, expected)), ...(await besides(estate)));
  return { figures: { rows: rows.length, printed_ms_most: Math.max(...printedMs), events_ms: eventsMs }, failures };
}

const hostOf = (name: string): string => `${name}.counted.corp.example`;

/** The app's side ends a moment before or after the program's. */
const appsCount = (app: CountingApp): Promise<Counted> =>
  until("the app's end of the connection", () => app.ended.at(-1), 10_000);

function agree(size: Size, program: Counted, app: Counted): string[] {
  const right =
    program.sent === size.up && app.received === size.up && app.sent === size.down && program.received === size.down;
  return right ? [] : [`${size.name}: program ${JSON.stringify(program)}, app ${JSON.stringify(app)}`];
}

async function refuse(estate: Estate, refused: Refused): Promise<Expected> {
  const url = `http://${refused.host}/`;
  const ran = await run("curl", ["-sS", "-m", "10", "-i", "-x", `http://${estate.proxy}`, url]);
  const header = (name: string) => new RegExp(`^${name}: (\\S+)\\r?$`, "im").exec(ran.stdout)?.[1] ?? "";
  if (header("wayleave-reason") !== refused.reason) throw new Error(`${url}: ${ran.stdout}${ran.stderr}`);
  return { is: "refused", port: 80, denialId: header("wayleave-denial-id"), ...refused };
}

/** From the flow's end until `events` has printed its row as closed. */
async function printedWithin(estate: Estate, one: Expected, failures: string[]): Promise<number> {
  const began = performance.now();
  // Every try is a new process, and tells of the record at a moment after its start: this is what the promise binds.
  for (;;) {
    const asked = performance.now() - began;
    const mine = (await events(estate, "--host", one.host)).filter((row) => row.flow_status === "closed");
    if (mine.length === 0 && asked <= STORED_MS) continue;
    if (mine.length === 0) failures.push(`${one.host}: no closed row ${Math.round(asked)} ms after its end`);
    return Math.round(performance.now() - began);
  }
}

async function events(estate: Estate, ...filters: string[]): Promise<FlowRow[]> {
  const ran = await estate.wayleave("events", "--since", "5m", "-o", "json", ...filters);
  if (ran.exit !== 0) throw new Error(`events: exit ${ran.exit}: ${ran.stderr}`);
  const rows = JSON.parse(ran.stdout) as FlowRow[];
  for (const row of rows) {
    const fields = Object.keys(row).join();
    if (fields !== FLOW_COLUMNS.join()) throw new Error(`a row has the fields ${fields}`);
    if (row.flow_status === "closed" && !isCode(row.reason ?? "")) throw new Error(`a row's reason is ${row.reason}`);
  }
  return rows;
}

/** `why` resolves each denial id, however it is typed. */
async function whys(estate: Estate, expected: readonly Expected[]): Promise<string[]> {
  const failures: string[] = [];
  for (const one of expected) {
    if (one.is !== "refused") continue;
    const typed = one.denialId.toLowerCase().replace("-", " ");
    const ran = await estate.wayleave("why", typed, "-o", "json");
    const seen = ran.exit === 0 ? JSON.parse(ran.stdout) : { exit: ran.exit, stderr: ran.stderr };
    const right =
      seen.reason?.code === one.reason && seen.decision?.policy === one.policy && seen.what?.host === one.host;
    if (!right) failures.push(`why ${typed}: ${JSON.stringify(seen)}`);
    const text = await estate.wayleave("why", one.denialId);
    if (!text.stdout.includes(REASONS[one.reason].text))
      failures.push(`why ${one.denialId}: ${text.stdout}${text.stderr}`);
  }
  const unknown = await estate.wayleave("why", "ZZZ-ZZZ");
  if (unknown.exit !== 1) failures.push(`why ZZZ-ZZZ: exit ${unknown.exit}`);
  const wrong = await estate.wayleave("why", "nonsense");
  if (wrong.exit !== 2) failures.push(`why nonsense: exit ${wrong.exit}`);
  return failures;
}

/** The other views of the same record. */
async function besides(estate: Estate): Promise<string[]> {
  const failures: string[] = [];
  const complete = await estate.wayleave("completeness");
  if (complete.exit !== 0) failures.push(`completeness: exit ${complete.exit}: ${complete.stdout}${complete.stderr}`);
  const { console } = estate.runFile().endpoints;
  const key = await run("cat", [`${estate.data}/keys/console.key`]);
  const page = async () => {
    const answer = await fetch(`http://${console}/status.json?key=${key.stdout.trim()}`);
    const { record } = (await answer.json()) as { record: { state: string; last_flows: FlowRow[] } };
    return record.state === "here" && record.last_flows.some((flow) => flow.host === "payroll.corp.example")
      ? true
      : undefined;
  };
  await until("the status page shows the blocked flow", page, 15_000).catch((error) => failures.push(String(error)));
  return failures;
}
