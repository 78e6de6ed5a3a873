/** The way to publishers, opened for the name server: what they say of names is believed, learned, and then told. */
import { clock } from "../../../io/clock.ts";
import type { SpanReporter } from "../../../io/report/span-reporter.ts";
import type { Agent } from "../../agent.ts";
import type { GatewayLinks } from "../../io/gateway-links.ts";
import { believed } from "../believe.ts";
import type { AskPublisher } from "./asking.ts";
import { PublisherAsker } from "./publisher-asker.ts";

export interface Asking {
  readonly ask: AskPublisher;
  counters(): Record<string, number>;
  close(): void;
}

export function openAsking(o: {
  readonly agent: Agent;
  readonly links: Pick<GatewayLinks, "current" | "watch">;
  /** Resolves when flows to all that was learned are taken. */
  readonly taken: () => Promise<void>;
  readonly spans: SpanReporter;
}): Asking {
  const { agent, links, taken, spans } = o;
  const asker = new PublisherAsker({ current: () => links.current, watch: (f) => links.watch(f), spans });
  let srp = links.current?.srp;
  const unwatch = links.watch(() => {
    // What this person may ask for, and of whom, may be another thing now.
    if (links.current?.srp !== srp) asker.forget();
    srp = links.current?.srp;
  });
  agent.asksPublishers = true;
  return {
    ask: async (question, deadline) => {
      const answer = believed(await asker.ask(question, deadline));
      // A program connects as soon as it is answered.
      if (agent.learn(question.name, answer, clock.now())) await taken();
      return answer;
    },
    counters: () => ({ ...asker.counters(), names_learned: agent.learned.size }),
    close: unwatch,
  };
}
