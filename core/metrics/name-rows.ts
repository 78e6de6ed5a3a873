/** What the parts on a question's path tell of names asked of publishers. */
import { REASON_VALUES } from "./label-values.ts";
import { type Metric, plain } from "./metric.ts";

const PATH = ["gateway", "publisher", "agent"] as const;
const GATEWAY = ["gateway"] as const;

export const NAME_ROWS: readonly Metric[] = [
  plain(PATH, "counter")(
    ...(["wayleave_names_asked_total", "names_asked"] as const),
    "Questions of names on their way to a publisher; of an agent, those that it had no answer to",
  ),
  {
    name: "wayleave_names_failed_total",
    type: "counter",
    help: "Of these, questions that no name server answered, or that were denied, by reason",
    parts: PATH,
    labels: { reason: REASON_VALUES },
    from: [{ prefix: "names_failed_", into: "reason" }],
  },
  {
    name: "wayleave_gateway_names_not_relayed_total",
    type: "counter",
    help: "Questions that this Publisher Gateway did not take to a publisher, by reason",
    parts: GATEWAY,
    labels: { reason: REASON_VALUES },
    from: [{ prefix: "names_not_relayed_", into: "reason" }],
  },
  plain(GATEWAY, "counter")(
    ...(["wayleave_gateway_names_late_total", "names_late"] as const),
    "Answers of publishers for which nobody waited any more",
  ),
  plain(GATEWAY, "gauge")("wayleave_gateway_names_under_way", "names_under_way", "Questions that wait for an answer"),
  plain(["agent"], "counter")(
    ...(["wayleave_agent_names_from_cache_total", "names_from_cache"] as const),
    "Questions of publishers that were answered by what one of them had said before",
  ),
  plain(["agent"], "gauge")("wayleave_agent_names_learned", "names_learned", "Addresses that stand for names"),
  plain(["agent"], "gauge")("wayleave_agent_names_kept", "names_kept", "Answers of publishers that are kept"),
];
