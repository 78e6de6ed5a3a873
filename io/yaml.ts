/** YAML text to located plain values and back. Anchors, tags and duplicate keys are not hidden from the judge. */
import type { Node } from "yaml";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, stringify } from "yaml";
import type { Entry, Located, Mistake, Plain, Scalar } from "../core/config/located.ts";

/** A file of configuration is read whole by a recursive reader. */
const DEPTH_MAX = 32;

export interface YamlFile {
  readonly documents: readonly { readonly file: string; readonly root: Located }[];
  readonly mistakes: readonly Mistake[];
}

/** A document with a mistake of syntax is told, and left out. */
export function readYaml(file: string, text: string): YamlFile {
  const counter = new LineCounter();
  const mistakes: Mistake[] = [];
  const documents: { file: string; root: Located }[] = [];
  const lineAt = (offset: number | undefined) => (offset === undefined ? 0 : counter.linePos(offset).line);
  const tell = (line: number, said: string) => mistakes.push({ file, line, field: "", text: said });
  const parsed = parseAllDocuments(text, { lineCounter: counter, uniqueKeys: false, prettyErrors: false });
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const before = mistakes.length;
    for (const error of [...document.errors, ...document.warnings]) tell(lineAt(error.pos[0]), oneLine(error.message));
    if (document.errors.length > 0) continue;
    const root = locate(document.contents, lineAt, tell, lineAt(document.range?.[0]), 0);
    if (mistakes.length === before) documents.push({ file, root });
  }
  return { documents, mistakes };
}

const oneLine = (text: string): string => text.replace(/\s*\n[\s\S]*$/, "");

type LineAt = (offset: number | undefined) => number;

function locate(
  node: Node | null,
  lineAt: LineAt,
  tell: (line: number, text: string) => void,
  above: number,
  depth: number,
): Located {
  const nothing: Located = { is: "scalar", line: above, value: null };
  if (node === null || node === undefined) return nothing;
  const line = lineAt(node.range?.[0]) || above;
  if (depth > DEPTH_MAX) {
    tell(line, `is nested deeper than ${DEPTH_MAX}`);
    return nothing;
  }
  const inner = (child: unknown, from: number) => locate(child as Node | null, lineAt, tell, from, depth + 1);
  if (isMap(node)) {
    const entries: Entry[] = [];
    for (const pair of node.items) {
      const key = pair.key;
      const at = isScalar(key) ? lineAt(key.range?.[0]) || line : line;
      if (isScalar(key)) entries.push({ key: String(key.value), line: at, value: inner(pair.value, at) });
      else tell(line, "has a key that is no plain text");
    }
    return { is: "map", line: entries[0]?.line ?? line, entries };
  }
  if (isSeq(node)) return { is: "list", line, items: node.items.map((item) => inner(item, line)) };
  if (isAlias(node)) {
    tell(line, `anchors are not read here: write out what *${node.source} stands for`);
    return nothing;
  }
  if (isScalar(node) && isPlain(node.value)) return { is: "scalar", line, value: node.value };
  tell(line, "holds a value that is no text, number, true, false or nothing");
  return nothing;
}

const isPlain = (value: unknown): value is Scalar =>
  value === null || ["string", "number", "boolean"].includes(typeof value);

/** One document each, divided by `---`. */
export const printYaml = (values: readonly Plain[]): string =>
  values.map((value) => stringify(value, { lineWidth: 0 })).join("---\n");
