/** A draft: what would stand if it were applied, without being in the log. */
import type { Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import type { ControlState } from "../control/state.ts";

/** The facts as if they had been appended next. */
export function overlaid(state: ControlState, tenant: string, facts: readonly Fact[]): ControlState {
  return fold(
    state,
    facts.map((fact, at) => {
      const event = { id: "", tenant, atUs: 0, writer: "", critical: false, actor: "", command: "", fact };
      return { offset: state.asOf + 1 + at, appendTimeUs: 0, event };
    }),
  );
}
