/** Commands about what runs: let it finish, or cut it off. */
import type { ConfigObject } from "../config/object.ts";
import type { ControlState, TenantState } from "../control/state.ts";
import { objectOf, revisionOf } from "../control/state.ts";
import type { Command, Decision } from "./decision.ts";
import { refused } from "./decision.ts";

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

export function drain({ kind, name, undo }: Of<"drain">, state: ControlState, tenant: TenantState): Decision {
  const gateway = state.gateways.get(name);
  if (kind === "gateway" && gateway === undefined) return refused(`no gateway ${name} has joined`, "name");
  if (kind === "publisher" && !tenant.publishers.has(name)) return refused(`Publisher ${name} does not exist`, "name");
  const drained = kind === "gateway" ? gateway?.draining === true : tenant.drained.has(name);
  const what = drained === !undo ? "unchanged" : undo ? "undrained" : "draining";
  const changes = [{ kind, name, what, before: -1 }] as const;
  if (what === "unchanged") return { facts: [], changes, expected: [] };
  const expected =
    kind === "gateway" ? [] : ([{ kind: "Publisher", name, revision: revisionOf(tenant, "Publisher", name) }] as const);
  return { facts: [{ type: "drain-set", kind, name, draining: !undo }], changes, expected };
}

/** The object that says so; undefined where there is none of that name. */
export function revoke({ kind, name }: Of<"revoke">, tenant: TenantState): ConfigObject | undefined {
  const object = objectOf(tenant, kind, name);
  switch (object?.kind) {
    case "User":
      return { ...object, spec: { ...object.spec, inactive: true } };
    case "Device":
      return { ...object, spec: { ...object.spec, revoked: true } };
    case "Publisher":
      return { ...object, spec: { ...object.spec, revoked: true } };
    case "Operator":
      return { ...object, spec: { ...object.spec, disabled: true } };
    default:
      return undefined;
  }
}
