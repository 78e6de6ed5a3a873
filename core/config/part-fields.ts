/**
 * Reads a part's configuration out of plain values: every mistake is named at once, in the operator's words.
 *
 * A value that is wrong is told and stands in as an empty one, so that the reading goes on to the next mistake.
 */

/** `field` as in the file: `log.embedded`, `gateways[1]`; "" = the whole. */
export interface ConfigMistake {
  readonly field: string;
  readonly text: string;
}

export type PlainFields = Readonly<Record<string, unknown>>;

export class PartFields {
  /** Complete when all was read: either it is empty or there is no configuration. */
  readonly mistakes: ConfigMistake[] = [];

  wrong(field: string, want: string, is: unknown): undefined {
    this.mistakes.push({ field, text: `must be ${want}, is ${is === undefined ? "missing" : JSON.stringify(is)}` });
    return undefined;
  }

  mapping(value: unknown, path: string, known: readonly string[]): PlainFields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.wrong(path, `a mapping with ${known.join(", ")}`, value);
      return {};
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      this.mistakes.push({
        field: path ? `${path}.${key}` : key,
        text: `unknown field; known are ${known.join(", ")}`,
      });
    }
    return value as PlainFields;
  }

  text(value: unknown, field: string, want: string): string {
    return typeof value === "string" && value !== "" ? value : (this.wrong(field, want, value) ?? "");
  }

  optional(value: unknown, field: string, want: string): string | undefined {
    return value === undefined ? undefined : this.text(value, field, want);
  }
}
