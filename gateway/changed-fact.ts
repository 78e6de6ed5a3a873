/** What is told of a command: who asked and from where, what changed or why it was refused. */
import type { Change, Decision } from "../core/command/decision.ts";
import type { AdminChanged } from "../core/record/network-event.ts";

/** What a command has come to. */
export interface Done {
  readonly changes: readonly string[];
  /** Any: it was refused. */
  readonly mistakes: readonly string[];
  readonly reason?: CommandRefusal;
}

/** Wrong in itself, not for this operator, overtaken by another, or not to be done now. */
export type CommandRefusal = "mistaken" | "denied" | "conflict" | "failed";

export interface Asked {
  /** SPIFFE id. */
  readonly actor: string;
  readonly verb: string;
  readonly remoteAddr: string;
}

/** Changes and mistakes that one event names; an estate may be applied whole. */
const NAMED_MAX = 100;
/** So that a hundred of them fit into an event. */
const CHARS_MAX = 150;
/** Of those a name, so that what is said of it fits behind. */
const NAME_CHARS_MAX = 100;

export function changedFact(asked: Asked, done: Done): AdminChanged {
  const accepted = done.mistakes.length === 0;
  return {
    ...{ type: "admin-changed", ...asked, accepted, reason: accepted ? "" : (done.reason ?? "mistaken") },
    ...{ changes: named(accepted ? done.changes : []), mistakes: named(done.mistakes) },
  };
}

/** `at`: the offset of a decision's first fact, each of which makes one of the changes. */
export function doneOf(decision: Decision, at: number): Done {
  if ("mistakes" in decision) {
    const reason = decision.why ?? "mistaken";
    return { changes: [], mistakes: decision.mistakes.map(({ text }) => text), reason };
  }
  // What changed nothing is not worth a line of those that are named.
  const changed = decision.changes.filter(({ what }) => what !== "unchanged");
  return { changes: changed.map((change, i) => changeText(change, at < 0 ? at : at + i)), mistakes: [] };
}

function changeText({ kind, name, what, before }: Change, after: number): string {
  // Not in the log yet: what cuts off at once is told there later.
  const now = after < 0 ? "not in the log yet" : String(after);
  const revisions = before < 0 ? `-> ${now}` : `${before} -> ${now}`;
  return `${`${kind}/${name}`.slice(0, NAME_CHARS_MAX)} ${what} (${revisions})`;
}

function named(all: readonly string[]): string[] {
  const some = all.slice(0, NAMED_MAX).map((text) => text.slice(0, CHARS_MAX));
  return all.length > NAMED_MAX ? [...some, `and ${all.length - NAMED_MAX} more`] : some;
}
