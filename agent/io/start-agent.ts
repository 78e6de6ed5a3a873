/** A whole agent in this process: its listeners, its tunnels, its leases. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Lease } from "../../core/dns/stub-pool.ts";
import type { Readings } from "../../core/metrics/families.ts";
import { normalName } from "../../core/net/host-name.ts";
import type { Code } from "../../core/reason.ts";
import type { PortMissed } from "../../core/record/report.ts";
import { SERVICE } from "../../core/trace/spans.ts";
import { VERSION } from "../../core/version.ts";
import { clock } from "../../io/clock.ts";
import { randomBytes } from "../../io/entropy.ts";
import { movedBytes } from "../../io/flow/moved-bytes.ts";
import { movedDatagrams } from "../../io/flow/moved-datagrams.ts";
import { certificateReadings, type KeptIdentity, openIdentity } from "../../io/identity-keeper.ts";
import { type JsonLog, timeText } from "../../io/json-log.ts";
import { SpanReporter } from "../../io/report/span-reporter.ts";
import { Agent } from "../agent.ts";
import { chosenStubPrefix, chosenStubRange } from "../capture/io/chosen-range.ts";
import { openCapture } from "../capture/io/open-capture.ts";
import { type AgentConfig, splitHostPort } from "../config.ts";
import { openAsking } from "../dns/io/open-asking.ts";
import { type NameService, openDns } from "../dns/io/open-dns.ts";
import { openRemembered } from "../dns/io/remembered-file.ts";
import { type OnLeases, toldLeases } from "../dns/io/told-leases.ts";
import { insideOf } from "../inside.ts";
import { SteeredPrograms } from "../run/io/steered-programs.ts";
import type { Srp } from "../steer.ts";
import { type AgentReports, openAgentReports, PACE, type Pace } from "./agent-reports.ts";
import { Associations } from "./associations.ts";
import { readDeviceFacts } from "./device-facts.ts";
import { GatewayLinks } from "./gateway-links.ts";
import { type LeaseFile, openLeaseFile } from "./lease-file.ts";
import { listenFault } from "./listen-fault.ts";
import { watchNetwork } from "./network-watch.ts";
import { Programs } from "./programs.ts";
import { openProxyListener } from "./proxy-listener.ts";
import { openTap } from "./tap.ts";

/** Leases of names that nobody asks for any more are looked for this often. */
const RELEASE_EVERY_MS = 60_000;

export interface RunningAgent {
  readonly proxyPort: number;
  readonly dnsPort: number;
  readonly listens: readonly string[];
  /** What `status.json` holds, but for the pid. */
  status(): Record<string, unknown>;
  readings(): Readings;
  /** Live flows end as drained. */
  close(): Promise<void>;
}

