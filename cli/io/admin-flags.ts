/** The commands of operators, and their flags. */
import { resolve } from "node:path";
import { Argument, type Command } from "commander";
import { type Format, readDuration, readWhole } from "../args.ts";
import { type ApplyFlags, apply } from "./apply.ts";
import { get, remove } from "./objects.ts";
import { drain, type FormatFlags, revoke, revokeToken, type TokenFlags, token } from "./operations.ts";
import { argument } from "./record-flags.ts";
import { status } from "./status.ts";
import type { SystemFlags } from "./system.ts";

type Adds = (command: Command) => Command;

const several = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];
const revision = argument((text: string) => readWhole(text, 0, Number.MAX_SAFE_INTEGER));

const APPLY_HELP = `
What changes is shown field by field. All of it is taken or nothing; what is not stated of an object is its default.

--prune deletes objects of the kinds that stand in the files and that no file names: apply all files of a kind together
with it. Operators and Settings are never pruned. What would go is listed and asked for; --yes means it.

--expect REV: nothing is taken where anything that would be written was written after this revision (wayleave get KIND
-o table shows them); the answer says by whom and when. All rules together are one object.
`;

/** Folders are as the caller sees them, wherever the command looks from. */
const placed = <T extends SystemFlags>(flags: T): T => ({
  ...flags,
  data: resolve(flags.data),
  ...(flags.as === undefined ? {} : { as: resolve(flags.as) }),
});

export function addAdmin(
  program: Command,
  withData: Adds,
  withFormat: (c: Command, otherwise: Format) => Command,
): void {
  const withSystem: Adds = (command) =>
    withData(command).option("--as <folder>", "key and chain of another operator (default: DATA/keys/operator)");
  const client = (name: string, otherwise: Format) => withFormat(withSystem(program.command(name)), otherwise);
  withFormat(withData(program.command("status")), "table")
    .description("parts, refusals, log, session; of a device: what its agent steers and captures")
    .option("--agent <dir>", "state folder of an agent that runs by itself (or WAYLEAVE_AGENT)")
    .action(({ data, output, agent = process.env["WAYLEAVE_AGENT"] }: FormatFlags & { agent?: string }) =>
      status(resolve(data), output, agent === undefined || agent === "" ? undefined : resolve(agent)),
    );
  addObjects(client);
  client("drain", "table")
    .description("finish what runs, take nothing new")
    .argument("<kind>", "gateway or publisher")
    .argument("<name>")
    .option("--undo", "take new flows again")
    .action((kind: string, name: string, flags: FormatFlags) => drain(kind, name, placed(flags)));
  client("revoke", "table")
    .description("cut off a user, device, publisher or operator; live flows end within 2 s")
    .argument("<kind>", "user, device, publisher or operator")
    .argument("<name>")
    .option("--now", "tell every gateway directly besides: works while the control log is away")
    .action((kind: string, name: string, flags: FormatFlags) => revoke(kind, name, placed(flags)));
  addTokens(program, withSystem, withFormat);
}

function addObjects(client: (name: string, otherwise: Format) => Command): void {
  client("apply", "table")
    .description("state objects: all are taken, or none")
    .requiredOption("-f, --file <file>", "YAML documents, a folder of them, or - for stdin; may be repeated", several)
    .option("--dry-run", "show what would change, and write nothing")
    .option("--prune", "delete objects of the same kinds that the files don't state")
    .option("--yes", "with --prune: don't ask")
    .option("--expect <rev>", "refuse if anything concerned was written after this revision", revision)
    .option("--in-parts", "apply more than one command takes, part after part")
    .addHelpText("after", APPLY_HELP)
    .action((flags: ApplyFlags) => apply(placed(flags)));
  client("get", "yaml")
    .description("objects as apply reads them")
    .argument(
      "<kind>",
      "app, policy, ...; of what runs: gateway, attachment, session, token, denial; singular or plural",
    )
    .argument("[name]")
    .action((kind: string, name: string | undefined, flags: FormatFlags) => get(kind, name, placed(flags)));
  client("delete", "table")
    .description("remove an object")
    .argument("<kind>")
    .argument("<name>")
    .option("--expect <rev>", "refuse if it was written after this revision", revision)
    .action((kind: string, name: string, flags: FormatFlags & { expect?: number }) =>
      remove(kind, name, placed(flags)),
    );
}

function addTokens(program: Command, withSystem: Adds, withFormat: (c: Command, otherwise: Format) => Command): void {
  const tokens = program.command("token").description("one-time enrolment tokens; wayleave get tokens lists open ones");
  withSystem(tokens.command("issue", { isDefault: true }))
    .description("make one, written to a file")
    .addArgument(new Argument("<role>", "device or publisher"))
    .argument("<name>")
    .requiredOption("--out <file>", "where it is written, for its owner alone")
    .option("--lifetime <duration>", "such as 1h (default 24h)", argument(readDuration))
    .action((role: string, name: string, flags: TokenFlags) => token(role, name, placed(flags)));
  withFormat(withSystem(tokens.command("revoke")), "table")
    .description("take one back that nobody has used")
    .argument("<hash>", "the begin of its hash, as wayleave get tokens names it")
    .action((hash: string, flags: FormatFlags) => revokeToken(hash, placed(flags)));
}
