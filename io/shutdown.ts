/** How a process ends: once, in order, within a bound; and on its own when the process that started it is gone. */
import { readFileSync } from "node:fs";
import { clock } from "./clock.ts";
import { errorText } from "./errors.ts";

export interface Shutdown {
  /** What is added last is closed first, one after the other. */
  add(name: string, close: () => Promise<void> | void): void;
  /** Begins to end; later calls return the same promise. Resolves just before the process exits. */
  stop(reason: string, exitCode?: number): Promise<void>;
  readonly stopping: boolean;
}

export interface ShutdownOptions {
  readonly onStopping?: (reason: string) => void;
  readonly onError?: (closer: string, text: string) => void;
  readonly boundMs?: number;
  readonly exit?: (code: number) => void;
  /** By default `WAYLEAVE_PARENT_PID` of the environment. */
  readonly parentPid?: number | undefined;
}

/** A clean stop takes at most this long; then the process exits as failed. */
const BOUND_MS = 10_000;
/** An orphan must be gone within 5 s of its parent's death, the poll included. */
const ORPHAN_BOUND_MS = 3000;
/** One Ctrl-C arrives twice under npm (from the terminal's group and forwarded): only a later one means "now". */
const SECOND_SIGNAL_AFTER_MS = 2000;
const PARENT_POLL_MS = 1000;

export function openShutdown(o: ShutdownOptions = {}): Shutdown {
  const exit = o.exit ?? ((code: number) => process.exit(code));
  const closers: Closer[] = [];
  let ending: Promise<void> | undefined;
  let beganAt = clock.now();

  const stop = (reason: string, exitCode = 0, boundMs = o.boundMs ?? BOUND_MS): Promise<void> => {
    if (ending !== undefined) return ending;
    beganAt = clock.now();
    o.onStopping?.(reason);
    ending = closeAll(closers, o.onError, boundMs).then((clean) => {
      unwatch();
      exit(clean ? exitCode : exitCode || 1);
    });
    return ending;
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    if (ending === undefined) void stop(signal);
    else if (clock.now() - beganAt >= SECOND_SIGNAL_AFTER_MS) exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  const parent = o.parentPid ?? readPid(process.env.WAYLEAVE_PARENT_PID);
  const watch =
    parent === undefined ? undefined : watchParent(parent, () => void stop("parent gone", 0, ORPHAN_BOUND_MS));
  const unwatch = (): void => {
    clearInterval(watch);
    process.off("SIGTERM", onSignal);
    process.off("SIGINT", onSignal);
  };
  return {
    add: (name, close) => void closers.push({ name, close }),
    stop: (reason, exitCode) => stop(reason, exitCode),
    get stopping() {
      return ending !== undefined;
    },
  };
}

interface Closer {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

/** True if all closed in time and without an error. */
async function closeAll(closers: Closer[], onError: ShutdownOptions["onError"], boundMs: number): Promise<boolean> {
  const bound = Promise.withResolvers<"late">();
  const timer = setTimeout(() => bound.resolve("late"), boundMs);
  let clean = true;
  for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
    const { name, close } = closer;
    const done = Promise.resolve()
      .then(close)
      .then(
        () => "closed",
        (error: unknown) => {
          clean = false;
          onError?.(name, errorText(error));
        },
      );
    if ((await Promise.race([done, bound.promise])) !== "late") continue;
    onError?.(name, `did not close within ${boundMs} ms`);
    clean = false;
    break;
  }
  clearTimeout(timer);
  return clean;
}

function readPid(text: string | undefined): number | undefined {
  const pid = Number(text);
  return Number.isSafeInteger(pid) && pid > 1 ? pid : undefined;
}

function watchParent(pid: number, onGone: () => void): NodeJS.Timeout {
  // A direct child is handed to another parent at the very moment of the death; that is true even of an unreaped one.
  const direct = process.ppid === pid;
  const timer = setInterval(() => {
    if (direct ? process.ppid === pid : isAlive(pid)) return;
    clearInterval(timer);
    onGone();
  }, PARENT_POLL_MS);
  timer.unref();
  return timer;
}

/** False also for a zombie, which still takes signals. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(")")));
  } catch {
    // No /proc here (macOS), or gone in between: the signal's answer stands, and the next poll asks again.
    return true;
  }
}
