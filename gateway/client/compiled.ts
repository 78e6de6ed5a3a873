/**
 * Each tenant's rules, ready for decisions: compiled once a revision of that tenant, whatever else is folded meanwhile.
 * A small change at once, a large one in steps between which bytes move (decision 0031). And what changed in them since
 * somebody last looked.
 */
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { type Changes, changesBetween, nextTurnUs } from "../../core/policy/changes.ts";
import { at, type Compiled, compile } from "../../core/policy/compile.ts";
import { type Amount, AT_ONCE, compileSteps, isMore } from "../../core/policy/compile-steps.ts";

export interface CompiledTenantsOptions {
  /** Rules on which time has a say have come or gone. */
  readonly onCompiled?: () => void;
  /** A change is too large to be compiled at once: `advance` wants to be called until it says that it is done. */
  readonly onLarge?: () => void;
}

/** Compiled in one turn by who has time: half a millisecond or so. */
const SMALL_STEP: Amount = { apps: 8, rules: 1 };

export class CompiledTenants {
  /** One a tenant that a verified certificate named. */
  readonly #byTenant = new Map<string, Compiled>();
  /** Large changes under way: what was compiled before is in force until the last step. */
  readonly #steps = new Map<string, Generator<undefined, Compiled>>();
  readonly #o: CompiledTenantsOptions;
  /** How often anything was compiled. */
  compilations = 0;

  constructor(o: CompiledTenantsOptions = {}) {
    this.#o = o;
  }

  /** The next moment at which any rule of these may say something else, by wall time; microseconds. */
  nextTurnUs(atUs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const compiled of this.#byTenant.values()) next = Math.min(next, nextTurnUs(compiled, atUs));
    return next;
  }

  /** What is in force: of the newest revision, or of the one before it while a large change is compiled. */
  of(state: ControlState, name: string): Compiled {
    const tenant = tenantOf(state, name);
    const known = this.#byTenant.get(name);
    if (known?.configRev === tenant.configRev && known.asOf === state.asOf) return known;
    if (known !== undefined && this.#steps.has(name)) return known;
    if (known?.configRev === tenant.configRev) return this.#put(name, at(known, state.asOf), known);
    if (known !== undefined && this.#o.onLarge !== undefined && isMore(known, tenant, AT_ONCE)) {
      this.#steps.set(name, compileSteps(tenant, state.asOf, known));
      this.#o.onLarge();
      return known;
    }
    this.compilations += 1;
    return this.#put(name, compile(tenant, state.asOf, known), known);
  }

  /** Whatever revision it is of; undefined where nothing was compiled yet. */
  inForce(name: string): Compiled | undefined {
    return this.#byTenant.get(name);
  }

  /** One step of a large change; false when there is none under way. */
  advance(): boolean {
    for (const [name, steps] of this.#steps) {
      const step = steps.next();
      if (step.done !== true) return true;
      this.#steps.delete(name);
      this.compilations += 1;
      this.#put(name, step.value, this.#byTenant.get(name));
    }
    return this.#steps.size > 0;
  }

  /**
   * What was folded since, in small steps, for who looks at all that changed and has time. Who decides meanwhile does
   * not wait for it, and compiles by `of`; then the rest of these steps is not wanted.
   */
  *catchUp(state: ControlState): Generator<undefined> {
    for (const [name, known] of [...this.#byTenant]) {
      const tenant = tenantOf(state, name);
      if (known.configRev === tenant.configRev || this.#steps.has(name)) continue;
      yield* this.#stepwise(name, compileSteps(tenant, state.asOf, known, SMALL_STEP), known.configRev);
    }
  }

  /** A tenant that nothing was compiled of. */
  *begin(state: ControlState, name: string): Generator<undefined> {
    if (this.#byTenant.has(name)) return;
    yield* this.#stepwise(name, compileSteps(tenantOf(state, name), state.asOf), undefined);
  }

  *#stepwise(name: string, steps: Generator<undefined, Compiled>, from: number | undefined): Generator<undefined> {
    for (let step = steps.next(); ; step = steps.next()) {
      const before = this.#byTenant.get(name);
      if (before?.configRev !== from || this.#steps.has(name)) return;
      if (step.done === true) {
        this.compilations += 1;
        this.#put(name, step.value, before);
        return;
      }
      yield;
    }
  }

  #put(name: string, compiled: Compiled, before: Compiled | undefined): Compiled {
    this.#byTenant.set(name, compiled);
    if (compiled.timed !== before?.timed) this.#o.onCompiled?.();
    return compiled;
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
