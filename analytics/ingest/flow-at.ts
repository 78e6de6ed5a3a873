/** When a flow was made, by its own id: the key under which its segments stand together, whoever reports them. */

/** The Client Gateway makes flow ids as UUIDv7, whose first 48 bits are milliseconds since 1970. */
const VERSION_AT = 14;
/** Past the year 2255 no clock of ours is, and ClickHouse's times end in 2299. */
const LATEST_MS = 9_007_199_254_740;

/** Milliseconds; 0 for an id that tells no believable time, so that all its events still meet under one key. */
export function flowAtMs(flowId: string): number {
  const ms = flowId[VERSION_AT] === "7" ? Number.parseInt(flowId.slice(0, 8) + flowId.slice(9, 13), 16) : Number.NaN;
  return ms <= LATEST_MS ? ms : 0;
}

interface Column<Value> {
  set(row: number, value: Value): void;
}

/** Which flow a row is of. */
export function setFlow(
  to: { readonly flow_id: Column<string>; readonly flow_at: Column<number> },
  row: number,
  flowId: string,
): void {
  to.flow_id.set(row, flowId);
  to.flow_at.set(row, flowAtMs(flowId));
}
