/** ClickHouse's exceptions: what the engine says as code, name and text, and the HTTP status that goes with a code. */

export interface Exception {
  readonly code: number;
  readonly name: string;
  readonly text: string;
}

/** The codes that are ours to raise. A code never changes its meaning in ClickHouse. */
const CODES = {
  BAD_ARGUMENTS: 36,
  NOT_IMPLEMENTED: 48,
  SYNTAX_ERROR: 62,
  UNKNOWN_COMPRESSION_METHOD: 89,
  READONLY: 164,
  TOO_MANY_SIMULTANEOUS_QUERIES: 202,
  SOCKET_TIMEOUT: 209,
  QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING: 216,
  QUERY_IS_TOO_LARGE: 229,
  ABORTED: 236,
  CANNOT_DECOMPRESS: 271,
  HTTP_LENGTH_REQUIRED: 381,
  QUERY_WAS_CANCELLED: 394,
  BAD_REQUEST_PARAMETER: 408,
  ACCESS_DENIED: 497,
  AUTHENTICATION_FAILED: 516,
  UNKNOWN_EXCEPTION: 1002,
} as const;

export type OwnException = keyof typeof CODES;

export const exception = (name: OwnException, text: string): Exception => ({ code: CODES[name], name, text });

/** As ClickHouse's own HTTP handler maps them; what isn't listed is 500. */
const STATUS: ReadonlyMap<number, number> = new Map([
  ...[6, 25, 26, 27, 36, 37, 38, 41, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427].map((c) => [c, 400] as const),
  ...[408, 441, 467, 675, 676].map((code) => [code, 400] as const),
  ...[46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 139, 152, 336, 511].map((code) => [code, 404] as const),
  ...[192, 193, 497, 512, 516].map((code) => [code, 403] as const),
  [194, 401],
  [48, 501],
  [159, 408],
  [229, 413],
  [381, 411],
  ...[76, 202, 209, 439].map((code) => [code, 503] as const),
]);

export const httpStatusOf = (code: number): number => STATUS.get(code) ?? 500;

/** The engine wraps a message once a layer: the code in front, name and version behind, again and again. */
const FRONT = /^(?:Query failed: |Code: (\d+)\. DB::Exception: )/;
const BEHIND =
  /\s*(?:\((?:([A-Z][A-Z0-9_]{2,})|version [^()]*(?:\([^()]*\))?)\)\.?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function exceptionOf(engineText: string): Exception {
  let text = engineText.trim();
  let code: number | undefined;
  for (let found = FRONT.exec(text); found !== null; found = FRONT.exec(text)) {
    if (found[1] !== undefined) code = Number(found[1]);
    text = text.slice(found[0].length);
  }
  if (code === undefined) return exception("UNKNOWN_EXCEPTION", text);
  let name: string | undefined;
  for (let found = BEHIND.exec(text); found !== null; found = BEHIND.exec(text)) {
    name = found[1] ?? name;
    text = text.slice(0, found.index);
  }
  return { code, name: name ?? "UNKNOWN_EXCEPTION", text };
}

/** The body of a refusal, in the form that every client takes apart. */
export const exceptionBody = ({ code, name, text }: Exception, version: string): string =>
  `Code: ${code}. DB::Exception: ${text} (${name}) (version ${version} (official build))\n`;
