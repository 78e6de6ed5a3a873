/**
 * Flows of slices in the order of their begin: slices are cut by when flows were made, so that one made just before a
 * cut may begin just behind it. It waits for the next slice.
 */
import type { FlowRow } from "../reading/flow-view.ts";

export class InOrder {
  #held: FlowRow[] = [];

  /** The flows of the next slice, in their order; answers those that none of a later slice can go before. */
  take(flows: readonly FlowRow[], cut: string | undefined): FlowRow[] {
    const all = [...this.#held, ...flows].sort(byBegin);
    const at = cut === undefined ? -1 : all.findIndex((flow) => (flow.start_time ?? "") >= cut);
    this.#held = at < 0 ? [] : all.slice(at);
    return at < 0 ? all : all.slice(0, at);
  }
}

/** Both are texts of one form. */
export function byBegin(a: FlowRow, b: FlowRow): number {
  if (a.start_time !== b.start_time) return (a.start_time ?? "") < (b.start_time ?? "") ? -1 : 1;
  return (a.flow_id ?? "") < (b.flow_id ?? "") ? -1 : 1;
}
