/** What a gateway says of itself to operators. */
import { stateHash } from "../../core/control/digest.ts";
import type { ControlState } from "../../core/control/state.ts";
import type { RecorderStatus } from "./recorder.ts";

export type GatewayStatus = ReturnType<typeof describe>;

/** A session as its Client Gateway holds it. */
interface HeldSession {
  readonly facts: { readonly id: string; readonly user: string; readonly device: string };
  readonly srp: { readonly acked: number };
  readonly flows: number;
}

export function describe(
  state: ControlState,
  at: { readonly asOf: number; readonly logEnd: number; readonly malformed: number },
  counters: Record<string, number>,
  parts: {
    readonly name: string;
    readonly sessions: readonly HeldSession[];
    readonly attachments: readonly { attachment: string; publisher: string; idle: number; flows: number }[];
    readonly refused: Record<string, number>;
  },
  { boot, spoolBytes, spoolBoundBytes, sequence, shippedSequence, unshipped, dropped }: RecorderStatus,
) {
  const record = { sequence, shippedSequence, spoolBytes, spoolBoundBytes, unshipped, dropped: { ...dropped } };
  return {
    ...{ gateway: parts.name, asOf: Math.max(at.asOf, 0), logEnd: at.logEnd, ready: at.asOf + 1 >= at.logEnd },
    configRev: Math.max(state.configRev, 0),
    stateHash: stateHash(state),
    refused: Object.entries(parts.refused).map(([reason, count]) => ({ listener: "gateway", reason, count })),
    counters: { ...counters, control_events_malformed: at.malformed },
    sessions: parts.sessions.map(({ facts, srp, flows }) => {
      const { id: sessionId, user, device } = facts;
      return { sessionId, user, device, srpVersion: Math.max(srp.acked, 0), flows };
    }),
    attachments: [...parts.attachments],
    record: { ...record, boot: Buffer.from(boot, "hex") },
  };
}

const REFUSED = "refused_";

/** Of the listener's counts those that tell of refusals, by reason. */
export const refusalsOf = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([name]) => name.startsWith(REFUSED))
      .map(([name, n]) => [name.slice(REFUSED.length), n]),
  );
