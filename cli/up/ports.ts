/** Which port each part of `up` listens on: the known defaults, or all of them behind one base. */

export interface Ports {
  readonly proxy: number;
  readonly dns: number;
  readonly console: number;
  readonly clickhouse: number;
  readonly otlp: number;
  /** The first of those on which metrics are served: `up` itself there, its parts behind it in their order. */
  readonly metrics: number;
  readonly gateways: readonly number[];
}

/** Where the demo's applications stand; nobody ever listens on `closed`. */
export interface DemoPorts {
  readonly wiki: number;
  readonly echo: number;
  readonly closed: number;
}

export interface Claim {
  readonly what: string;
  readonly port: number;
  readonly udp: boolean;
}

export const DEFAULT_PORTS = {
  ...{ proxy: 1080, dns: 1053, console: 8080, clickhouse: 8123, otlp: 4318, metrics: 9464, gateway: 8443 },
};
/** As the demo estate's file names them. */
export const DEFAULT_DEMO_PORTS: DemoPorts = { wiki: 8081, echo: 8082, closed: 8083 };

/** More gateways than this on one machine show nothing that fewer do not. */
export const GATEWAYS_MAX = 16;
/** Gateway i stands at base + 10 + i, the metrics of `up` at base + 30, of its i-th part behind that. */
const METRICS_AT = 30;
/** Besides gateways, those that serve metrics: `up`, ClickHouse, analytics, publisher, agent. */
export const PORT_BASE_MAX = 65_535 - METRICS_AT - 5 - GATEWAYS_MAX;

const series = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

export function planPorts(o: { portBase: number | undefined; gateways: number }): Ports {
  const base = o.portBase;
  if (base === undefined) {
    const { gateway, ...others } = DEFAULT_PORTS;
    return { ...others, gateways: series(gateway, o.gateways) };
  }
  return {
    proxy: base,
    dns: base + 1,
    console: base + 2,
    clickhouse: base + 3,
    otlp: base + 4,
    metrics: base + METRICS_AT,
    gateways: series(base + 10, o.gateways),
  };
}

export const planDemoPorts = (portBase: number | undefined): DemoPorts =>
  portBase === undefined ? DEFAULT_DEMO_PORTS : { wiki: portBase + 5, echo: portBase + 6, closed: portBase + 7 };

/** Who serves metrics, in the order of their ports: `up`, then its parts. The demo is the private network, no part. */
export const metricsOrder = (o: { gateways: number; demo: boolean; embedded: boolean }): string[] => [
  ...["up", ...(o.embedded ? ["clickhouse"] : [])],
  ...series(1, o.gateways).map((i) => `gateway-${i}`),
  ...["analytics", ...(o.demo ? ["publisher", "agent"] : [])],
];

/** Every port that must be free before anything starts. */
export function claims(ports: Ports, demo: DemoPorts | undefined, embedded = true): Claim[] {
  const tcp = (what: string, port: number): Claim => ({ what, port, udp: false });
  return [
    tcp("proxy", ports.proxy),
    tcp("DNS", ports.dns),
    { what: "DNS", port: ports.dns, udp: true },
    tcp("console", ports.console),
    ...(embedded ? [tcp("ClickHouse", ports.clickhouse)] : []),
    tcp("OTLP", ports.otlp),
    ...ports.gateways.map((port, i) => tcp(`gateway-${i + 1}`, port)),
    ...metricsOrder({ gateways: ports.gateways.length, demo: demo !== undefined, embedded }).map((name, i) =>
      tcp(`metrics of ${name}`, ports.metrics + i),
    ),
    ...(demo === undefined
      ? []
      : [tcp("demo wiki", demo.wiki), tcp("demo echo", demo.echo), tcp("demo closed port", demo.closed)]),
  ];
}

export interface Taken {
  readonly claim: Claim;
  readonly why: string;
}

/** One error for all of them, with what to do. */
export function takenText(taken: readonly Taken[]): string {
  const lines = taken.map(({ claim, why }) => {
    return `  127.0.0.1:${claim.port}/${claim.udp ? "udp" : "tcp"} (${claim.what}): ${why}`;
  });
  const many =
    taken.length === 1 ? "a port that is needed can't be had" : `${taken.length} ports that are needed can't be had`;
  return [`${many}:`, ...lines, "free them, or choose others with --port-base N"].join("\n");
}
