/** The rules of the house, each a function from the tree to what breaks it, with the remedy in the message. */
import { importTable, joinsOfRoles, packagesInPure } from "./imports.ts";
import { inputLaw } from "./input-law.ts";
import { documentsNameFiles, mapIsTrue } from "./map.ts";
import { kindOf } from "./place.ts";
import type { Node, Source, Tree, Violation } from "./source.ts";

export type Rule = (tree: Tree) => Violation[];

export const FILE_LINES_MAX = 300;
/** A test file also holds its tables and its set-up. */
export const TEST_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 60;
export const LINE_COLUMNS_MAX = 120;

/** Files that call the one `decide`: enforcement, explain, replay, bench. A new one is a decision: add it here. */
export const DECIDE = "core/policy/decide.ts";
export const DECIDE_CALLERS = [
  "bench/decide.bench.ts",
  "bench/show/explained/generated.ts",
  "core/command/policy-tests.ts",
  "core/policy/explain.ts",
  "core/policy/replay.ts",
  "gateway/client/judging.ts",
];

const eachSource =
  (check: (source: Source) => Violation[]): Rule =>
  (tree) =>
    [...tree.sources.values()].flatMap(check);

const nameOf = (node: unknown): string => String((node as Node | undefined)?.value ?? "");

/** What the compiler lets through although the answer would not come from the arguments alone. */
function impurity(node: Node): string | undefined {
  if (node.async === true || node.type === "AwaitExpression" || node.isAwait === true)
    return "no async in a pure file: return an output; the shell waits";
  if (node.type === "Identifier" && node.value === "Promise") return "no Promise in a pure file: return an output";
  if (node.type === "NewExpression" && nameOf(node.callee) === "Date" && ((node.arguments as []) ?? []).length === 0)
    return "`new Date()` reads the clock: take `now: Instant`, or wall microseconds as an argument";
  if (node.type === "NewExpression" && isDateTimeFormat(node.callee as Node)) {
    // Zones of time are part of the pinned Node; the locale is whoever's machine it is.
    const [locale] = node.arguments as { expression?: Node }[];
    return locale?.expression?.type === "StringLiteral" ? undefined : HOST_LOCALE;
  }
  if (node.type !== "MemberExpression" || isDateTimeFormat(node)) return undefined;
  const property = nameOf(node.property);
  const member = `${nameOf(node.object)}.${property}`;
  if (member === "Date.now") return "`Date.now` reads the clock: take `now: Instant`";
  if (member === "Math.random") return "`Math.random` is chance: take the random number as an argument";
  if (property === "localeCompare" || property.startsWith("toLocale") || nameOf(node.object) === "Intl")
    return HOST_LOCALE;
  return undefined;
}

const HOST_LOCALE = "the host's locale is an input: compare code units, name the locale";

const isDateTimeFormat = (node: Node): boolean =>
  node.type === "MemberExpression" && `${nameOf(node.object)}.${nameOf(node.property)}` === "Intl.DateTimeFormat";

const purity = eachSource((source) => {
  if (kindOf(source.path) !== "pure") return [];
  return source.nodes.flatMap((node) => {
    const message = impurity(node);
    const line = message === undefined ? 0 : node.span ? source.lineOf(node) : 1;
    return message === undefined ? [] : [{ path: source.path, line, message }];
  });
});

const fileLength: Rule = (tree) => {
  const others = [...tree.texts].filter(([path]) => /\.(proto|c|h)$/.test(path));
  const all = [...[...tree.sources.values()].map(({ path, text }) => [path, text] as const), ...others];
  return all.flatMap(([path, text]) => {
    const lines = text.split("\n").length - 1;
    const most = path.endsWith(".test.ts") ? TEST_LINES_MAX : FILE_LINES_MAX;
    if (lines <= most) return [];
    return [{ path, line: most + 1, message: `${lines} lines, at most ${most}: give a part a file` }];
  });
};

const FUNCTION = new Set(
  ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression", "ClassMethod", "PrivateMethod"].concat([
    "Constructor",
    "MethodProperty",
    "GetterProperty",
    "SetterProperty",
  ]),
);

const functionLength = eachSource((source) => {
  // The callback of a `describe` is a list of tests, not a function that anybody reads as one.
  const lists = new Set(
    source.nodes
      .filter((node) => node.type === "CallExpression" && nameOf(node.callee) === "describe")
      .flatMap((node) => (node.arguments as { expression: Node }[]).map((argument) => argument.expression)),
  );
  return source.nodes.flatMap((node) => {
    if (!FUNCTION.has(node.type) || lists.has(node)) return [];
    const line = source.lineOf(node);
    const lines = source.lineOf(node, true) - line + 1;
    if (lines <= FUNCTION_LINES_MAX) return [];
    const message = `a function of ${lines} lines, at most ${FUNCTION_LINES_MAX}: give a step of it a name`;
    return [{ path: source.path, line, message }];
  });
});

