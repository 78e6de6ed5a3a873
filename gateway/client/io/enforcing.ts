/**
 * What operators or time have changed, brought into force: sessions that may not stay are cut, then it is compiled once
 * for all who look at it, sessions get their SRP, and live flows are judged again.
 */
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { Gathered } from "../../io/gathered.ts";
import type { Compiling } from "./compiling.ts";
import { PolicyClock } from "./policy-clock.ts";

export interface EnforcingOptions {
  readonly control: ControlLog;
  readonly compiling: Compiling;
  readonly sessions: { cut(): void; refresh(): Promise<void> };
  readonly flows: { rejudge(): Promise<void> };
  readonly log: JsonLog;
}

export class Enforcing {
  readonly #gathered: Gathered;
  readonly #clock: PolicyClock;

  constructor({ control, compiling, sessions, flows, log }: EnforcingOptions) {
    const told = (what: string) => (error: unknown) => log.error(what, { error: String(error) });
    this.#gathered = new Gathered(async () => {
      // A revocation waits for no compilation (decision 0031).
      sessions.cut();
      await compiling.caughtUp();
      // Side by side: many SRPs to be sent don't keep a flow from its end.
      const rejudged = flows.rejudge().catch(told("re-judging failed"));
      await Promise.all([sessions.refresh().catch(told("SRPs could not be sent")), rejudged]);
    }, told("rules could not be compiled"));
    this.#clock = new PolicyClock({ nextTurnUs: (atUs) => compiling.nextTurnUs(atUs), onTurn: () => this.soon() });
    control.onChange((state, before) => {
      if (state.configRev !== before.configRev) this.soon();
    });
    control.onDenials(() => this.soon());
  }

  /** How often it was done. */
  get rounds(): number {
    return this.#gathered.runs;
  }

  soon(): void {
    this.#gathered.ask();
  }

  /** Rules were compiled on which time has a say, or they have gone. */
  timed(): void {
    this.#clock.arm();
  }

  close(): void {
    this.#gathered.close();
    this.#clock.close();
  }
}
