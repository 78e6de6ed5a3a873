/** What a gateway says of itself to operators. */
import { stateHash } from "../../core/control/digest.ts";
import { type ControlState, firstStop } from "../../core/control/state.ts";
import type { GatewayLease } from "../../core/lease/overview.ts";
import { servesTenant } from "../../core/tenancy.ts";
import type { RecorderStatus } from "./recorder.ts";

export type GatewayStatus = ReturnType<typeof describe>;

/** A session as its Client Gateway holds it. */
interface HeldSession {
  readonly facts: { readonly id: string; readonly tenant: string; readonly user: string; readonly device: string };
  readonly srp: { readonly acked: number };
  readonly flows: number;
}

/** A publisher's tunnel as its Publisher Gateway holds it. */
interface HeldTunnel {
  readonly attachment: string;
  readonly tenant: string;
  readonly publisher: string;
  readonly idle: number;
  readonly flows: number;
}

export function describe(
  at: {
    readonly asOf: number;
    readonly logEnd: number;
    readonly malformed: number;
    readonly ageMs: number;
    /** Of the log up to `asOf`. */
    readonly logHash: string;
  },
  state: ControlState,
  counters: Record<string, number>,
  parts: {
    readonly name: string;
    /** Whose sessions and tunnels are told of. */
    readonly asker: string;
    readonly sessions: readonly HeldSession[];
    readonly attachments: readonly HeldTunnel[];
    readonly refused: Record<string, number>;
    readonly leases: readonly GatewayLease[];
  },
  { boot, spoolBytes, spoolBoundBytes, sequence, shippedSequence, unshipped, dropped }: RecorderStatus,
) {
  const stop = firstStop(state);
  const sees = (tenant: string) => servesTenant(parts.asker, tenant);
  const sessions = parts.sessions.filter(({ facts }) => sees(facts.tenant));
  const tunnels = parts.attachments.filter(({ tenant }) => sees(tenant));
  const record = { sequence, shippedSequence, spoolBytes, spoolBoundBytes, unshipped, dropped: { ...dropped } };
  return {
    ...{ gateway: parts.name, asOf: Math.max(state.asOf, 0), logEnd: at.logEnd, ready: state.asOf + 1 >= at.logEnd },
    configRev: Math.max(state.configRev, 0),
    stateHash: stateHash(state),
    // Both hashes are of one offset, or there is one of them.
    logHash: at.asOf === state.asOf ? at.logHash : "",
    refused: Object.entries(parts.refused).map(([reason, count]) => ({ listener: "gateway", reason, count })),
    counters: { ...counters, control_events_malformed: at.malformed },
    sessions: sessions.map(({ facts, srp, flows }) => {
      const { id: sessionId, user, device } = facts;
      return { sessionId, user, device, srpVersion: Math.max(srp.acked, 0), flows };
    }),
    attachments: tunnels.map(({ attachment, publisher, idle, flows }) => {
      return { attachment, publisher, idle, flows };
    }),
    record: { ...record, boot: Buffer.from(boot, "hex") },
    ...{ logAgeMs: Math.round(at.ageMs), leases: statusLeases(parts.leases) },
    ...(stop === null ? {} : { stoppedAt: stop }),
  };
}

/** Those too whose last word is all that is known of them. */
const statusLeases = (leases: readonly GatewayLease[]) =>
  leases.map(({ gateway, state, epoch, address, roles, judge, heartbeat, silentMs }) => ({
    ...{ gateway, state, epoch: Buffer.from(epoch, "hex"), address, roles: [...roles], judge },
    ...(silentMs === undefined ? {} : { silentMs: Math.round(silentMs) }),
    ...(heartbeat && {
      ...{ boot: Buffer.from(heartbeat.boot, "hex"), sequence: heartbeat.sequence, asOf: heartbeat.asOf },
      ...{ shippedSequence: heartbeat.shippedSequence, stateHash: Buffer.from(heartbeat.stateHash, "hex") },
      ...{ featureLevel: heartbeat.featureLevel, atUs: heartbeat.atUs },
    }),
  }));

const REFUSED = "refused_";

/** Of the listener's counts those that tell of refusals, by reason. */
export const refusalsOf = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([name]) => name.startsWith(REFUSED))
      .map(([name, n]) => [name.slice(REFUSED.length), n]),
  );
