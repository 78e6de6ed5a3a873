/** A state that a batch is being folded into: tables are copied at their first write, so a state once held stays. */
import type { PolicySpec } from "../config/object.ts";
import { tried } from "../config/object.ts";
import type { CONFIG_TABLES, ControlState, GatewayPresence, Health, LostGateway, TenantState } from "./state.ts";
import { emptyTenant } from "./state.ts";

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

export type Table =
  | (typeof CONFIG_TABLES)[keyof typeof CONFIG_TABLES]
  | "revisions"
  | "tokens"
  | "certificates"
  | "attachments"
  | "health"
  | "drained";

export interface TenantDraft {
  readonly next: Writable<TenantState>;
  /** Tables that were copied for this batch, hence may be written. */
  readonly own: Set<Table>;
  /** The same of what is known by each attachment. */
  readonly ownHealth: Set<Map<string, Health>>;
}

export class Draft {
  readonly next: Writable<ControlState>;
  readonly #tenants = new Map<string, TenantDraft>();
  #gateways: Map<string, GatewayPresence> | undefined;
  #lost: Map<string, LostGateway> | undefined;

  constructor(state: ControlState) {
    this.next = { ...state };
  }

  seal(): ControlState {
    if (this.#tenants.size === 0) return this.next;
    const tenants = new Map(this.next.tenants);
    for (const [name, tenant] of this.#tenants) {
      if (tenant.own.has("policies")) tenant.next.policies = inOrder(tenant.next.policies);
      tenants.set(name, tenant.next);
    }
    this.next.tenants = tenants;
    return this.next;
  }

  /** The tenant as it stands in this draft, for reading. */
  tenant(name: string): TenantState | undefined {
    return this.#tenants.get(name)?.next ?? this.next.tenants.get(name);
  }

  tenantNames(): string[] {
    return [...new Set([...this.next.tenants.keys(), ...this.#tenants.keys()])];
  }

  draftOf(tenant: string): TenantDraft {
    let found = this.#tenants.get(tenant);
    if (found === undefined) {
      found = {
        next: { ...(this.next.tenants.get(tenant) ?? emptyTenant(tenant)) },
        own: new Set(),
        ownHealth: new Set(),
      };
      this.#tenants.set(tenant, found);
    }
    return found;
  }

  get gateways(): Map<string, GatewayPresence> {
    this.#gateways ??= new Map(this.next.gateways);
    this.next.gateways = this.#gateways;
    return this.#gateways;
  }

  get lost(): Map<string, LostGateway> {
    this.#lost ??= new Map(this.next.lost);
    this.next.lost = this.#lost;
    return this.#lost;
  }
}

/** The table to write in: copied at the batch's first write. */
export function table<V>(draft: TenantDraft, name: Table): Map<string, V> {
  const tables = draft.next as unknown as Record<Table, Map<string, V>>;
  if (!draft.own.has(name)) {
    draft.own.add(name);
    tables[name] = new Map(tables[name]);
  }
  return tables[name];
}

/** Rules are tried by ascending order, then by name. */
function inOrder(policies: ReadonlyMap<string, PolicySpec>): ReadonlyMap<string, PolicySpec> {
  return new Map([...policies].sort(([a, x], [b, y]) => tried(a, x, b, y)));
}
