/** What the comments of a capture's file say of its flows, held against the flows' rows. */
import { type Row, rowsOf } from "./flow-rows.ts";
import type { ShowLab } from "./in-place.ts";

/** From a flow's opening to its row it is seconds. */
const STORED_MS = 60_000;
const SAYS = "^flow ([0-9a-f-]{36}), to (\\S+):(\\d+), rule (.+), publisher (\\S+), trace ([0-9a-f]{32})";
const COMMENT = new RegExp(`${SAYS}(?:, program (.+?))?(?:, open before the capture)?$`);

export interface Told {
  readonly flow: string;
  readonly host: string;
  readonly port: number;
  readonly rule: string;
  readonly publisher: string;
  readonly trace: string;
  readonly program: string | undefined;
}

export function toldIn(comments: readonly string[]): Told[] {
  return comments.flatMap((comment) => {
    const [, flow, host = "", port, rule, publisher, trace, program] = COMMENT.exec(comment) ?? [];
    if (flow === undefined) return [];
    const bare = host.replace(/^\[(.*)\]$/, "$1");
    return [{ flow, host: bare, port: Number(port), rule: rule!, publisher: publisher!, trace: trace!, program }];
  });
}

/** Each flow has a row that says the same. */
export async function commentFaults(lab: ShowLab, told: readonly Told[]): Promise<string[]> {
  const { faults } = await rowsOf(lab, STORED_MS, (rows) => {
    const byFlow = new Map(rows.map((row) => [row["flow_id"], row]));
    return { faults: told.flatMap((one) => unlike(one, byFlow.get(one.flow))) };
  });
  return faults;
}

function unlike(told: Told, row: Row | undefined): string[] {
  if (row === undefined) return [`flow ${told.flow} to ${told.host}:${told.port} has no row`];
  const pairs = [
    ["host", told.host],
    ["port", told.port],
    ["policy", told.rule],
    ["publisher_name", told.publisher],
    ["trace_id", told.trace],
    ["process", told.program ?? null],
  ] as const;
  return pairs.flatMap(([column, value]) =>
    row[column] === value ? [] : [`flow ${told.flow}: the file says ${column} ${value}, the row ${row[column]}`],
  );
}
