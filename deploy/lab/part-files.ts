/** The configuration of each of Wayleave's parts in the lab: nothing that could not be written by hand. */
import type { Plain } from "../../core/config/located.ts";
import { GATEWAY_PORT, gatewayAddress, type Place } from "./plan.ts";

export const TENANT = "lab";
export const TRUST_DOMAIN = "lab.wayleave";
export const GATEWAYS = ["gateway-1", "gateway-2"] as const;
export const PUBLISHERS = ["publisher-1", "publisher-2"] as const;
export const DEVICE = "laptop";
export const PROXY = "127.0.0.1:1080";
export const AGENT_DNS = "127.0.0.1:1053";
const [CLICKHOUSE, CONSOLE, OTLP] = ["127.0.0.1:8123", "127.0.0.1:8080", "127.0.0.1:4318"];

export interface LabPart {
  readonly name: string;
  readonly kind: "gateway" | "publisher" | "agent" | "analytics" | "clickhouse";
  readonly place: Place;
  readonly config: { readonly [key: string]: Plain };
  readonly statusFile: string;
}

/** Folders below the lab's own. What is told of a part stands in its own folder. */
export const folderOf = (data: string, name: string): string => `${data}/${name}`;
/** The folder of an operator's commands, as `--data` or WAYLEAVE_DATA. */
export const operatorFolder = (data: string): string => folderOf(data, "operator");
const popOf = (gateway: (typeof GATEWAYS)[number]): "pop-1" | "pop-2" => (gateway === "gateway-1" ? "pop-1" : "pop-2");
export const gatewayAddresses = (): string[] => GATEWAYS.map((name) => gatewayAddress(popOf(name)));

export interface Chosen {
  /** The record is kept in ClickHouse, and traces with it. */
  readonly record: boolean;
  readonly capture: boolean;
}

export function labParts(data: string, { record, capture }: Chosen): LabPart[] {
  const parts = [
    ...GATEWAYS.map((name) => gatewayPart(data, name, record)),
    ...PUBLISHERS.map((name) => publisherPart(data, name)),
    agentPart(data, capture),
  ];
  return record ? [clickhousePart(data), ...parts, analyticsPart(data)] : parts;
}

function gatewayPart(data: string, name: (typeof GATEWAYS)[number], record: boolean): LabPart {
  const own = folderOf(data, name);
  const address = gatewayAddress(popOf(name));
  // Only gateway 1 stands where the receiver of spans does; what the other made is told by the devices.
  const tracing = record && name === "gateway-1";
  const statusFile = `${own}/status.json`;
  const config = {
    ...{ name, tenant: TENANT, roles: ["client", "publisher"] },
    ...{ listen: `0.0.0.0:${GATEWAY_PORT}`, advertise: address },
    // The two share it by a folder of this machine, in place of brokers.
    log: { embedded: `${data}/log` },
    spool: { folder: `${own}/spool` },
    snapshots: `${own}/snapshots`,
    ...(tracing ? { tracing: { otlp: `http://${OTLP}/v1/traces`, key_file: `${data}/keys/otlp.key`, ratio: 1 } } : {}),
    ...{ identity: `${own}/identity`, trust: `${data}/ca/trust` },
    issuers: { device: `${data}/ca/device`, publisher: `${data}/ca/publisher` },
    status_file: statusFile,
  };
  return { name, kind: "gateway", place: popOf(name), config, statusFile };
}

const joining = (own: string) => ({
  gateways: gatewayAddresses(),
  ...{ identity: `${own}/identity`, trust: `${own}/trust`, enrol: { token_file: `${own}/token` }, state: own },
});

function publisherPart(data: string, name: (typeof PUBLISHERS)[number]): LabPart {
  const own = folderOf(data, name);
  const config = { ...joining(own), allow: `${own}/allow.yaml` };
  return { name, kind: "publisher", place: name, config, statusFile: `${own}/status.json` };
}

/** What the publishers' own operator lets be dialled: the data centre, and nothing else. */
export const ALLOWED: Plain = { allow: [{ cidr: "10.70.0.0/24" }, { cidr: "fd00:70:0:1::/64" }] };

function agentPart(data: string, capture: boolean): LabPart {
  const own = folderOf(data, "agent");
  // Whoever has a shell on the laptop is its person.
  const proxy = { listen: PROXY, shared: true, unmatched: "direct" };
  const captures = capture ? { capture: { programs: "all" } } : {};
  const config = { ...joining(own), proxy, dns: { listen: AGENT_DNS }, ...captures };
  return { name: "agent", kind: "agent", place: "laptop", config, statusFile: `${own}/status.json` };
}

function clickhousePart(data: string): LabPart {
  const own = folderOf(data, "clickhouse");
  const statusFile = `${own}/status.json`;
  const config = { listen: CLICKHOUSE, data: `${own}/data`, key_file: `${data}/keys/clickhouse.key` };
  return {
    name: "clickhouse",
    kind: "clickhouse",
    place: "pop-1",
    config: { ...config, status_file: statusFile },
    statusFile,
  };
}

function analyticsPart(data: string): LabPart {
  const own = folderOf(data, "analytics");
  const statusFile = `${own}/status.json`;
  const config = {
    console: { listen: CONSOLE, key_file: `${data}/keys/console.key` },
    otlp: { listen: OTLP, key_file: `${data}/keys/otlp.key` },
    clickhouse: { url: `http://${CLICKHOUSE}`, key_file: `${data}/keys/clickhouse.key` },
    log: { embedded: `${data}/log` },
    gateways: gatewayAddresses(),
    ...{ identity: `${own}/identity`, trust: `${data}/ca/trust`, status_file: statusFile },
  };
  return { name: "analytics", kind: "analytics", place: "pop-1", config, statusFile };
}

/** By which operator's commands find the system, in any place from which gateways can be reached. */
export const runFile = (): Plain => ({
  // The lab's first process: commands of a place see it as this.
  ...{ pid: 1, began: 0, ready: true, parts: [] },
  endpoints: {
    ...{ proxy: PROXY, dns: AGENT_DNS, console: CONSOLE, clickhouse: CLICKHOUSE, otlp: OTLP },
    gateways: gatewayAddresses(),
  },
});

export const RESOLVER_TEXT = (v4: string, v6: string): string => `nameserver ${v4}\nnameserver ${v6}\n`;
