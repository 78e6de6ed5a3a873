/** One-time enrolment tokens: issued, taken back, spent. */
import type { Kind } from "../config/object.ts";
import type { Expected, Hex, TokenRole } from "../control/event.ts";
import type { TenantState, Token } from "../control/state.ts";
import { objectOf, revisionOf } from "../control/state.ts";
import type { Command, Decision } from "./decision.ts";
import { refused } from "./decision.ts";

/** Tokens of one tenant that could be used now: a script that issues without end must not fill every gateway. */
export const OPEN_TOKENS_MAX = 10_000;
/** A begin of a hash that names one token among so many. */
const HASH_BEGIN_LEAST = 8;

type Of<T extends Command["type"]> = Extract<Command, { type: T }>;

const KIND_OF: Readonly<Record<TokenRole, Kind>> = { device: "Device", publisher: "Publisher" };

const expectedOf = (tenant: TenantState, role: TokenRole, name: string): Expected => {
  return { kind: KIND_OF[role], name, revision: revisionOf(tenant, KIND_OF[role], name) };
};

export const isOpen = (token: Token, nowUs: number): boolean => token.spentBy === "" && token.expiresAtUs > nowUs;

export function issueToken(command: Of<"issue-token">, tenant: TenantState): Decision {
  const { role, name, tokenHash, expiresAtUs, nowUs } = command;
  const kind = KIND_OF[role];
  const object = objectOf(tenant, kind, name);
  if (object === undefined) return refused(`${kind} ${name} does not exist: apply it first`, "name");
  if (isRevoked(object.spec)) return refused(`${kind} ${name} is revoked`, "name");
  if (tenant.tokens.size >= OPEN_TOKENS_MAX) {
    const open = [...tenant.tokens.values()].filter((token) => isOpen(token, nowUs)).length;
    if (open >= OPEN_TOKENS_MAX)
      return refused(`${open} tokens are open, at most ${OPEN_TOKENS_MAX} may be: revoke some, or let them expire`);
  }
  const fact = { type: "token-issued", tokenHash, role, name, expiresAtUs } as const;
  return { facts: [fact], changes: [], expected: [expectedOf(tenant, role, name)] };
}

export function revokeToken(begin: Hex, tenant: TenantState): Decision {
  if (begin.length < HASH_BEGIN_LEAST)
    return refused(`a token is named by at least ${HASH_BEGIN_LEAST} digits of its hash`, "token_hash");
  const found = [...tenant.tokens].filter(([hash, token]) => hash.startsWith(begin) && token.spentBy === "");
  const [one, other] = found;
  if (one === undefined) return refused(`no token that could be used begins with ${begin}`, "token_hash");
  if (other !== undefined) return refused(`${found.length} tokens begin with ${begin}: say more of it`, "token_hash");
  return { facts: [{ type: "token-revoked", tokenHash: one[0] }], changes: [], expected: [] };
}

export function spendToken(command: Of<"spend-token">, tenant: TenantState): Decision {
  const token = tenant.tokens.get(command.tokenHash);
  if (token === undefined) return refused("the token is not known");
  if (token.spentBy !== "") return refused("the token was spent");
  if (!isOpen(token, command.nowUs)) return refused("the token has expired");
  const object = objectOf(tenant, KIND_OF[token.role], token.name);
  if (object === undefined || isRevoked(object.spec))
    return refused(`${token.role} ${token.name} is revoked or was deleted`);
  const { tokenHash, spiffeId } = command;
  const expected = [expectedOf(tenant, token.role, token.name)];
  return { facts: [{ type: "token-spent", tokenHash, spiffeId }], changes: [], expected };
}

const isRevoked = (spec: object): boolean => "revoked" in spec && spec.revoked === true;
