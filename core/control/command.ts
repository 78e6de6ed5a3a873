/**
 * What operators ask, decided on the state: facts to append, or every mistake at once. All of a command or nothing.
 */
import type { ConfigObject, Kind, PolicySpec } from "../config/object.ts";
import { canonicalText } from "./canonical.ts";
import type { Fact, Hex, TokenRole } from "./event.ts";
import { fold } from "./fold.ts";
import { objectMistakes, usesOf } from "./references.ts";
import type { ControlState, TenantState } from "./state.ts";
import { emptyState, objectOf, tenantOf } from "./state.ts";

export type Command =
  | { readonly type: "apply"; readonly objects: readonly ConfigObject[] }
  | { readonly type: "delete"; readonly kind: Kind; readonly name: string }
  | {
      readonly type: "issue-token";
      readonly role: TokenRole;
      readonly name: string;
      readonly tokenHash: Hex;
      readonly expiresAtUs: number;
    }
  | { readonly type: "spend-token"; readonly tokenHash: Hex; readonly spiffeId: string; readonly nowUs: number };

export interface Change {
  readonly kind: string;
  readonly name: string;
  readonly what: "created" | "changed" | "unchanged" | "deleted";
}

export interface CommandMistake {
  /** Index into the command's objects. */
  readonly object: number;
  /** Path of the field in the spec, such as `groups[0]`; "" = the whole object. */
  readonly field: string;
  readonly text: string;
}

export type Decision =
  | { readonly facts: readonly Fact[]; readonly changes: readonly Change[] }
  | { readonly mistakes: readonly CommandMistake[] };

export function decideCommand(command: Command, state: ControlState, tenantName: string): Decision {
  const tenant = tenantOf(state, tenantName);
  switch (command.type) {
    case "apply":
      return apply(command.objects, tenant);
    case "delete":
      return remove(command.kind, command.name, tenant);
    case "issue-token":
      return issueToken(command, tenant);
    case "spend-token":
      return spendToken(command, tenant);
  }
}

const refused = (text: string, field = ""): Decision => ({ mistakes: [{ object: 0, field, text }] });

function apply(asked: readonly ConfigObject[], tenant: TenantState): Decision {
  const objects = withOrders(asked, tenant);
  const after = tenantAfter(objects, tenant);
  const mistakes = [...twice(objects), ...objectMistakes(objects, tenant, after)];
  if (mistakes.length > 0) return { mistakes: mistakes.toSorted((a, b) => a.object - b.object) };
  const facts: Fact[] = [];
  const changes: Change[] = [];
  for (const object of objects) {
    const { kind, name } = object;
    const before = objectOf(tenant, kind, name);
    const same = before !== undefined && canonicalText(before.spec) === canonicalText(object.spec);
    changes.push({ kind, name, what: same ? "unchanged" : before === undefined ? "created" : "changed" });
    if (!same) facts.push({ type: "object-put", object });
  }
  return { facts, changes };
}

/** An order that nobody stated is the one that the rule has, or the next ten behind all others. */
function withOrders(objects: readonly ConfigObject[], tenant: TenantState): readonly ConfigObject[] {
  const stated = objects.flatMap((object) => (object.kind === "Policy" ? [object.spec.order] : []));
  let last = [...tenant.policies.values()].reduce((most, spec) => Math.max(most, spec.order), Math.max(0, ...stated));
  return objects.map((object) => {
    if (object.kind !== "Policy" || object.spec.order !== 0) return object;
    const kept = tenant.policies.get(object.name)?.order;
    if (kept === undefined) last = (Math.floor(last / 10) + 1) * 10;
    const spec: PolicySpec = { ...object.spec, order: kept ?? last };
    return { ...object, spec };
  });
}

/** What the fold will make of it: the references are judged on the state that would follow. */
function tenantAfter(objects: readonly ConfigObject[], tenant: TenantState): TenantState {
  const from: ControlState = { ...emptyState(), tenants: new Map([[tenant.tenant, tenant]]) };
  const batch = objects.map((object, offset) => {
    const fact: Fact = { type: "object-put", object };
    const event = { id: "", tenant: tenant.tenant, atUs: 0, writer: "", critical: true, actor: "", command: "", fact };
    return { offset, appendTimeUs: 0, event };
  });
  return tenantOf(fold(from, batch), tenant.tenant);
}

function twice(objects: readonly ConfigObject[]): CommandMistake[] {
  const seen = new Set<string>();
  return objects.flatMap(({ kind, name }, object) => {
    const key = `${kind} ${name}`;
    if (seen.has(key)) return [{ object, field: "", text: `${key} stands twice: remove one` }];
    seen.add(key);
    return [];
  });
}

function remove(kind: Kind, name: string, tenant: TenantState): Decision {
  if (objectOf(tenant, kind, name) === undefined) return refused(`${kind} ${name} does not exist`);
  const uses = usesOf(kind, name, tenant);
  if (uses.length > 0) return refused(`${kind} ${name} is used by ${uses.join(", ")}: change that first`);
  return { facts: [{ type: "object-deleted", kind, name }], changes: [{ kind, name, what: "deleted" }] };
}

function issueToken(command: Extract<Command, { type: "issue-token" }>, tenant: TenantState): Decision {
  const { role, name, tokenHash, expiresAtUs } = command;
  const kind = role === "device" ? "Device" : "Publisher";
  const object = objectOf(tenant, kind, name);
  if (object === undefined) return refused(`${kind} ${name} does not exist: apply it first`, "name");
  if ("revoked" in object.spec && object.spec.revoked) return refused(`${kind} ${name} is revoked`, "name");
  return { facts: [{ type: "token-issued", tokenHash, role, name, expiresAtUs }], changes: [] };
}

function spendToken(command: Extract<Command, { type: "spend-token" }>, tenant: TenantState): Decision {
  const token = tenant.tokens.get(command.tokenHash);
  if (token === undefined) return refused("the token is not known");
  if (token.spentBy !== "") return refused("the token was spent");
  if (token.expiresAtUs <= command.nowUs) return refused("the token has expired");
  const object = objectOf(tenant, token.role === "device" ? "Device" : "Publisher", token.name);
  if (object === undefined || ("revoked" in object.spec && object.spec.revoked)) {
    return refused(`${token.role} ${token.name} is revoked or was deleted`);
  }
  const { tokenHash, spiffeId } = command;
  return { facts: [{ type: "token-spent", tokenHash, spiffeId }], changes: [] };
}
