/** The media types of ClickHouse's formats. */

const MEDIA_TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(TabSeparated|TSV)/i, "text/tab-separated-values; charset=UTF-8"],
  [/^CSV/i, "text/csv; charset=UTF-8; header=absent"],
  [/^(JSON\w*EachRow\w*|JSONLines|NDJSON)$/i, "application/x-ndjson; charset=UTF-8"],
  [/^JSON/i, "application/json; charset=UTF-8"],
  [/^XML$/i, "application/xml; charset=UTF-8"],
  [/^(Native|RowBinary|Parquet|Arrow|ORC|Avro|MsgPack|Protobuf|BSON|RawBLOB|Npy)/i, "application/octet-stream"],
];

export function mediaType(format: string): string {
  return MEDIA_TYPES.find(([pattern]) => pattern.test(format))?.[1] ?? "text/plain; charset=UTF-8";
}
