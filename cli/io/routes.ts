/** `wayleave routes` and `wayleave diff`: where flows can go, what has changed, at any moment of the log. */
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Moment } from "../../core/history/moment.ts";
import * as wire from "../../io/wire/routes.ts";
import type { Format } from "../args.ts";
import { readName } from "../event-flags.ts";
import { diffJson, diffText, routesJson, routesText } from "../routes-answer.ts";
import { readMoment } from "./decision-flags.ts";
import { usage } from "./fault.ts";
import { GatewayLine } from "./gateway-line.ts";
import { print } from "./print.ts";
import { argument } from "./record-flags.ts";

interface Flags {
  readonly data: string;
  readonly output: Format;
  readonly gateway?: string;
}

interface RoutesFlags extends Flags {
  readonly at?: Moment;
  readonly publisher?: string;
  readonly app?: string;
}

interface DiffFlags extends Flags {
  readonly from?: Moment;
  readonly to?: Moment;
}

const GATEWAY = ["--gateway <host:port>", "which gateway answers (default: the first that does)"] as const;

export function addRoutes(
  program: Command,
  withData: (command: Command) => Command,
  withFormat: (command: Command, otherwise: Format) => Command,
): void {
  withFormat(withData(program.command("routes")), "table")
    .description("which publisher is held where, bands, drains, health, and the gateways: now or then")
    .option("--at <when>", "RFC 3339, or @offset of the control log (default: now)", argument(readMoment))
    .option("--publisher <name>", "of this one alone", argument(readName))
    .option("--app <name>", "health of this app alone", argument(readName))
    .option(...GATEWAY)
    .action((flags: RoutesFlags) => routes(flags));
  withFormat(withData(program.command("diff")), "table")
    .description("what changed between two moments: objects field by field, tunnels, health, drains, gateways")
    .option("--from <when>", "RFC 3339, or @offset of the control log", argument(readMoment))
    .option("--to <when>", "as --from (default: now)", argument(readMoment))
    .option(...GATEWAY)
    .action((flags: DiffFlags) => diff(flags));
}

async function routes({ at, publisher = "", app = "", ...flags }: RoutesFlags): Promise<void> {
  const request = wire.encodeAskedRoutes({ at: at ?? "now", publisher, app });
  const answer = routesJson(wire.decodeRoutes(await ask(flags, wire.ROUTES_PATH, request)));
  if (flags.output === "table") process.stdout.write(routesText(answer));
  else print(flags.output, answer);
}

async function diff({ from, to, ...flags }: DiffFlags): Promise<void> {
  if (from === undefined) throw usage("diff --from WHEN [--to WHEN]: a time as 2027-01-31T18:00:00Z, or @offset");
  const answer = diffJson(
    wire.decodeDiff(await ask(flags, wire.DIFF_PATH, wire.encodeAskedDiff({ from, to: to ?? "now" }))),
  );
  if (flags.output === "table") process.stdout.write(diffText(answer));
  else print(flags.output, answer);
}

async function ask({ data, gateway }: Flags, path: string, request: Buffer): Promise<Buffer> {
  const line = new GatewayLine(resolve(data), gateway);
  try {
    return await line.ask(path, request);
  } finally {
    line.close();
  }
}
