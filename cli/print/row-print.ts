/** Rows in the forms that programs read: they come one by one, so that none of them waits for the last. */

export type Cell = string | number | boolean | null;

export interface RowPrinter<Row> {
  readonly begin: string;
  /** `index` counts what was printed before. */
  row(row: Row, index: number): string;
  end(count: number): string;
}

export const nothing = (): string => "";

/** One array, a row a line. */
export const jsonPrinter: RowPrinter<object> = {
  begin: "[",
  row: (row, index) => `${index === 0 ? "\n" : ",\n"}${JSON.stringify(row)}`,
  end: (count) => (count === 0 ? "]\n" : "\n]\n"),
};

export const jsonLinesPrinter: RowPrinter<object> = {
  begin: "",
  row: (row) => `${JSON.stringify(row)}\n`,
  end: nothing,
};

/** RFC 4180, but for the line's end; absent is empty. */
export const csvPrinterOf = <Field extends string>(
  columns: readonly Field[],
): RowPrinter<Readonly<Record<Field, Cell>>> => ({
  begin: `${columns.join(",")}\n`,
  row: (row) => `${columns.map((field) => csvCell(row[field])).join(",")}\n`,
  end: nothing,
});

function csvCell(value: Cell): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows whose cells the table's widths are made of. */
export const SAMPLE_ROWS = 500;
