/** Migration 9: changes of devices' stubs. One report of a device is a row, with all changes that it tells. */
import { added } from "./0005-packets.ts";

export const LEASES: readonly string[] = [
  added("network_events", [
    "leases Array(Tuple(change String, lease_id String, host String, stub String, stub6 String, at_us String))",
  ]),
];
