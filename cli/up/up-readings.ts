/** What `up` says of the parts that it keeps, by kind: for its metrics. */
import type { Readings } from "../../core/metrics/families.ts";
import type { RunPart } from "../run-file.ts";

export function upReadings(ready: boolean, parts: readonly Pick<RunPart, "kind" | "state" | "restarts">[]): Readings {
  const counters: Record<string, number> = { ready: ready ? 1 : 0 };
  const add = (name: string, count: number) => {
    counters[name] = (counters[name] ?? 0) + count;
  };
  for (const { kind, state, restarts } of parts) {
    add(`parts_${kind}`, 1);
    add(`ready_${kind}`, state === "ready" ? 1 : 0);
    add(`restarts_${kind}`, restarts);
  }
  return { counters, refused: {} };
}
