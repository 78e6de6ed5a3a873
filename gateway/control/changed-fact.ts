/** What is told of a command: who asked, what changed or why it was refused. */
import type { AdminChanged } from "../../core/record/network-event.ts";

/** What a command has come to. */
export interface Done {
  readonly changes: readonly string[];
  /** Any: it was refused. */
  readonly mistakes: readonly string[];
}

/** Changes and mistakes that one event names; an estate may be applied whole. */
const NAMED_MAX = 100;
/** So that a hundred of them fit into an event. */
const CHARS_MAX = 150;

export function changedFact(asked: { readonly actor: string; readonly verb: string }, done: Done): AdminChanged {
  const accepted = done.mistakes.length === 0;
  // What changed nothing is not worth a line of those that are named.
  const changes = accepted ? done.changes.filter((change) => !change.endsWith(" unchanged")) : [];
  return {
    ...{ type: "admin-changed", ...asked, accepted },
    ...{ changes: named(changes), mistakes: named(done.mistakes) },
  };
}

function named(all: readonly string[]): string[] {
  const some = all.slice(0, NAMED_MAX).map((text) => text.slice(0, CHARS_MAX));
  return all.length > NAMED_MAX ? [...some, `and ${all.length - NAMED_MAX} more`] : some;
}
