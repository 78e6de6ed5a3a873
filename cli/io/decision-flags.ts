/** The commands about decisions, as they were and as they would be, and their flags. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { countryOf, SYSTEMS } from "../../core/config/policy-spec.ts";
import { type Moment, NO_MOMENT, parseMoment } from "../../core/history/moment.ts";
import { parseIp, printIp, splitHostPort } from "../../core/net/ip.ts";
import type { Question } from "../../core/policy/explain.ts";
import { clock } from "../../io/clock.ts";
import { type Format, type Read, readWhole } from "../args.ts";
import { readFlowId, readMoment as readMomentUs, readName, readOneOf } from "../event-flags.ts";
import { explainFlow, explainQuestion } from "./explain.ts";
import { usage } from "./fault.ts";
import { argument } from "./record-flags.ts";
import { replay } from "./replay.ts";
import { tighten } from "./tighten.ts";

interface ReplayFlags {
  readonly data: string;
  readonly output: Format;
  readonly gateway?: string;
  readonly draft?: readonly string[];
  readonly since?: number;
  readonly until?: number;
  readonly base: "now" | "then";
  readonly examples: number;
  readonly flows?: string;
}

interface ExplainFlags {
  readonly data: string;
  readonly output: Format;
  readonly gateway?: string;
  readonly flow?: string;
  readonly user?: string;
  readonly device?: string;
  readonly to?: { readonly host: string; readonly port: number };
  readonly proto?: "tcp" | "udp";
  readonly at?: Moment;
  readonly method?: "client" | "clientless";
  readonly os?: string;
  readonly country?: string;
  readonly address?: string;
}

const readTo = (text: string): Read<{ host: string; port: number }> => {
  const to = splitHostPort(text);
  return to === undefined ? { wrong: `must be host:port; is ${JSON.stringify(text)}` } : { value: to };
};

export const readMoment = (text: string): Read<Moment> => {
  const value = parseMoment(text);
  return value === undefined ? { wrong: `${JSON.stringify(text)} ${NO_MOMENT}` } : { value };
};

const readAddress = (text: string): Read<string> => {
  const ip = parseIp(text);
  return ip === undefined ? { wrong: `must be an address; is ${JSON.stringify(text)}` } : { value: printIp(ip) };
};

const readCountry = (text: string): Read<string> => {
  const country = countryOf(text);
  return typeof country === "string" ? { value: country } : country;
};

type With = (command: Command) => Command;

export function addDecisions(
  program: Command,
  withData: With,
  withFormat: (command: Command, otherwise: Format) => Command,
): void {
  withFormat(withData(program.command("explain")), "table")
    .description("a decision made once more, with every rule that was considered; exit code 0 for any verdict")
    .option("--flow <id>", "one that was decided, as events prints it", argument(readFlowId))
    .option("--user <name>", "or what would be: name of a User, or an e-mail address", argument(readName))
    .option("--device <name>", "name of a Device (default: the user's)", argument(readName))
    .option("--to <host:port>", "where to", argument(readTo))
    .option("--proto <protocol>", "tcp or udp (default tcp)", argument(readOneOf(["tcp", "udp"])))
    .option("--at <when>", "by the configuration as it stood: RFC 3339, or @offset", argument(readMoment))
    .option("--method <method>", "client or clientless", argument(readOneOf(["client", "clientless"])))
    .option("--os <system>", SYSTEMS.join(", "), argument(readOneOf(SYSTEMS)))
    .option("--country <code>", "ISO 3166-1, or unknown", argument(readCountry))
    .option("--address <ip>", "the device's, as the gateway sees it", argument(readAddress))
    .option("--gateway <host:port>", "which gateway explains (default: the first that answers)")
    .action((flags: ExplainFlags) => explain(flags));
  addReplay(withFormat(withData(program.command("replay")), "table"));
  addTighten(withFormat(withData(program.command("tighten")), "table"));
}

const GATEWAY = "which gateway tells the configuration (default: the first that answers)";
const EXAMPLES = 5;
const EXAMPLES_MOST = 1_000;
const when = (text: string): Read<number> => readMomentUs(text, clock.wallUs());
const several = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

function addReplay(command: Command): void {
  command
    .description(
      "recorded decisions made once more: by the policy in force then, or by a draft, to see what that changes",
    )
    .option("--draft <file>", "YAML documents as apply takes them; - for stdin; may be repeated", several)
    .option("--since <when>", "90s, 5m, 2h, 7d ago, or RFC 3339 (default 7d)", argument(when))
    .option("--until <when>", "", argument(when))
    .option(
      "--base <when>",
      "of a draft: laid over what is configured now; or over what was then, and compared with the record",
      argument(readOneOf(["now", "then"])),
      "now",
    )
    .option(
      "--examples <n>",
      "of each kind",
      argument((text) => readWhole(text, 0, EXAMPLES_MOST)),
      EXAMPLES,
    )
    .option("--flows <file>", "every flow that differs, one JSON object a line")
    .option("--gateway <host:port>", GATEWAY)
    .action((flags: ReplayFlags) => {
      const { since, until } = flags;
      if (since !== undefined && until !== undefined && until <= since)
        throw usage("--until is not after --since: no decision can be in between");
      return replay({
        ...{ data: resolve(flags.data), format: flags.output, gateway: flags.gateway, drafts: flags.draft ?? [] },
        ...{ base: flags.base, examples: flags.examples, flowsFile: flags.flows, untilUs: until },
        sinceUs: since ?? (until ?? clock.wallUs()) - WEEK_US,
      });
    });
}

interface TightenFlags {
  readonly data: string;
  readonly output: Format;
  readonly gateway?: string;
  readonly since?: number;
  readonly out?: string;
}

function addTighten(command: Command): void {
  command
    .description("a narrower policy: what nobody used is taken from rules and apps, as a draft for apply and replay")
    .option("--since <when>", "90s, 5m, 2h, 7d ago, or RFC 3339 (default 90d)", argument(when))
    .option("--out <file>", "the draft is written there")
    .option("--gateway <host:port>", GATEWAY)
    .action(({ data, output, gateway, since, out }: TightenFlags) =>
      tighten({ data: resolve(data), format: output, gateway, out, sinceUs: since ?? clock.wallUs() - QUARTER_US }),
    );
}

const QUARTER_US = 90 * 86_400_000_000;
const WEEK_US = 7 * 86_400_000_000;

function explain({ flow, ...flags }: ExplainFlags): Promise<void> {
  const asked = { data: resolve(flags.data), format: flags.output, gateway: flags.gateway };
  const { user, to, at } = flags;
  if (flow !== undefined) {
    const other = (["user", "device", "to", "proto", "at", "method", "os", "country", "address"] as const).find(
      (name) => flags[name] !== undefined,
    );
    if (other !== undefined) throw usage(`--flow names all of a decision: leave --${other} out`);
    return explainFlow(asked, flow);
  }
  if (user === undefined || to === undefined) throw usage("explain --flow ID, or explain --user NAME --to HOST:PORT");
  const question: Question = {
    ...{ user, host: to.host, port: to.port, protocol: flags.proto ?? "tcp", device: flags.device },
    ...{ accessMethod: flags.method, os: flags.os, address: flags.address, country: flags.country },
    atUs: at !== undefined && "timeUs" in at ? at.timeUs : undefined,
  };
  return explainQuestion(asked, question, at ?? "now");
}
