/** Judges documents of configuration: objects in their normal form, and every mistake of every file at once. */
import { SETTINGS_NAME } from "../control/state.ts";
import type { Located, Mistake } from "./located.ts";
import type { ConfigObject, Kind } from "./object.ts";
import { KINDS } from "./object.ts";
import type { Fields, Tell } from "./read.ts";
import { fieldsOf, textOf } from "./read.ts";
import { judgeName, judgeSpec } from "./spec.ts";

export interface Document {
  readonly file: string;
  readonly root: Located;
}

/** An object and where it stood, so that what a gateway finds wrong with it can name file and line. */
export interface Placed {
  readonly object: ConfigObject;
  readonly file: string;
  readonly line: number;
  /** Line of each field and list item by its path in the spec, such as `ports[0]`. */
  readonly lines: ReadonlyMap<string, number>;
}

export interface Judged {
  readonly objects: readonly Placed[];
  readonly mistakes: readonly Mistake[];
}

export function judgeDocuments(documents: readonly Document[]): Judged {
  const objects: Placed[] = [];
  const mistakes: Mistake[] = [];
  const first = new Map<string, Placed>();
  for (const { file, root } of documents) {
    // Nothing between two `---` is no mistake.
    if (root.is === "scalar" && root.value === null) continue;
    const tell: Tell = (line, field, text) => mistakes.push({ file, line, field, text });
    const object = judgeObject(root, tell);
    if (object === undefined) continue;
    const placed: Placed = { object, file, line: root.line, lines: linesOf(specOf(root)) };
    const key = `${object.kind} ${object.name}`;
    const other = first.get(key);
    if (other === undefined) first.set(key, placed);
    else tell(root.line, "name", `${object.kind} ${object.name} stands twice, first at ${other.file}:${other.line}`);
    objects.push(placed);
  }
  // Fields are asked for in the order of their kinds; people read a file from the top.
  return { objects, mistakes: mistakes.toSorted((a, b) => (a.file === b.file ? a.line - b.line : 0)) };
}

/** One object, or undefined where not even its kind and name are known. Mistakes in its spec are told besides. */
export function judgeObject(root: Located, tell: Tell): ConfigObject | undefined {
  if (root.is !== "map") {
    tell(root.line, "", `must be an object with kind, name and spec`);
    return undefined;
  }
  const fields = fieldsOf(root, "", tell);
  const kind = kindIn(textOf(fields, "kind"), fields.get("kind")?.line ?? root.line, tell);
  const said = textOf(fields, "name");
  const spec = fields.get("spec")?.value ?? { is: "map", line: root.line, entries: [] };
  fields.close();
  if (kind === undefined) return undefined;
  return judgeNamed({ kind, said, line: fields.get("name")?.line ?? root.line }, fieldsOf(spec, "", tell));
}

/** As `judgeObject`, of an object whose kind is known and whose fields are read by whoever has them. */
export function judgeNamed(
  { kind, said, line }: { readonly kind: Kind; readonly said: string; readonly line: number },
  fields: Fields,
): ConfigObject | undefined {
  const name = said === "" && kind === "Settings" ? SETTINGS_NAME : said;
  const wrong =
    kind === "Settings" && name !== SETTINGS_NAME
      ? `must be ${SETTINGS_NAME}, or left out: there is one`
      : judgeName(kind, name);
  if (wrong !== undefined) fields.tell(line, "name", wrong);
  const spec = judgeSpec(kind, name, fields);
  return wrong === undefined ? ({ kind, name, spec } as ConfigObject) : undefined;
}

function kindIn(text: string, line: number, tell: Tell): Kind | undefined {
  const kind = KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  const near = KINDS.find((known) => known.toLowerCase() === text.toLowerCase());
  const cure = near === undefined ? `must be one of ${KINDS.join(", ")}` : `write it as ${near}`;
  tell(line, "kind", text === "" ? `is missing; ${cure}` : `${JSON.stringify(text)} is no kind; ${cure}`);
  return undefined;
}

const specOf = (root: Located): Located | undefined =>
  root.is === "map" ? root.entries.find((entry) => entry.key === "spec")?.value : undefined;

function linesOf(spec: Located | undefined): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  if (spec?.is !== "map") return lines;
  for (const { key, line, value } of spec.entries) {
    lines.set(key, line);
    if (value.is === "list") for (const [i, item] of value.items.entries()) lines.set(`${key}[${i}]`, item.line);
  }
  return lines;
}

/** A mistake that a gateway found in an object that was sent to it, placed in the file it came from. */
export function placeMistake(placed: Placed | undefined, field: string, text: string): Mistake {
  if (placed === undefined) return { file: "", line: 0, field, text };
  const line = placed.lines.get(field) ?? placed.lines.get(field.replace(/[[.].*$/, "")) ?? placed.line;
  const path = `${placed.object.kind} ${placed.object.name}${field === "" ? "" : ` ${field}`}`;
  return { file: placed.file, line, field: path, text };
}
