/**
 * `npm run check`: everything that must hold before a change is shared, one line a step, the cheap steps first.
 * `npm run check -- types tidy` runs those alone, `--without=unit,tidy` all but those. Every step runs although one
 * failed; exit 1 where any did.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
/** The built image of the protos as last released. Only a release raises it. */
const BASELINE = "proto/baseline.binpb";

const at = (...path: string[]): string => join(ROOT, "node_modules", ...path);
const node = (...args: string[]): string[] => [process.execPath, ...args];
const buf = (...args: string[]): string[] => node(at("@bufbuild/buf/bin/buf"), ...args);
const jest = (...args: string[]): string[] =>
  node(
    "--experimental-vm-modules",
    "--no-warnings",
    at("jest/bin/jest.js"),
    "--selectProjects",
    "unit",
    "--no-watchman",
    ...args,
  );

interface Step {
  readonly name: string;
  /** Undefined where the step has nothing to compare with yet; `otherwise` then says why. */
  readonly command: string[] | undefined;
  readonly otherwise?: string;
}

const STEPS: Step[] = [
  { name: "types", command: [at(".bin/tsc"), "-p", "tsconfig.json"] },
  { name: "purity", command: [at(".bin/tsc"), "-p", "core/tsconfig.json"] },
  { name: "lint", command: node(at("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", ".") },
  { name: "proto-lint", command: buf("lint", "proto") },
  {
    name: "proto-breaking",
    command: existsSync(join(ROOT, BASELINE)) ? buf("breaking", "proto", "--against", BASELINE) : undefined,
    otherwise: `no ${BASELINE} yet: v1 may break before the first release`,
  },
  { name: "proto-gen", command: node("proto/generate.ts", "--check") },
  { name: "lock", command: node("sim/complete-lock.ts", "--check") },
  { name: "tidy", command: jest("sim/tidy.test.ts") },
  { name: "unit", command: jest("--testPathIgnorePatterns", "sim/tidy\\.test\\.ts$") },
];

interface Outcome {
  readonly passed: boolean;
  readonly output: string;
}

function run(command: string[]): Promise<Outcome> {
  const [program, ...args] = command;
  return new Promise((done) => {
    const child = spawn(program!, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => done({ passed: false, output: error.message }));
    child.on("close", (code) => done({ passed: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

const words = process.argv.slice(2);
const without = words.flatMap((word) => (word.startsWith("--without=") ? word.slice(10).split(",") : []));
const asked = words.filter((word) => !word.startsWith("--without="));
const unknown = [...asked, ...without].filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`no step ${unknown.join(", ")}; steps: ${STEPS.map((step) => step.name).join(" ")}`);
  process.exit(2);
}

const failed: string[] = [];
let pending = 0;
const steps = STEPS.filter(({ name }) => (asked.length === 0 || asked.includes(name)) && !without.includes(name));
for (const { name, command, otherwise } of steps) {
  process.stdout.write(`${name.padEnd(15)} `);
  if (command === undefined) {
    pending++;
    console.log(`not yet          ${otherwise}`);
    continue;
  }
  const start = performance.now();
  const { passed, output } = await run(command);
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(5);
  console.log(passed ? `ok      ${seconds} s` : `FAILED  ${seconds} s\n${output.trimEnd()}\n`);
  if (!passed) failed.push(name);
}
console.log(
  failed.length === 0
    ? `check: ${steps.length - pending} ok${pending > 0 ? `, ${pending} not yet` : ""}`
    : `check: FAILED: ${failed.join(", ")}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
