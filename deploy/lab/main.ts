/** `wayleave lab`: a small internet on this machine, and a private data centre that only publishers reach. */
import { resolve } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { errorText } from "../../io/errors.ts";
import { down, exec, reshape, runningLab } from "./io/enter.ts";
import { LabFault } from "./io/lab-folder.ts";
import { up } from "./io/up.ts";
import { picture } from "./picture.ts";
import { isLinked, isPlace, LINKED, type Linked, PLACES, type Place, SHAPES, type Shapes } from "./plan.ts";
import { readShape, type Shape } from "./shape.ts";

interface UpFlags {
  readonly data: string;
  readonly link: Shapes;
  readonly seed: number;
  readonly record: boolean;
  readonly capture: boolean;
  readonly measure: boolean;
  readonly keep?: boolean;
}

const folder = (): string => process.env["WAYLEAVE_LAB"] || ".wayleave-lab";

function placeOf(text: string): Place {
  if (isPlace(text)) return text;
  throw new InvalidArgumentError(`places are ${PLACES.join(", ")}.`);
}

function linkedOf(text: string): Linked {
  if (isLinked(text)) return text;
  throw new InvalidArgumentError(`places with a link of their own are ${LINKED.join(", ")}.`);
}

function shapeOf(text: string): Shape {
  const read = readShape(text);
  if ("wrong" in read) throw new InvalidArgumentError(`${read.wrong}.`);
  return read.shape;
}

function linkOf(text: string, before: Shapes): Shapes {
  const at = text.indexOf("=");
  if (at < 0) throw new InvalidArgumentError("write it as laptop='delay 40ms loss 1%'.");
  return { ...before, [linkedOf(text.slice(0, at))]: shapeOf(text.slice(at + 1)) };
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31) return seed;
  throw new InvalidArgumentError("a whole number from 0 to 2147483647.");
}

const withData = (command: Command): Command =>
  command.option("--data <dir>", "the lab's own folder (or WAYLEAVE_LAB)", folder());

function makeProgram(end: (code: number) => void): Command {
  const program = new Command("wayleave lab");
  program.description("a laptop, two points of presence, a private data centre and an office on this machine");
  program.enablePositionalOptions().exitOverride().showHelpAfterError("(wayleave lab help COMMAND says more)");
  withData(program.command("up"))
    .description("build it, start everything, and stay until Ctrl-C or `lab down`")
    .option("--link <place=shape>", "a link's delay (each way), loss, reordering; once for each link", linkOf, SHAPES)
    .option("--seed <n>", "of what links lose and reorder", seedOf, 1)
    .option("--no-record", "without ClickHouse and analytics")
    .option("--no-capture", "programs reach private apps by the agent's proxy alone")
    .option("--no-measure", "without measuring the throughput of the laptop's link")
    .option("--keep", "keep the folder after a clean end")
    .action(async (flags: UpFlags) => {
      const { data, link: shapes, keep = false, ...chosen } = flags;
      end(await up({ ...chosen, data: resolve(data), shapes, keep }));
    });
  withData(program.command("show"))
    .description("print places, addresses and links of the running lab")
    .action(({ data }: { data: string }) => {
      const { ready } = runningLab(resolve(data));
      process.stdout.write(picture(ready.links, ready.measured));
    });
  withData(program.command("shell"))
    .description("a shell in a place of the running lab")
    .argument("<place>", PLACES.join(", "), placeOf)
    .action(async (place: Place, { data }: { data: string }) => {
      process.stderr.write(`a shell in ${place}; exit leaves it\n`);
      end(await exec(resolve(data), place, [process.env["SHELL"] || "sh"]));
    });
  withData(program.command("exec"))
    .description("run a command in a place; its exit code is the command's")
    .argument("<place>", PLACES.join(", "), placeOf)
    .argument("<command...>")
    .passThroughOptions()
    .action(async (place: Place, command: string[], { data }: { data: string }) => {
      end(await exec(resolve(data), place, command[0] === "--" ? command.slice(1) : command));
    });
  withData(program.command("link"))
    .description("give a running link another shape")
    .argument("<place>", LINKED.join(", "), linkedOf)
    .argument("<shape>", "such as 'delay 40ms loss 1% reorder 0.5%', or plain", shapeOf)
    .action(async (place: Linked, shape: Shape, { data }: { data: string }) => {
      process.stdout.write(`${await reshape(resolve(data), place, shape)}\n`);
    });
  withData(program.command("down"))
    .description("end the lab; also what is left of one that was killed")
    .action(async ({ data }: { data: string }) => void process.stdout.write(`${await down(resolve(data))}\n`));
  return program;
}

try {
  await makeProgram((code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
  process.stderr.write(`wayleave: ${error instanceof LabFault ? error.message : errorText(error)}\n`);
  process.exit(1);
}
