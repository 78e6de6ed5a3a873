/**
 * A control log of many events, as a cluster that has run for long would have it; made up by a seed. The mix is that of
 * `io/control/trial-facts.ts`: of 1,000 events some 400 are transitions of health, 240 bands, 160 tunnels that come and
 * go, 70 certificates, 30 tokens, 100 guards and facts of guarded commands, the rest drains and lives of gateways.
 */
import { ESTATE, TrialFacts } from "../io/control/trial-facts.ts";
import { fillLog } from "../io/control/trial-log.ts";
import type { EventLog } from "../io/log/event-log.ts";
import { prng } from "../io/trial-prng.ts";

export const TENANT = "demo";

/** Goes on where it ended at each call; what it wrote is on the disk when it answers. */
export class ControlFlood {
  readonly #facts: TrialFacts;

  constructor(seed: number) {
    this.#facts = new TrialFacts({ random: prng(seed), tenant: TENANT, scale: ESTATE });
  }

  /** Until the log holds so many events. */
  fill(log: EventLog, count: number): Promise<void> {
    return fillLog(log, this.#facts, count);
  }
}
