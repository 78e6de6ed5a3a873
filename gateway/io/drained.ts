/** Whether an operator drains this gateway: who holds its peers tells them, at once and when that is over. */
import type { ControlState } from "../../core/control/state.ts";
import type { ControlLog } from "../../io/control/control-log.ts";

/** Takes nothing new, as the control log has it. */
export const isDrained = (state: ControlState, gateway: string): boolean =>
  state.gateways.get(gateway)?.draining ?? false;

/** Calls `f` at each change. */
export function onDrained(control: ControlLog, gateway: string, f: (drained: boolean) => void): void {
  control.onChange((state, before) => {
    const drained = isDrained(state, gateway);
    if (drained !== isDrained(before, gateway)) f(drained);
  });
}
