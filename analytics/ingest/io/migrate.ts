/** Brings the database to the form that this Wayleave writes. Two that start at once do the same twice: no harm. */
import { createHash } from "node:crypto";
import type { ClickHouseClient } from "../../../io/clickhouse/client.ts";
import { type Applied, MIGRATIONS, type Migration, planMigrations } from "../migrations.ts";

/** The database is of another Wayleave. Nothing was changed. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
  readonly code = "WL_MIGRATION_REFUSED";
}

const APPLIED_TABLE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  number UInt32,
  name String,
  applied_at DateTime64(3, 'UTC') DEFAULT now64(3),
  checksum String
)
ENGINE = ReplacingMergeTree
ORDER BY (number, checksum)`;

/** `client` works in the database, which exists. Answers which migrations were applied now. */
export async function migrate(
  client: ClickHouseClient,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly Migration[]> {
  await client.command({ query: APPLIED_TABLE });
  const plan = planMigrations(migrations, await appliedTo(client), checksumOf);
  if ("refused" in plan) throw new MigrationRefused(plan.refused);
  for (const migration of plan.apply) {
    for (const query of migration.statements) await client.command({ query });
    // Written last: of a migration that died half-way everything is done again, which does nothing where it is done.
    await client.insert({
      ...{ table: "schema_migrations", columns: ["number", "name", "checksum"], format: "JSONEachRow" },
      values: [{ number: migration.number, name: migration.name, checksum: checksumOf(migration) }],
    });
  }
  return plan.apply;
}

async function appliedTo(client: ClickHouseClient): Promise<Applied[]> {
  const query = `SELECT number, any(name) AS name, groupUniqArray(checksum) AS checksums
    FROM schema_migrations GROUP BY number ORDER BY number`;
  const answer = await client.query({ query, format: "JSONEachRow" });
  return answer.json<Applied>();
}

export const checksumOf = ({ statements }: Migration): string =>
  createHash("sha256").update(statements.join(";\n")).digest("hex");
