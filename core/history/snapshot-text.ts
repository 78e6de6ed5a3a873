/**
 * A state as lines of text, and back: what a snapshot holds. Each line is JSON, and small, so that neither writing nor
 * reading one is felt. `["fields", tenant, {..}]` has what stands beside the tables, `["rows", tenant, table, [[key,
 * value], ..]]` rows of a table in their order, `["within", tenant, table, key, [[key, value], ..]]` rows of a table
 * within a table. The state's own fields and tables have no tenant: null.
 */
import { NOTHING_SAID } from "../config/defaults.ts";
import { canonicalText } from "../control/canonical.ts";
import { FOLD_VERSION } from "../control/fold.ts";
import { isRows, type Rows, rowsOf } from "../control/rows.ts";
import { type ControlState, emptyState, emptyTenant, settingsOf, type TenantState } from "../control/state.ts";
import { textHash } from "../control/text-hash.ts";

/** Rows of one line. */
const ROWS = 64;

/**
 * What a state is made of, in this version of the fold: of a snapshot that was made of anything else nobody can say
 * what the missing fields would have become.
 */
export const FOLD_SHAPE = `${FOLD_VERSION}-${textHash(
  canonicalText([Object.keys(emptyState()), Object.keys(emptyTenant("")), NOTHING_SAID]),
)
  .map((lane) => lane.toString(16).padStart(8, "0"))
  .join("")}`;

export function* snapshotLines(state: ControlState): Generator<string, undefined> {
  const { tenants, ...own } = state;
  yield* partLines(null, own);
  for (const [name, tenant] of tenants) yield* partLines(name, tenant);
}

function* partLines(tenant: string | null, part: object): Generator<string, undefined> {
  const entries = Object.entries(part);
  yield JSON.stringify(["fields", tenant, Object.fromEntries(entries.filter(([, value]) => !isRows(value)))]);
  for (const [name, table] of entries) {
    if (!isRows(table)) continue;
    for (const rows of pieces(table)) {
      const plain = rows.filter(([, value]) => !isRows(value));
      if (plain.length > 0) yield JSON.stringify(["rows", tenant, name, plain]);
      for (const [key, value] of rows) {
        if (!isRows(value)) continue;
        for (const within of pieces(value)) yield JSON.stringify(["within", tenant, name, key, within]);
      }
    }
  }
}

function* pieces(table: Rows): Generator<[string, unknown][], undefined> {
  let piece: [string, unknown][] = [];
  for (const row of table) {
    piece.push(row);
    if (piece.length < ROWS) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

type Line =
  | ["fields", string | null, Record<string, unknown>]
  | ["rows", string | null, string, [string, unknown][]]
  | ["within", string | null, string, string, [string, unknown][]];

/** Takes the lines of one state in their order. What it makes of lines that nobody wrote so is not defined. */
export class SnapshotText {
  readonly #parts = new Map<string | null, { fields: object; tables: Map<string, Map<string, unknown>> }>();

  take(text: string): void {
    const line = JSON.parse(text) as Line;
    const [is, tenant] = line;
    let part = this.#parts.get(tenant);
    if (part === undefined) {
      part = { fields: {}, tables: new Map() };
      this.#parts.set(tenant, part);
    }
    if (is === "fields") {
      part.fields = line[2];
      return;
    }
    const table = within(part.tables, line[2]);
    if (is === "rows") for (const [key, value] of line[3]) table.set(key, value);
    else
      for (const [key, value] of line[4]) within(table as Map<string, Map<string, unknown>>, line[3]).set(key, value);
  }

  state(): ControlState {
    const tenants = new Map<string, TenantState>();
    for (const [name, part] of this.#parts) {
      if (name === null) continue;
      const tenant: TenantState = { ...emptyTenant(name), ...part.fields, ...tablesOf(part.tables) };
      tenants.set(name, { ...tenant, settings: settingsOf(tenant.settings) });
    }
    const own = this.#parts.get(null) ?? { fields: {}, tables: new Map() };
    return { ...emptyState(), ...own.fields, ...tablesOf(own.tables), tenants };
  }
}

function within(tables: Map<string, Map<string, unknown>>, name: string): Map<string, unknown> {
  let table = tables.get(name);
  if (table === undefined) {
    table = new Map();
    tables.set(name, table);
  }
  return table;
}

const tablesOf = (tables: ReadonlyMap<string, Map<string, unknown>>): object =>
  Object.fromEntries([...tables].map(([name, rows]) => [name, rowsOf(rows)]));
