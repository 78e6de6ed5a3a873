/** Migration 7: questions of names, and what they were answered. */
import { added } from "./0005-packets.ts";

export const NAMES: readonly string[] = [
  added("network_events", [
    ...["question_id String", "dns_type UInt32", "rcode UInt32", "dns_how LowCardinality(String)"],
    ...["answers Array(String)", "ttl UInt32"],
  ]),
];
