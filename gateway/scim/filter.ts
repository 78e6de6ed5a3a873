/** Filters as directories send them: `attribute eq "value"`, several of them joined by `and`. */
import { ScimFault } from "./scim-fault.ts";

/** In lower case, without the schema's name before it. */
export interface Term {
  readonly attribute: string;
  readonly value: string | boolean;
}

/** A directory sends one or two. */
const TERMS_MAX = 4;
const LETTERS_MAX = 2_000;

const TERM = /^\s*([A-Za-z][A-Za-z0-9_$.:-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*/i;

/** `known`: what may be asked for, in lower case. Throws a ScimFault that says what may be. */
export function parseFilter(text: string, known: readonly string[]): readonly Term[] {
  const wrong = (what: string) =>
    new ScimFault(
      400,
      `${what}: known is ${known.map((one) => `${one} eq "..."`).join(", ")}, joined by and`,
      "invalidFilter",
    );
  if (text.length > LETTERS_MAX) throw wrong("the filter is too long");
  const terms: Term[] = [];
  let rest = text;
  for (;;) {
    const found = TERM.exec(rest);
    if (found === null || terms.length >= TERMS_MAX)
      throw wrong(`the filter ${JSON.stringify(text)} is not understood`);
    const attribute = plainAttribute(found[1]!);
    if (!known.includes(attribute)) throw wrong(`no filter by ${JSON.stringify(found[1])}`);
    terms.push({ attribute, value: wordOf(found[2]!, wrong) });
    rest = rest.slice(found[0].length);
    if (rest === "") return terms;
    const and = /^and\s+/i.exec(rest);
    if (and === null) throw wrong(`the filter ${JSON.stringify(text)} is not understood`);
    rest = rest.slice(and[0].length);
  }
}

function wordOf(text: string, wrong: (what: string) => ScimFault): string | boolean {
  if (!text.startsWith('"')) return text.toLowerCase() === "true";
  try {
    return JSON.parse(text) as string;
  } catch {
    throw wrong(`${text} is no text`);
  }
}

const CORE = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/;

/** Attributes are named in any case, and may have their schema before them. */
export const plainAttribute = (name: string): string => name.toLowerCase().replace(CORE, "");
