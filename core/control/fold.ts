/**
 * The control log folded to a state: `fold(state, batch) -> state`.
 * One copy of each table that changes per batch; a state that somebody holds never changes.
 */
import { Draft } from "./draft.ts";
import type { ControlRecord, Hex } from "./event.ts";
import { foldConfig, foldGuard } from "./fold-config.ts";
import { foldAttachment, foldDrain, foldGateway } from "./fold-presence.ts";
import type { ControlState, Guard } from "./state.ts";
import { mayTell } from "./writers.ts";

/**
 * Raised by whatever makes another state of the same log: a fact that is folded otherwise, a new field of a spec,
 * another hash. States and hashes are comparable within one version, and a snapshot of another is of no use.
 */
export const FOLD_VERSION = 3;

export function fold(state: ControlState, batch: readonly ControlRecord[]): ControlState {
  const folding = new Folding(state);
  for (const record of batch) folding.take(record);
  return folding.seal();
}

/** `fold` in steps, for who must not do it all at once: records one by one, the hash in parts, then the state. */
export class Folding {
  readonly #from: ControlState;
  readonly #draft: Draft;

  constructor(from: ControlState) {
    this.#from = from;
    this.#draft = new Draft(from);
  }

  get asOf(): number {
    return this.#draft.next.asOf;
  }

  take(record: ControlRecord): void {
    const { offset } = record;
    // The log is delivered at least once: what is at or below `asOf` is already in the state.
    if (offset <= this.#draft.next.asOf) return;
    this.#draft.next.asOf = offset;
    apply(this.#draft, record);
  }

  /** Nothing may be taken after it: what is left to be hashed is known. */
  finish(): void {
    this.#draft.finish();
  }

  /** Rows whose change is not in the hash yet: `seal` takes time by their number. */
  get unhashed(): number {
    return this.#draft.touched;
  }

  hash(most: number): void {
    this.#draft.follow(most);
  }

  /** The state from which it began where nothing was new. Nothing may be taken after it. */
  seal(): ControlState {
    return this.asOf === this.#from.asOf ? this.#from : this.#draft.seal();
  }
}

const counts = (guard: Guard, tenant: string, command: Hex): boolean =>
  guard.command === command && guard.tenant === tenant && guard.won;

function apply(draft: Draft, { offset, appendTimeUs, event }: ControlRecord): void {
  if (!mayTell(event)) return;
  const { fact, tenant, command } = event;
  if (fact.type === "command-guarded") {
    if (tenant !== "" && command !== "") foldGuard(draft, tenant, command, fact.expected);
    return;
  }
  // A guarded command's facts follow its guard at once; without it they are a forgery, or cut off from what they want.
  if (command !== "" && !counts(draft.next.guard, tenant, command)) return;
  switch (fact.type) {
    case "unknown":
      // What a tenant's event may forbid, it forbids to that tenant.
      if (event.critical) (tenant === "" ? draft : draft.draftOf(tenant)).next.stoppedAt ??= offset;
      return;
    case "log-created":
      // Only the first event names the log; a later one would be a forgery of its identity.
      if (offset !== 0) return;
      draft.next.logId = fact.logId;
      draft.next.trustDomain = fact.trustDomain;
      return;
    case "gateway-joined":
    case "gateway-left":
    case "gateway-lost":
      return foldGateway(draft, offset, fact);
    case "drain-set":
      return foldDrain(draft, offset, tenant, fact);
  }
  // A fact of nobody's configuration changes nobody's.
  if (tenant === "") return;
  switch (fact.type) {
    case "publisher-attached":
    case "publisher-detached":
    case "attachment-changed":
    case "health-changed":
      return foldAttachment(draft, offset, tenant, fact);
    default:
      return foldConfig(draft, { offset, appendTimeUs }, tenant, fact);
  }
}
