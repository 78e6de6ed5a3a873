/** What is said to whoever came second. */

export interface Conflict {
  readonly kind: string;
  /** "" for Policy: the ordered rules are one object. */
  readonly name: string;
  readonly revision: number;
  /** SPIFFE id. */
  readonly actor: string;
  readonly atUs: number;
}

export function conflictText({ kind, name, revision, actor, atUs }: Conflict): string {
  const what = name === "" ? `${kind} (the ordered rules are one object)` : `${kind} ${name}`;
  const who = actor === "" ? "somebody" : actor;
  const when = atUs === 0 ? "" : ` at ${new Date(atUs / 1000).toISOString()}`;
  return (
    `conflict, nothing is done: ${what} has revision ${revision} now, written by ${who}${when}; ` +
    `look at it (wayleave get ${kind.toLowerCase()}${name === "" ? "" : ` ${name}`}) and apply again`
  );
}
