/** Aligned columns for rows that come one by one: widths by a sample, made to fit the terminal where there is one. */

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
  /** May be cut down to so many letters. */
  readonly least?: number;
  /** Where cutting is not enough, the column with the highest number is left out first; absent: it always stays. */
  readonly leave?: number;
}

export interface Lines<Row> {
  readonly head: string;
  readonly line: (row: Row) => string;
}

const GAP = "  ";

/** `width`: of the terminal; undefined: nothing is cut, a longer cell pushes its neighbours. */
export function columnsFor<Row>(
  columns: readonly Column<Row>[],
  sample: readonly Row[],
  width: number | undefined,
): Lines<Row> {
  let kept = columns.map((column) => ({ column, width: natural(column, sample) }));
  if (width !== undefined) kept = fitted(kept, width);
  const line = (cells: readonly string[]): string => {
    const padded = kept.map(({ column, width: wide }, at) => {
      const text = width === undefined ? cells[at]! : cut(cells[at]!, wide);
      return column.right ? text.padStart(wide) : text.padEnd(wide);
    });
    return `${padded.join(GAP).trimEnd()}\n`;
  };
  return {
    head: line(kept.map(({ column }) => column.title.toUpperCase())),
    line: (row) => line(kept.map(({ column }) => printable(column.cell(row)))),
  };
}

interface Sized<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

const natural = <Row>(column: Column<Row>, sample: readonly Row[]): number =>
  sample.reduce((most, row) => Math.max(most, printable(column.cell(row)).length), column.title.length);

/** The widest that may be cut is cut by a letter, again and again; then whole columns go. */
function fitted<Row>(columns: readonly Sized<Row>[], width: number): Sized<Row>[] {
  const kept = columns.map((one) => ({ ...one }));
  const total = () => kept.reduce((sum, one) => sum + one.width, 0) + GAP.length * (kept.length - 1);
  const spare = (one: Sized<Row>) => one.width - Math.max(one.column.least ?? one.width, one.column.title.length);
  while (total() > width) {
    const widest = kept.reduce((most, one) =>
      spare(one) > 0 && (spare(most) <= 0 || one.width > most.width) ? one : most,
    );
    if (spare(widest) > 0) {
      kept[kept.indexOf(widest)] = { ...widest, width: widest.width - 1 };
      continue;
    }
    const least = kept.reduce((most, one) => ((one.column.leave ?? 0) > (most.column.leave ?? 0) ? one : most));
    if (least.column.leave === undefined) break;
    kept.splice(kept.indexOf(least), 1);
  }
  return kept;
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);

/** What others chose (a host, a name) must not move the cursor, nor colour what follows. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
