/** What the comments of a capture's file say of its flows, held against the flows' rows. */
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

type Row = Readonly<Record<string, unknown>>;

/** Each flow has a row that says the same. */
export async function commentFaults(lab: ShowLab, told: readonly Told[]): Promise<string[]> {
  const end = performance.now() + STORED_MS;
  for (;;) {
    const text = await lab.must("pop-1", "wayleave", "events", "--since", "20m", "-o", "json");
    const rows = new Map((JSON.parse(text) as Row[]).map((row) => [row["flow_id"], row]));
    const faults = told.flatMap((one) => unlike(one, rows.get(one.flow)));
    if (faults.length === 0 || performance.now() > end) return faults;
  }
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
