/** A block of ClickHouse's Native format: named columns of equally many rows, as one run of bytes. */
import { Bytes, putU64 } from "./native-bytes.ts";
import {
  type Column,
  FewTextsColumn,
  FixedColumn,
  ListColumn,
  MaybeNumberColumn,
  TextColumn,
} from "./native-columns.ts";

export const flag = () => new FixedColumn<boolean>("Bool", 1, (view, at, value) => view.setUint8(at, value ? 1 : 0));
export const u32 = () => new FixedColumn<number>("UInt32", 4, (view, at, value) => view.setUint32(at, value, true));
export const u64 = () => new FixedColumn<number>("UInt64", 8, putU64);
/** Microseconds since 1970. */
export const time = () => new FixedColumn<number>("DateTime64(6, 'UTC')", 8, putU64);
/** Milliseconds since 1970. */
export const coarseTime = () => new FixedColumn<number>("DateTime64(3, 'UTC')", 8, putU64);
/** A UUID in text, or its 32 hex digits. */
export const uuid = () => new FixedColumn<string>("UUID", 16, putUuid);
export const text = () => new TextColumn();
export const fewTexts = () => new FewTextsColumn();
export const maybeNumber = () => new MaybeNumberColumn();
export const list = (...fields: string[]) => new ListColumn(fields);

/** Two halves, each with its last byte first. */
function putUuid(view: DataView, at: number, value: string): void {
  let read = 0;
  for (let byte = 0; byte < 16; byte++) {
    if (value.charCodeAt(read) === DASH) read++;
    const high = HEX[value.charCodeAt(read++)]!;
    const low = HEX[value.charCodeAt(read++)]!;
    view.setUint8(at + (byte < 8 ? 7 - byte : 23 - byte), (high << 4) | low);
  }
}

const DASH = 45;
const HEX = new Uint8Array(128);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  HEX[digit.charCodeAt(0)] = value;
  HEX[digit.toUpperCase().charCodeAt(0)] = value;
}

export type Columns = Readonly<Record<string, Column>>;

/** What all columns hold at least, in rows; the block is theirs to be used again. */
export function nativeBlock(columns: Columns, rows: number): Uint8Array<ArrayBuffer> {
  const named = Object.entries(columns);
  const head = new Bytes();
  head.varint(named.length);
  head.varint(rows);
  let size = head.length;
  const heads = named.map(([name, column]) => {
    column.pad(rows);
    const own = new Bytes();
    own.text(name);
    own.text(column.type);
    size += own.length + column.bytes();
    return own;
  });
  const block = new Uint8Array(size);
  let at = head.copy(block, 0);
  for (const [i, [, column]] of named.entries()) at = column.write(block, heads[i]!.copy(block, at));
  return block;
}

export function clearColumns(columns: Columns): void {
  for (const column of Object.values(columns)) column.clear();
}

/** As a query names them; the names are our own. */
export const columnNames = (columns: Columns): string => Object.keys(columns).join(", ");
