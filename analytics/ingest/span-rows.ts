/** Spans as rows of `otel_traces`, in the Native format: the words in them are those of the collector's exporter. */
import type { ReceivedSpan } from "../../core/trace/received-span.ts";
import { clearColumns, fewTexts, nativeBlock, text, u64 } from "./native.ts";
import { TextColumn } from "./native-columns.ts";
import { fineTime, ListsColumn, MapColumn } from "./native-maps.ts";

function spanColumns() {
  return {
    ...{ Timestamp: fineTime(), TraceId: text(), SpanId: text(), ParentSpanId: text(), TraceState: text() },
    ...{ SpanName: fewTexts(), SpanKind: fewTexts(), ServiceName: fewTexts(), ResourceAttributes: new MapColumn() },
    ...{ ScopeName: text(), ScopeVersion: text(), SpanAttributes: new MapColumn(), Duration: u64() },
    ...{ StatusCode: fewTexts(), StatusMessage: text() },
    "Events.Timestamp": new ListsColumn(fineTime()),
    "Events.Name": new ListsColumn(new TextColumn()),
    "Events.Attributes": new ListsColumn(new MapColumn()),
    "Links.TraceId": new ListsColumn(new TextColumn()),
    "Links.SpanId": new ListsColumn(new TextColumn()),
    "Links.TraceState": new ListsColumn(new TextColumn()),
    "Links.Attributes": new ListsColumn(new MapColumn()),
  };
}

export const SPANS_TABLE = "otel_traces";

export class SpanRows {
  readonly #columns = spanColumns();
  readonly names: string = Object.keys(this.#columns)
    .map((name) => `\`${name}\``)
    .join(", ");
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add(span: ReceivedSpan): void {
    const row = this.#rows++;
    const to = this.#columns;
    to.Timestamp.set(row, span.startNs);
    to.TraceId.set(row, span.traceId);
    to.SpanId.set(row, span.spanId);
    if (span.parentId !== "") to.ParentSpanId.set(row, span.parentId);
    if (span.traceState !== "") to.TraceState.set(row, span.traceState);
    to.SpanName.set(row, span.name);
    to.SpanKind.set(row, span.kind);
    to.ServiceName.set(row, span.service);
    to.ResourceAttributes.set(row, span.resource);
    if (span.scopeName !== "") to.ScopeName.set(row, span.scopeName);
    if (span.scopeVersion !== "") to.ScopeVersion.set(row, span.scopeVersion);
    to.SpanAttributes.set(row, span.attributes);
    // Whole: no span that is taken lasts longer than spans are kept.
    to.Duration.set(row, Number(span.endNs - span.startNs));
    to.StatusCode.set(row, span.status);
    if (span.statusMessage !== "") to.StatusMessage.set(row, span.statusMessage);
    this.#addMore(row, span);
  }

  #addMore(row: number, { events, links }: ReceivedSpan): void {
    const to = this.#columns;
    if (events.length > 0) {
      to["Events.Timestamp"].set(
        row,
        events.map(({ atNs }) => atNs),
      );
      to["Events.Name"].set(
        row,
        events.map(({ name }) => name),
      );
      to["Events.Attributes"].set(
        row,
        events.map(({ attributes }) => attributes),
      );
    }
    if (links.length === 0) return;
    to["Links.TraceId"].set(
      row,
      links.map(({ traceId }) => traceId),
    );
    to["Links.SpanId"].set(
      row,
      links.map(({ spanId }) => spanId),
    );
    to["Links.TraceState"].set(
      row,
      links.map(({ traceState }) => traceState),
    );
    to["Links.Attributes"].set(
      row,
      links.map(({ attributes }) => attributes),
    );
  }

  /** The rows as one block of the Native format; afterwards there are none. */
  take(): Uint8Array<ArrayBuffer> {
    const block = nativeBlock(this.#columns, this.#rows);
    this.clear();
    return block;
  }

  clear(): void {
    clearColumns(this.#columns);
    this.#rows = 0;
  }
}
