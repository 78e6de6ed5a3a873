/** The configuration file of each part that `up` starts: nothing that could not be written by hand. */
import type { Plain } from "../../core/config/located.ts";
import { type KafkaConfig, kafkaPlain } from "../../core/config/log.ts";
import { configFile, type Layout, statusFile } from "../layout.ts";
import type { Endpoints, PartKind } from "../run-file.ts";
import { type DemoPorts, metricsOrder, type Ports } from "./ports.ts";

export const TENANT = "demo";
export const TRUST_DOMAIN = "wayleave.local";
/** The operator whose certificate `up` makes. */
export const LOCAL_OPERATOR = "local";
export const DEMO_DEVICE = "demo-laptop";
export const DEMO_PUBLISHER = "demo-publisher";
/** The demo's apps see this address as their peer. */
export const PUBLISHER_SOURCE = "127.0.0.3";

export interface PartPlan {
  readonly name: string;
  readonly kind: PartKind;
  readonly file: string;
  readonly statusFile: string;
  readonly listen: readonly string[];
  /** host:port of its page of metrics. */
  readonly metrics?: string | undefined;
  readonly config: { readonly [key: string]: Plain };
}

export interface UpPlan {
  readonly layout: Layout;
  readonly ports: Ports;
  readonly demo: DemoPorts | undefined;
  /** A server that stands in for the embedded part: its address, host:port. */
  readonly clickhouse: string | undefined;
  /** The publisher knows the second gateway alone, the agent the first. */
  readonly split: boolean;
  /** Undefined: no trace is kept. */
  readonly tracing: TracingPlan | undefined;
  /** Brokers that stand in for the embedded log. */
  readonly kafka: KafkaConfig | undefined;
}

export interface TracingPlan {
  readonly ratio: number;
  readonly slowMs: number;
  /** A receiver in place of the system's own. */
  readonly otlp: { readonly url: string; readonly keyFile: string | undefined } | undefined;
}

export const local = (port: number): string => `127.0.0.1:${port}`;
export const gatewayName = (i: number): string => `gateway-${i + 1}`;

/** The gateways an agent and a publisher are told of, by index. */
export function known(plan: UpPlan): { agent: number[]; publisher: number[] } {
  const all = plan.ports.gateways.map((_, i) => i);
  return plan.split ? { agent: [0], publisher: [1] } : { agent: all, publisher: all };
}

export function planParts(plan: UpPlan): PartPlan[] {
  const gateways = plan.ports.gateways.map((port, i) => gatewayPart(plan, port, i));
  const clickhouse = plan.clickhouse === undefined ? [clickhousePart(plan)] : [];
  const always = [...clickhouse, ...gateways, analyticsPart(plan)];
  const demo = plan.demo === undefined ? [] : [demoPart(plan.layout, plan.demo), publisherPart(plan), agentPart(plan)];
  return [...always, ...demo].map((one) => withMetrics(plan, one));
}

/** Where `name`, a part or `up` itself, serves its metrics. */
export function metricsOf({ ports, demo, clickhouse }: UpPlan, name: string): string | undefined {
  const { gateways, metrics } = ports;
  const order = metricsOrder({
    gateways: gateways.length,
    demo: demo !== undefined,
    embedded: clickhouse === undefined,
  });
  const i = order.indexOf(name);
  return i < 0 ? undefined : local(metrics + i);
}

function withMetrics(plan: UpPlan, one: PartPlan): PartPlan {
  const metrics = metricsOf(plan, one.name);
  return metrics === undefined ? one : { ...one, metrics, config: { ...one.config, metrics: { listen: metrics } } };
}

export function planEndpoints(plan: UpPlan): Endpoints {
  const { ports } = plan;
  const withAgent = (port: number) => (plan.demo === undefined ? null : local(port));
  return {
    proxy: withAgent(ports.proxy),
    dns: withAgent(ports.dns),
    console: local(ports.console),
    clickhouse: clickhouseAddress(plan),
    otlp: local(ports.otlp),
    metrics: local(ports.metrics),
    gateways: ports.gateways.map(local),
  };
}

export const clickhouseAddress = ({ clickhouse, ports }: UpPlan): string => clickhouse ?? local(ports.clickhouse);

function part(layout: Layout, name: string, kind: PartKind, listen: string[], config: PartPlan["config"]): PartPlan {
  return { name, kind, file: configFile(layout, name), statusFile: statusFile(layout, name), listen, config };
}

