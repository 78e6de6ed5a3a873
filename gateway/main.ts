/**
 * The gateway process: joins the Client Gateway, the Publisher Gateway and control behind one TLS port.
 */

import { firstStop } from "../core/control/state.ts";
import { IDLE_TIMES } from "../core/datagram/idle.ts";
import type { Readings } from "../core/metrics/families.ts";
import { SHARED } from "../core/tenancy.ts";
import { SERVICE } from "../core/trace/spans.ts";
import { VERSION } from "../core/version.ts";
import { readConfigFile } from "../io/config-file.ts";
import { printMistakes } from "../io/config-mistakes.ts";
import type { ControlLog } from "../io/control/control-log.ts";
import { liveAssociations } from "../io/flow/datagram-relay.ts";
import { movedBytes } from "../io/flow/moved-bytes.ts";
import { movedDatagrams } from "../io/flow/moved-datagrams.ts";
import { stalledBytes } from "../io/flow/relay.ts";
import { type Listener, openListener } from "../io/grpc/listener.ts";
import { type JsonLog, openJsonLog } from "../io/json-log.ts";
import { openLog } from "../io/log/open-log.ts";
import { serveMetrics } from "../io/metrics/serve-metrics.ts";
import { type Identity, readIdentity, readTrust, type Trust } from "../io/pki/identity.ts";
import { spiffeText } from "../io/pki/spiffe.ts";
import { openShutdown } from "../io/shutdown.ts";
import { openStatusFile } from "../io/status-file.ts";
import { SpanShipper } from "../io/trace/span-shipper.ts";
import { decodedFrames } from "../io/wire/frame.ts";
import { alertsRole } from "./alerts/config.ts";
import { admitDevice } from "./client/admit.ts";
import { ClientGateway } from "./client/io/client-gateway.ts";
import { Compiling } from "./client/io/compiling.ts";
import { type Countries, openCountries } from "./client/io/countries.ts";
import { Enforcing } from "./client/io/enforcing.ts";
import { NameAsker, type NameAskerOptions } from "./client/io/name-asker.ts";
import { Router, type RouterOptions } from "./client/io/router.ts";
import { SessionListener } from "./client/io/session-listener.ts";
import { Trunks } from "./client/io/trunks.ts";
import { withUser } from "./client/session-facts.ts";
import { Sessions } from "./client/sessions.ts";
import { type GatewayConfig, judgeGatewayConfig } from "./config.ts";
import { openControlServices } from "./control/io/control-services.ts";
import { ExplainListener } from "./control/io/explain-listener.ts";
import { HistoryLine } from "./control/io/history-line.ts";
import { openControl } from "./control/io/open-control.ts";
import { RoutesListener } from "./control/io/routes-listener.ts";
import { type Beside, openBeside } from "./io/beside.ts";
import { heldBytes } from "./io/first-frame.ts";
import { Leases } from "./io/leases.ts";
import { Presence } from "./io/presence.ts";
import { openRecorder, type Recorder } from "./io/recorder.ts";
import { ReportListener } from "./io/report-listener.ts";
import { describe, type GatewayStatus, refusalsOf } from "./io/status.ts";
import { Tracing } from "./io/tracing.ts";
import { admitPublisher } from "./publisher/attach.ts";
import { PublisherGateway } from "./publisher/io/publisher-gateway.ts";
import { gatewayReadings } from "./readings.ts";

export interface RunningGateway {
  readonly port: number;
  /** Sessions and tunnels as a tenant may see them; without one, all. */
  status(asker?: string): Promise<GatewayStatus>;
  refused(): Record<string, number>;
  counters(): Record<string, number>;
  readings(): Promise<Readings>;
  readonly beside: Beside;
  /** Flows end as drained, publishers and agents are told, the cluster hears that this gateway left. */
  close(): Promise<void>;
}

export async function main(configFile: string): Promise<void> {
  const { config, mistakes } = judgeGatewayConfig(readConfigFile(configFile));
  if (config === undefined) {
    process.stderr.write(printMistakes(configFile, mistakes));
    process.exit(1);
  }
  const log = openJsonLog({ service: "wayleave-gateway" });
  const shutdown = openShutdown({ onStopping: (reason) => log.info("stopping", { reason }) });
  const gateway = await startGateway(config, log);
  shutdown.add("gateway", () => gateway.close());
  const listens = [`${config.listenHost}:${gateway.port}`, ...gateway.beside.listens];
  const { name: instance, metrics: served } = config;
  const metrics = await serveMetrics({
    ...{ part: "gateway", instance, config: served, log },
    read: async () => {
      const own = await gateway.readings();
      return { ...own, refused: { ...own.refused, ...gateway.beside.refused() } };
    },
  });
  shutdown.add("metrics", () => metrics.close());
  const statusFile = openStatusFile({
    path: config.statusFile,
    read: () => ({
      ...{ ready: true, listens, counters: gateway.counters() },
      refused: { gateway: gateway.refused(), ...gateway.beside.refused(), ...metrics.refused() },
    }),
  });
  await statusFile.writeNow();
  shutdown.add("status", () => statusFile.close());
  process.stdout.write(`${JSON.stringify({ ready: true, part: config.name, listens })}\n`);
}

