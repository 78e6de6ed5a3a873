/**
 * By tenant, what its commands are decided by besides the state. Made in steps when a tenant is first written to, and
 * where much was folded since its last command: the loop has bytes to move in between.
 */
import { setImmediate as turn } from "node:timers/promises";
import { Basis } from "../../core/command/basis.ts";
import type { Command } from "../../core/command/decision.ts";
import { type ControlState, tenantOf } from "../../core/control/state.ts";
import { clock } from "../clock.ts";
import { SLICE_MS } from "./sliced-folding.ts";

/** Tenants kept, those that were written to last: each takes about as much memory as the names in its state. */
const TENANTS_MAX = 64;

interface Kept {
  readonly basis: Basis;
  /** Until then somebody has it alone. */
  last: Promise<unknown>;
}

export class Bases {
  readonly #kept = new Map<string, Kept>();

  /** `use` is called with the basis at the state of this moment, and has it until it returns. */
  with<T>(tenant: string, command: Command, state: () => ControlState, use: (basis: Basis) => T): Promise<T> {
    const kept = this.#kept.get(tenant) ?? { basis: new Basis(), last: Promise.resolve() };
    this.#kept.delete(tenant);
    this.#kept.set(tenant, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= TENANTS_MAX) break;
      this.#kept.delete(oldest);
    }
    const used = kept.last.then(async () => {
      try {
        const of = tenantOf(state(), tenant);
        await inSlices(kept.basis.following(of, of.policyTests.size > 0 || bringsTests(command)));
        return use(kept.basis);
      } catch (error) {
        // What was left half followed would tell what is not so.
        if (this.#kept.get(tenant) === kept) this.#kept.delete(tenant);
        throw error;
      }
    });
    kept.last = used.catch(() => {});
    return used;
  }
}

const bringsTests = (command: Command): boolean =>
  command.type === "apply" && command.objects.some(({ kind }) => kind === "PolicyTest");

async function inSlices(steps: Iterable<unknown>): Promise<void> {
  let end = clock.now() + SLICE_MS;
  for (const _ of steps) {
    if (clock.now() < end) continue;
    await turn();
    end = clock.now() + SLICE_MS;
  }
}
