/** For tests: takes the write lock of an embedded log for a while, so that nobody's appends land; reading goes on. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { FILE } from "./schema.ts";

/** The returned function lets go. Waits at most 10 s for whoever writes now. */
export function holdWriteLock(folder: string): () => void {
  const held = new DatabaseSync(join(folder, FILE));
  held.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
  return () => {
    held.exec("ROLLBACK");
    held.close();
  };
}

/** Whether anybody could write: false while a process keeps the lock, as one stopped inside its commit does. */
export function isWritable(folder: string, withinMs: number): boolean {
  const tried = new DatabaseSync(join(folder, FILE), { timeout: withinMs });
  try {
    tried.exec("BEGIN IMMEDIATE; ROLLBACK");
    return true;
  } catch {
    return false;
  } finally {
    tried.close();
  }
}
