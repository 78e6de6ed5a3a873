/**
 * The house rules, held on the tree as it stands; and for each rule a small tree that breaks it, so that no rule can
 * fall silent. `bin/node sim/tidy/list.ts [folder]` lists the same without jest.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { DECIDE_CALLERS, RULES, type Rule } from "./tidy/rules.ts";
import { readTree, treeOf } from "./tidy/source.ts";

/** Files that may break a rule for now. The list only shrinks: an entry that is no longer needed fails too. */
const EXCEPTIONS: Partial<Record<keyof typeof RULES, string[]>> = {};
const EXCEPTIONS_MAX = 0;

const ROOT = join(import.meta.dirname, "..");
const broken = (rule: Rule, ...files: [string, string][]): string[] =>
  rule(treeOf(files)).map(({ path, message }) => `${path}: ${message}`);

describe("the tree keeps the rule of", () => {
  const tree = readTree(ROOT);
  it.each(Object.keys(RULES) as (keyof typeof RULES)[])("%s", (name) => {
    const spared = EXCEPTIONS[name] ?? [];
    const found = RULES[name](tree);
    const lines = found.filter(({ path }) => !spared.includes(path));
    expect(lines.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([]);
    expect(spared.filter((path) => !found.some((one) => one.path === path))).toEqual([]);
  });

  it("few exceptions, never more than there were", () => {
    expect(Object.values(EXCEPTIONS).flat().length).toBeLessThanOrEqual(EXCEPTIONS_MAX);
  });
});

describe("purity bites", () => {
  it.each([
    ["Date.now()", "export const a = () => Date.now();", "take `now: Instant`"],
    ["new Date()", "export const a = () => new Date();", "take `now: Instant`"],
    ["Math.random()", "export const a = () => Math.random();", "take the random number"],
    ["async", "export async function a() {}", "return an output; the shell waits"],
    ["Promise", "export type A = Promise<void>;", "return an output"],
    ["localeCompare", "export const a = (x: string) => x.localeCompare('b');", "compare code units"],
    ["toLocaleString", "export const a = (x: number) => x.toLocaleString();", "compare code units"],
  ])("on %s in a pure file, and names the remedy", (_, text, remedy) => {
    expect(broken(RULES.purity, ["core/a.ts", text]).join()).toContain(remedy);
    expect(broken(RULES.purity, ["agent/steer.ts", text]).join()).toContain(remedy);
    for (const path of ["io/a.ts", "agent/io/a.ts", "agent/main.ts", "core/a.test.ts", "bench/a.ts"])
      expect(broken(RULES.purity, [path, text])).toEqual([]);
  });

  it("not on comments, strings, or a Date made of an argument", () => {
    const text =
      "/** Math.random() */\nexport const a = 'Date.now() async'; export const b = (x: number) => new Date(x);";
    expect(broken(RULES.purity, ["core/a.ts", text])).toEqual([]);
  });

  it("on packages and node: modules in a pure file", () => {
    for (const from of ["node:fs", "yaml"])
      expect(broken(RULES["packages in pure files"], ["core/a.ts", `import "${from}";`])).toHaveLength(1);
    expect(broken(RULES["packages in pure files"], ["io/a.ts", 'import "node:fs";'])).toEqual([]);
  });

  it("by the compiler, on names that only Node or a browser has", () => {
    const folder = mkdtempSync(join(tmpdir(), "wayleave-pure-"));
    const uses = [
      "setTimeout(() => 0, 1)",
      "Buffer.from('a')",
      "process.pid",
      "new URL('x')",
      "crypto",
      "console.log()",
    ];
    for (const [at, use] of uses.entries()) writeFileSync(join(folder, `${at}.ts`), `export const a = ${use};\n`);
    const config = { extends: join(ROOT, "core/tsconfig.json"), include: [`${folder}/*.ts`], exclude: [] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const tsc = spawnSync(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    rmSync(folder, { recursive: true });
    for (const at of uses.keys()) expect(tsc.stdout).toMatch(new RegExp(`${at}\\.ts\\(1,\\d+\\): error TS2`));
  });
});

describe("the import table bites", () => {
  const refused = (from: string, to: string) =>
    broken(RULES["import table"], [from, `import { a } from "${"../".repeat(from.split("/").length - 1)}${to}";`])
      .length > 0;

  it.each([
    ["core/a.ts", "io/clock.ts"],
    ["core/a.ts", "agent/steer.ts"],
    ["agent/steer.ts", "agent/io/b.ts"],
    ["agent/steer.ts", "io/clock.ts"],
    ["agent/steer.ts", "publisher/allow.ts"],
    ["agent/io/a.ts", "publisher/allow.ts"],
    ["agent/io/a.ts", "proto/gen/wayleave.js"],
    ["io/a.ts", "agent/steer.ts"],
    ["gateway/client/io/a.ts", "gateway/publisher/dispatch.ts"],
    ["gateway/config.ts", "gateway/client/route.ts"],
    ["analytics/ingest/io/a.ts", "analytics/embedded/b.ts"],
    ["cli/io/a.ts", "agent/steer.ts"],
    ["cli/io/a.ts", "agent/main.ts"],
    ["sim/a.ts", "io/clock.ts"],
    ["sim/a.ts", "agent/main.ts"],
    ["bench/a.ts", "agent/steer.ts"],
    ["core/a.ts", "sim/arbitrary.ts"],
    ["core/a.test.ts", "io/clock.ts"],
  ])("%s may not import %s", (from, to) => expect(refused(from, to)).toBe(true));

  it.each([
    ["core/a.ts", "core/b.ts"],
    ["agent/steer.ts", "core/units.ts"],
    ["agent/steer.ts", "agent/b.ts"],
    ["agent/io/a.ts", "agent/steer.ts"],
    ["agent/main.ts", "io/clock.ts"],
    ["io/a.ts", "proto/gen/wayleave.js"],
    ["gateway/main.ts", "gateway/client/route.ts"],
    ["gateway/main.ts", "gateway/publisher/io/b.ts"],
    ["gateway/client/io/a.ts", "gateway/io/b.ts"],
    ["cli/io/daemon.ts", "agent/main.ts"],
    ["cli/main.ts", "io/clock.ts"],
    ["sim/a.ts", "agent/steer.ts"],
    ["core/a.test.ts", "sim/arbitrary.ts"],
    ["bench/a.ts", "io/clock.ts"],
    ["bench/show/a.ts", "deploy/lab/plan.ts"],
  ])("%s may import %s", (from, to) => expect(refused(from, to)).toBe(false));

  it("on types as on values, on re-exports, and on computed names", () => {
    for (const text of ['import type { A } from "../io/a.ts";', 'export * from "../io/a.ts";', 'import("../io/a.ts");'])
      expect(broken(RULES["import table"], ["core/a.ts", text])).toHaveLength(1);
    expect(broken(RULES["import table"], ["io/a.ts", "import(name);"])).toHaveLength(1);
  });

  it("on a package behind a port of ours, outside the shared io", () => {
    expect(broken(RULES["import table"], ["agent/io/a.ts", 'import "@grpc/grpc-js";'])).toHaveLength(1);
    expect(broken(RULES["import table"], ["io/grpc/a.ts", 'import "@grpc/grpc-js";'])).toEqual([]);
    expect(broken(RULES["import table"], ["analytics/ingest/io/a.ts", 'import "@clickhouse/client";'])).toHaveLength(1);
    expect(broken(RULES["import table"], ["io/clickhouse/a.ts", 'import "@clickhouse/client";'])).toEqual([]);
  });

  it("on the embedded engine, outside the one part that holds it", () => {
    for (const path of ["io/a.ts", "analytics/ingest/io/a.ts", "bench/a.ts", "sim/a.ts"])
      expect(broken(RULES["import table"], [path, 'import { Session } from "chdb";'])).toHaveLength(1);
    expect(broken(RULES["import table"], ["analytics/embedded/io/a.ts", 'import "chdb/libchdb";'])).toEqual([]);
  });

  it("on a second file that joins the gateway's roles, or starts roles", () => {
    const joins = 'import "../client/io/a.ts"; import "../publisher/io/b.ts";';
    expect(broken(RULES["joins of roles"], ["gateway/io/a.ts", joins])).toHaveLength(1);
    expect(broken(RULES["joins of roles"], ["gateway/main.ts", 'import "./client/io/a.ts";'])).toEqual([]);
    expect(broken(RULES["joins of roles"], ["cli/io/a.ts", 'import("../../agent/main.ts");'])).toHaveLength(1);
    expect(broken(RULES["joins of roles"], ["cli/io/daemon.ts", 'import("../../agent/main.ts");'])).toEqual([]);
  });
});

describe("sizes and names bite", () => {
  it("on a file of 301 lines, not of 300", () => {
    expect(broken(RULES["file length"], ["core/a.ts", "\n".repeat(301)])).toHaveLength(1);
    expect(broken(RULES["file length"], ["core/a.ts", "\n".repeat(300)])).toEqual([]);
    expect(broken(RULES["file length"], ["proto/a.proto", "\n".repeat(301)])).toHaveLength(1);
  });

  it("on a function of 61 lines, be it declared, an arrow or a method, but not on a list of tests", () => {
    const body = `{${"\n".repeat(60)}}`;
    for (const text of [`function a() ${body}`, `const a = () => ${body};`, `class A { a() ${body} }`])
      expect(broken(RULES["function length"], ["io/a.ts", text])).toHaveLength(1);
    expect(broken(RULES["function length"], ["io/a.ts", `function a() {${"\n".repeat(59)}}`])).toEqual([]);
    expect(broken(RULES["function length"], ["io/a.test.ts", `describe("a", () => ${body});`])).toEqual([]);
  });

  it("on 121 columns, but not on a table in a test", () => {
    expect(broken(RULES["line width"], ["core/a.ts", `// ${"x".repeat(118)}`])).toHaveLength(1);
    expect(broken(RULES["line width"], ["core/a.ts", `// ${"x".repeat(117)}`])).toEqual([]);
    expect(broken(RULES["line width"], ["core/a.test.ts", `const a = [\n  ["${"x".repeat(120)}"],\n];`])).toEqual([]);
  });

  it("on names that say nothing", () => {
    for (const path of [
      "io/session-manager.ts",
      "core/utils.ts",
      "core/common/a.ts",
      "io/test-helpers.ts",
      "io/index.ts",
    ])
      expect(broken(RULES.names, [path, ""])).toHaveLength(1);
    expect(broken(RULES.names, ["io/a.ts", "class LinkManager {}"])).toHaveLength(1);
    expect(broken(RULES.names, ["io/common-name.ts", "class Link {}"])).toHaveLength(1);
    expect(broken(RULES.names, ["io/link.ts", "class Link {}"])).toEqual([]);
  });

  it("on a file without a docstring", () => {
    expect(broken(RULES.docstring, ["core/a.ts", "export const a = 1;"])).toHaveLength(1);
    expect(broken(RULES.docstring, ["core/a.ts", "/** A. */\nexport const a = 1;"])).toEqual([]);
  });

  it("on a README whose estate is not the one that is applied", () => {
    const rule = RULES["demo estate in the README"];
    const estate: [string, string] = ["deploy/demo/estate.yaml", "kind: App\n"];
    expect(broken(rule, estate, ["README.md", "```yaml\nkind: App\n```"])).toEqual([]);
    expect(broken(rule, estate, ["README.md", "```yaml\nkind: User\n```"])).toHaveLength(1);
  });

  it("on a socket that is reset by the runtime's own call", () => {
    const text = "/** A. */\nsocket.resetAndDestroy();";
    expect(broken(RULES["one reset"], ["agent/io/a.ts", text])).toHaveLength(1);
    expect(broken(RULES["one reset"], ["io/flow/reset-socket.ts", text])).toEqual([]);
  });

  it("on a path of one machine", () => {
    expect(broken(RULES["machine paths"], ["docs/a.md", `see ${["", "work", "main"].join("/")}`])).toHaveLength(1);
  });
});

describe("the map and the one decide bite", () => {
  const map = (...lines: string[]): [string, string] => ["ARCHITECTURE.md", ["```", ...lines, "```"].join("\n")];
  const step = (n: number) => `/** Step ${n} of the life of a flow. */`;

  it("on a path that is not there, a file that is not on the map, and numbers that disagree", () => {
    const rule = RULES["map is true"];
    expect(broken(rule, map("1  agent/steer.ts  steers"), ["agent/steer.ts", step(1)])).toEqual([]);
    expect(broken(rule, map("agent/gone.ts  gone"))).toHaveLength(1);
    expect(broken(rule, map(), ["agent/steer.ts", "/** Steers. */"])).toHaveLength(1);
    expect(broken(rule, map("2  agent/steer.ts  steers"), ["agent/steer.ts", step(1)])).toHaveLength(1);
    expect(broken(rule, map("agent/steer.ts  steers"), ["agent/steer.ts", step(1)])).toHaveLength(1);
    expect(broken(rule, map("1  agent/steer.ts  steers"), ["agent/steer.ts", "/** Steers. */"])).toHaveLength(1);
    expect(broken(rule)).toHaveLength(1);
  });

  it("on a document that names a file which is not there", () => {
    const rule = RULES["paths in documents"];
    expect(broken(rule, ["docs/a.md", "see `io/gone.ts`"])).toHaveLength(1);
    expect(broken(rule, ["docs/a.md", "see `io/clock.ts`, `docs/machines/<name>.md`"], ["io/clock.ts", ""])).toEqual(
      [],
    );
  });

  it("on no decide, a second decide, a caller nobody listed, and a listed one that no longer calls", () => {
    const rule = RULES["one decide"];
    const decide: [string, string] = ["core/policy/decide.ts", "export function decide() {}"];
    const calls = 'import { decide } from "../../../core/policy/decide.ts";';
    const listed = DECIDE_CALLERS.map((path): [string, string] => {
      const up = "../".repeat(path.split("/").length - 1);
      return [path, `import { decide } from "${up}core/policy/decide.ts";`];
    });
    expect(broken(rule, decide, ...listed)).toEqual([]);
    expect(broken(rule, ...listed)).toHaveLength(1);
    expect(broken(rule, decide)).toHaveLength(DECIDE_CALLERS.length);
    expect(broken(rule, decide, ...listed, ["core/policy/b.ts", "export const decide = 1;"])).toHaveLength(1);
    expect(broken(rule, decide, ...listed, ["gateway/control/io/b.ts", calls])).toHaveLength(1);
  });

  it("on an input of the decision that is nowhere on record, and on a parameter that nobody has listed", () => {
    const rule = RULES["input law"];
    const paths = ["core/policy/verdict.ts", "core/policy/decide.ts", "core/policy/compile.ts"].concat([
      ...["core/record/judged.ts", "core/record/network-event.ts", "analytics/ingest/judged-columns.ts"],
      ...["analytics/ingest/fact-columns.ts", "analytics/ingest/migrations/0004-judged.ts"],
    ]);
    const real = (path: string): string => readFileSync(join(ROOT, path), "utf8");
    const changed = (at: string, from: string, to: string): string[] =>
      broken(
        rule,
        ...paths.map((path): [string, string] => [path, path === at ? real(path).replace(from, to) : real(path)]),
      );
    expect(changed("", "", "")).toEqual([]);
    const members = "export interface SessionInputs {";
    expect(changed(paths[0]!, members, `${members} readonly mood: string;`).join()).toContain("SessionInputs.mood");
    expect(changed(paths[1]!, "compiled: Compiled,", "compiled: Compiled, mood: Mood,").join()).toContain(
      "decide takes",
    );
    expect(changed(paths[3]!, "readonly userName: string;\n  /** Wall", "/** Wall").join()).toContain("userName");
    expect(changed(paths[5]!, "country: fewTexts()", "land: fewTexts()").join()).toContain("no column");
  });
});