/** Listens, and holds its tunnel from then on; a gateway need not be there yet, unless the device must enrol first. */
export async function startAgent(
  config: AgentConfig,
  log: JsonLog,
  signal: AbortSignal,
  pace: Pace = PACE,
): Promise<RunningAgent> {
  mkdirSync(config.state, { recursive: true, mode: 0o700 });
  const identity = await openIdentity("device", config, log, signal);
  const { agent, remember } = await steering(config, log, (code) => reports.notCarried(code));
  const { leases, numbered } = await openLeases(config.state, agent, log, (changes) => reports.leases(changes));
  const boot = randomBytes(16);
  const links = new GatewayLinks({
    ...{ targets: config.gateways, trust: identity.trust, boot, facts: readDeviceFacts(), log, agent },
    ...{ identity: () => identity.current(), expired: () => identity.expired() },
  });
  const reports = await openAgentReports({
    ...{ state: config.state, boot, pace, log, srpVersion: () => agent.srpVersion },
    ...{ name: () => identity.current().spiffe.id, dial: () => links.current?.openReport() },
  });
  for (const lease of numbered) leases.lease(lease).catch(() => {});
  const spans = spansOf(identity);
  const programs = new Programs();
  for (const look of [() => reports.look(), () => remember(links.current?.srp)]) links.watch(look);
  identity.onRenewed(() => links.renewed());
  // With the packet filter's, once that stands.
  let told = leases;
  const releasing = setInterval(() => releaseIdle(agent, told, log), RELEASE_EVERY_MS);
  const unwatch = watchNetwork(links);
  const closers: (() => Promise<void>)[] = [() => leases.close(), async () => programs.close()];
  const closeAll = async () => {
    clearInterval(releasing);
    unwatch();
    identity.close();
    await Promise.all([reports.close(), spans.close()]);
    links.close();
    for (const close of closers.reverse()) await close();
  };
  try {
    const onMissed = reports.missed;
    const doors = await openDoors(config, { agent, links, spans, programs, leases, onMissed, log }, closers);
    told = doors.leases;
    links.replan();
    const { proxyPort, dnsPort, listens } = doors;
    const said = { ...doors, agent, links, reports, spans, programs, identity, config };
    const parts = () => ({ ...said, connections: doors.connections() });
    return {
      ...{ proxyPort, dnsPort, listens },
      status: () => statusOf(parts()),
      readings: () => readingsOf(parts()),
      close: async () => {
        // First the flows, over the tunnel that they still have.
        await doors.drain();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function steering(
  config: AgentConfig,
  log: JsonLog,
  onNotCarried: (code: Code) => void,
): Promise<{ readonly agent: Agent; readonly remember: (srp: Srp | undefined) => void }> {
  const stubRange = config.stubRange ?? (await chosenStubRange(config.state));
  // Without capture nothing leads to an IPv6 stub that programs could be told.
  const stubPrefix = config.capture === undefined ? undefined : chosenStubPrefix(config.state);
  const { unmatched } = config.proxy;
  const life = randomBytes(8).toString("hex");
  const { before: remembered, keep } = await openRemembered(config.state, log);
  const ownNames = gatewayNames(config);
  const agent = new Agent({ stubRange, stubPrefix, life, unmatched, remembered, ownNames, onNotCarried });
  return { agent, remember: (srp) => void keep(srp) };
}

/** All ways by which programs come to us; each that is open is closed by its closer. */
async function openDoors(
  config: AgentConfig,
  o: {
    agent: Agent;
    links: GatewayLinks;
    spans: SpanReporter;
    programs: Programs;
    leases: LeaseFile;
    onMissed: (port: PortMissed) => void;
    log: JsonLog;
  },
  closers: (() => Promise<void>)[],
) {
  const { agent, links, spans, programs, log } = o;
  const tap = openTap({ state: config.state, srp: () => links.current?.srp, log });
  closers.push(async () => tap.close());
  const associations = new Associations({ agent, links, spans, programs, tap });
  let all = o.leases;
  const capture = await openCapture(config, { ...o, associations, tap, moveLeases: (moved) => all.move(moved) });
  closers.push(() => capture.close());
  const steered = new SteeredPrograms({ agent, links, associations });
  const leases = steered.leases(capture.leases);
  all = leases;
  const taken = () => {
    steered.learned();
    return capture.learned();
  };
  const asking = openAsking({ agent, links, taken, spans });
  const dns = await openDns(config, { agent, leases, asking, tap, onUpstreams: (all) => capture.resolvers(all), log });
  // What was private before is so from now on.
  dns.look();
  const unwatch = links.watch(() => dns.look());
  closers.push(() => dns.close().finally(unwatch));
  steered.answersDnsAt({ ip: config.dns.listen.host, port: dns.port });
  const door = { agent, links, associations, spans, programs, tap, steered };
  const opening = openProxyListener({ ...config.proxy, ...door });
  const proxy = await opening.catch(listenFault("proxy.listen", config.proxy.listen));
  closers.push(() => proxy.close());
  const own = [addressOf(config.proxy.listen.host, proxy.port), addressOf(config.dns.listen.host, dns.port)];
  return {
    ...{ proxyPort: proxy.port, dnsPort: dns.port, listens: [...own, ...capture.listens], leases, dns },
    connections: () => ({ proxy: proxy.connections, captured: capture.connections }),
    captured: () => capture.status(),
    drain: () => Promise.all([associations.close(), proxy.close(), capture.drain()]),
  };
}

const spansOf = (identity: KeptIdentity): SpanReporter =>
  new SpanReporter(() => ({ service: SERVICE.agent, version: VERSION, instance: identity.current().spiffe.id }));

function releaseIdle(agent: Agent, leases: LeaseFile, log: JsonLog): void {
  const idle = agent.releaseIdle(clock.now());
  if (idle.length > 0) leases.release(idle).catch((error: unknown) => log.warn("leases can't be written", { error }));
}

/** Those of earlier lives are the pool's again; `numbered` had no number in the file. */
async function openLeases(
  state: string,
  { pool, prefix }: Agent,
  log: JsonLog,
  onChanges: OnLeases,
): Promise<{ readonly leases: LeaseFile; readonly numbered: readonly Lease[] }> {
  const kept = () => ({ leases: pool.leases(), highWater: pool.highWater });
  const leases = await openLeaseFile(join(state, "leases"), pool.range, kept);
  const numbered = pool.restore(leases.kept.leases, leases.kept.highWater, clock.now());
  if (leases.kept.spoiled > 0) log.warn("the lease file has spoiled lines", { lines: leases.kept.spoiled });
  return { leases: toldLeases(leases, prefix, onChanges), numbered };
}

interface Parts {
  readonly agent: Agent;
  readonly links: GatewayLinks;
  readonly reports: AgentReports;
  readonly spans: SpanReporter;
  readonly programs: Programs;
  readonly identity: KeptIdentity;
  readonly listens: readonly string[];
  readonly config: AgentConfig;
  readonly dns: NameService;
  readonly captured: () => Record<string, unknown> | undefined;
  readonly connections: { readonly proxy: number; readonly captured: number };
}

function statusOf(parts: Parts): Record<string, unknown> {
  const { agent, links, identity, listens, config, captured } = parts;
  const { capture, proxy } = config;
  const how = captured();
  const { session, srpVersion } = agent;
  const { srpHash, reauthUntilUs: until } = links.current?.session ?? {};
  return {
    ...{ ready: true, listens, refused: agent.refused(), dns: parts.dns.status() },
    counters: countersOf(parts),
    certificate: identity.status(),
    ...(how === undefined ? {} : { capture: how }),
    inside: insideOf({
      ...{ srp: links.current?.srp, srpHash, leases: agent.pool.leases(), gateways: links.inside() },
      ...{
        counters: agent.counters,
        stubRange: agent.pool.range,
        unmatched: proxy.unmatched,
        capture: capture !== undefined,
      },
    }),
    ...(session === undefined ? {} : { session }),
    ...(srpVersion === undefined ? {} : { srp_version: srpVersion }),
    ...(srpHash === undefined ? {} : { srp_hash: srpHash }),
    ...(until === undefined ? {} : { reauth: { until: timeText(until), grace_over: clock.wallUs() >= until } }),
  };
}

function countersOf(o: Omit<Parts, "identity" | "listens" | "config" | "captured">): Record<string, number> {
  const { agent, links, reports, spans, programs, dns, connections } = o;
  return {
    ...agent.counters,
    ...agent.flowsByReason(),
    ...reports.counters(),
    ...{ ...spans.counters, ...programs.counters, ...dns.counters() },
    ...{
      proxy_connections: connections.proxy,
      captured_connections: connections.captured,
      leases: agent.pool.size,
      sessions_retired: links.retired,
    },
    ...movedBytes(),
    ...movedDatagrams(),
  };
}

function readingsOf(parts: Parts): Readings {
  const { agent, identity } = parts;
  return {
    counters: {
      ...countersOf(parts),
      ...certificateReadings(identity),
      ...{ session_up: agent.session === undefined ? 0 : 1, srp_version: agent.srpVersion },
    },
    refused: agent.refused(),
    histograms: agent.histograms(),
  };
}

const gatewayNames = ({ gateways }: AgentConfig): string[] =>
  gateways.flatMap((text) => normalName(splitHostPort(text)?.host ?? "") ?? []);

const addressOf = (host: string, port: number): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;
