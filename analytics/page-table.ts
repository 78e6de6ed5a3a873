/** Tables of the status page as text: every cell is escaped, for names are what others chose. */

export interface Cell {
  readonly text: string;
  readonly good: boolean;
}

export const stateCell = (text: string, good: boolean): Cell => ({ text, good });

export type Cells = readonly (string | number | Cell)[];

export function section(title: string, columns: readonly string[], rows: readonly Cells[]): string {
  if (rows.length === 0) return `<h2>${title}</h2><p>none</p>`;
  const head = columns.map((column) => `<th>${column}</th>`).join("");
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n");
  return `<h2>${title}</h2><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

function cell(value: string | number | Cell): string {
  if (typeof value !== "object") return `<td>${escaped(String(value))}</td>`;
  return `<td class="${value.good ? "good" : "bad"}">${escaped(value.text)}</td>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);
