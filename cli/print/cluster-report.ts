/** The gateways of the cluster in the answer of `wayleave status`, as the one sees them that has folded most. */
import { printTable } from "./table.ts";

export interface LeaseRow {
  readonly gateway: string;
  /** joined, draining, lost. */
  readonly state: string;
  /** Since its last heartbeat was read; null where none was. */
  readonly heard_ms_ago: number | null;
  /** Of that heartbeat. */
  readonly as_of: number | null;
  readonly state_hash: string | null;
  /** Who judged it lost. */
  readonly judged_by: string | null;
}

export interface ClusterAnswer {
  readonly asOf: number;
  readonly leases?: readonly LeaseRow[];
}

/** Empty where no gateway answers. */
export const clusterOf = (answers: readonly ClusterAnswer[]): readonly LeaseRow[] =>
  answers.reduce<ClusterAnswer>((best, one) => (one.asOf > best.asOf ? one : best), { asOf: -1 }).leases ?? [];

export function clusterText(leases: readonly LeaseRow[]): string[] {
  if (leases.length === 0) return [];
  const rows = leases.map((one) => [
    ...[one.gateway, one.state, one.heard_ms_ago === null ? "never" : `${(one.heard_ms_ago / 1_000).toFixed(1)} s ago`],
    ...[one.as_of === null ? "" : String(one.as_of), one.state_hash?.slice(0, 12) ?? "", one.judged_by ?? ""],
  ]);
  return [printTable(["cluster", "lease", "heard", "as of", "state", "judged by"], rows)];
}
