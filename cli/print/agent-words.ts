/** What the local agent says of itself, of whichever version it is: as text, a dash where it says nothing. */

export type Row = Readonly<Record<string, unknown>>;

export const isRow = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const rowsOf = (value: unknown): Row[] => (Array.isArray(value) ? value.filter(isRow) : []);
export const text = (value: unknown): string => (value === null || value === undefined ? "-" : String(value));
export const list = (value: unknown, between = " "): string =>
  Array.isArray(value) ? value.map(String).join(between) : "-";
