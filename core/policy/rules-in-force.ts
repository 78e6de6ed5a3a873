/** Rules as they were in force at each revision of a replay, compiled once for each: the last few are kept. */

import type { Fact } from "../control/event.ts";
import { tenantOf } from "../control/state.ts";
import type { Configurations } from "../history/configurations.ts";
import { overlaid } from "../history/overlay.ts";
import { type Compiled, compile } from "./compile.ts";

/** What two gateways hold at once, and a gateway that is behind: revisions that come again are near each other. */
const KEPT_MAX = 32;

export class RulesInForce {
  readonly #configurations: Configurations;
  readonly #tenant: string;
  readonly #draft: readonly Fact[];
  readonly #kept = new Map<number, Compiled>();
  #newest: Compiled | undefined;
  #last: { readonly revision: number; readonly compiled: Compiled } | undefined;
  /** Revisions that were compiled, one that came again after others included. */
  compilations = 0;

  /** `draft`: laid over each. */
  constructor(configurations: Configurations, tenant: string, draft: readonly Fact[] = []) {
    this.#configurations = configurations;
    this.#tenant = tenant;
    this.#draft = draft;
  }

  at(revision: number): Compiled {
    if (this.#last?.revision === revision) return this.#last.compiled;
    const compiled = this.#kept.get(revision) ?? this.#compile(revision);
    // Behind all others: it was asked for last.
    this.#kept.delete(revision);
    this.#kept.set(revision, compiled);
    if (this.#kept.size > KEPT_MAX) this.#kept.delete(this.#kept.keys().next().value!);
    this.#last = { revision, compiled };
    return compiled;
  }

  #compile(revision: number): Compiled {
    this.compilations += 1;
    const state = this.#configurations.at(revision);
    const drafted = this.#draft.length === 0 ? state : overlaid(state, this.#tenant, this.#draft);
    // What has not changed since the last one is taken over.
    this.#newest = compile(tenantOf(drafted, this.#tenant), revision, this.#newest);
    return this.#newest;
  }
}
