/** What the record tells of a UDP association's datagrams: how many arrived, and why the others did not. */
import type { DatagramCounts } from "../datagram/account.ts";
import { DROP_REASONS } from "../datagram/drops.ts";

export interface PacketsTold {
  /** Datagrams delivered at the far end, from the program to the app and the other way round. */
  readonly clientPackets: number;
  readonly serverPackets: number;
  readonly drops: readonly PacketDrops[];
}

/** `reason`: one of `DROP_REASONS`, or UNTOLD. */
export interface PacketDrops {
  readonly reason: string;
  readonly clientPackets: number;
  readonly serverPackets: number;
}

/** They passed the gateway that tells, and nobody has said what became of them: they were lost with a hop. */
export const UNTOLD = "untold";

export function packetsTold({ clientPackets, serverPackets, drops, ...untold }: DatagramCounts): PacketsTold {
  const all = DROP_REASONS.flatMap((reason): PacketDrops[] => {
    const { downstream = 0, upstream = 0 } = drops[reason] ?? {};
    return downstream + upstream === 0 ? [] : [{ reason, clientPackets: downstream, serverPackets: upstream }];
  });
  const { clientPacketsUntold: client, serverPacketsUntold: server } = untold;
  const lost = client + server === 0 ? [] : [{ reason: UNTOLD, clientPackets: client, serverPackets: server }];
  return { clientPackets, serverPackets, drops: [...all, ...lost] };
}

/** In all, and as people read it: `3 stale, 1 too-large`. */
export function dropsTold(drops: readonly PacketDrops[]): { readonly count: number; readonly text: string } {
  const counts = drops.map(({ reason, clientPackets, serverPackets }) => ({
    reason,
    n: clientPackets + serverPackets,
  }));
  return {
    count: counts.reduce((sum, { n }) => sum + n, 0),
    text: counts.map(({ reason, n }) => `${n} ${reason}`).join(", "),
  };
}
