/** A publisher at work: its identity, its tunnels, and the flows that come through them. */
import { mkdirSync } from "node:fs";
import type { Readings } from "../../core/metrics/families.ts";
import { REPORT_EVERY_MS, REPORT_GATHER_MS, Reporter } from "../../core/record/report.ts";
import { SERVICE } from "../../core/trace/spans.ts";
import { VERSION } from "../../core/version.ts";
import { clock } from "../../io/clock.ts";
import { randomBytes } from "../../io/entropy.ts";
import { movedBytes } from "../../io/flow/moved-bytes.ts";
import { certificateReadings, type KeptIdentity, openIdentity } from "../../io/identity-keeper.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { ReportSender } from "../../io/report/report-sender.ts";
import { SpanReporter } from "../../io/report/span-reporter.ts";
import { REPORT_PATH } from "../../io/wire/telemetry.ts";
import type { PublisherConfig } from "../config.ts";
import { Publisher } from "../publisher.ts";
import { openAllowFile } from "./allow-file.ts";
import { FlowTaker } from "./flow-taker.ts";
import { TunnelSlot } from "./tunnel-slot.ts";

/** Two gateways: the loss of one costs no flow that another tunnel can take. */
const TUNNELS_MAX = 2;
/** What runs may finish within this when the publisher stops. */
const GRACE_MS = 5_000;
/** After that, the time in which the resets of what is left reach the gateways. */
const RESET_MS = 500;

export interface RunningPublisher {
  /** Resolves when the first tunnel is attached. */
  readonly attached: Promise<void>;
  /** What `status.json` holds, but for the pid. */
  status(): Record<string, unknown>;
  readings(): Readings;
  close(graceMs?: number): Promise<void>;
}

/** Throws AllowFault where the allow file is no good: with another list than the operator's nothing may be dialled. */
export async function startPublisher(
  config: PublisherConfig,
  log: JsonLog,
  signal: AbortSignal,
  pace = { everyMs: REPORT_EVERY_MS, gatherMs: REPORT_GATHER_MS },
): Promise<RunningPublisher> {
  mkdirSync(config.state, { recursive: true, mode: 0o700 });
  const { allow, identity } = await openOwn(config, log, signal);
  const { tenant, id } = identity.current().spiffe;
  const publisher = new Publisher(tenant, id);
  const { gateways, sourceAddress, connectTimeoutMs } = config;
  const { trust } = identity;
  const spans = new SpanReporter(() => ({ service: SERVICE.publisher, version: VERSION, instance: id }));
  const taker = new FlowTaker({ publisher, trust, sourceAddress, connectTimeoutMs, rules: allow.rules, spans, log });
  const first = Promise.withResolvers<void>();
  const instance = randomBytes(16);
  const reports: ReportSender = new ReportSender({
    reporter: new Reporter({ boot: instance.toString("hex"), ...pace }, clock.now()),
    ...{ name: () => id, log, dial: () => firstOf(tunnels, (tunnel) => tunnel.stream(REPORT_PATH)) },
  });
  const onAttached = () => {
    first.resolve();
    reports.look();
  };
  // A restart takes a list anew, so what was not told before needs no keeping.
  const onApps = () => {
    const taken = publisher.takenList();
    if (taken === undefined) return;
    const told = { type: "app-list-taken", apps: taken.apps } as const;
    reports.note({ told, srpVersion: 0, appListVersion: taken.version });
  };
  const count = Math.min(TUNNELS_MAX, gateways.length);
  let named = 0;
  const tunnels = Array.from({ length: count }, (_, tunnel) => {
    const share = gateways.filter((_gateway, at) => at % count === tunnel);
    const shown = { identity: () => identity.current(), trust };
    const hands = { publisher, taker, nextName: () => named++, onAttached, onApps };
    return new TunnelSlot({ tunnel, gateways: share, ...shown, instance, version: VERSION, log }, hands);
  });
  identity.onRenewed(() => {
    for (const tunnel of tunnels) tunnel.renewed();
  });
  return {
    attached: first.promise,
    status: () => statusOf(publisher, tunnels, { ...reports.counters(), ...spans.counters }, identity, config),
    readings: () => readingsOf(publisher, tunnels, { ...reports.counters(), ...spans.counters }, identity),
    close: async (graceMs = GRACE_MS) => {
      publisher.drain();
      identity.close();
      await reports.close();
      const told = spans.close();
      const timer = setTimeout(() => taker.terminate("PUB_FLOW_DRAIN"), graceMs);
      await Promise.all(tunnels.map((tunnel) => tunnel.close(graceMs + RESET_MS)));
      clearTimeout(timer);
      await told;
      allow.close();
    },
  };
}

/** What its operator allows, and who it is. */
async function openOwn(config: PublisherConfig, log: JsonLog, signal: AbortSignal) {
  const allow = openAllowFile(config.allowFile, log);
  const identity = await openIdentity("publisher", config, log, signal).catch((error: unknown) => {
    allow.close();
    throw error;
  });
  return { allow, identity };
}

function firstOf<T, U>(all: readonly T[], f: (one: T) => U | undefined): U | undefined {
  for (const one of all) {
    const found = f(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

function statusOf(
  publisher: Publisher,
  tunnels: readonly TunnelSlot[],
  told: Readonly<Record<string, number>>,
  identity: KeptIdentity,
  config: PublisherConfig,
): Record<string, unknown> {
  const { tenant, id } = publisher;
  return {
    ready: tunnels.some((tunnel) => tunnel.isAttached),
    listens: [],
    refused: { publisher: publisher.refused },
    counters: countersOf(publisher, told),
    identity: { tenant, publisher: id },
    certificate: identity.status(),
    apps: publisher.appNames(),
    apps_version: publisher.appsVersion,
    permits_remembered: publisher.permitsRemembered,
    source_address: config.sourceAddress ?? null,
    tunnels: tunnels.map((tunnel) => tunnel.status()),
    status_at_ms: Math.round(clock.now()),
  };
}

type Counts = Readonly<Record<string, number>>;

const countersOf = (publisher: Publisher, told: Counts): Counts => ({
  ...{ ...publisher.counters, ...told, ...movedBytes() },
});

function readingsOf(
  publisher: Publisher,
  tunnels: readonly TunnelSlot[],
  told: Counts,
  identity: KeptIdentity,
): Readings {
  const attached = tunnels.filter((tunnel) => tunnel.isAttached).length;
  return {
    counters: {
      ...countersOf(publisher, told),
      ...certificateReadings(identity),
      ...{ ready: attached > 0 ? 1 : 0, tunnels: tunnels.length, tunnels_attached: attached },
      ...{ apps: publisher.appNames().length, apps_version: publisher.appsVersion },
      permits_remembered: publisher.permitsRemembered,
    },
    refused: { publisher: publisher.refused },
    histograms: publisher.histograms(),
  };
}
