/**
 * control.8: two operators write at once, at two gateways: one wins, the other gets a conflict that names the revision;
 * both are audited. A revoked or deprovisioned user, device or publisher is cut within 2 s, live flows included; with
 * nobody able to append to the log, too, by `revoke --now`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CASES, type Cut, cut } from "./admin/cuts.ts";
import { both, type NamedOperator, openOperators, race } from "./admin/operators.ts";
import { type Estate, startEstate, until } from "./estate.ts";

const NAMES = ["ann", "bob"] as const;
const STORED_WITHIN_MS = 30_000;

export async function show({ short, progress }: { short: boolean; seed: number; progress: (text: string) => void }) {
  const failures: string[] = [];
  const figures: Record<string, unknown> = {};
  const rounds = short ? 30 : 300;
  const folder = mkdtempSync(join(tmpdir(), "wayleave-operators-"));
  const estate = await startEstate();
  const operators = await openOperators(estate, NAMES, folder).catch(async (error: unknown) => {
    await estate.stop();
    throw error;
  });
  try {
    const [ann, bob] = operators.all as [NamedOperator, NamedOperator];
    await ann.operator.apply([{ name: "race", group: { description: "written by two" } }]);
    progress(`${rounds} rounds: both write at once, having seen the same`);
    const raced = await race(operators.all, rounds);
    failures.push(...raced.failures);
    Object.assign(figures, { rounds, wins: raced.wins, conflicts: raced.conflicts });
    const sum = (counts: object) => Object.values(counts).reduce((all: number, one: number) => all + one, 0);
    if (sum(raced.wins) !== rounds || sum(raced.conflicts) !== rounds)
      failures.push("not one winner and one conflict a round");
    progress("the same without an expected revision: both are taken");
    failures.push(...(await both(operators.all, Math.ceil(rounds / 10))));
    progress("what the audit tells of them");
    failures.push(...(await audited(estate, operators.all, raced.conflicts)));
    const cuts: Cut[] = [];
    for (let time = 0; time < (short ? 1 : 5); time += 1) {
      for (const away of [false, true]) {
        for (const one of CASES) {
          progress(`revoke ${one.kind.toLowerCase()}${away ? " --now, the log's write lock held" : ""}`);
          const done = await cut(estate, time % 2 === 0 ? bob.operator : ann.operator, one, away);
          cuts.push(done.cut);
          failures.push(...done.failures);
        }
      }
    }
    figures["cuts"] = Object.fromEntries(
      [...new Set(cuts.map(({ what }) => what))].map((what) => {
        const ms = cuts.filter((one) => one.what === what).map((one) => one.ms);
        return [what, { times: ms.length, worst_ms: Math.max(...ms) }];
      }),
    );
  } catch (error) {
    failures.push(String((error as Error).stack ?? error));
  } finally {
    operators.close();
    await estate.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { figures, failures };
}

/** Each refused command stands in the record with its actor and reason, each taken one with its revisions. */
async function audited(
  estate: Estate,
  operators: readonly NamedOperator[],
  conflicts: Readonly<Record<string, number>>,
): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, spiffe } of operators) {
    const expected = conflicts[name] ?? 0;
    const seen = { refused: 0, taken: 0 };
    const stored = async () => {
      const args = ["audit", "--since", "30m", "--actor", name, "--verb", "apply", "--limit", "100000", "-o", "json"];
      const { stdout, exit, stderr } = await estate.wayleave(...args);
      if (exit !== 0) throw new Error(stderr);
      const rows = JSON.parse(stdout) as {
        actor: string;
        accepted: boolean;
        reason: string | null;
        changes: string[];
      }[];
      seen.refused = rows.filter(({ reason }) => reason === "conflict").length;
      seen.taken = rows.filter(
        ({ accepted, changes }) => accepted && changes.every((one) => /-> \d+\)$/.test(one)),
      ).length;
      if (rows.some(({ actor }) => actor !== spiffe)) failures.push(`the audit of ${name} names somebody else`);
      return seen.refused === expected || undefined;
    };
    await until(`${expected} conflicts of ${name} in the record`, stored, STORED_WITHIN_MS).catch((error: unknown) => {
      failures.push(`${String(error)}; seen ${JSON.stringify(seen)}`);
    });
    if (seen.taken === 0) failures.push(`no command of ${name} that was taken is audited`);
  }
  return failures;
}
