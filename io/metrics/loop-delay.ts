/**
 * How late timers are, told so that any number of readers at any pace see the same: each figure is that of the worst of
 * the last windows, and none is lost by a reader that comes once a minute.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** A timer this often: a wake-up costs an idle process more than it tells, if it comes more often. */
const EVERY_MS = 50;
const WINDOW_MS = 15_000;
/** Beside the one that runs: a minute, whenever one looks. */
const WINDOWS = 4;

/** Seconds. */
export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface LoopDelay {
  /** Undefined until a timer has fired. */
  read(): Delays | undefined;
  close(): void;
}

export function openLoopDelay(windowMs = WINDOW_MS): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: EVERY_MS });
  const past: Delays[] = [];
  // What it measures is the time from one timer to the next.
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - EVERY_MS) / 1000;
  const now = (): Delays[] => {
    if (histogram.count === 0) return [];
    const { max } = histogram;
    return [{ p50: late(histogram.percentile(50)), p99: late(histogram.percentile(99)), max: late(max) }];
  };
  const turn = setInterval(() => {
    past.push(...now());
    if (past.length > WINDOWS) past.shift();
    histogram.reset();
  }, windowMs);
  turn.unref();
  histogram.enable();
  return {
    read() {
      const all = [...past, ...now()];
      if (all.length === 0) return undefined;
      const worst = (figure: keyof Delays) => Math.max(...all.map((one) => one[figure]));
      return { p50: worst("p50"), p99: worst("p99"), max: worst("max") };
    },
    close() {
      clearInterval(turn);
      histogram.disable();
    },
  };
}
