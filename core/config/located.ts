/** A tree of plain values that remember where they stood in a file, so that a mistake can name its line. */

export type Scalar = string | number | boolean | null;

export type Located =
  | { readonly is: "scalar"; readonly line: number; readonly value: Scalar }
  | { readonly is: "list"; readonly line: number; readonly items: readonly Located[] }
  | { readonly is: "map"; readonly line: number; readonly entries: readonly Entry[] };

/** A key may stand twice: that is a mistake for the judge to tell, not for the reader to hide. */
export interface Entry {
  readonly key: string;
  readonly line: number;
  readonly value: Located;
}

/** What is wrong, where, and what to do about it. `line` counts from 1; 0 = no line. `field`: "" = the whole. */
export interface Mistake {
  readonly file: string;
  readonly line: number;
  readonly field: string;
  readonly text: string;
}

export const printMistake = ({ file, line, field, text }: Mistake): string =>
  `${file === "" ? "" : `${file}:`}${line === 0 ? "" : `${line}:`} ${field === "" ? "" : `${field}: `}${text}`.trim();

export type Plain = Scalar | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** Values that came from no file: all on line 0. */
export function located(value: Plain): Located {
  if (Array.isArray(value)) return { is: "list", line: 0, items: value.map((item: Plain) => located(item)) };
  if (typeof value !== "object" || value === null) return { is: "scalar", line: 0, value: value as Scalar };
  const entries = Object.entries(value as { readonly [key: string]: Plain | undefined });
  return {
    is: "map",
    line: 0,
    entries: entries.flatMap(([key, item]) => (item === undefined ? [] : [{ key, line: 0, value: located(item) }])),
  };
}
