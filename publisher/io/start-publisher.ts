/** A publisher at work: its identity, its tunnels, and the flows that come through them. */
import { mkdirSync } from "node:fs";
import type { Readings } from "../../core/metrics/families.ts";
import { splitHostPort } from "../../core/net/ip.ts";
import { REPORT_EVERY_MS, REPORT_GATHER_MS, Reporter } from "../../core/record/report.ts";
import { SERVICE } from "../../core/trace/spans.ts";
import { VERSION } from "../../core/version.ts";
import { clock } from "../../io/clock.ts";
import { randomBytes } from "../../io/entropy.ts";
import { movedBytes } from "../../io/flow/moved-bytes.ts";
import { movedDatagrams } from "../../io/flow/moved-datagrams.ts";
import { certificateReadings, type KeptIdentity, openIdentity } from "../../io/identity-keeper.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { ReportSender } from "../../io/report/report-sender.ts";
import { SpanReporter } from "../../io/report/span-reporter.ts";
import { REPORT_PATH } from "../../io/wire/telemetry.ts";
import type { PublisherConfig } from "../config.ts";
import { Publisher } from "../publisher.ts";
import { openAllowFile } from "./allow-file.ts";
import { Condition } from "./condition.ts";
import { FlowTaker } from "./flow-taker.ts";
import { NameServers } from "./name-servers.ts";
import { NameTaker } from "./name-taker.ts";
import type { SlotHands } from "./tunnel-slot.ts";
import { Tunnels } from "./tunnels.ts";

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
  const instance = randomBytes(16);
  const first = Promise.withResolvers<void>();
  const rules = allow.rules;
  const say: Tunnels["say"] = (message) => tunnels.say(message);
  const servers = new NameServers(config.resolvers ?? []);
  const condition = new Condition({ publisher, servers, sourceAddress, connectTimeoutMs, rules, say, log });
  const names = new NameTaker({ publisher, trust, servers, rules, log });
  const onDialled: Condition["dialled"] = (permit, outcome) => condition.dialled(permit, outcome);
  const taker = new FlowTaker({
    publisher,
    trust,
    servers,
    sourceAddress,
    connectTimeoutMs,
    rules,
    spans,
    onDialled,
    log,
  });
  const reports = new ReportSender({
    reporter: new Reporter({ boot: instance.toString("hex"), ...pace }, clock.now()),
    ...{ name: () => id, log, dial: () => tunnels.stream(REPORT_PATH) },
  });
  const hands = handsOf({ publisher, taker, names, condition, reports, onFirst: first.resolve });
  const shown = { identity: () => identity.current(), trust };
  const tunnels: Tunnels = new Tunnels({ gateways, ...shown, instance, version: VERSION, log }, hands);
  const told = () => ({ ...reports.counters(), ...spans.counters, ...condition.counters(), ...names.counters() });
  identity.onRenewed(() => tunnels.look());
  await tunnels.start();
  return {
    attached: first.promise,
    status: () => ({ ...statusOf(publisher, tunnels, told(), identity, config), ...condition.status() }),
    readings: () => readingsOf(publisher, tunnels, told(), identity),
    close: async (graceMs = GRACE_MS) => {
      publisher.drain();
      identity.close();
      condition.close();
      await reports.close();
      const spansTold = spans.close();
      const timer = setTimeout(() => taker.terminate("PUB_FLOW_DRAIN"), graceMs);
      await tunnels.close(graceMs + RESET_MS);
      clearTimeout(timer);
      await spansTold;
      allow.close();
    },
  };
}

interface Handing {
  readonly publisher: Publisher;
  readonly taker: FlowTaker;
  readonly names: NameTaker;
  readonly condition: Condition;
  readonly reports: ReportSender;
  readonly onFirst: () => void;
}

/** What tunnels do with what comes on them. */
function handsOf({ publisher, taker, names, condition, reports, onFirst }: Handing): SlotHands {
  let named = 0;
  return {
    ...{ publisher, taker, names, nextName: () => named++ },
    onAttached: (tunnel) => {
      onFirst();
      condition.tell(tunnel);
      reports.look();
    },
    onApps: (told) => {
      condition.published(told);
      // A restart takes a list anew, so what was not told before needs no keeping.
      const taken = publisher.takenList();
      if (taken === undefined) return;
      const fact = { type: "app-list-taken", apps: taken.apps } as const;
      reports.note({ told: fact, srpVersion: 0, appListVersion: taken.version });
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

function statusOf(
  publisher: Publisher,
  tunnels: Tunnels,
  told: Readonly<Record<string, number>>,
  identity: KeptIdentity,
  config: PublisherConfig,
): Record<string, unknown> {
  const { tenant, id } = publisher;
  return {
    ready: tunnels.attached > 0,
    listens: [],
    refused: { publisher: publisher.refused },
    counters: countersOf(publisher, told),
    identity: { tenant, publisher: id },
    certificate: identity.status(),
    apps: publisher.appNames(),
    app_hosts: hostsOf(publisher),
    apps_version: publisher.appsVersion,
    permits_remembered: publisher.permitsRemembered,
    source_address: config.sourceAddress ?? null,
    ...tunnels.status(),
    status_at_ms: Math.round(clock.now()),
  };
}

/** Names that can be asked for are shown, so that somebody may try whether they resolve here. */
const HOSTS_SHOWN = 100;

function hostsOf(publisher: Publisher): string[] {
  const shown: string[] = [];
  for (const { hosts, origin } of publisher.apps()) {
    for (const host of origin === "" ? hosts : [splitHostPort(origin)?.host ?? ""]) {
      if (/^[a-z0-9_.-]*[a-z][a-z0-9_.-]*$/.test(host)) shown.push(host);
      if (shown.length === HOSTS_SHOWN) return shown;
    }
  }
  return shown;
}

type Counts = Readonly<Record<string, number>>;

const countersOf = (publisher: Publisher, told: Counts): Counts => ({
  ...{ ...publisher.counters, ...told, ...movedBytes(), ...movedDatagrams() },
});

function readingsOf(publisher: Publisher, tunnels: Tunnels, told: Counts, identity: KeptIdentity): Readings {
  const { attached } = tunnels;
  return {
    counters: {
      ...countersOf(publisher, told),
      ...certificateReadings(identity),
      ...{ ready: attached > 0 ? 1 : 0, tunnels: tunnels.count, tunnels_attached: attached },
      ...{ apps: publisher.appCount, apps_version: publisher.appsVersion },
      permits_remembered: publisher.permitsRemembered,
    },
    refused: { publisher: publisher.refused },
    histograms: publisher.histograms(),
  };
}