/** A row of a table in a test may be wide. */
const TABLE_ROW = /^\s*(\[|\{|"?[\w$-]+"?:\s)/;

const lineWidth = eachSource(({ path, lines }) =>
  lines.flatMap((text, at) => {
    if (text.length <= LINE_COLUMNS_MAX || (path.endsWith(".test.ts") && TABLE_ROW.test(text))) return [];
    return [{ path, line: at + 1, message: `${text.length} columns, at most ${LINE_COLUMNS_MAX}` }];
  }),
);

const BANNED_WORD = /(^|[-_.])(managers?|helpers?|utils?|utilit(y|ies)|common|misc|index)(?=[-_.]|$)/i;
const BANNED_TYPE = /(Manager|Helper|Utils?|Misc)$/;

const names = eachSource((source) => {
  const folders = source.path.split("/");
  const files = folders
    .filter((name) => BANNED_WORD.test(name))
    .map((name) => ({
      path: source.path,
      line: 1,
      message: `"${name}" says nothing: name the file after what it does`,
    }));
  const types = source.nodes.flatMap((node) => {
    const name = nameOf(node.identifier ?? node.id);
    if (!/^(Class|TsInterface|TsTypeAlias|Function)Declaration$/.test(node.type) || !BANNED_TYPE.test(name)) return [];
    return [{ path: source.path, line: source.lineOf(node), message: `"${name}" says nothing: name what it does` }];
  });
  return [...files, ...types];
});

const docstring = eachSource(({ path, text }) => {
  if (path.endsWith(".test.ts") || /^(#!.*\n)?\/\*\*/.test(text)) return [];
  return [{ path, line: 1, message: "begin with /** the file's place in the story */" }];
});

const exportsDecide = (source: Source): boolean =>
  source.nodes.some((node) => {
    if (node.type === "ExportSpecifier") return nameOf(node.exported ?? node.orig) === "decide";
    if (node.type !== "ExportDeclaration") return false;
    const declaration = node.declaration as Node;
    const declared = (declaration.declarations as Node[] | undefined)?.map((one) => nameOf(one.id));
    return (declared ?? [nameOf(declaration.identifier)]).includes("decide");
  });

const oneDecide: Rule = (tree) => {
  const sources = [...tree.sources.values()];
  const found = sources.filter(({ path }) => path.startsWith("core/policy/")).filter(exportsDecide);
  const extra = found
    .filter(({ path }) => path !== DECIDE)
    .map(({ path }) => ({ path, line: 1, message: `only ${DECIDE} exports a \`decide\`: one function judges` }));
  const missing = { path: DECIDE, line: 1, message: "the one exported `decide` stands here" };
  const callers = sources.filter(
    ({ path, imports }) =>
      !path.endsWith(".test.ts") && imports.some((one) => one.path === DECIDE && one.names.includes("decide")),
  );
  const strangers = callers
    .filter(({ path }) => !DECIDE_CALLERS.includes(path))
    .map(({ path }) => ({ path, line: 1, message: "calls `decide` and is not in DECIDE_CALLERS: who else judges?" }));
  const lost = DECIDE_CALLERS.filter((path) => !callers.some((caller) => caller.path === path)).map((path) => ({
    ...{ path, line: 1, message: "stands in DECIDE_CALLERS and does not call `decide`: who enforces now?" },
  }));
  return [...(found.some(({ path }) => path === DECIDE) ? [] : [missing]), ...extra, ...strangers, ...lost];
};

/** Paths of one machine mean nothing to the next reader. */
const MACHINE_PATH = /(^|[\s"'`(=:])\/(work|Users)\/\w/;

const machinePaths: Rule = (tree) => {
  const all = [...[...tree.sources.values()].map(({ path, text }) => [path, text] as const), ...tree.texts];
  return all.flatMap(([path, text]) =>
    text.split("\n").flatMap((line, at) => {
      if (!MACHINE_PATH.test(line)) return [];
      return [
        { path, line: at + 1, message: "a path of one machine: take it relative to the file or from an argument" },
      ];
    }),
  );
};

const RESET = "io/flow/reset-socket.ts";

/** The runtime loses a socket that it resets in the wrong moment. */
const oneReset = eachSource((source) => {
  if (source.path === RESET) return [];
  return source.nodes.flatMap((node) => {
    if (node.type !== "MemberExpression" || nameOf(node.property) !== "resetAndDestroy") return [];
    const message = `only ${RESET} calls \`resetAndDestroy\`: call \`resetSocket\``;
    return [{ path: source.path, line: source.lineOf(node), message }];
  });
});

const README = "README.md";
const ESTATE = "deploy/demo/estate.yaml";

/** Who reads the README sees what `up` will apply, not what it applied once. */
const readmeEstate: Rule = ({ texts }) => {
  if (texts.get(README)?.includes(`\`\`\`yaml\n${texts.get(ESTATE)}\`\`\``)) return [];
  return [{ path: README, line: 1, message: `its YAML block is not ${ESTATE}: copy the file there` }];
};

export const RULES = {
  purity,
  "packages in pure files": packagesInPure,
  "import table": importTable,
  "joins of roles": joinsOfRoles,
  "file length": fileLength,
  "function length": functionLength,
  "line width": lineWidth,
  names,
  docstring,
  "map is true": mapIsTrue,
  "paths in documents": documentsNameFiles,
  "one decide": oneDecide,
  "input law": inputLaw,
  "one reset": oneReset,
  "machine paths": machinePaths,
  "demo estate in the README": readmeEstate,
} satisfies Record<string, Rule>;
