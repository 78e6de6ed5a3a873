/**
 * What an operator may do, by role.
 *
 * An operator's certificate says who it is; the Operator object of that name says what it may. While a tenant has no
 * Operator object, each of its operator certificates is an admin's: whoever can have one issued holds the authority.
 * From the first Operator object on, which must be an admin's, only named operators may do anything.
 */
import type { ConfigObject, Kind, OperatorRole } from "../config/object.ts";
import { OPERATOR_ROLES } from "../config/object.ts";
import type { Expected } from "../control/event.ts";
import type { TenantState } from "../control/state.ts";
import { revisionOf } from "../control/state.ts";
import type { Command, CommandMistake } from "./decision.ts";

/** Who asks for a command. */
export interface By {
  /** The id in the operator's certificate. */
  readonly operator: string;
  /** The tenant that runs the gateways asks: only it may drain one. */
  readonly runsGateways: boolean;
  /** Offset: nothing that is written was written after it. Absent: as it stands. */
  readonly expected?: number | undefined;
}

/** The least role for each command. */
export const LEAST_ROLE: Readonly<Record<Command["type"], OperatorRole>> = {
  apply: "operator",
  delete: "operator",
  "issue-token": "operator",
  "revoke-token": "operator",
  "spend-token": "operator",
  drain: "operator",
  revoke: "operator",
};

/**
 * Kinds that only an admin writes: who may do what, what holds for the whole tenant, and where gateways send the
 * contents of files.
 */
export const ADMIN_KINDS: readonly Kind[] = ["Operator", "Directory", "Settings", "Receiver"];

/** Undefined: not an operator of this tenant, or a disabled one. */
export function roleOf(tenant: TenantState, operator: string): OperatorRole | undefined {
  if (tenant.operators.size === 0) return "admin";
  const known = tenant.operators.get(operator);
  return known === undefined || known.disabled ? undefined : known.role;
}

/** Why the operator may not even look; undefined: it may. */
export function mayNotRead(tenant: TenantState, operator: string): string | undefined {
  return roleOf(tenant, operator) === undefined ? stranger(tenant, operator) : undefined;
}

/** Why not; undefined: it may. */
export function mayNot(tenant: TenantState, by: By, command: Command): string | undefined {
  const role = roleOf(tenant, by.operator);
  if (role === undefined) return stranger(tenant, by.operator);
  if (command.type === "drain" && command.kind === "gateway" && !by.runsGateways)
    return "gateways are drained by operators of the tenant that runs them";
  const kind = kindsOf(command).find((one) => ADMIN_KINDS.includes(one));
  const least = kind === undefined ? LEAST_ROLE[command.type] : "admin";
  if (OPERATOR_ROLES.indexOf(role) >= OPERATOR_ROLES.indexOf(least)) return undefined;
  const what = kind === undefined ? command.type : `${command.type} of ${kind}`;
  return `operator ${by.operator} is ${role}: ${what} wants ${least}; an admin can change that`;
}

const stranger = (tenant: TenantState, operator: string): string =>
  tenant.operators.has(operator)
    ? `operator ${operator} is disabled: an admin can change that`
    : `operator ${operator} is not known: an admin can apply an Operator of that name`;

function kindsOf(command: Command): readonly Kind[] {
  switch (command.type) {
    case "apply":
      return [...command.objects, ...(command.deletes ?? [])].map(({ kind }) => kind);
    case "delete":
    case "revoke":
      return [command.kind];
    default:
      return [];
  }
}

/** That the operator may do it must hold where the command is folded, too. */
export function operatorExpected(tenant: TenantState, { operator }: By, known: readonly Expected[]): Expected[] {
  const name = tenant.operators.size === 0 ? "" : operator;
  if (known.some((one) => one.kind === "Operator" && one.name === name)) return [];
  return [{ kind: "Operator", name, revision: revisionOf(tenant, "Operator", name) }];
}

/** Nobody could put right what the last admin has left. */
export function adminMistakes(
  objects: readonly ConfigObject[],
  before: TenantState,
  after: TenantState,
): CommandMistake[] {
  if (before.operators === after.operators || hasAdmin(after)) return [];
  const text = hasAdmin(before)
    ? "no Operator would be an admin any more: make another one an admin first"
    : "the first Operator must be an admin who is not disabled: without one nobody could change anything";
  const at = objects.findIndex(({ kind }) => kind === "Operator");
  return [{ object: Math.max(at, 0), field: "", text }];
}

const hasAdmin = ({ operators }: TenantState): boolean =>
  [...operators.values()].some(({ role, disabled }) => role === "admin" && !disabled);
