/** The commands and their flags, as commander reads them. */
import { accessSync, constants } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { errnoOf } from "../../io/errors.ts";
import {
  type Format,
  judgeServer,
  judgeSplit,
  readBrokers,
  readFormat,
  readGateways,
  readPortBase,
  readRatio,
  readReceiver,
  readServer,
  readSlow,
} from "../args.ts";
import { readKafka } from "../up/io/kafka-file.ts";
import { up } from "../up/io/up.ts";
import { addAdmin } from "./admin-flags.ts";
import { addAudit } from "./audit.ts";
import { addCapture } from "./capture.ts";
import { type Daemon, runDaemon, undoAgent } from "./daemon.ts";
import { addDecisions } from "./decision-flags.ts";
import { CommandFault, usage } from "./fault.ts";
import { addLab } from "./lab.ts";
import { addPublisher } from "./publisher-flags.ts";
import { addRecord, argument } from "./record-flags.ts";
import { addRoutes } from "./routes.ts";
import { addRun } from "./run.ts";
import { addScim } from "./scim.ts";
import { caInit, caIssue } from "./trust.ts";

interface UpFlags {
  readonly data: string;
  readonly gateways?: number;
  readonly demo: boolean;
  readonly portBase?: number;
  readonly split?: boolean;
  readonly kafka?: readonly string[];
  readonly kafkaConfig?: string;
  readonly clickhouse?: string;
  readonly clickhouseKeyFile?: string;
  readonly traceRatio: number | "off";
  readonly traceSlowMs: number;
  readonly otlp?: string;
  readonly otlpKeyFile?: string;
}

const DAEMONS: readonly (readonly [Daemon, string])[] = [
  ["gateway", "a gateway: admits, decides, relays; answers operators"],
  ["publisher", "a publisher: dials out of the private network"],
  ["agent", "the agent of a device: local proxy and DNS, capture of all programs"],
  ["analytics", "the console"],
  ["clickhouse", "the embedded ClickHouse, behind ClickHouse's own HTTP interface"],
  ["demo", "the demo's private applications"],
];

const AGENT_SAYS = `
Programs reach private apps by its proxy (SOCKS5 and HTTP) and its DNS. With \`capture: { programs: all }\` in the file
it takes what every program sends to private apps: Linux, as root or with CAP_NET_ADMIN. For one program, without any
right: wayleave run. A file to begin with is deploy/systemd/agent.yaml; what is wrong with one is said by its lines.
`;

const dataFolder = (): string => process.env["WAYLEAVE_DATA"] || ".wayleave";

const withData = (command: Command): Command =>
  command.option("--data <dir>", "folder of the system (or WAYLEAVE_DATA)", dataFolder());

const withFormat = (command: Command, otherwise: Format): Command =>
  command.option("-o, --output <form>", "table, json or yaml", argument(readFormat), otherwise);

export function makeProgram(): Command {
  const program = new Command("wayleave");
  program
    .description("Private access: a device reaches exactly the applications that a policy grants")
    .version("0.1.0");
  program.enablePositionalOptions();
  program.exitOverride().showHelpAfterError("(wayleave help COMMAND says more)");
  addUp(program);
  for (const [kind, says] of DAEMONS) {
    const daemon = program.command(kind).description(says);
    const run = (config: string) => {
      mustBeReadable(config);
      return runDaemon(kind, config);
    };
    if (kind === "publisher") addPublisher(daemon, run, withData, withFormat);
    else if (kind === "agent") addAgent(daemon, run);
    else
      daemon
        .requiredOption("--config <file>", "its configuration, YAML")
        .action((flags: { config: string }) => run(flags.config));
  }
  addCa(program);
  addAdmin(program, withData, withFormat);
  addAudit(program, withData, withFormat);
  addRecord(program, withData, withFormat);
  addScim(program, withData);
  addDecisions(program, withData, withFormat);
  addRoutes(program, withData, withFormat);
  addCapture(program, withData);
  addRun(program, withData);
  addLab(program);
  return program;
}

