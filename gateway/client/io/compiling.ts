/**
 * Compiled rules as the loop has time for them: at once for who decides, in turns for who looks at what has changed or
 * comes first of a tenant, and for a change that is large.
 */
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import type { Compiled } from "../../../core/policy/compile.ts";
import { clock } from "../../../io/clock.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import { CompiledTenants } from "../compiled.ts";

export interface CompilingOptions {
  readonly control: ControlLog;
  /** Rules were compiled on which time has a say, or they have gone. */
  readonly onCompiled: () => void;
  /** A large change, compiled in steps, is in force now. */
  readonly onSwapped: () => void;
}

/**
 * Between two steps of what has changed: bytes pass the loop in several of its turns, and what meets one step shall not
 * meet the next.
 */
const REST_MS = 3;
/** Of a run of steps, before it goes on without rests: a change must have its effect within two seconds. */
const RESTED_MS = 150;

export class Compiling {
  readonly #o: CompilingOptions;
  readonly #tenants: CompiledTenants;
  /** Tenants that are compiled for the first time. */
  readonly #beginning = new Map<string, Promise<void>>();
  #catchingUp: Promise<void> | undefined;

  constructor(o: CompilingOptions) {
    this.#o = o;
    this.#tenants = new CompiledTenants({ onCompiled: o.onCompiled, onLarge: () => void this.#compileLarge() });
  }

  get compilations(): number {
    return this.#tenants.compilations;
  }

  of(tenant: string): Compiled {
    return this.#tenants.of(this.#o.control.state, tenant);
  }

  /** What decisions were last made by, or would be: compiles nothing where anything is compiled. */
  inForce(tenant: string): Compiled {
    return this.#tenants.inForce(tenant) ?? this.of(tenant);
  }

  nextTurnUs(atUs: number): number {
    return this.#tenants.nextTurnUs(atUs);
  }

  /** Resolves when what was folded before the call is compiled, and in force. */
  caughtUp(): Promise<void> {
    this.#catchingUp ??= inTurns(this.#tenants.catchUp(this.#o.control.state), RESTED_MS).finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  /** Resolves when something is compiled of the tenant: `of` needs no long turn for it any more. */
  ready(tenant: string): Promise<void> {
    const known = this.#beginning.get(tenant);
    if (known !== undefined) return known;
    const beginning = inTurns(this.#tenants.begin(this.#o.control.state, tenant)).finally(() => {
      this.#beginning.delete(tenant);
    });
    this.#beginning.set(tenant, beginning);
    return beginning;
  }

  /** Then what lives is judged by it. */
  async #compileLarge(): Promise<void> {
    do await turn();
    while (this.#tenants.advance());
    this.#o.onSwapped();
  }
}

/** `restedMs`: for so long with rests. */
async function inTurns(steps: Iterable<unknown>, restedMs = 0): Promise<void> {
  const until = clock.now() + restedMs;
  for (const _ of steps) await (clock.now() < until ? pause(REST_MS) : turn());
}
