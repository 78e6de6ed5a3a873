/**
 * What commands of one tenant are decided by besides its state: who names what, apps by their hosts, sizes of SRPs, and
 * compiled rules where policy tests ask for them. Each follows from one state to another at the cost of what differs.
 */
import { changedEntries } from "../control/rows.ts";
import { emptyTenant, type TenantState } from "../control/state.ts";
import { type Compiled, compile } from "../policy/compile.ts";
import { compileSteps } from "../policy/compile-steps.ts";
import { type AppIndex, indexApps, reindexed } from "../policy/match-app.ts";
import { Naming } from "./naming.ts";
import { entryBytes } from "./srp-size.ts";

/** Apps put into the index by hosts between two yields. */
const APPS_A_STEP = 64;

export class Basis {
  /** Of the tenant that was followed last. */
  readonly naming = new Naming();
  #tenant: TenantState = emptyTenant("");
  #hosts: AppIndex = indexApps(new Map());
  #srpBytes = 0;
  #compiled: Compiled | undefined;
  #compiledOf: TenantState | undefined;

  /** Apps by their hosts; what was once given stays as it is. */
  get hosts(): AppIndex {
    return this.#hosts;
  }

  /** Of an SRP that had all apps. */
  get srpBytes(): number {
    return this.#srpBytes;
  }

  /** The rules of the tenant that was followed last. */
  compiled(): Compiled {
    if (this.#compiled === undefined || this.#compiledOf !== this.#tenant) {
      this.#compiled = compile(this.#tenant, this.#tenant.configRev, this.#compiled);
      this.#compiledOf = this.#tenant;
    }
    return this.#compiled;
  }

  follow(tenant: TenantState): this {
    for (const _ of this.following(tenant));
    return this;
  }

  /**
   * `follow` in steps, for who must not do it all at once: to be gone through to its end before anything is asked.
   * `tests`: the rules will be asked for, too.
   */
  *following(tenant: TenantState, tests = tenant.policyTests.size > 0): Generator<undefined> {
    const before = this.#tenant;
    this.#tenant = tenant;
    yield* this.naming.following(tenant);
    const changes = changedEntries(before.apps, tenant.apps);
    for (let from = 0; from < changes.length; from += APPS_A_STEP) {
      const some = changes.slice(from, from + APPS_A_STEP);
      this.#hosts = reindexed(
        this.#hosts,
        some.map(({ name: app, ...specs }) => ({ app, ...specs })),
      );
      for (const { name, before: was, after: is } of some)
        this.#srpBytes +=
          (is === undefined ? 0 : entryBytes(name, is)) - (was === undefined ? 0 : entryBytes(name, was));
      if (some.length === APPS_A_STEP) yield;
    }
    if (!tests) return;
    this.#compiled = yield* compileSteps(tenant, tenant.configRev, this.#compiled);
    this.#compiledOf = tenant;
  }
}
