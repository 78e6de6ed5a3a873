/** What a gateway's metrics are made of, by the names of `core/metrics/gateway-rows.ts`. */
import type { Readings } from "../core/metrics/families.ts";

export interface GatewayParts {
  readonly counters: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  /** Of the listener: `sessions_<role>`, `handshaking`, `streams`. */
  readonly connections: Readonly<Record<string, number>>;
  readonly at: { readonly asOf: number; readonly logEnd: number; readonly malformed: number; readonly ageMs: number };
  readonly stoppedAt: number | null;
  readonly configRev: number;
  readonly sessions: number;
  readonly attachments: readonly { readonly idle: number; readonly flows: number }[];
  readonly limits: { readonly stalledBytesMax: number };
  readonly histograms: NonNullable<Readings["histograms"]>;
}

const SESSIONS = "sessions_";

export function gatewayReadings(o: GatewayParts): Readings {
  const { asOf, logEnd, malformed, ageMs } = o.at;
  // Offsets count from 0, and -1 is before the first.
  const folded = asOf + 1;
  const connections = Object.entries(o.connections).flatMap(([name, count]) =>
    name.startsWith(SESSIONS) ? [[`connections_${name.slice(SESSIONS.length)}`, count] as const] : [],
  );
  const sumOf = (figure: "idle" | "flows") => o.attachments.reduce((sum, one) => sum + one[figure], 0);
  const { handshaking = 0, streams = 0 } = o.connections;
  return {
    counters: {
      ...o.counters,
      ...Object.fromEntries(connections),
      ...{ ready: folded >= logEnd ? 1 : 0, handshaking, streams, sessions: o.sessions },
      ...{ attachments: o.attachments.length, idle_streams: sumOf("idle"), flows_bound: sumOf("flows") },
      ...{ stalled_bytes_max: o.limits.stalledBytesMax, config_rev: Math.max(o.configRev, 0) },
      ...{ control_log_end: logEnd, control_log_folded: folded, control_log_lag: Math.max(0, logEnd - folded) },
      ...{ control_log_age_s: ageMs / 1_000, control_stopped: o.stoppedAt === null ? 0 : 1 },
      control_events_malformed: malformed,
    },
    refused: { gateway: o.refused },
    histograms: o.histograms,
  };
}
