/** Migrations on the real engine: in order, once, finished after a death, by two at once; never on a newer database. */
import { afterAll, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { type ClickHouseClient, openClickHouse } from "../../io/clickhouse/client.ts";
import { migrate } from "./io/migrate.ts";
import { TrialRig } from "./io/trial-rig.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";

let rig: TrialRig;
let client: ClickHouseClient;
let databases = 0;
beforeAll(async () => {
  rig = await TrialRig.start();
});
beforeEach(async () => {
  const database = `m${++databases}`;
  await rig.client.command({ query: `CREATE DATABASE ${database} ENGINE = Atomic` });
  await client?.close();
  client = openClickHouse({ url: rig.trial.url, key: rig.trial.key, database });
});
afterAll(async () => {
  await client?.close();
  await rig?.close();
});

const objects = async (of = client): Promise<string[]> => {
  const query =
    "SELECT name, engine, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name";
  const answer = await of.query({ query, format: "JSONCompactEachRow" });
  return (await answer.json<string[]>()).map(
    ([name, engine, query]) => `${name} ${engine} ${query!.replaceAll(/\bm\d+\./g, "")}`,
  );
};
const applied = async (): Promise<string[][]> => {
  const query = "SELECT toString(number), name FROM schema_migrations FINAL ORDER BY number";
  return (await client.query({ query, format: "JSONCompactEachRow" })).json<string[]>();
};

it("makes everything, and a second start finds nothing to do", async () => {
  expect(await migrate(client)).toEqual(MIGRATIONS);
  const made = await objects();
  expect(made.map((text) => text.split(" ")[0])).toEqual([
    ...["dead_letters", "flow_segments", "flow_segments_fed", "flows", "network_events", "otel_traces"],
    ...["otel_traces_trace_id_ts", "otel_traces_trace_id_ts_mv", "policy_decisions", "policy_decisions_fed"],
    ...["schema_migrations", "session_inputs", "session_inputs_fed"],
  ]);
  expect(await migrate(client)).toEqual([]);
  expect(await objects()).toEqual(made);
  expect(await applied()).toEqual([
    ["1", "facts"],
    ["2", "flows and decisions"],
    ["3", "traces"],
    ["4", "what verdicts were made of"],
    ["5", "datagrams of UDP associations"],
    ["6", "processes of flows"],
    ["7", "questions of names"],
    ["8", "questions of flows"],
    ["9", "leases of stubs"],
  ]);
});

it("numbers ascend from 1 without gaps, so that an order can't be mistaken", () => {
  expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, at) => at + 1));
});

it("a start that died between any two statements is finished by the next, which dies one later", async () => {
  await migrate(client);
  const whole = await objects();
  const statements = MIGRATIONS.flatMap((migration) => migration.statements.map((_, at) => [migration, at] as const));
  const database = `m${++databases}`;
  await rig.client.command({ query: `CREATE DATABASE ${database} ENGINE = Atomic` });
  const own = openClickHouse({ url: rig.trial.url, key: rig.trial.key, database });
  for (const [dying, at] of statements) {
    const cut = MIGRATIONS.map((one) =>
      one === dying ? { ...one, statements: [...one.statements.slice(0, at), "SELECT throwIf(true)"] } : one,
    );
    await expect(migrate(own, cut)).rejects.toThrow("throwIf");
  }
  expect(await migrate(own)).toEqual([MIGRATIONS.at(-1)]);
  expect(await objects(own)).toEqual(whole);
  await own.close();
}, 120_000);

it("two that start at once do no harm", async () => {
  const other = openClickHouse({ url: rig.trial.url, key: rig.trial.key, database: `m${databases}` });
  await Promise.all([migrate(client), migrate(other), migrate(client), migrate(other)]);
  await other.close();
  expect(await migrate(client)).toEqual([]);
  expect(await applied()).toHaveLength(MIGRATIONS.length);
});

const first: Migration = {
  number: 1,
  name: "first",
  statements: ["CREATE TABLE IF NOT EXISTS one (a UInt8) ENGINE = Memory"],
};
const second: Migration = {
  number: 2,
  name: "second",
  statements: ["CREATE TABLE IF NOT EXISTS two (a UInt8) ENGINE = Memory"],
};

it("a changed migration is refused by name, and nothing is applied", async () => {
  await migrate(client, [first]);
  const changed = { ...first, statements: ["CREATE TABLE IF NOT EXISTS one (a UInt16) ENGINE = Memory"] };
  const refused = migrate(client, [changed, second]);
  await expect(refused).rejects.toMatchObject({ name: "MigrationRefused", code: "WL_MIGRATION_REFUSED" });
  await expect(refused).rejects.toThrow(/migration 1 \(first\) was applied in another form .* add a new migration/);
  expect((await objects()).some((text) => text.startsWith("two "))).toBe(false);
  expect(await migrate(client, [first, second])).toEqual([second]);
});

it("a database of a newer Wayleave is refused", async () => {
  await migrate(client, [first, second]);
  await expect(migrate(client, [first])).rejects.toThrow(
    "migration 2 (second) stands in the database, this Wayleave knows 1: use the Wayleave that applied it",
  );
});
