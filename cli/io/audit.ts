/** `wayleave audit`: the commands that operators gave, taken and refused ones, and who enrolled. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Plain } from "../../core/config/located.ts";
import { type AuditRow, auditQuery, auditRow } from "../../core/reading/audit-query.ts";
import { clock } from "../../io/clock.ts";
import { type Format, readWhole } from "../args.ts";
import { LIMIT_MOST, readMoment, readName } from "../event-flags.ts";
import { printTable } from "../print/table.ts";
import { print } from "./print.ts";
import { withRecord } from "./record.ts";
import { argument } from "./record-flags.ts";

interface AuditFlags {
  readonly data: string;
  readonly output: Format;
  readonly since: number;
  readonly until?: number;
  readonly actor?: string;
  readonly verb?: string;
  readonly object?: string;
  readonly refused?: boolean;
  readonly limit: number;
}

const DAY_US = 86_400_000_000;
const LIMIT_DEFAULT = 1000;

const moment = argument((text: string) => readMoment(text, clock.wallUs()));
const name = argument(readName);

export function addAudit(
  program: Command,
  withData: (command: Command) => Command,
  withFormat: (command: Command, otherwise: Format) => Command,
): void {
  withFormat(withData(program.command("audit")), "table")
    .description("what operators asked for, what became of it, and who enrolled; oldest first")
    .option("--since <when>", "90s, 5m, 2h, 7d ago, or RFC 3339 (default 1d)", moment, clock.wallUs() - DAY_US)
    .option("--until <when>", "before", moment)
    .option("--actor <id>", "SPIFFE id, or its last part", name)
    .option("--verb <verb>", "apply, delete, issue-token, revoke-token, drain, revoke, enrol, renew, clone", name)
    .option("--object <name>", "its name, or Kind/name", name)
    .option("--refused", "what was refused alone")
    .option(
      "--limit <n>",
      `the newest n (default ${LIMIT_DEFAULT})`,
      argument((text: string) => readWhole(text, 1, LIMIT_MOST)),
      LIMIT_DEFAULT,
    )
    .action(audit);
}

async function audit({ data, output, since, until, ...flags }: AuditFlags): Promise<void> {
  const query = auditQuery({ ...flags, sinceUs: since, untilUs: until });
  const cells = await withRecord(resolve(data), ({ reader }) => reader.all(query));
  const rows = cells.map(auditRow).toReversed();
  if (output !== "table") return print(output, rows as unknown as Plain);
  const columns = ["time", "actor", "from", "verb", "result", "what"];
  process.stdout.write(printTable(columns, rows.flatMap(linesOf)));
}

/** One line for each change, or for each mistake. */
function linesOf({ time, actor, remote_addr: from, verb, accepted, reason, changes, mistakes }: AuditRow): string[][] {
  const [first = "", ...more] = accepted ? changes : mistakes;
  const head = [time, actor.split("/").slice(3).join("/"), from ?? "", verb, accepted ? "done" : (reason ?? "refused")];
  return [[...head, first], ...more.map((text) => [...head.map(() => ""), text])];
}
