/**
 * trace.4: Debian's Prometheus scrapes every part of a split estate after traffic of all outcomes.
 *
 * All parts are up, promtool finds no fault in any page, in the alerts or in the example, what was counted is what
 * programs were told, and no series comes with more hosts, ports, devices and users. Beside that, the parts' own logs:
 * lines about flows bear their trace, and no name of a user or address of a flow stands above debug.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { METRICS } from "../../core/metrics/table.ts";
import { type Estate, type RunFile, run, startEstate, until } from "./estate.ts";
import { ServerProcess } from "./programs/server-process.ts";
import { readLogs } from "./scraped/logs.ts";
import { type Page, readPage, strangeLabels } from "./scraped/page.ts";
import { crowd, OUTCOMES, type Sums, strangers, tellOf } from "./scraped/traffic.ts";
import { startSecondAgent } from "./second-agent.ts";

const DEPLOY = join(import.meta.dirname, "..", "..", "deploy", "prometheus");
/** Within the show's own range. */
const PROMETHEUS_AT = 95;
/** As deploy/prometheus/prometheus.yaml names it. */
const [FIRST_DEFAULT, FIRST_AT] = [9464, 30];
const SCRAPED_MS = 30_000;
/** Codes of what happens once in a while may show first in the second half; hosts by the hundred would be seen. */
const NEW_SERIES_MAX = 5;

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const folder = mkdtempSync(join(tmpdir(), "wayleave-prometheus-"));
  let estate: Estate | undefined;
  let prometheus: ServerProcess | undefined;
  try {
    // Lines about flows are debug lines.
    process.env["WAYLEAVE_LOG_LEVEL"] = "debug";
    estate = await startEstate({ split: true });
    progress("traffic of all outcomes");
    const told = await tellOf(estate, 20);
    const before = await pagesOf(estate);
    failures.push(...(await promtool(folder, before)));
    prometheus = await scraped(estate, folder);
    progress("prometheus scrapes");
    const targets = await allUp(estate, before.size);
    figures["targets"] = targets;
    failures.push(...(await agreesWith(estate, told)));
    progress("many hosts, ports, devices and users");
    const second = await startSecondAgent(estate);
    const many = await crowd(estate, [estate.proxy, second.proxy], short ? 200 : 1_000).finally(() => second.stop());
    const after = await pagesOf(estate);
    failures.push(...growth(before, after), ...strange(before), ...strange(after), ...(await faulty(estate)));
    const logs = readLogs(estate, strangers());
    failures.push(...logs.failures);
    for (const part of ["gateway-1", "publisher"]) {
      if ((logs.flows[part] ?? 0) === 0) failures.push(`${part} has written no line about a flow`);
    }
    figures["lines_about_flows"] = logs.flows;
    const series = [...after].map(([name, page]) => [name, page.series.size] as const);
    Object.assign(figures, { told, hosts: many.hosts, ports: many.ports, users: many.users });
    figures["series"] = Object.fromEntries(series);
  } catch (error) {
    failures.push(String((error as Error).stack ?? error));
  } finally {
    await prometheus?.stop();
    const stopped = await estate?.stop();
    if (stopped !== undefined && stopped.exit !== 0) failures.push(`up ended with ${stopped.exit}`);
    rmSync(folder, { recursive: true, force: true });
  }
  return { figures, failures };
}

type Pages = ReadonlyMap<string, Page>;

/** Of `up` and each of its parts but the demo, which is the private network. */
async function pagesOf(estate: Estate): Promise<Pages> {
  const { parts, endpoints }: RunFile = estate.runFile();
  const served = [{ name: "up", kind: "up", metrics: endpoints.metrics }, ...parts];
  const pages = new Map<string, Page>();
  for (const { name, kind, metrics } of served) {
    if (metrics === undefined && kind !== "demo") throw new Error(`${name} says of no metrics in run.json`);
    if (metrics !== undefined) pages.set(name, await readPage(metrics));
  }
  return pages;
}

async function promtool(folder: string, pages: Pages): Promise<string[]> {
  const failures: string[] = [];
  const check = async (what: string, args: string[], input = "") => {
    const ran = await run("promtool", args, 30_000, input);
    const said = `${ran.stdout}${ran.stderr}`.trim();
    const quiet = args[1] !== "metrics" || said === "";
    if (ran.exit !== 0 || !quiet) failures.push(`promtool finds fault with ${what}: exit ${ran.exit}: ${said}`);
  };
  for (const [name, { text }] of pages) await check(`the page of ${name}`, ["check", "metrics"], text);
  for (const file of ["prometheus.yaml", "alerts.yaml"]) copyFileSync(join(DEPLOY, file), join(folder, file));
  await check("alerts.yaml", ["check", "rules", join(folder, "alerts.yaml")]);
  await check("prometheus.yaml", ["check", "config", join(folder, "prometheus.yaml")]);
  return failures;
}

