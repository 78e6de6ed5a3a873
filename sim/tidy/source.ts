/** What the tidy rules see: every text file of the tree, and of each source file its syntax tree and imports. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "@swc/core";

/** A syntax node as the parser gives it; the rules look at few kinds, so it stays loosely typed. */
export interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface Import {
  /** As written, or undefined where it is no literal. */
  readonly from: string | undefined;
  /** Path in the tree, for a relative import. */
  readonly path: string | undefined;
  readonly names: readonly string[];
  readonly line: number;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly imports: readonly Import[];
  /** Every node below the module, parents first. */
  readonly nodes: readonly Node[];
  lineOf(node: Node, end?: boolean): number;
}

export interface Tree {
  readonly sources: ReadonlyMap<string, Source>;
  /** The other text files: documents, protos, shell, C. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Made by others or by a generator, as they are: OTLP's definition among them. */
const SKIPPED = [
  ...[/^\.ci\/(logs|python)$/, /^package-lock\.json$/],
  /(^|\/)(node_modules|\.git|\.wayleave|\.wayleave-lab|coverage|gen|dist|opentelemetry)(\/|$)/,
];
const SOURCE = /\.(ts|js)$/;
const TEXT = /\.(md|proto|json|ya?ml|sh|sql|html|css|conf|c|h)$|^(wayleave|bin\/node|\.ci\/run|LICENSE)$/;

export function readTree(root: string): Tree {
  const files = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (SKIPPED.some((one) => one.test(path))) continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && (SOURCE.test(path) || TEXT.test(path)))
        files.set(path, readFileSync(join(root, path), "utf8"));
    }
  };
  walk("");
  return treeOf(files);
}

export function treeOf(files: Iterable<readonly [string, string]>): Tree {
  const sources = new Map<string, Source>();
  const texts = new Map<string, string>();
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (SOURCE.test(path)) sources.set(path, parse(path, text));
    else texts.set(path, text);
  }
  return { sources, texts };
}

function parse(path: string, text: string): Source {
  const module = parseSync(text, { syntax: "typescript", target: "es2024" });
  const bytes = Buffer.from(text);
  const lineOf = (node: Node, end = false): number => {
    const span = node.span as { start: number; end: number };
    let line = 1;
    // The parser counts bytes, from 1.
    for (let at = 0; at < (end ? span.end : span.start) - 1; at++) if (bytes[at] === 10) line++;
    return line;
  };
  const nodes: Node[] = [];
  collect(module, nodes);
  const imports = nodes.flatMap((node) => importOf(node, path, lineOf));
  return { path, text, lines: text.split("\n"), imports, nodes, lineOf };
}

function collect(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
  } else if (typeof value === "object" && value !== null) {
    if (typeof (value as Node).type === "string") into.push(value as Node);
    for (const child of Object.values(value)) collect(child, into);
  }
}

function importOf(node: Node, path: string, lineOf: (node: Node) => number): Import[] {
  if (node.type === "CallExpression" && (node.callee as Node).type === "Import") {
    const argument = (node.arguments as { expression: Node }[])[0]?.expression;
    const from = argument?.type === "StringLiteral" ? (argument.value as string) : undefined;
    return [{ from, path: resolve(path, from), names: [], line: lineOf(node) }];
  }
  const source = node.source as Node | null | undefined;
  if (!/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) || !source) return [];
  const names = ((node.specifiers ?? []) as Node[]).map((specifier) => {
    const name = (specifier.imported ?? specifier.orig ?? specifier.local) as Node | undefined;
    return String(name?.value ?? "*");
  });
  const from = source.value as string;
  return [{ from, path: resolve(path, from), names, line: lineOf(node) }];
}

function resolve(from: string, target: string | undefined): string | undefined {
  if (!target?.startsWith(".")) return undefined;
  const parts = from.split("/").slice(0, -1);
  for (const part of target.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
