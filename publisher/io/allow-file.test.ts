/** The operator's allow file: no publisher starts with a bad one, and a running one keeps the last good list. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { openJsonLog } from "../../io/json-log.ts";
import { AllowFault, type AllowFile, openAllowFile } from "./allow-file.ts";

const dir = mkdtempSync(join(tmpdir(), "wayleave-allow-"));
const path = join(dir, "allow.yaml");
const GOOD = "allow:\n  - cidr: 10.1.0.0/16\n";
const BAD = 'allow:\n  - cidr: 10.1.0.0/16\n    ports: [443, 99999]\n  - host: "*.com"\n    color: red\n';
/** What is wrong with BAD: file, line, field. */
const MISTAKES = [`${path}:3: allow[0].ports[1]: `, `${path}:5: allow[1].color: `, `${path}:4: allow[1].host: `];

let lines: Record<string, unknown>[] = [];
const log = openJsonLog({ service: "test", write: (line) => void lines.push(JSON.parse(line)) });
let opened: AllowFile | undefined;
afterEach(() => {
  opened?.close();
  opened = undefined;
  lines = [];
});

const open = (): AllowFile => {
  opened = openAllowFile(path, log);
  return opened;
};
const faultOf = (): AllowFault => {
  try {
    open();
  } catch (error) {
    if (error instanceof AllowFault) return error;
  }
  throw new Error("no AllowFault");
};

describe("at the start", () => {
  it("every mistake is named with file, line and field", () => {
    writeFileSync(path, BAD);
    const said = faultOf().message.trimEnd().split("\n");
    expect(said.map((line) => MISTAKES.find((mistake) => line.startsWith(mistake)))).toEqual(MISTAKES);
  });

  it.each([
    ["is not there", undefined, `${path}: can't be read`],
    ["is no YAML", "allow: [", `${path}:1: `],
    ["is empty", "", `${path}:`],
    ["holds no list", "allow: nonsense\n", `${path}:1: allow: must be a list`],
    ["holds two documents", `${GOOD}---\n${GOOD}`, `${path}: must hold one YAML document`],
  ])("a file that %s is refused", (_, text, says) => {
    rmSync(path, { force: true });
    if (text !== undefined) writeFileSync(path, text);
    expect(faultOf().message).toContain(says);
  });

  it("none is configured: there are no rules at all", () => {
    expect(openAllowFile(undefined, log).rules()).toBeUndefined();
  });

  it("the publisher ends with exit code 1 and the mistakes on stderr, before it asks any gateway", async () => {
    writeFileSync(path, BAD);
    const config = { gateways: ["127.0.0.1:1"], identity: dir, trust: dir, state: join(dir, "state"), allow: path };
    writeFileSync(join(dir, "publisher.yaml"), JSON.stringify(config));
    const command = join(import.meta.dirname, "..", "..", "cli", "main.ts");
    const child = spawn(process.execPath, [command, "publisher", "--config", join(dir, "publisher.yaml")]);
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    const [code] = await once(child, "close");
    expect(code).toBe(1);
    const told = said.split("\n").filter((line) => line.startsWith(path));
    expect(told).toHaveLength(MISTAKES.length);
    for (const mistake of MISTAKES) expect(said).toContain(`\n${mistake}`);
  });
});

describe("while it runs", () => {
  it.each([
    ["is malformed", () => writeFileSync(path, BAD), MISTAKES],
    ["is gone", () => rmSync(path), [`${path}: can't be read`]],
  ])(
    "a file that %s leaves the last good list, and an error in the log; a good one is taken",
    async (_, spoil, says) => {
      writeFileSync(path, GOOD);
      const file = open();
      const before = file.rules();
      spoil();
      await until(() => lines.some(({ level }) => level === "error"));
      expect(file.rules()).toBe(before);
      const { mistakes } = lines.find(({ level }) => level === "error") as { mistakes: string[] };
      expect(mistakes.map((line) => says.find((start) => line.startsWith(start)))).toEqual(says);
      writeFileSync(path, "allow:\n  - host: wiki.corp.example\n  - cidr: 10.2.0.0/16\n");
      await until(() => file.rules()?.length === 2);
    },
  );
});

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 8_000; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
