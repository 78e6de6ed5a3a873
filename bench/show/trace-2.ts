/**
 * trace.2: spans that are forged, of somebody else, or a flood are refused and counted, and none of them is stored.
 * Agent and publisher have no connection to any collector, while theirs are stored all the same.
 */
import { join } from "node:path";
import { type FinishedSpan, SERVICE } from "../../core/trace/spans.ts";
import { randomBytes } from "../../io/entropy.ts";
import { encodeSpanReport } from "../../io/wire/span-report.ts";
import { type Estate, startEstate, until } from "./estate.ts";
import { tcpPeersOf } from "./processes.ts";
import { OUTCOMES, prepare, produce } from "./trace/outcomes.ts";
import { openReporter, type TrialReporter } from "./trace/reporter.ts";
import { readSpans, storedSpans } from "./trace/stored.ts";
import { orphansOf, type StoredSpan } from "./trace/trees.ts";

const WITHIN_MS = 30_000;
const FLOWS = 20;
const FLOOD = 1_000;
/** What a gateway takes at once of one reporter, and a little that it earns meanwhile. */
const TAKEN_MOST = 250;

const DEVICE = { service: SERVICE.agent, version: "0.1.0", instance: "demo-laptop" };
const PUBLISHER = { service: SERVICE.publisher, version: "0.1.0", instance: "demo-publisher" };

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const estate = await startEstate({ split: true });
  const apps = await prepare(estate).catch(async (error: unknown) => {
    await estate.stop();
    throw error;
  });
  const reporters: TrialReporter[] = [];
  try {
    const ordinary = OUTCOMES["closed_by_program"]!;
    await until("a flow", async () => (await produce(estate, ordinary)) > 0 || undefined, WITHIN_MS * 2);
    progress("connections of agent and publisher, while flows are traced");
    failures.push(...(await ownWays(estate, short ? FLOWS : FLOWS * 10)));
    const before = await readSpans(estate);
    const [entry, exit] = estate.runFile().endpoints.gateways as [string, string];
    const trust = join(estate.data, "pki", "trust");
    const device = openReporter(entry, join(estate.data, "agent", "identity"), trust);
    const publisher = openReporter(exit, join(estate.data, "publisher", "identity"), trust);
    reporters.push(device, publisher);
    progress("forged spans");
    failures.push(...(await forgeries(device, publisher, before)));
    progress(`${FLOOD} reports at once`);
    const answers = await device.flood(encodeSpanReport(DEVICE, [flowOf(newTrace())]), FLOOD);
    figures["flood"] = answers;
    if ((answers[""] ?? 0) > TAKEN_MOST) failures.push(`${answers[""]} reports of a flood were taken`);
    if (!answers["quota"]) failures.push("no report of a flood met the quota");
    await produce(estate, ordinary);
    // Its root comes last, and later than ever: the flood has used up what this device may report for now.
    const after = await storedSpans(estate);
    if (after.length <= before.length) failures.push("no spans of a flow after all that");
    failures.push(...intruders(after));
    const counted = await counters(estate);
    figures["counted"] = counted;
    for (const name of [
      "spans_unexpected",
      "reports_refused_forged",
      "reports_refused_kind",
      "reports_refused_malformed",
      "reports_refused_quota",
    ])
      if (!(counted[name]! > 0)) failures.push(`status does not count ${name}`);
    figures["spans"] = after.length;
  } catch (error) {
    failures.push(String(error));
  } finally {
    for (const one of reporters) one.close();
    await apps.close();
    await estate.stop();
  }
  return { figures, failures };
}

/** Neither talks to the receiver of traces, nor to the store; and what they tell arrives. */
async function ownWays(estate: Estate, flows: number): Promise<string[]> {
  const { endpoints, parts } = estate.runFile();
  const barred = [endpoints.clickhouse, endpoints.otlp].map((address) => address?.split(":")[1] ?? "");
  const failures: string[] = [];
  for (let n = 0; n < flows; n += 1) {
    await produce(estate, OUTCOMES["closed_by_program"]!);
    for (const { kind, pid } of parts.filter((part) => part.kind === "agent" || part.kind === "publisher")) {
      for (const { peer } of tcpPeersOf(pid)) {
        if (barred.includes(peer.split(":")[1]!)) failures.push(`the ${kind} has a connection to ${peer}`);
      }
    }
  }
  await until(
    "spans of agent and publisher",
    async () => {
      const spans = await readSpans(estate);
      const of = (service: string) => spans.filter((span) => span.service === service).length;
      return of(SERVICE.agent) >= flows && of(SERVICE.publisher) >= 2 * flows ? true : undefined;
    },
    WITHIN_MS,
  );
  return failures;
}

