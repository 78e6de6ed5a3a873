/** What is noted on disk before the system's resolver is pointed at us, for whoever comes after a crash. */

export type Before =
  | { readonly kind: "none" }
  | { readonly kind: "link"; readonly target: string }
  | {
      readonly kind: "file";
      readonly text: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** A file that is mounted there can't be replaced, only written anew. */
      readonly mounted: boolean;
    };

/** It outlives the machine's run, as the file does. */
export interface ResolverJournal {
  readonly path: string;
  readonly before: Before;
  readonly ours: string;
}

export const resolverJournalText = (journal: ResolverJournal): string => `${JSON.stringify(journal)}\n`;

/** Undefined where it is no journal of ours: a torn one was written before anything was changed. */
export function readResolverJournal(text: string): ResolverJournal | undefined {
  try {
    const read = JSON.parse(text) as Partial<Record<string, unknown>>;
    const { path, before, ours } = read;
    if (typeof path !== "string" || !path.startsWith("/") || typeof ours !== "string") return undefined;
    return isBefore(before) ? { path, before, ours } : undefined;
  } catch {
    return undefined;
  }
}

function isBefore(value: unknown): value is Before {
  if (typeof value !== "object" || value === null) return false;
  const { kind, target, text, mode, uid, gid, mounted } = value as Partial<Record<string, unknown>>;
  if (kind === "none") return true;
  if (kind === "link") return typeof target === "string";
  const numbers = [mode, uid, gid].every((one) => Number.isInteger(one));
  return kind === "file" && typeof text === "string" && numbers && typeof mounted === "boolean";
}
