/** What a publisher's load is measured by: how much of each bound is used, and how late the event loop runs. */
import { readFileSync, statSync } from "node:fs";
import { totalmem } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { LoadSample } from "../load.ts";
import { FLOWS_MAX, OPENING_MAX } from "../publisher.ts";

/** A timer this often: its lateness is the loop's. More of them cost an idle process more than they tell. */
const EVERY_MS = 50;
/** What a publisher without flows has open, and a little more: for systems that don't tell. */
const DESCRIPTORS_AT_REST = 64;

export interface LoadMeter {
  /** Since the last call. */
  sample(counters: { readonly flows: number; readonly opening: number }): LoadSample;
  close(): void;
}

export function openLoadMeter(): LoadMeter {
  const delays = monitorEventLoopDelay({ resolution: EVERY_MS });
  delays.enable();
  const descriptorsMax = descriptorLimit();
  const memoryMax = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return {
    sample({ flows, opening }) {
      // What it measures is the time from one timer to the next.
      const loopDelayMs = delays.count === 0 ? 0 : Math.max(0, delays.percentile(90) / 1e6 - EVERY_MS);
      delays.reset();
      const descriptors = openDescriptors() || flows + opening + DESCRIPTORS_AT_REST;
      const memory = process.memoryUsage.rss() / memoryMax;
      return { shares: [flows / FLOWS_MAX, opening / OPENING_MAX, descriptors / descriptorsMax, memory], loopDelayMs };
    },
    close: () => delays.disable(),
  };
}

/** Linux since 6.2 gives the number in the folder's size; 0 elsewhere. */
function openDescriptors(): number {
  try {
    return statSync("/proc/self/fd").size;
  } catch {
    return 0;
  }
}

/** Infinite where the system doesn't say. */
function descriptorLimit(): number {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
    return line === null ? Number.POSITIVE_INFINITY : Number(line[1]);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