const newTrace = (): string => randomBytes(16).toString("hex");

const flowOf = (traceId: string, more: Partial<FinishedSpan> = {}): FinishedSpan => ({
  ...{ name: "flow", traceId, spanId: randomBytes(8).toString("hex"), parentId: "" },
  ...{ startUs: Date.now() * 1000, endUs: Date.now() * 1000 + 5, failed: false, facts: { role: "agent" } },
  ...more,
});

/** Each a sentence: what was taken that should not be, or refused for another reason. */
async function forgeries(device: TrialReporter, publisher: TrialReporter, known: readonly StoredSpan[]) {
  const root = known.find(({ name }) => name === "flow")!;
  const dispatch = known.find(({ name }) => name === "dispatch")!;
  const under = { parentId: dispatch.span, facts: { role: "publisher" } } as const;
  // A name of the same length, so that the rest stays what it is.
  const malformed = Buffer.from(encodeSpanReport(DEVICE, [flowOf(newTrace())]));
  malformed.write("evil", malformed.indexOf("flow"));
  const cases: [string, TrialReporter, Uint8Array, string][] = [
    ["of a flow that never was", device, encodeSpanReport(DEVICE, [flowOf(newTrace())]), ""],
    ["told a second time", device, encodeSpanReport(DEVICE, [flowOf(root.trace, { spanId: root.span })]), ""],
    ["into another's trace", device, encodeSpanReport(DEVICE, [flowOf(root.trace)]), ""],
    [
      "under a dispatch that is over",
      publisher,
      encodeSpanReport(PUBLISHER, [flowOf(dispatch.trace, { ...under, name: "lock" })]),
      "",
    ],
    [
      "in another device's name",
      device,
      encodeSpanReport({ ...DEVICE, instance: "second-laptop" }, [flowOf(newTrace())]),
      "forged",
    ],
    [
      "in a gateway's name",
      device,
      encodeSpanReport({ ...DEVICE, service: SERVICE["client-gateway"] }, [flowOf(newTrace())]),
      "forged",
    ],
    [
      "of a gateway's kind",
      publisher,
      encodeSpanReport(PUBLISHER, [
        flowOf(dispatch.trace, { parentId: dispatch.span, name: "dispatch", facts: { role: "publisher-gateway" } }),
      ]),
      "kind",
    ],
    ["of no known name", device, malformed, "malformed"],
    ["that are garbage", device, randomBytes(200), "malformed"],
  ];
  const failures: string[] = [];
  for (const [what, reporter, otlp, wanted] of cases) {
    const answer = await reporter.report(otlp);
    if (answer !== wanted) failures.push(`spans ${what} were answered "${answer}", not "${wanted}"`);
  }
  return failures;
}

/** Of what a forger has sent nothing may be here: what was is each hop's own, whole trees of it. */
function intruders(spans: readonly StoredSpan[]): string[] {
  const roots = new Set(spans.filter(({ name }) => name === "flow").map(({ span }) => span));
  const orphans = orphansOf(spans);
  const lonely = spans.filter(
    ({ name, trace }) => name === "flow" && !spans.some((one) => one.name === "open" && one.trace === trace),
  );
  const doubled = spans.filter(({ name }) => name === "flow").length - roots.size;
  return [
    ...(orphans.length > 0 ? [`${orphans.length} spans without their parent`] : []),
    ...(lonely.length > 0 ? [`${lonely.length} roots that no gateway knows of`] : []),
    ...(doubled > 0 ? [`${doubled} roots are there twice`] : []),
  ];
}

/** Of both gateways together. */
async function counters(estate: Estate): Promise<Record<string, number>> {
  const ran = await estate.wayleave("status", "-o", "json");
  const all = JSON.parse(ran.stdout).counters as Record<string, Record<string, number>>;
  const sums: Record<string, number> = {};
  for (const [part, counts] of Object.entries(all)) {
    if (!part.startsWith("gateway")) continue;
    for (const [name, count] of Object.entries(counts)) {
      if (/^(spans_|reports_refused_|span_)/.test(name)) sums[name] = (sums[name] ?? 0) + count;
    }
  }
  return sums;
}