/** Ready when it has folded all that the log held, and listens. */
export async function startGateway(config: GatewayConfig, log: JsonLog): Promise<RunningGateway> {
  const tally = new Map<string, number>();
  const count = (name: string, by = 1) => void tally.set(name, (tally.get(name) ?? 0) + by);
  const [identity, trust] = [readIdentity(config.identity), readTrust(config.trust)];
  const events = await openLog(config.log, config.name);
  const writer = { spiffe: spiffeText(identity.spiffe), trustDomain: trust.domain };
  const opened = await openControl({ events, writer, folder: config.snapshots, log, count });
  const { control } = opened;
  const { name, tenant, roles } = config;
  const recorder = await openRecorder({
    ...{ name, tenant, roles, spool: config.spool, control, events, log, version: VERSION },
  });
  const tracing = tracingOf(config, log, count);
  const history = new HistoryLine({ gateway: name, log: config.log, snapshots: config.snapshots });
  const presence = new Presence({ name, roles: rolesTold(config, identity), control, log, count });
  const leases = new Leases({ name, control, events, presence, recorder, log, count });
  const countries = await openCountries(config.countryDb, log);
  const making = { config, identity, trust, presence, control, countries, recorder, tracing, log, count };
  const own = { ...assemble(making), leases, recorder, tracing };
  const { sessions, trunks, clientGateway, sessionListener, publisherGateway } = own;
  const counters = () => ({ ...Object.fromEntries(tally), ...countersOf(own) });
  const status = async (asker = SHARED) => {
    const attachments = publisherGateway.attachments();
    const shown = { name, asker, sessions: sessions.all(), attachments, refused: refused(), leases: leases.overview() };
    return describe(await control.status(), control.state, counters(), shown, recorder.status());
  };
  const controlServices = openControlServices({
    ...{ config, identity, trust, control, recorder, sessions: () => sessions.all(), leases, status, log, count },
  });
  const listener = await openListener({
    ...{ host: config.listenHost, port: config.listenPort, identity, trust },
    onRefused: (reason) => log.debug("refused", { reason }),
    onFault: (path, error) => log.error("a service failed", { path, error: String(error) }),
    services: [
      ...(config.roles.includes("client") ? own.forDevices.map((part) => part.service()) : []),
      ...(config.roles.includes("publisher") ? publisherGateway.services() : []),
      reportsOf(making).service(),
      ...new ExplainListener({ history, control, count }).services(),
      ...new RoutesListener({ history, control, count }).services(),
      ...controlServices.services,
    ],
  });
  const refused = () => refusalsOf(listener.counts());
  const beside = await openBeside({ config, tenant: identity.spiffe.tenant, control, events, recorder, log, count });
  await presence.join(config.advertise || `${config.listenHost}:${listener.port}`);
  return {
    ...{ port: listener.port, status, refused, counters, beside },
    readings: async () => gatewayReadings({ counters: counters(), ...(await held(control, own, listener, config)) }),
    async close() {
      const flows = [clientGateway.close("CGW_FLOW_DRAIN"), publisherGateway.close("PGW_FLOW_DRAIN")];
      for (const part of [own.enforcing, sessionListener, countries]) part.close();
      await Promise.all(flows);
      controlServices.close();
      await presence.leave();
      const last = [listener, beside, history, recorder, leases, tracing, trunks, opened, events];
      for (const part of last) await part?.close();
    },
  };
}

type Own = ReturnType<typeof assemble> & {
  readonly leases: Leases;
  readonly recorder: Recorder;
  readonly tracing: Tracing | undefined;
};

const countersOf = ({ clientGateway, publisherGateway, names, enforcing, leases, recorder, tracing }: Own) => ({
  ...clientGateway.counters(),
  rejudgings: enforcing.rounds,
  ...{ ...publisherGateway.flows.counters(), ...names.counters() },
  ...leases.counters(),
  ...recorder.counters(),
  ...tracing?.counters(),
  ...{
    stalled_bytes: stalledBytes() + heldBytes(),
    frames_decoded: decodedFrames(),
    ...movedBytes(),
    ...movedDatagrams(),
  },
  associations_live: liveAssociations(),
});

