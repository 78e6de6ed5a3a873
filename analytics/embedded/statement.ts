/**
 * What a statement is, which says the way it takes: an insert whose data follow, rows that may be streamed, the rest.
 *
 * The engine is a command line's: handed a statement and its data as one text it runs whatever follows a blank line in
 * the data as SQL, it takes words that are no SQL, and reads stdin for data that don't come. So the data part from the
 * statement here, and what no server would take is refused.
 */
import { type Exception, exception } from "./exception.ts";
import { type Token, tokensOf } from "./tokens.ts";

export type Statement =
  | {
      readonly kind: "insert";
      /** The statement up to where the place of its data is said, and its settings from there. */
      readonly into: string;
      readonly settings: string;
      readonly format: string;
      /** Where its data begin. */
      readonly dataAt: number;
    }
  | {
      readonly kind: "rows";
      readonly select: string;
      /** What the statement itself asks for, and the settings that stand behind it. */
      readonly format: string | undefined;
      readonly settings: string;
    }
  | { readonly kind: "other"; readonly format: string | undefined }
  | { readonly kind: "refused"; readonly exception: Exception };

/** The first words of what changes nothing: all that a GET may ask. */
const READING = ["SELECT", "WITH", "FROM", "(", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS", "USE", "SET"];
const ROWS = ["SELECT", "WITH", "FROM", "("];
/** Words by which the command line would end. */
const COMMANDS = ["EXIT", "QUIT", "LOGOUT", "Q"];

const READONLY_TEXT = "default: Cannot execute query in readonly mode: use POST.";

const refused = (exception: Exception): Statement => ({ kind: "refused", exception });
const syntax = (text: string): Statement => refused(exception("SYNTAX_ERROR", text));

/** `sql`: one letter a byte. `readonly`: nothing may be changed. */
export function readStatement(sql: string, o: { readonly readonly: boolean }): Statement {
  const first = tokensOf(sql).next().value as Token | undefined;
  if (first === undefined || first.text === ";") return syntax("Empty query.");
  const word = first.text.toUpperCase();
  if (!(first.kind === "word" && /^[A-Z]/.test(word)) && word !== "(") {
    return syntax(`Syntax error: failed at position ${first.from + 1}: a statement begins with a word.`);
  }
  if (o.readonly && !READING.includes(word)) {
    return refused(exception("READONLY", READONLY_TEXT));
  }
  if (word === "INSERT") {
    const insert = readInsert(sql, first.to);
    if (insert !== undefined) return insert;
  }
  return readWhole(sql, word, o.readonly);
}

/** A statement without data: nothing may follow it, and it may say its format at the end. */
function readWhole(sql: string, word: string, readonly: boolean): Statement {
  let before: Token | undefined;
  let format: { readonly name: Token; readonly from: number } | undefined;
  let count = 0;
  let end = 0;
  let inserts = false;
  let ended = false;
  for (const token of tokensOf(sql)) {
    if (ended) return syntax(`Syntax error (Multi-statements are not allowed): failed at position ${token.from + 1}.`);
    ended = token.depth === 0 && token.text === ";";
    if (ended) continue;
    const misplaced = misplacedWord(before, token, word, readonly);
    if (misplaced !== undefined) return refused(misplaced);
    inserts ||= token.depth === 0 && isWord(before, "INSERT") && isWord(token, "INTO");
    if (token.depth === 0 && isWord(before, "FORMAT") && isFormat(token)) format = { name: token, from: before!.from };
    // What goes on behind `format x` as an expression was no format.
    else if (before === format?.name && !isWord(token, "SETTINGS")) format = undefined;
    before = token;
    end = token.to;
    count += 1;
  }
  if (count === 1 && COMMANDS.includes(word)) return syntax(`Syntax error: ${word} is no statement.`);
  const name = format?.name.text;
  if (!ROWS.includes(word) || inserts) return { kind: "other", format: name };
  if (format === undefined) return { kind: "rows", select: sql.slice(0, end), format: name, settings: "" };
  return { kind: "rows", select: sql.slice(0, format.from), format: name, settings: sql.slice(format.name.to, end) };
}

const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === "word" && token.text.toUpperCase() === word;

/** A column may be called `format`, and be what rows are ordered by. */
const isFormat = (token: Token): boolean => token.kind === "word" && !/^(ASC|DESC|END)$/i.test(token.text);

function misplacedWord(
  before: Token | undefined,
  token: Token,
  first: string,
  readonly: boolean,
): Exception | undefined {
  if (before?.kind !== "word") return undefined;
  const pair = `${before.text.toUpperCase()} ${token.text.toUpperCase()}`;
  if (pair === "INTO OUTFILE" || pair === "FROM INFILE") {
    return exception(
      "NOT_IMPLEMENTED",
      `${pair} is for command lines: the body of request or answer carries the data.`,
    );
  }
  // The engine itself lets a reader insert into a table function, a file's for one.
  if (readonly && pair === "INSERT INTO") return exception("READONLY", READONLY_TEXT);
  if (first === "INSERT" && pair === "INPUT (") {
    return exception("NOT_IMPLEMENTED", "input() is not known here: insert the rows as they are, in any format.");
  }
  return undefined;
}

/** Undefined for an insert that selects its rows. */
function readInsert(sql: string, from: number): Statement | undefined {
  const tokens = pulledBy(tokensOf(sql, from));
  let i = 0;
  for (const word of ["INTO", "TABLE", "FUNCTION"]) if (isWord(tokens(i), word)) i += 1;
  // A table may bear any name, those of the words below too.
  i = behindName(tokens, i);
  let settings: Token | undefined;
  for (let token = tokens(i); token !== undefined; token = tokens(++i)) {
    if (token.depth > 0) continue;
    if (token.text === "(" && (isWord(tokens(i + 1), "SELECT") || isWord(tokens(i + 1), "WITH"))) return undefined;
    if (token.kind !== "word") continue;
    const word = token.text.toUpperCase();
    if (SELECTING.includes(word)) return undefined;
    if (word === "SETTINGS") settings ??= token;
    const place = settings ?? token;
    const shared = { into: sql.slice(0, place.from), settings: sql.slice(place.from, token.from) };
    if (word === "VALUES") return { kind: "insert", ...shared, format: "Values", dataAt: token.to };
    const name = word === "FORMAT" ? tokens(i + 1) : undefined;
    if (name?.kind === "word") {
      return { kind: "insert", ...shared, format: name.text, dataAt: behindLine(sql, name.to) };
    }
  }
  return syntax("Syntax error: an INSERT needs VALUES, FORMAT or SELECT.");
}

const SELECTING = ["SELECT", "WITH", "WATCH", "FROM"];

type Tokens = (i: number) => Token | undefined;

/** Read no further than asked for: what follows the head of an insert is no SQL. */
function pulledBy(source: Generator<Token>): Tokens {
  const pulled: Token[] = [];
  return (i) => {
    while (pulled.length <= i) {
      const next = source.next();
      if (next.done) return undefined;
      pulled.push(next.value);
    }
    return pulled[i];
  };
}

function behindName(tokens: Tokens, start: number): number {
  let i = start;
  for (;;) {
    if (tokens(i)?.text === "{") while (tokens(i) !== undefined && tokens(i)!.text !== "}") i += 1;
    i += 1;
    if (tokens(i)?.text !== ".") return i;
    i += 1;
  }
}

const LINE_END = /[ \t\f]*\r?\n?/y;

function behindLine(sql: string, at: number): number {
  LINE_END.lastIndex = at;
  return LINE_END.test(sql) ? LINE_END.lastIndex : at;
}
