/** What the parts on a flow's path tell of UDP: associations, datagrams by the way they went, and drops by reason. */
import { DROP_REASONS } from "../datagram/drops.ts";
import { type Metric, OTHER, plain } from "./metric.ts";

const PATH = ["gateway", "publisher", "agent"] as const;

export const DATAGRAM_ROWS: readonly Metric[] = [
  {
    name: "wayleave_datagrams_total",
    type: "counter",
    help: "UDP datagrams that came into this process for an association, by where they go",
    parts: PATH,
    labels: { direction: ["to_app", "to_program"] },
    from: [
      { key: "datagrams_client", labels: { direction: "to_app" } },
      { key: "datagrams_server", labels: { direction: "to_program" } },
    ],
  },
  {
    name: "wayleave_datagrams_dropped_total",
    type: "counter",
    help: "UDP datagrams that went no further than this process, by reason",
    parts: PATH,
    labels: { reason: [...DROP_REASONS, OTHER] },
    from: [{ prefix: "datagrams_dropped_", into: "reason" }],
  },
  plain(PATH, "gauge")("wayleave_associations_live", "associations_live", "UDP associations that are open here"),
];
