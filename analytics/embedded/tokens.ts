/**
 * SQL cut into words and marks, as far as one must read it to know where a statement ends and its data begin.
 *
 * The text is one letter a byte (latin1), so that places in it are places in the body, whatever follows the statement.
 */

export interface Token {
  /** `open` to the end: a string, comment or name that nothing closes. */
  readonly kind: "word" | "name" | "string" | "mark" | "open";
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Brackets around it. */
  readonly depth: number;
}

const SPACE = /\s*/y;
/** Letters above ASCII are bytes of names in UTF-8. */
const WORD = /[A-Za-z0-9_\x80-\xff$]+/y;
const HEREDOC = /\$([A-Za-z0-9_]*)\$/y;
const OPENING = "([{";
const CLOSING = ")]}";

export function* tokensOf(sql: string, start = 0): Generator<Token> {
  let at = start;
  let depth = 0;
  for (;;) {
    at = skip(sql, at);
    if (at >= sql.length) return;
    const { kind, to } = cut(sql, at);
    const text = sql.slice(at, to);
    if (kind === "mark" && CLOSING.includes(text)) depth = Math.max(0, depth - 1);
    yield { kind, text, from: at, to, depth };
    if (kind === "mark" && OPENING.includes(text)) depth += 1;
    at = to;
  }
}

/** Past spaces and comments. A comment that nothing closes is left standing, as a token. */
function skip(sql: string, start: number): number {
  let at = start;
  for (;;) {
    at = endOf(SPACE, sql, at) ?? at;
    let end: number;
    if (sql.startsWith("/*", at)) {
      end = sql.indexOf("*/", at + 2);
      if (end < 0) return at;
      end += 2;
    } else if (sql.startsWith("--", at) || sql.startsWith("#!", at) || sql.startsWith("# ", at)) {
      end = sql.indexOf("\n", at);
      if (end < 0) return sql.length;
    } else {
      return at;
    }
    at = end;
  }
}

function cut(sql: string, at: number): { kind: Token["kind"]; to: number } {
  const letter = sql[at]!;
  if (letter === "'" || letter === '"' || letter === "`") {
    const to = closing(sql, at, letter);
    if (to === undefined) return { kind: "open", to: sql.length };
    return { kind: letter === "'" ? "string" : "name", to };
  }
  if (sql.startsWith("/*", at)) return { kind: "open", to: sql.length };
  if (letter === "$") {
    const begun = endOf(HEREDOC, sql, at);
    if (begun !== undefined) {
      const tag = sql.slice(at, begun);
      const end = sql.indexOf(tag, begun);
      return end < 0 ? { kind: "open", to: sql.length } : { kind: "string", to: end + tag.length };
    }
  }
  const to = endOf(WORD, sql, at);
  return to === undefined ? { kind: "mark", to: at + 1 } : { kind: "word", to };
}

/** Behind the quote that closes; a quote is escaped by a backslash or by a second one. */
function closing(sql: string, from: number, quote: string): number | undefined {
  for (let at = from + 1; at < sql.length; at++) {
    if (sql[at] === "\\") at += 1;
    else if (sql[at] === quote) {
      if (sql[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return undefined;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
