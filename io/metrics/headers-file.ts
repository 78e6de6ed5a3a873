/** Headers for a collector, from a file: `name: value` on each line. They are secrets, and stand in no log. */
import { readFileSync } from "node:fs";
import { errnoOf } from "../errors.ts";

const HEADERS_MAX = 16;
const BYTES_MAX = 8_192;
const LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)[ \t]*$/;

export function readHeaders(file: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} can't be read (${errnoOf(error) ?? "unknown"}): it holds the headers for the collector`);
  }
  if (Buffer.byteLength(text) > BYTES_MAX) throw new Error(`${file} has more than ${BYTES_MAX} bytes`);
  const lines = text.split(/\r?\n/).map((line, at) => ({ line, at: at + 1 }));
  const headers = new Map<string, string>();
  for (const { line, at } of lines) {
    if (line.trim() === "") continue;
    const found = LINE.exec(line);
    // The line itself may be a secret.
    if (found === null) throw new Error(`${file}:${at}: must be "name: value"`);
    if (headers.has(found[1]!.toLowerCase())) throw new Error(`${file}:${at}: this header stands there twice`);
    headers.set(found[1]!.toLowerCase(), found[2]!);
  }
  if (headers.size > HEADERS_MAX) throw new Error(`${file} has more than ${HEADERS_MAX} headers`);
  return Object.fromEntries(headers);
}
