/** A note of what is about to be changed on the machine: on disk, whole, before it is. */
import { mkdirSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "./lease-file.ts";

/** Resolves when it is on disk: only then may anything be changed. One that stood there is replaced at once. */
export async function writeJournal(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}
