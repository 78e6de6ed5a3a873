/**
 * Each tenant's rules, ready for decisions: compiled once a revision of that tenant, whatever else is folded meanwhile.
 * And what changed in them since somebody last looked.
 */
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { type Changes, changesBetween, nextTurnUs } from "../../core/policy/changes.ts";
import { at, type Compiled, compile } from "../../core/policy/compile.ts";

export class CompiledTenants {
  /** One a tenant that a verified certificate named. */
  readonly #byTenant = new Map<string, Compiled>();
  readonly #onCompiled: () => void;
  /** How often anything was compiled. */
  compilations = 0;

  constructor(onCompiled: () => void = () => {}) {
    this.#onCompiled = onCompiled;
  }

  /** The next moment at which any rule of these may say something else, by wall time; microseconds. */
  nextTurnUs(atUs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const compiled of this.#byTenant.values()) next = Math.min(next, nextTurnUs(compiled, atUs));
    return next;
  }

  of(state: ControlState, name: string): Compiled {
    const tenant = tenantOf(state, name);
    const known = this.#byTenant.get(name);
    if (known?.configRev === tenant.configRev && known.asOf === state.asOf) return known;
    const compiled = known?.configRev === tenant.configRev ? at(known, state.asOf) : this.#compile(state, name, known);
    this.#byTenant.set(name, compiled);
    if (compiled.timed !== known?.timed) this.#onCompiled();
    return compiled;
  }

  #compile(state: ControlState, name: string, before: Compiled | undefined): Compiled {
    this.compilations += 1;
    return compile(tenantOf(state, name), state.asOf, before);
  }
}

/** What changed since the last look, however many revisions passed meanwhile: one comparison for all of them. */
export class ChangesSince {
  readonly #seen = new Map<string, { readonly compiled: Compiled; readonly atUs: number }>();

  /**
   * Something of this tenant's was just judged by `compiled`, which is in force, at a wall time. False where the next
   * look compares with an older revision: what it finds does not tell whether this judgement still holds.
   */
  from(tenant: string, compiled: Compiled, atUs: number): boolean {
    const seen = this.#seen.get(tenant) ?? { compiled, atUs };
    this.#seen.set(tenant, seen);
    return seen.compiled.configRev === compiled.configRev;
  }

  /** By tenant, where anything differs; what is in force now has been seen. */
  look(compiledOf: (tenant: string) => Compiled, atUs: number): Map<string, Changes> {
    const changes = new Map<string, Changes>();
    for (const [tenant, before] of this.#seen) {
      const compiled = compiledOf(tenant);
      this.#seen.set(tenant, { compiled, atUs });
      const changed = changesBetween(before.compiled, compiled, { fromUs: before.atUs, toUs: atUs });
      if (changed !== undefined) changes.set(tenant, changed);
    }
    return changes;
  }
}
