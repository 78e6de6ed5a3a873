/** The commands about decisions, as they were and as they would be, and their flags. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { countryOf, SYSTEMS } from "../../core/config/policy-spec.ts";
import { type Moment, NO_MOMENT, parseMoment } from "../../core/control/moment.ts";
import { parseIp, printIp, splitHostPort } from "../../core/net/ip.ts";
import type { Question } from "../../core/policy/explain.ts";
import type { Format, Read } from "../args.ts";
import { readFlowId, readName, readOneOf } from "../event-flags.ts";
import { explainFlow, explainQuestion } from "./explain.ts";
import { usage } from "./fault.ts";
import { argument } from "./record-flags.ts";

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
}

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
