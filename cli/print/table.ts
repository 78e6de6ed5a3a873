/** Rows as aligned columns, without colours: the same on a terminal and in a pipe. */

export function printTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map((column) => column.toUpperCase()), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => (row[i] ?? "").length)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
