/** What the runtime and the system say of this process: memory, CPU, descriptors, the event loop. */
import { readdir, readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { openLoopDelay } from "./loop-delay.ts";

export interface ProcessMeter {
  /** By the names that `core/metrics/process-rows.ts` gives them; what the system doesn't say is undefined. */
  read(): Promise<Record<string, number | undefined>>;
  close(): void;
}

export function openProcessMeter(): ProcessMeter {
  const delay = openLoopDelay();
  return {
    async read() {
      const [open, max] = await Promise.all([openDescriptors(), maxDescriptors()]);
      const memory = process.memoryUsage();
      const cpu = process.cpuUsage();
      const loop = performance.eventLoopUtilization();
      const delays = delay.read();
      return {
        process_started_s: performance.timeOrigin / 1000,
        process_cpu_user_us: cpu.user,
        process_cpu_system_us: cpu.system,
        process_rss: memory.rss,
        process_heap_total: memory.heapTotal,
        process_heap_used: memory.heapUsed,
        process_external: memory.external,
        process_array_buffers: memory.arrayBuffers,
        process_open_fds: open,
        process_max_fds: max,
        loop_delay_p50_s: delays?.p50,
        loop_delay_p99_s: delays?.p99,
        loop_delay_max_s: delays?.max,
        loop_active_s: loop.active / 1000,
        loop_idle_s: loop.idle / 1000,
      };
    },
    close: () => delay.close(),
  };
}

async function openDescriptors(): Promise<number | undefined> {
  try {
    return (await readdir("/proc/self/fd")).length;
  } catch {
    // Not Linux.
    return undefined;
  }
}

async function maxDescriptors(): Promise<number | undefined> {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(await readFile("/proc/self/limits", "latin1"));
    return found === null ? undefined : Number(found[1]);
  } catch {
    return undefined;
  }
}
