/** Folds what operators set and whom they enrol: objects with their revisions, tokens, certificates. */
import type { ConfigObject, Kind } from "../config/object.ts";
import type { Draft, TenantDraft } from "./draft.ts";
import { table } from "./draft.ts";
import type { Expected, Fact, Hex } from "./event.ts";
import type { Certificate, Token } from "./state.ts";
import { CONFIG_TABLES, LOST_COMMANDS_MAX, NO_SETTINGS, revisionKey, settingsOf } from "./state.ts";

export type ConfigFact = Extract<
  Fact,
  { type: "object-put" | "object-deleted" | "token-issued" | "token-spent" | "token-revoked" | "certificate-issued" }
>;

/** Where a fact stands in the log. */
interface At {
  readonly offset: number;
  readonly appendTimeUs: number;
}

export function foldConfig(draft: Draft, at: At, tenant: string, fact: ConfigFact): void {
  const { offset } = at;
  switch (fact.type) {
    case "object-put":
      putObject(draft.draftOf(tenant), fact.object);
      written(draft, tenant, offset, fact.object.kind, fact.object.name);
      return;
    case "object-deleted":
      if (deleteObject(draft.draftOf(tenant), fact.kind, fact.name))
        written(draft, tenant, offset, fact.kind, fact.name);
      return;
    case "token-issued":
      return tokenIssued(draft.draftOf(tenant), at, fact);
    case "token-spent":
      return tokenSpent(draft.draftOf(tenant), at, fact.tokenHash, fact.spiffeId);
    case "token-revoked":
      if (draft.tenant(tenant)?.tokens.has(fact.tokenHash))
        table(draft.draftOf(tenant), "tokens").delete(fact.tokenHash);
      return;
    case "certificate-issued": {
      const { fingerprint, notAfterUs } = fact;
      table<Certificate>(draft.draftOf(tenant), "certificates").set(fact.spiffeId, { fingerprint, notAfterUs });
      return;
    }
  }
}

/** Decides the race: all that the command expects still stands, or none of its facts counts. */
export function foldGuard(draft: Draft, tenant: string, command: Hex, expected: readonly Expected[]): void {
  const revisions = draft.tenant(tenant)?.revisions;
  const won = expected.every(
    ({ kind, name, revision }) => (revisions?.get(revisionKey(kind, name)) ?? -1) === revision,
  );
  draft.next.guard = { tenant, command, won };
  if (!won) draft.next.lostCommands = [...draft.next.lostCommands, command].slice(-LOST_COMMANDS_MAX);
}

function written(draft: Draft, tenant: string, offset: number, kind: Kind, name: string): void {
  const own = draft.draftOf(tenant);
  // What was deleted keeps its revision: who read it before must not write it as if nothing had happened.
  const revisions = table<number>(own, "revisions");
  revisions.set(revisionKey(kind, name), offset);
  revisions.set(revisionKey(kind, ""), offset);
  draft.next.configRev = offset;
  own.next.configRev = offset;
}

function putObject(draft: TenantDraft, object: ConfigObject): void {
  if (object.kind === "Settings") draft.next.settings = settingsOf(object.spec);
  else table(draft, CONFIG_TABLES[object.kind]).set(object.name, object.spec);
}

function deleteObject(draft: TenantDraft, kind: Kind, name: string): boolean {
  if (kind !== "Settings") {
    const known = draft.next[CONFIG_TABLES[kind]].has(name);
    if (known) table(draft, CONFIG_TABLES[kind]).delete(name);
    return known;
  }
  const known = draft.next.settings !== NO_SETTINGS;
  draft.next.settings = NO_SETTINGS;
  return known;
}

/** Tokens that nobody can use any more are let go of each time the table has grown by so many. */
const TOKENS_SWEPT_AT = 1_024;

function tokenIssued(draft: TenantDraft, at: At, fact: Extract<Fact, { type: "token-issued" }>): void {
  const { role, name, expiresAtUs } = fact;
  const tokens = table<Token>(draft, "tokens");
  tokens.set(fact.tokenHash, { role, name, expiresAtUs, spentBy: "", spentAt: -1 });
  if (draft.next.tokens.size % TOKENS_SWEPT_AT !== 0) return;
  for (const [hash, token] of [...draft.next.tokens]) {
    if (token.spentBy !== "" || token.expiresAtUs <= at.appendTimeUs) tokens.delete(hash);
  }
}

function tokenSpent(draft: TenantDraft, at: At, hash: Hex, spiffeId: string): void {
  const token = draft.next.tokens.get(hash);
  // The first to spend has it: a second spender lost the race in the log.
  if (token === undefined || token.spentBy !== "") return;
  table<Token>(draft, "tokens").set(hash, { ...token, spentBy: spiffeId, spentAt: at.offset });
}