/** By the example that operators get, with this estate's ports and a faster pace. */
async function scraped(estate: Estate, folder: string): Promise<ServerProcess> {
  const file = join(folder, "prometheus.yaml");
  const config = readFileSync(file, "utf8")
    .replace(/127\.0\.0\.1:(9[45]\d\d)/g, (_, port) => {
      return `127.0.0.1:${estate.portBase + FIRST_AT + Number(port) - FIRST_DEFAULT}`;
    })
    .replace(/_interval: 15s/g, "_interval: 1s");
  writeFileSync(file, config);
  const port = estate.portBase + PROMETHEUS_AT;
  const flags = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, "data")}`, "--log.level=warn"];
  const command = ["prometheus", ...flags, `--web.listen-address=127.0.0.1:${port}`] as const;
  const server = new ServerProcess({ name: "prometheus", command: [...command] as [string, ...string[]] }, folder);
  await server.answers(port, SCRAPED_MS);
  return server;
}

async function asked<T>(estate: Estate, path: string): Promise<T> {
  const answer = await fetch(`http://127.0.0.1:${estate.portBase + PROMETHEUS_AT}/api/v1/${path}`);
  if (!answer.ok) throw new Error(`prometheus answers ${answer.status} to ${path}: ${await answer.text()}`);
  return ((await answer.json()) as { data: T }).data;
}

interface Targets {
  readonly activeTargets: { readonly health: string; readonly lastError: string; readonly scrapeUrl: string }[];
}

async function allUp(estate: Estate, count: number): Promise<number> {
  const probe = async () => {
    const { activeTargets } = await asked<Targets>(estate, "targets?state=active");
    const up = activeTargets.filter(({ health }) => health === "up");
    if (up.length === count && activeTargets.length === count) return up.length;
    throw new Error(activeTargets.map((one) => `${one.scrapeUrl} ${one.health} ${one.lastError}`).join("; "));
  };
  return until(`${count} targets are up`, probe, SCRAPED_MS);
}

interface Queried {
  readonly result: { readonly metric: Readonly<Record<string, string>>; readonly value: [number, string] }[];
}

const query = async (estate: Estate, text: string): Promise<Queried["result"]> =>
  (await asked<Queried>(estate, `query?query=${encodeURIComponent(text)}`)).result;

/** What the gateway's series say, as Prometheus has them, is what the programs were told. */
async function agreesWith(estate: Estate, told: Sums): Promise<string[]> {
  const failures: string[] = [];
  for (const [name, { metric, labels }] of Object.entries(OUTCOMES)) {
    const wanted = told[name] ?? 0;
    const selector = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const text = `sum(${metric}{${selector.join(",")}})`;
    let last = "nothing";
    const probe = async () => {
      last = (await query(estate, text))[0]?.value[1] ?? "nothing";
      // The demo's own trials of the way come on top, before the traffic.
      return Number(last) >= wanted ? true : undefined;
    };
    await until(text, probe, SCRAPED_MS).catch(() => failures.push(`${text} is ${last}, programs saw ${wanted}`));
  }
  return failures;
}

function strange(pages: Pages): string[] {
  const found = [...pages].flatMap(([part, page]) => strangeLabels(page, METRICS).map((text) => `${part}: ${text}`));
  for (const [part, page] of pages) {
    const untold = page.series.get("wayleave_metrics_untold_readings");
    if (untold !== 0) found.push(`${part} counts ${untold} things that its metrics don't tell`);
  }
  return found;
}

function growth(before: Pages, after: Pages): string[] {
  const failures: string[] = [];
  for (const [part, page] of after) {
    const known = before.get(part)!.series;
    const fresh = [...page.series.keys()].filter((series) => !known.has(series));
    if (fresh.length > NEW_SERIES_MAX) {
      failures.push(`${part} has ${fresh.length} series more: ${fresh.slice(0, 8).join(" ")}`);
    }
  }
  const names = [...after].flatMap(([part, { text }]) =>
    strangers().flatMap((word) => (text.includes(word) ? [`the page of ${part} holds ${word}`] : [])),
  );
  return [...failures, ...names];
}

interface Rules {
  readonly groups: { readonly rules: { readonly name: string; readonly health: string; readonly state: string }[] }[];
}

/** Every alert can be judged, and none is raised by a system that does its work. */
async function faulty(estate: Estate): Promise<string[]> {
  const rules = async () => (await asked<Rules>(estate, "rules?type=alert")).groups.flatMap((group) => group.rules);
  const judged = async () => ((await rules()).every(({ health }) => health !== "unknown") ? true : undefined);
  await until("every alert was judged", judged, SCRAPED_MS);
  return (await rules()).flatMap(({ name, health, state }) =>
    health === "ok" && state !== "firing" ? [] : [`alert ${name} is ${state}, ${health}`],
  );
}
