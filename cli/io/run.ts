/** `wayleave run`: one command, whose private traffic goes through the agent of this machine. */
import { join } from "node:path";
import type { Command } from "commander";
import { splitHostPort } from "../../core/net/ip.ts";
import { noAgent, statusOfAgent } from "./agent-alone.ts";
import { runSteered } from "./daemon.ts";
import { CommandFault, say, usage } from "./fault.ts";
import { runningSystem } from "./run-files.ts";

interface RunFlags {
  readonly data: string;
  readonly agent?: string;
}

const SAYS = `one program and its children, steered without any privilege: what is private goes through the agent that
runs on this machine, everything else as without us`;

const MORE = `
Names are asked of the agent where they are private, else of this machine's resolvers. TCP and UDP pass, to any address
and port. What does not: ICMP (ping), other protocols, multicast; and a port that the program listens on is reachable
from the program and its children alone. Programs that gain rights by themselves (sudo) gain none in there.

Exit code: the command's own; 128 + n where signal n ended it; 127 where there is no such command; 1 and 2 as ever.`;

export function addRun(program: Command, withData: (command: Command) => Command): void {
  withData(program.command("run"))
    .description(SAYS.replace("\n", " "))
    .option("--agent <dir>", "state folder of an agent that runs by itself (or WAYLEAVE_AGENT)")
    .argument("<command...>", "the command and its arguments, behind --")
    .passThroughOptions()
    .addHelpText("after", MORE)
    .action(async (command: string[], flags: RunFlags) => process.exit(await runCommand(command, flags)));
}

async function runCommand([name, ...args]: string[], flags: RunFlags): Promise<number> {
  if (name === undefined) throw usage("a command is missing: wayleave run -- COMMAND");
  const folder = flags.agent ?? process.env["WAYLEAVE_AGENT"];
  return runSteered({
    command: [name, ...args],
    agent: () => (folder ? agentIn(folder) : agentOf(flags.data)),
    warn: say,
  });
}

function agentOf(data: string) {
  const { proxy } = runningSystem(join(data, "run.json")).endpoints;
  const at = splitHostPort(proxy ?? "");
  if (at === undefined) throw new CommandFault(`the system in ${data} has no agent: start it without --no-demo`);
  return { ip: at.host, port: at.port };
}

/** By the status that it writes each second; the proxy is the first that listens. */
function agentIn(folder: string) {
  const { listens } = statusOfAgent(folder);
  const at = splitHostPort(Array.isArray(listens) ? String(listens[0]) : "");
  if (at === undefined) throw noAgent(folder);
  return { ip: at.host, port: at.port };
}
