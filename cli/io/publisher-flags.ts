/** `wayleave publisher`: the daemon itself, and the commands about it. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { type Format, readDuration, readWhole } from "../args.ts";
import { configFile, layoutOf } from "../layout.ts";
import { usage } from "./fault.ts";
import {
  type CreateFlags,
  createPublisher,
  type EnrolFlags,
  enrolPublisher,
  type PublisherStatusFlags,
  publisherStatus,
} from "./publisher.ts";
import { argument } from "./record-flags.ts";

const WEIGHT_MAX = 1000;
const several = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];

export function addPublisher(
  publisher: Command,
  run: (config: string) => Promise<void>,
  withData: (command: Command) => Command,
  withFormat: (command: Command, otherwise: Format) => Command,
): void {
  // Else the daemon's own --config would take that of its commands.
  publisher.enablePositionalOptions();
  publisher.option("--config <file>", "its configuration, YAML").action((flags: { config?: string }) => {
    if (flags.config === undefined) throw usage("--config FILE is missing; or: publisher create, enrol, status");
    return run(flags.config);
  });
  withData(publisher.command("create"))
    .description("state a publisher and make its token; prints the command that enrols it")
    .argument("<name>")
    .requiredOption("--out <file>", "where the token is written, for its owner alone")
    .option("--lifetime <duration>", "of the token, such as 1h (default 24h)", argument(readDuration))
    .option(
      "--weight <n>",
      "its share of flows relative to the app's others (default 1)",
      argument((text: string) => readWhole(text, 1, WEIGHT_MAX)),
    )
    .option("--as <folder>", "key and chain of another operator (default: DATA/keys/operator)")
    .action((name: string, { data, ...flags }: CreateFlags) =>
      createPublisher(name, { ...flags, data: resolve(data) }),
    );
  publisher
    .command("enrol")
    .description("on the publisher's host: its certificate by a one-time token, and its configuration")
    .requiredOption("--token-file <file>", "holds the token; mode 0600")
    .requiredOption("--trust <folder>", "the trust folder of the system")
    .requiredOption("--dir <folder>", "where key, certificate, configuration and status stand")
    .requiredOption("--gateway <host:port>", "may be repeated", several)
    .action((flags: EnrolFlags) => enrolPublisher(flags));
  withFormat(withData(publisher.command("status")), "table")
    .description("on the publisher's host: who it is, its gateways, TLS, apps, names; exit code 1 if it serves nobody")
    .option("--config <file>", "its configuration (default: that of the running system's publisher)")
    .option("--resolve <name>", "try this name in place of its apps'; may be repeated", several)
    .action(({ data, config, ...flags }: Omit<PublisherStatusFlags, "config"> & { data: string; config?: string }) => {
      const file = config ?? configFile(layoutOf(resolve(data)), "publisher");
      return publisherStatus({ ...flags, config: file });
    });
}
