/** Reads fields out of a located map: each value of the wanted type, or a mistake that says what to write instead. */
import type { Entry, Located } from "./located.ts";

/** Where mistakes go: line, path of the field, text. */
export type Tell = (line: number, field: string, text: string) => void;

export interface Field {
  /** Path inside the object, such as `ports[0]`. */
  readonly path: string;
  readonly line: number;
  readonly value: Located;
}

export interface Fields {
  /** The field, if it stands there; asked-for fields are the known ones. */
  get(key: string): Field | undefined;
  /** Tells of every field that nobody asked for. */
  close(): void;
  readonly line: number;
  readonly tell: Tell;
}

export function fieldsOf(value: Located, path: string, tell: Tell): Fields {
  const known: string[] = [];
  const entries: readonly Entry[] = value.is === "map" ? value.entries : [];
  if (value.is !== "map" && !(value.is === "scalar" && value.value === null)) {
    tell(value.line, path, "must be a map of fields");
  }
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  return {
    line: value.line,
    tell,
    get(key) {
      const found = entries.filter((entry) => entry.key === key);
      const asked = known.includes(key);
      if (!asked) known.push(key);
      for (const again of asked ? [] : found.slice(1)) {
        tell(again.line, at(key), `stands twice, first on line ${found[0]!.line}: remove one`);
      }
      const first = found[0];
      return first === undefined ? undefined : { path: at(key), line: first.line, value: first.value };
    },
    close() {
      for (const entry of entries) {
        if (known.includes(entry.key)) continue;
        const near = known.find((key) => alike(key, entry.key));
        const cure = near === undefined ? `known here: ${known.join(", ")}` : `did you mean ${near}?`;
        tell(entry.line, at(entry.key), `is not known; ${cure}`);
      }
    },
  };
}

/** The same letters but for case, dashes and one plural s. */
const alike = (a: string, b: string): boolean => bare(a) === bare(b);
const bare = (key: string): string =>
  key
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/s$/, "");

const isNull = (value: Located): boolean => value.is === "scalar" && value.value === null;

/** "" where the field is absent. */
export function textOf(fields: Fields, key: string): string {
  const field = fields.get(key);
  return field === undefined || isNull(field.value) ? "" : (textIn(field, fields.tell) ?? "");
}

function textIn({ path, line, value }: Field, tell: Tell): string | undefined {
  if (value.is === "scalar" && typeof value.value === "string") return value.value.trim();
  if (value.is === "scalar" && value.value !== null) {
    tell(line, path, `must be text: put it in quotes, "${String(value.value)}"`);
  } else {
    tell(line, path, "must be text");
  }
  return undefined;
}

export function flagOf(fields: Fields, key: string): boolean {
  const field = fields.get(key);
  if (field === undefined || isNull(field.value)) return false;
  if (field.value.is === "scalar" && typeof field.value.value === "boolean") return field.value.value;
  fields.tell(field.line, field.path, "must be true or false");
  return false;
}

/** A whole number within bounds; `absent` where the field is absent. */
export function countOf(fields: Fields, key: string, absent: number, least: number, most: number): number {
  const field = fields.get(key);
  if (field === undefined || isNull(field.value)) return absent;
  const value = field.value.is === "scalar" ? field.value.value : undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  fields.tell(field.line, field.path, `must be a whole number from ${least} to ${most}`);
  return absent;
}

export function oneOf<T extends string>(fields: Fields, key: string, choices: readonly T[]): T | undefined {
  const field = fields.get(key);
  const value = field?.value.is === "scalar" ? field.value.value : undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) {
    fields.tell(field?.line ?? fields.line, field?.path ?? key, `must be ${choices.join(" or ")}`);
  }
  return chosen;
}

/** As `oneOf`, with a default where the field is absent or empty. */
export function choiceOf<T extends string>(fields: Fields, key: string, choices: readonly T[], absent: T): T {
  const { value } = fields.get(key) ?? {};
  const none = value === undefined || (value.is === "scalar" && (value.value === null || value.value === ""));
  return none ? absent : (oneOf(fields, key, choices) ?? absent);
}

/** Each item through `judge`: its normal form, or what is wrong with it. An item that stands twice is a mistake. */
export function listOf<T>(
  fields: Fields,
  key: string,
  judge: (text: string) => T | { readonly wrong: string },
  name: (item: T) => string,
): readonly T[] {
  const field = fields.get(key);
  if (field === undefined || isNull(field.value)) return [];
  if (field.value.is !== "list") {
    fields.tell(field.line, field.path, "must be a list: write each item on a line of its own, after a dash");
    return [];
  }
  const items: T[] = [];
  const seen = new Set<string>();
  for (const [i, value] of field.value.items.entries()) {
    const item: Field = { path: `${field.path}[${i}]`, line: value.line || field.line, value };
    const text = textIn(item, fields.tell);
    if (text === undefined) continue;
    const judged = judge(text);
    if (typeof judged === "object" && judged !== null && "wrong" in judged) {
      fields.tell(item.line, item.path, judged.wrong);
    } else if (seen.has(name(judged as T))) {
      fields.tell(item.line, item.path, `${JSON.stringify(text)} stands twice in this list: remove one`);
    } else {
      seen.add(name(judged as T));
      items.push(judged as T);
    }
  }
  return items;
}
