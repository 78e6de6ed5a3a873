/** ARCHITECTURE.md's map of the code against the code: every path exists, every source file is there, numbers agree. */
import type { Tree, Violation } from "./source.ts";

export const MAP = "ARCHITECTURE.md";
/** A line of the map: an optional step number, a path, two spaces, what it is. */
const MAP_LINE = /^\s*(?:(\d+) +)?((?:[\w.-]+\/)*[\w.-]+\.\w+)(?: {2,}(.*))?$/;
const HEADER = /\bStep (\d+) of the life of a flow\b/;
/** Tests stand beside what they test, so the map leaves them out. */
const IN_MAP = /^(core|io|agent|gateway|publisher|analytics|cli|sim|bench|proto|deploy)\/.*\.ts$/;

interface MapLine {
  readonly path: string;
  readonly step: number | undefined;
  readonly line: number;
}

/** The lines of the fenced blocks below the heading "Map of the code" and, for the numbers, "Life of a flow". */
export function mapLines(text: string): MapLine[] {
  const found: MapLine[] = [];
  let fenced = false;
  for (const [at, line] of text.split("\n").entries()) {
    if (line.startsWith("```")) fenced = !fenced;
    const match = fenced ? MAP_LINE.exec(line) : null;
    if (match?.[2]?.includes("/")) {
      found.push({ path: match[2], step: match[1] === undefined ? undefined : Number(match[1]), line: at + 1 });
    }
  }
  return found;
}

/** The number of a file's header: in its docstring only, never in code or strings further down. */
export function stepOf(text: string): number | undefined {
  const docstring = /^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? "";
  const match = HEADER.exec(docstring.replace(/\s*\n\s*\*\s*/g, " "));
  return match ? Number(match[1]) : undefined;
}

export function mapIsTrue(tree: Tree): Violation[] {
  const text = tree.texts.get(MAP);
  if (text === undefined) return [{ path: MAP, line: 1, message: "the map of the code is missing" }];
  const lines = mapLines(text);
  const stale = lines
    .filter(({ path }) => !tree.sources.has(path) && !tree.texts.has(path))
    .map(({ path, line }) => ({ path: MAP, line, message: `names ${path}, which is not there` }));
  const mapped = new Set(lines.map(({ path }) => path));
  const unmapped = [...tree.sources.keys()]
    .filter((path) => IN_MAP.test(path) && !/\.(test|e2e|kafka|lab)\.ts$/.test(path) && !mapped.has(path))
    .map((path) => {
      const says = /^\/\*\*[\s*]*([^\n]*?)[\s*/]*$/m.exec(tree.sources.get(path)?.text ?? "")?.[1] ?? "what it is";
      return { path, line: 1, message: `has no line in ${MAP}: add "${path}  ${says}"` };
    });
  return [...stale, ...unmapped, ...numbers(tree, lines)];
}

function numbers(tree: Tree, lines: readonly MapLine[]): Violation[] {
  const steps = new Map<string, number>();
  for (const { path, step } of lines) if (step !== undefined) steps.set(path, step);
  const wrong: Violation[] = [];
  for (const { path, text } of tree.sources.values()) {
    if (path.endsWith(".test.ts")) continue;
    const header = stepOf(text);
    const given = steps.get(path);
    if (header !== given) {
      const message = `header says step ${header ?? "none"}, ${MAP} says ${given ?? "none"}`;
      wrong.push({ path, line: 1, message });
    }
  }
  return wrong;
}

/** A path in backticks, from the root. One with a placeholder in it is no path. */
const NAMED = /`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|js|md|proto|yaml|json))`/g;

/** A document that names a file which moved sends its reader nowhere. */
export function documentsNameFiles({ sources, texts }: Tree): Violation[] {
  return [...texts].flatMap(([path, text]) => {
    if (!path.endsWith(".md")) return [];
    return text.split("\n").flatMap((line, at) =>
      [...line.matchAll(NAMED)]
        .map(([, named = ""]) => named)
        .filter((named) => !sources.has(named) && !texts.has(named))
        .map((named) => ({ path, line: at + 1, message: `names ${named}, which is not there` })),
    );
  });
}