function addAgent(daemon: Command, run: (config: string) => Promise<void>): void {
  daemon
    .requiredOption("--config <file>", "its configuration, YAML")
    .option("--undo", "take back what a killed agent has left changed on this machine, and end")
    .addHelpText("after", AGENT_SAYS)
    .action(({ config, undo }: { config: string; undo?: boolean }) => {
      mustBeReadable(config);
      return undo === true ? undoAgent(config) : run(config);
    });
}

/** A person waits, and wonders. */
const SLOW_MS = 1_000;

function addUp(program: Command): void {
  withData(program.command("up"))
    .description("start the whole system on this machine")
    .option("--gateways <n>", "how many gateways (2)", argument(readGateways))
    .option("--no-demo", "gateways and console alone: no demo estate, publisher or agent")
    .option("--port-base <n>", "all ports behind this one", argument(readPortBase))
    .option("--split", "publisher at gateway 2, agent at gateway 1: every flow crosses both")
    .option("--kafka <brokers>", "Kafka as the log in place of the embedded one, host:port,..", argument(readBrokers))
    .option("--kafka-config <file>", "what else its brokers ask for: tls, sasl, prefix (YAML)")
    .option(
      "--clickhouse <url>",
      "a ClickHouse server in place of the embedded one, http://host:port",
      argument(readServer),
    )
    .option("--clickhouse-key-file <file>", "holds the password of that server's user default")
    .option(
      "--trace-ratio <r>",
      "share of ordinary flows whose trace is kept, 0..1; off: none at all",
      argument(readRatio),
      1,
    )
    .option("--trace-slow-ms <n>", "a flow that takes so long is kept always", argument(readSlow), SLOW_MS)
    .option("--otlp <url>", "receiver of traces in place of the system's own", argument(readReceiver))
    .option("--otlp-key-file <file>", "holds that receiver's bearer token")
    .action((flags: UpFlags) => {
      const gateways = judgeSplit(flags.split ?? false, flags.gateways);
      if ("wrong" in gateways) throw usage(gateways.wrong);
      const { demo, portBase, split = false } = flags;
      const clickhouse = judgeServer(flags.clickhouse, flags.clickhouseKeyFile);
      if ("wrong" in clickhouse) throw usage(clickhouse.wrong);
      const data = resolve(flags.data);
      const tracing = tracingOf(flags);
      const kafka = readKafka(flags.kafka, flags.kafkaConfig);
      const stores = { clickhouse: clickhouse.value, kafka };
      return up({ data, gateways: gateways.value, demo, portBase, split, tracing, ...stores });
    });
}

function tracingOf({ traceRatio: ratio, traceSlowMs: slowMs, otlp: url, otlpKeyFile: keyFile }: UpFlags) {
  if (url === undefined && keyFile !== undefined) throw usage("--otlp-key-file goes with --otlp: give both");
  return ratio === "off" ? undefined : { ratio, slowMs, otlp: url === undefined ? undefined : { url, keyFile } };
}

function addCa(program: Command): void {
  const ca = program.command("ca").description("the certificate authority");
  ca.command("init")
    .description("make root, intermediates and trust")
    .requiredOption("--dir <dir>", "where the authority is kept")
    .requiredOption("--domain <name>", "trust domain, such as wayleave.local")
    .action((flags: { dir: string; domain: string }) => caInit(flags.dir, flags.domain));
  ca.command("issue")
    .description("make key and certificate of a workload")
    .argument("<role>", "gateway, publisher, device, operator or analytics")
    .argument("<id>", "its name")
    .requiredOption("--dir <dir>", "the authority")
    .requiredOption("--out <dir>", "folder for key.pem and chain.pem")
    .requiredOption("--tenant <name>", "its tenant")
    .action((role: string, id: string, flags: { dir: string; out: string; tenant: string }) => {
      return caIssue({ ...flags, role, id });
    });
}

function mustBeReadable(file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new CommandFault(`--config ${file} can't be read (${errnoOf(error)}): name the part's YAML file`);
  }
}