/** What a gateway holds now, for its metrics. */
async function held(
  control: ControlLog,
  { sessions, publisherGateway, clientGateway }: ReturnType<typeof assemble>,
  listener: Listener,
  limits: GatewayConfig,
) {
  const connections = listener.counts();
  return {
    ...{ connections, refused: refusalsOf(connections), limits, sessions: sessions.all().length },
    ...{ at: await control.status(), configRev: control.state.configRev, stoppedAt: firstStop(control.state) },
    ...{ attachments: publisherGateway.attachments(), histograms: clientGateway.histograms() },
  };
}

interface Making {
  readonly config: GatewayConfig;
  readonly identity: Identity;
  readonly trust: Trust;
  readonly presence: Presence;
  readonly control: ControlLog;
  readonly countries: Countries;
  readonly recorder: Recorder;
  readonly tracing: Tracing | undefined;
  readonly log: JsonLog;
  readonly count: (counter: string, by?: number) => void;
}

function tracingOf({ name, tenant, tracing }: GatewayConfig, log: JsonLog, count: Making["count"]) {
  if (tracing === undefined) return undefined;
  const { endpoint, keyFile, ...rule } = tracing;
  const own = { service: SERVICE["client-gateway"], version: VERSION, instance: name, tenant, reportedBy: "" };
  return new Tracing({ rule, own, shipper: new SpanShipper({ endpoint, keyFile, own }, log), count });
}

/** The roles' objects, joined: where both roles are here, the hop between them is a call. */
function assemble(making: Making) {
  const { config, identity, trust, presence, control, countries, recorder, tracing, log, count } = making;
  const { name, stalledBytesMax } = config;
  const publisherGateway = new PublisherGateway({
    ...{ name, presence, trust, control, stalledBytesMax, recorder, tracing, log, count },
  });
  const sessions = new Sessions();
  const trunks = new Trunks(identity, trust);
  const askHere: RouterOptions["askHere"] = (open, onTaken) => publisherGateway.flows.ask(open, onTaken);
  const router = new Router({
    ...{ name, identity, control, trunks, count },
    askHere: config.roles.includes("publisher") ? askHere : undefined,
    homeAfterMs: config.pairsHomeAfterMs,
    onMoved: (of, fact) => void recorder.record(fact, { tenant: of }, "optional").catch(() => {}),
  });
  const compiling = new Compiling({ control, onCompiled: () => enforcing.timed(), onSwapped: () => enforcing.soon() });
  const clientGateway: ClientGateway = new ClientGateway({
    ...{ name, sessions, control, compiling, router, recorder, tracing, stalledBytesMax, log, count },
    idle: config.udpIdle ?? IDLE_TIMES,
    notice: (session, code, text, denialId) => sessionListener.notice(session, code, text, denialId),
    told: (session) => sessionListener.told(session),
  });
  const askNameHere: NameAskerOptions["askHere"] = (ask) => publisherGateway.names.ask(ask);
  const names = new NameAsker({
    ...{ name, identity, trunks, router, sessions, control, compiling, recorder, tracing, count },
    askHere: config.roles.includes("publisher") ? askNameHere : undefined,
  });
  const sessionListener = new SessionListener({
    ...{ name, sessions, control, compiling, recorder, log, count, keepsTraces: tracing !== undefined },
    countryOf: (address) => countries.of(address),
    onLeft: (session, code) => clientGateway.sessionLeft(session, code),
  });
  const enforcing: Enforcing = new Enforcing({
    ...{ control, compiling, sessions: sessionListener, flows: clientGateway, log },
  });
  const forDevices = [sessionListener, clientGateway, names];
  return { sessions, trunks, names, forDevices, clientGateway, sessionListener, publisherGateway, enforcing };
}

/** What the others are told that this gateway does. */
const rolesTold = ({ roles, alerts }: GatewayConfig, { spiffe }: Identity): readonly string[] =>
  alerts === undefined ? roles : [...roles, alertsRole(spiffe.tenant)];

/** Each role hears those that it serves. */
function reportsOf({
  config,
  control,
  recorder,
  tracing,
  log,
  count,
}: Omit<Making, "identity" | "trust" | "presence" | "countries">) {
  return new ReportListener({
    roles: config.roles.map((role) => (role === "client" ? "device" : "publisher")),
    admits: ({ role, tenant, id }) =>
      role === "device"
        ? !("refused" in admitDevice(control.enforced, tenant, id))
        : admitPublisher(control.enforced, tenant, id) === undefined,
    // It is told again where there is no room for it, and is nothing that a flow waits for.
    record: (fact, about) => recorder.record(withUser(fact, about.tenant, control.enforced), about, "optional"),
    // Without a receiver nothing is kept, so nothing is expected.
    spans: (peer, otlp) => (tracing === undefined ? "kind" : tracing.report(peer, otlp)),
    ...{ count, log },
  });
}
