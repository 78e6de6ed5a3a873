/**
 * A machine with Node and npm alone, as far as a search path makes one: programs find these few names and nothing else
 * of this machine.
 */
import { spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
/** What npm needs, and what `bin/node` does: part of every system that can have Node at all. */
const PROGRAMS = [
  ...["node", "npm", "sh", "uname", "readlink", "dirname", "cmp"],
  ...["ln", "rm", "mv", "cp", "sleep"],
];

/** One test as jest tells of it. */
export interface TestRun {
  /** From the root of the tree. */
  readonly file: string;
  readonly group: string;
  readonly title: string;
  readonly passed: boolean;
}

export interface SuiteRun {
  readonly tests: readonly TestRun[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Each a sentence; empty where all passed. */
  readonly faults: readonly string[];
}

export interface BareMachine {
  readonly env: NodeJS.ProcessEnv;
  remove(): void;
}

export function bareMachine(): BareMachine {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-bare-"));
  const [bin, home] = [join(folder, "bin"), join(folder, "home")];
  mkdirSync(bin);
  mkdirSync(home);
  for (const name of PROGRAMS) symlinkSync(found(name), join(bin, name));
  return {
    env: { PATH: bin, HOME: home, npm_config_update_notifier: "false" },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Throws where this machine hasn't got it: then it can't play one that has. */
function found(name: string): string {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    // npm puts folders of packages first, for its scripts: those are no part of the machine.
    if (folder === "" || folder.startsWith(ROOT)) continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // In another folder, perhaps.
    }
  }
  throw new Error(`${name} is not in PATH`);
}

/** Runs an npm script that is jest, in an environment, and reads what jest says of each test. */
export async function runSuite(script: string, words: string[], env: NodeJS.ProcessEnv, ms: number): Promise<SuiteRun> {
  const folder = mkdtempSync(join(tmpdir(), "wayleave-suite-"));
  const file = join(folder, "results.json");
  try {
    const { exit, said } = await ended(script, [...words, "--json", `--outputFile=${file}`], env, ms);
    return judged(`npm run ${script}`, exit, said, readResults(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The end of what it said, and its exit code: null where a signal ended it. At the bound it is told to end. */
function ended(script: string, words: string[], env: NodeJS.ProcessEnv, ms: number) {
  return new Promise<{ exit: number | null; said: string }>((resolve, reject) => {
    const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
    const child = spawn("npm", ["run", script, "--", ...words], { cwd: ROOT, env, stdio });
    let said = "";
    const hear = (chunk: Buffer) => (said = (said + String(chunk)).slice(-8_000));
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    // SIGTERM, which npm passes on: killed outright it would leave its script behind.
    const timer = setTimeout(() => child.kill("SIGTERM"), ms);
    child.once("error", reject);
    child.once("close", (exit) => {
      clearTimeout(timer);
      resolve({ exit, said });
    });
  });
}

interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

function readResults(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as JestResults;
  } catch {
    // It did not come so far; what it said tells why.
    return undefined;
  }
}

function judged(what: string, exit: number | null, said: string, results: JestResults | undefined): SuiteRun {
  if (results === undefined) {
    const why = `ended with ${exit ?? "a signal"} without results`;
    return { tests: [], passed: 0, failed: 0, skipped: 0, faults: [`${what} ${why}:\n${said}`] };
  }
  const own = (path: string) => path.slice(ROOT.length + 1);
  const fallen = results.testResults.filter(({ status }) => status === "failed");
  const faults = fallen.map(({ name, message }) => `${what}: ${own(name)}: ${message.slice(0, 2_000)}`);
  if (exit !== 0 && faults.length === 0) faults.push(`${what} ended with ${exit}: ${said}`);
  return {
    tests: results.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ ancestorTitles, title, status }) => {
        return { file: own(name), group: ancestorTitles.join(" "), title, passed: status === "passed" };
      }),
    ),
    passed: results.numPassedTests,
    failed: results.numFailedTests,
    skipped: results.numPendingTests + results.numTodoTests,
    faults,
  };
}
