/** Two operators of an estate, each with a certificate of its own and at a gateway of its own, writing at once. */
import { join } from "node:path";
import { Operator } from "../../../io/control/trial-operator.ts";
import { type Link, openLink } from "../../../io/grpc/link.ts";
import { issue } from "../../../io/pki/authority.ts";
import { readIdentity, readTrust } from "../../../io/pki/identity.ts";
import type { Estate } from "../estate.ts";

const TENANT = "demo";
const HOUR_MS = 3_600_000;

export interface NamedOperator {
  readonly name: string;
  readonly spiffe: string;
  readonly operator: Operator;
}

export interface Operators {
  readonly all: readonly NamedOperator[];
  close(): void;
}

/** The first at the first gateway, and so on; each is stated as `role` by the estate's own operator. */
export async function openOperators(estate: Estate, names: readonly string[], folder: string): Promise<Operators> {
  const trust = readTrust(join(estate.data, "pki", "trust"));
  const { gateways } = estate.runFile().endpoints;
  const links: Link[] = [];
  const at = (gateway: string, identity: string): Operator => {
    const link = openLink({ target: gateway, identity: readIdentity(identity), trust });
    links.push(link);
    return new Operator(link);
  };
  const own = at(gateways[0]!, join(estate.data, "keys", "operator"));
  await own.apply(names.map((name) => ({ name, operator: { role: "admin" } })));
  const all = await Promise.all(
    names.map(async (name, n) => {
      const to = join(folder, name);
      const authority = join(estate.data, "pki");
      const made = await issue({
        authority,
        role: "operator",
        tenant: TENANT,
        id: name,
        folder: to,
        lifetimeMs: HOUR_MS,
      });
      const { domain, tenant, role, id } = made.spiffe;
      return { name, spiffe: `spiffe://${domain}/${tenant}/${role}/${id}`, operator: at(gateways[n]!, to) };
    }),
  );
  return { all, close: () => links.forEach((link) => link.close()) };
}

/** What came of rounds in which both wrote the same, each having seen the same revision. */
export interface Raced {
  readonly rounds: number;
  readonly wins: Readonly<Record<string, number>>;
  readonly conflicts: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** In turn the ordered rules, where the two write different rules, and one and the same group. */
export async function race(operators: readonly NamedOperator[], rounds: number): Promise<Raced> {
  const wins: Record<string, number> = {};
  const conflicts: Record<string, number> = {};
  const failures: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const rules = round % 2 === 0;
    const seen = await operators[0]!.operator.revision(rules ? "Policy" : "Group", rules ? "" : "race");
    const answers = await Promise.all(
      operators.map(({ name, operator }) => operator.tryApply([writeOf(name, round, rules)], seen)),
    );
    const won = operators.filter((_, n) => answers[n]!.mistakes.length === 0);
    const [winner] = won;
    if (won.length !== 1 || winner === undefined) {
      failures.push(`round ${round}: ${won.length} of ${operators.length} were taken`);
      continue;
    }
    wins[winner.name] = (wins[winner.name] ?? 0) + 1;
    for (const [n, { name }] of operators.entries()) {
      if (name === winner.name) continue;
      conflicts[name] = (conflicts[name] ?? 0) + 1;
      const { conflict } = answers[n]!;
      const good = conflict && conflict.kind === (rules ? "Policy" : "Group") && (conflict.revision ?? 0) > seen;
      if (!good || conflict.actor !== winner.spiffe || !conflict.atUs)
        failures.push(`round ${round}: ${name} was told ${JSON.stringify(conflict)}, ${winner.name} had won`);
    }
  }
  return { rounds, wins, conflicts, failures };
}

/** Nobody has said what he expects: both are taken, one after the other. */
export async function both(operators: readonly NamedOperator[], rounds: number): Promise<string[]> {
  const failures: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const answers = await Promise.all(
      operators.map(({ name, operator }) => operator.tryApply([writeOf(name, round, true)], undefined)),
    );
    for (const [n, { mistakes }] of answers.entries())
      if (mistakes.length > 0) failures.push(`${operators[n]!.name}: ${mistakes.map(({ text }) => text).join("; ")}`);
  }
  return failures;
}

const writeOf = (name: string, round: number, rules: boolean): object => {
  const description = `${name}, ${rules ? "" : "group "}${round} of ${Date.now()}`;
  return rules
    ? { name: `race-${name}`, policy: { order: 900, action: "block", users: ["kim@corp.example"], description } }
    : { name: "race", group: { description } };
};
