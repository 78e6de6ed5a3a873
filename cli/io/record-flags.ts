/** The commands that read the record, and their flags. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { clock } from "../../io/clock.ts";
import { readDenialId } from "../../io/entropy.ts";
import { type Format, type Read, readDuration, readWhole } from "../args.ts";
import {
  EVENT_FORMATS,
  EVENT_KINDS,
  type EventFlags,
  LIMIT_MOST,
  readFlowId,
  readMoment,
  readName,
  readOneOf,
  readQuestionId,
  readReason,
} from "../event-flags.ts";
import { completeness } from "./completeness.ts";
import { events } from "./events.ts";
import { trace } from "./trace.ts";
import { why } from "./why.ts";

export type Argument = <T>(read: (text: string) => Read<T>) => (text: string) => T;

export const argument: Argument = (read) => (text) => {
  const judged = read(text);
  if ("wrong" in judged) throw new InvalidArgumentError(judged.wrong);
  return judged.value;
};

const WITHIN_MS_DEFAULT = 10_000;

const NAMES_HELP = `
Names (user, device, app, host, policy, publisher, reason) are compared without regard to case. With % (any letters) or
_ (one letter) in it a value is a pattern for the whole name, as --host '%.corp.example'; without, the name itself.

json is one array, jsonl one object a line, csv has a head line; all have every field, see docs/cli/events.md. Oldest
first. Without --since: the last 15 minutes, at most the newest 1000. --follow prints one line per flow when it closes;
with --changes one line each time a flow has changed. It ends by Ctrl-C, or when its reader does.
`;

const denial = (text: string): Read<string> => {
  const value = readDenialId(text);
  return value === undefined
    ? { wrong: `must be six letters or digits, such as K7M-2QX; is ${JSON.stringify(text)}` }
    : { value };
};

const moment = (text: string): Read<number> => readMoment(text, clock.wallUs());

/** \`withData\`: adds the flag that names the system. */
export function addRecord(
  program: Command,
  withData: (command: Command) => Command,
  withFormat: (command: Command, otherwise: Format) => Command,
): void {
  addEvents(withData(program.command("events")));
  withFormat(withData(program.command("why")), "table")
    .description("why a connection was refused, failed or was cut: what, who, which rule, who can fix it")
    .argument("<denial-id>", "as the person was told it, such as K7M-2QX; or a flow_id")
    .action((typed: string, flags: { data: string; output: Format }) => why(resolve(flags.data), typed, flags.output));
  withFormat(withData(program.command("trace")), "table")
    .description(
      "the spans of a flow's or a question's trace as a tree, hop by hop; exit code 1 if it did not get there",
    )
    .argument("<id>", "a flow_id or a question_id, as wayleave events prints it")
    .action((typed: string, flags: { data: string; output: Format }) =>
      trace(resolve(flags.data), typed, flags.output),
    );
  withFormat(withData(program.command("completeness")), "table")
    .description("whether all that gateways recorded is stored, once and no more; exit code 1 if not")
    .option("--within <duration>", "how long events may be under way (default 10s)", argument(readDuration))
    .action((flags: { data: string; output: Format; within?: number }) =>
      completeness(resolve(flags.data), { format: flags.output, withinMs: flags.within ?? WITHIN_MS_DEFAULT }),
    );
}

function addEvents(command: Command): void {
  const name = argument(readName);
  command
    .description("flows: every connection and what became of it; with --kind other events of the record")
    .option("--kind <kind>", `${EVENT_KINDS.join(", ")} (default flow)`, argument(readOneOf(EVENT_KINDS)))
    .option("--since <when>", "began at or after: 90s, 5m, 2h, 7d ago, or RFC 3339 (default 15m)", argument(moment))
    .option("--until <when>", "began before", argument(moment))
    .option("--user <name>", "e-mail address", name)
    .option("--device <name>", "", name)
    .option("--app <name>", "", name)
    .option("--host <name>", "as the program asked for it", name)
    .option(
      "--port <n>",
      "",
      argument((text) => readWhole(text, 1, 65_535)),
    )
    .option("--policy <name>", "rule that decided", name)
    .option("--action <action>", "allow, block or alert", argument(readOneOf(["allow", "block", "alert"])))
    .option("--reason <code>", "code of the catalogue, such as APP_DIAL_REFUSED", argument(readReason))
    .option("--publisher <name>", "", name)
    .option("--status <status>", "open, active or closed", argument(readOneOf(["open", "active", "closed"])))
    .option("--denial <id>", "", argument(denial))
    .option("--flow <id>", "", argument(readFlowId))
    .option("--question <id>", "of a question or a lease, and the flows that it led to", argument(readQuestionId))
    .option(
      "--limit <n>",
      "the newest n",
      argument((text) => readWhole(text, 1, LIMIT_MOST)),
    )
    .option("--probes", "probes of the system itself too")
    .option("--attempts", "also what was begun for a device that heard no answer and asked again")
    .option("--follow", "go on with flows as they close")
    .option("--changes", "with --follow: every change of a flow")
    .option("-o, --output <form>", EVENT_FORMATS.join(", "), argument(readOneOf(EVENT_FORMATS)), "table")
    .addHelpText("after", NAMES_HELP)
    .action((flags: EventFlags & { data: string }) => events(resolve(flags.data), flags));
}
