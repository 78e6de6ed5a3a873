/** A real OpenTelemetry collector beside an estate: it takes OTLP, and writes what it got to a file. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../io/trial-port.ts";
import { run, until } from "../estate.ts";
import type { StoredSpan } from "./trees.ts";

const SOURCE = join(import.meta.dirname, "..", "..", "collector");
/** Hundreds of packages, on two cores, for the first time. */
const BUILD_MS = 600_000;
const READY_MS = 20_000;

export interface Collector {
  readonly endpoint: string;
  /** What it has got so far. */
  spans(): StoredSpan[];
  stop(): Promise<void>;
}

export async function startCollector(progress: (text: string) => void): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-collector-"));
  const binary = process.env["WAYLEAVE_COLLECTOR"] ?? (await build(folder, progress));
  const [port, file, config] = [await freePort(), join(folder, "spans.json"), join(folder, "config.yaml")];
  const pipeline = { receivers: ["otlp"], exporters: ["file"] };
  // JSON is YAML.
  const said = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { file: { path: file, flush_interval: "200ms" } },
    service: { telemetry: { metrics: { level: "none" } }, pipelines: { traces: pipeline } },
  };
  writeFileSync(config, JSON.stringify(said));
  const child = spawn(binary, ["--config", config], { stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr = (stderr + chunk).slice(-4_000)));
  const ready = () => {
    if (child.exitCode !== null) throw new Error(`the collector ended: ${stderr}`);
    return stderr.includes("Everything is ready") || undefined;
  };
  await until("the collector is ready", ready, READY_MS);
  return {
    endpoint: `http://127.0.0.1:${port}/v1/traces`,
    spans: () => (existsSync(file) ? spansIn(readFileSync(file, "utf8")) : []),
    async stop() {
      await ended(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function build(folder: string, progress: (text: string) => void): Promise<string> {
  progress("building the collector (WAYLEAVE_COLLECTOR names one that is there)");
  const binary = join(folder, "collector");
  const ran = await run("go", ["-C", SOURCE, "build", "-o", binary, "."], BUILD_MS);
  if (ran.exit === 0) return binary;
  throw new Error(`the collector can't be built (it takes Go 1.26 or later): ${ran.stderr.slice(-2_000)}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await gone;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly JsonSpan[] }[];
  }[];
}

interface JsonSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes?: readonly Attribute[];
  readonly status?: { readonly code?: number };
}

const STATUS: readonly string[] = ["Unset", "Ok", "Error"];
const textOf = (attributes: readonly Attribute[] = [], key: string): string =>
  attributes.find((one) => one.key === key)?.value.stringValue ?? "";

/** One batch a line; the last may be half written. */
function spansIn(text: string): StoredSpan[] {
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.filter(Boolean).flatMap((line) =>
    (JSON.parse(line) as Batch).resourceSpans.flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(({ spans }) =>
        spans.map((span) => ({
          ...{ trace: span.traceId, span: span.spanId, parent: span.parentSpanId ?? "", name: span.name },
          status: STATUS[span.status?.code ?? 0]!,
          service: textOf(resource.attributes, "service.name"),
          instance: textOf(resource.attributes, "service.instance.id"),
          flow: textOf(span.attributes, "wayleave.flow_id"),
          reason: textOf(span.attributes, "wayleave.reason"),
          reportedBy: textOf(resource.attributes, "wayleave.reported_by"),
        })),
      ),
    ),
  );
}
