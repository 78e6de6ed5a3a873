/** What a daemon says about itself: `status.json`, replaced whole each second, readable by its own user alone. */
import { open, rename, rm } from "node:fs/promises";

export interface Status {
  readonly pid: number;
  readonly ready: boolean;
  readonly listens: readonly string[];
  /** Refusals by listener, then by reason. */
  readonly refused: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly counters: Readonly<Record<string, number>>;
  readonly session?: unknown;
  readonly srp_version?: number | string;
  readonly [more: string]: unknown;
}

export type StatusBody = Omit<Status, "pid">;

export interface StatusFile {
  /** Writes at once, and resolves when the file is in place. */
  writeNow(): Promise<void>;
  /** Writes a last time, as not ready. */
  close(): Promise<void>;
}

const EVERY_MS = 1000;

export interface StatusFileOptions {
  readonly path: string;
  readonly read: () => Readonly<Record<string, unknown>>;
  readonly onError?: (error: unknown) => void;
  readonly everyMs?: number;
}

export function openStatusFile(o: StatusFileOptions): StatusFile {
  let writing: Promise<void> = Promise.resolve();
  let busy = false;
  let closed = false;
  const write = (more: object): Promise<void> => {
    writing = writing.then(() => replace(o.path, `${JSON.stringify({ pid: process.pid, ...o.read(), ...more })}\n`));
    return writing;
  };
  const attempt = (more: object): Promise<void> =>
    write(more).catch((error: unknown) => {
      // A full disk or a folder that went away must not stop the daemon: the next second tries again.
      writing = Promise.resolve();
      o.onError?.(error);
    });
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void attempt({}).then(() => {
      busy = false;
    });
  }, o.everyMs ?? EVERY_MS);
  timer.unref();
  return {
    writeNow: () => attempt({}),
    close: async () => {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      await attempt({ ready: false });
    },
  };
}

/** Replaces a file so that a reader sees the old text or the new one, never a part. */
export async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  try {
    const file = await open(beside, "w", 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
