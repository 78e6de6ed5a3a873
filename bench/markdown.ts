/** Figures as tables of a document, and a document's place for what a bench has measured. */

export interface Cell {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: readonly number[];
}

/** Three digits that mean something. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return "";
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

export const cellText = (cell: Cell): string =>
  cell.rounds.length < 2
    ? numberText(cell.median)
    : `${numberText(cell.median)} [${numberText(cell.least)}-${numberText(cell.most)}]`;

/** The first column is text, the others are numbers. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = `|${head.map((_, at) => (at === 0 ? "---" : "---:")).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** The document with this bench's section replaced, or added at its end where it has no place for it. */
export function withSection(document: string, name: string, section: string): string {
  const [open, close] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  const text = `${open}\n${section.trim()}\n${close}`;
  if (from < 0 || to < from) return `${document.trimEnd()}${document.trim() === "" ? "" : "\n\n"}${text}\n`;
  return `${document.slice(0, from)}${text}${document.slice(to + close.length)}`;
}