function tracingConfig({ layout, ports, tracing }: UpPlan): PartPlan["config"] {
  if (tracing === undefined) return {};
  const own = { url: `http://${local(ports.otlp)}/v1/traces`, keyFile: layout.otlpKey };
  const { url, keyFile } = tracing.otlp ?? own;
  const key = keyFile === undefined ? {} : { key_file: keyFile };
  return { tracing: { otlp: url, ...key, ratio: tracing.ratio, slow_ms: tracing.slowMs } };
}

const logConfig = ({ layout, kafka }: UpPlan): PartPlan["config"] =>
  kafka === undefined ? { embedded: layout.log } : { kafka: kafkaPlain(kafka) };

function gatewayPart(plan: UpPlan, port: number, i: number): PartPlan {
  const { layout, split } = plan;
  const name = gatewayName(i);
  return part(layout, name, "gateway", [local(port)], {
    name,
    tenant: TENANT,
    roles: split ? [i === 0 ? "client" : "publisher"] : ["client", "publisher"],
    listen: local(port),
    advertise: local(port),
    log: logConfig(plan),
    spool: { folder: `${layout.spool}/${name}` },
    snapshots: `${layout.snapshots}/${name}`,
    ...tracingConfig(plan),
    identity: `${layout.pki}/${name}`,
    trust: layout.trust,
    issuers: { device: `${layout.pki}/device`, publisher: `${layout.pki}/publisher` },
    status_file: statusFile(layout, name),
  });
}

function clickhousePart({ layout, ports }: UpPlan): PartPlan {
  return part(layout, "clickhouse", "clickhouse", [local(ports.clickhouse)], {
    listen: local(ports.clickhouse),
    data: layout.clickhouse,
    key_file: layout.clickhouseKey,
    status_file: statusFile(layout, "clickhouse"),
  });
}

function analyticsPart(plan: UpPlan): PartPlan {
  const { layout, ports } = plan;
  return part(layout, "analytics", "analytics", [local(ports.console), local(ports.otlp)], {
    console: { listen: local(ports.console), key_file: layout.consoleKey },
    otlp: { listen: local(ports.otlp), key_file: layout.otlpKey },
    clickhouse: { url: `http://${clickhouseAddress(plan)}`, key_file: layout.clickhouseKey },
    log: logConfig(plan),
    run_file: layout.runFile,
    gateways: ports.gateways.map(local),
    identity: `${layout.pki}/analytics-1`,
    trust: layout.trust,
    status_file: statusFile(layout, "analytics"),
  });
}

function demoPart(layout: Layout, demo: DemoPorts): PartPlan {
  return part(layout, "demo", "demo", [local(demo.wiki), local(demo.echo)], {
    wiki: local(demo.wiki),
    echo: local(demo.echo),
    closed: local(demo.closed),
    status_file: statusFile(layout, "demo"),
  });
}

function publisherPart(plan: UpPlan): PartPlan {
  const { layout, ports } = plan;
  return part(layout, "publisher", "publisher", [], {
    gateways: known(plan).publisher.map((i) => local(ports.gateways[i]!)),
    identity: `${layout.publisher}/identity`,
    trust: `${layout.publisher}/trust`,
    enrol: { token_file: `${layout.publisher}/token` },
    source_address: PUBLISHER_SOURCE,
    allow: `${layout.publisher}/allow.yaml`,
    state: layout.publisher,
  });
}

function agentPart(plan: UpPlan): PartPlan {
  const { layout, ports } = plan;
  return part(layout, "agent", "agent", [local(ports.proxy), local(ports.dns)], {
    gateways: known(plan).agent.map((i) => local(ports.gateways[i]!)),
    identity: `${layout.agent}/identity`,
    trust: `${layout.agent}/trust`,
    enrol: { token_file: `${layout.agent}/token` },
    proxy: { listen: local(ports.proxy), shared: false, unmatched: "refuse" },
    dns: { listen: local(ports.dns) },
    stub_range: "100.64.0.0/10",
    state: layout.agent,
  });
}

/** The demo's apps stand on this machine itself, which a publisher refuses unless its own operator says otherwise. */
export function publisherAllow(demo: DemoPorts): Plain {
  return { allow: [{ cidr: "127.0.0.1/32", ports: [demo.wiki, demo.echo, demo.closed, `udp/${demo.echo}`] }] };
}
