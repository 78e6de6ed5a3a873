/** Settings and parameters as the engine takes them: once for the process, once for a session, once for a statement. */
import type { Memory } from "./config.ts";

export type Pair = readonly [name: string, value: string];

/** A laptop's two cores: more threads a query only wait for each other. */
const THREADS_A_QUERY = 2;

const MIB = 1024 * 1024;

/** What only the first connection of the process can set. ClickHouse's own defaults are those of a server of 64 GB. */
export const engineArgs = (memory: Memory): string[] =>
  argsOf([
    ["max_server_memory_usage", memory.serverMib * MIB],
    ["mark_cache_size", 32 * MIB],
    ["primary_index_cache_size", 32 * MIB],
    ["index_mark_cache_size", 8 * MIB],
    ["uncompressed_cache_size", 0],
    ["query_condition_cache_size", 8 * MIB],
    ["compiled_expression_cache_size", 16 * MIB],
    ["parquet_metadata_cache_size", MIB],
    ["iceberg_metadata_files_cache_size", MIB],
    ["vector_similarity_index_cache_size", MIB],
    ["text_index_tokens_cache_size", 4 * MIB],
    ["text_index_header_cache_size", 4 * MIB],
    ["text_index_postings_cache_size", 8 * MIB],
  ]);

/** What a server's profile would say. A request's own settings come on top. */
export const sessionArgs = (memory: Memory, readonly: boolean): string[] =>
  argsOf([
    ["max_threads", THREADS_A_QUERY],
    ["max_insert_threads", 1],
    ["max_memory_usage", memory.queryMib * MIB],
    // Past half of its memory a query goes on with files.
    ["max_bytes_before_external_group_by", (memory.queryMib * MIB) / 2],
    ["max_bytes_before_external_sort", (memory.queryMib * MIB) / 2],
    // An acknowledged insert is stored, not queued; embedded the engine's default is 1.
    ["async_insert", 0],
    // Conveniences of the engine's own command line, which no server has.
    ["implicit_select", 0],
    ["allow_introspection_functions", 0],
    // 2: it may set anything but this.
    ...(readonly ? [["readonly", 2] as const] : []),
  ]);

const argsOf = (pairs: readonly (readonly [string, number])[]): string[] =>
  pairs.map(([name, value]) => `--${name}=${value}`);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PARAMETER = /^[A-Za-z0-9_]+$/;

/** The first name that could be more than a name. */
export function wrongName(settings: readonly Pair[], parameters: readonly Pair[]): string | undefined {
  const wrong = settings.find(([name]) => !NAME.test(name)) ?? parameters.find(([name]) => !PARAMETER.test(name));
  return wrong?.[0];
}

/** One statement for all of them; "" for none. Names have been judged. */
export function setStatement(settings: readonly Pair[], parameters: readonly Pair[]): string {
  // Nothing can be set any more behind `readonly`.
  const ordered = [...settings].sort(([a], [b]) => Number(a === "readonly") - Number(b === "readonly"));
  const all: Pair[] = [...parameters.map(([name, value]) => [`param_${name}`, value] as const), ...ordered];
  return all.length === 0 ? "" : `SET ${all.map(([name, value]) => `${name} = ${literal(value)}`).join(", ")}`;
}

const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\\\", "'": "\\'", "\0": "\\0" };

/** A string of ClickHouse's SQL. */
export const literal = (text: string): string => `'${text.replace(/[\\'\0]/g, (letter) => ESCAPED[letter]!)}'`;

/** A name of ClickHouse's SQL, whatever is in it. */
export const quotedName = (text: string): string => `\`${text.replace(/[\\`]/g, (letter) => `\\${letter}`)}\``;
