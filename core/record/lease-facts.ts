/** Facts of the network log about stubs: the addresses that stand on a device for names, as the device reports them. */
import type { Hex } from "../control/event.ts";

/** Changes of a device's leases, in their order: one report of it. */
export interface StubLeases {
  readonly type: "stub-leases";
  /** Of the device, as the control log says. */
  readonly user: string;
  readonly device: string;
  readonly leases: readonly LeaseChange[];
  /** Changes since its last report that the device had no room to keep. */
  readonly untold: number;
}

export interface LeaseChange {
  readonly change: LeaseTurn;
  /** 16 bytes: the same in both changes of one lease, and never again. */
  readonly leaseId: Hex;
  readonly name: string;
  /** IPv4, in text. */
  readonly stub: string;
  /** IPv6, in text; "" where the device gives out none. */
  readonly stub6: string;
  /** Wall microseconds; in a report by the device's clock, on record by its gateway's. */
  readonly atUs: number;
}

/** "released": the address rests from then on, and means nothing. */
export type LeaseTurn = "leased" | "released";
export const LEASE_TURNS: readonly LeaseTurn[] = ["leased", "released"];

/** Of one report. */
export const CHANGES_A_REPORT_MAX = 128;
