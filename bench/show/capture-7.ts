/**
 * capture.7: every flow of capture.1's programs has its row, with the right app, host, port, protocol, rule, publisher
 * and process, and its trace. The short form has a few of them. Each that came by a name has its question, or the lease
 * of its stub, found by the row's question_id. A port that no app offers is refused on the laptop, and stands on record
 * as a near miss of the app that has the host.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { PUBLISHERS } from "../../deploy/lab/part-files.ts";
import { type Row, rowsOf } from "./lab/flow-rows.ts";
import { ShowLab } from "./lab/in-place.ts";
import { ledRows } from "./lab/led-rows.ts";
import type { MadeFlow } from "./lab/programs.ts";
import { type Doing, ranAll, seenAll } from "./lab/ran-all.ts";
import { openWorkshop } from "./lab/workshop.ts";
import type { Shown, ShowOptions } from "./main.ts";

/** An association ends by its idle time alone; from a flow's end to its row and its trace it is seconds. */
const STORED_MS = 150_000;
const FEW = ["curl by name", "curl by IPv6 address", "ssh by name", "psql by address", "rsync by name"];
const WORKSHOP_RULE = "engineers-in-the-workshop";
const RULE_OF: Readonly<Record<string, string>> = { wiki: "engineering", database: "engineering" };

export async function show({ short, progress }: ShowOptions): Promise<Shown> {
  const failures: string[] = [];
  progress("a lab that keeps the record");
  const lab = await ShowLab.open();
  try {
    progress("its servers");
    const doing: Doing = { lab, workshop: await openWorkshop(lab), failures, progress };
    const { flows } = await ranAll(doing, short ? FEW : undefined);
    const made = short ? flows : [...flows, ...(await seenAll(doing)).flows];
    progress(`the rows of ${made.length} flows`);
    const { rows, faults } = await rowsOf(lab, STORED_MS, (all) => closedRows(all, made));
    failures.push(...faults);
    failures.push(...(await missedFaults(lab)));
    progress("what led to them");
    const led = await ledRows(lab, [...rows, ...(await portalRows(lab, failures))], STORED_MS);
    failures.push(...led.faults);
    if (led.questions === 0) failures.push("no question led to any of them");
    progress("their traces");
    for (const row of rows) failures.push(...(await traceFaults(lab, row)));
    const processes = rows.filter(({ process }) => process !== null).length;
    const { questions, leases } = led;
    const figures = { flows: made.length, rows: rows.length, processes, traces: rows.length, questions, leases };
    return { figures, failures };
  } finally {
    await lab.close();
  }
}

/** Of one more flow, to the real address that a publisher has told. */
async function portalRows(lab: ShowLab, failures: string[]): Promise<readonly Row[]> {
  const host = "portal.corp.example";
  const { exit, stderr } = await lab.in("laptop", ["curl", "-sS", "-m", "15", `http://${host}/`]);
  if (exit !== 0) failures.push(`curl to ${host} ended with ${exit}: ${stderr}`);
  const { rows, faults } = await rowsOf(lab, STORED_MS, (all) => {
    const ended = all.filter((row) => row["host"] === host && row["flow_status"] === "closed");
    return { rows: ended, faults: ended.length === 0 ? [`no row of ${host}`] : [] };
  });
  failures.push(...faults);
  return rows;
}

/** Of each flow one row that has ended; `faults`: of those that have none. */
function closedRows(all: readonly Row[], made: readonly MadeFlow[]) {
  const left = all.filter((row) => row["flow_status"] === "closed");
  const faults: string[] = [];
  const rows = made.flatMap((flow) => {
    const at = left.findIndex((row) => row["host"] === flow.host && same(row, flow));
    if (at >= 0) return left.splice(at, 1);
    const near = left.filter((row) => row["host"] === flow.host && row["port"] === flow.port);
    const seen = near.map((row) => `${row["app"]} ${row["protocol"]} ${row["process"]} ${row["policy"]}`);
    faults.push(`no row for ${JSON.stringify(flow)}; of that host and port: ${seen.join(", ") || "none"}`);
    return [];
  });
  return { rows, faults };
}

const same = (row: Row, { app, port, protocol, process }: MadeFlow): boolean =>
  row["app"] === app &&
  row["port"] === port &&
  row["protocol"] === protocol &&
  row["process"] === process &&
  row["process_uid"] === 0 &&
  row["policy"] === (RULE_OF[app] ?? WORKSHOP_RULE) &&
  row["action"] === "allow" &&
  row["user"] === "sam@corp.example" &&
  PUBLISHERS.some((name) => name === row["publisher_name"]) &&
  /^(10\.70\.0\.[23]:|\[fd00:70:0:1::[23]\]:)/.test(String(row["egress_addr"]));

/** From the laptop's refusal to the row: a look at the filter, a round of reports, and the ingester. */
async function missedFaults(lab: ShowLab): Promise<string[]> {
  const tried = await lab.in("laptop", ["curl", "-sS", "-m", "8", "http://wiki.corp.example:81/"]);
  const refused = 7;
  if (tried.exit !== refused) return [`curl to a port that no app offers ended with ${tried.exit}: ${tried.stderr}`];
  const query = `SELECT user, device, host, port, protocol, app, reason, toString(flow_id) AS flow
    FROM wayleave.network_events WHERE kind = 'near-miss' AND reported_by != '' FORMAT JSONEachRow`;
  const key = readFileSync(join(lab.data, "keys", "clickhouse.key"), "utf8").trim();
  const headers = ["-H", "X-ClickHouse-User: default", "-H", `X-ClickHouse-Key: ${key}`];
  const want = {
    ...{ user: "sam@corp.example", device: "laptop", host: "wiki.corp.example", port: 81, protocol: "tcp" },
    ...{ app: "wiki", reason: "AGT_STEER_PORT_MISS", flow: "00000000-0000-0000-0000-000000000000" },
  };
  let rows = "";
  for (const end = performance.now() + STORED_MS; performance.now() < end; ) {
    rows = await lab.must("pop-1", "curl", "-sS", ...headers, "--data-binary", query, "http://127.0.0.1:8123/");
    if (rows.split("\n").includes(JSON.stringify(want))) return [];
    await pause(1_000);
  }
  return [`no near miss of ${JSON.stringify(want)}: ${rows.slice(0, 600) || "none at all"}`];
}

async function traceFaults(lab: ShowLab, row: Row): Promise<string[]> {
  const { exit, stdout, stderr } = await lab.in("pop-1", ["wayleave", "trace", String(row["flow_id"]), "-o", "json"]);
  // A server that ends by a reset has been reached, and is told by exit 1.
  if (exit !== 0 && row["reason"] !== "APP_FLOW_RESET")
    return [`the trace of ${row["host"]}:${row["port"]}: exit ${exit}: ${stderr}${stdout.slice(0, 600)}`];
  const { spans } = JSON.parse(stdout) as { spans: readonly { readonly name: string }[] };
  const missing = ["flow", "open", "dispatch", "connect"].filter((name) => !spans.some((span) => span.name === name));
  return missing.length === 0 ? [] : [`the trace of ${row["host"]}:${row["port"]} has no ${missing.join(", ")}`];
}
