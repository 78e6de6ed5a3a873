/** Names of hosts, and what an app may state as a host: a name, a `*.wildcard`, an address, a block. */
import type { Cidr } from "./cidr.ts";
import { bitsOf, parseCidr, printCidr } from "./cidr.ts";
import type { Ip } from "./ip.ts";
import { parseIp, printIp } from "./ip.ts";

/** RFC 1035: 255 octets on the wire are 253 letters of text. */
export const NAME_LENGTH_MAX = 253;

/** A wider block would capture most of an address space by one line of configuration. */
export const PREFIX_MIN = 8;

export const LABEL_LENGTH_MAX = 63;

/** Underscores occur in names of services (`_ldap._tcp.corp.example`). */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Lower-case, without the trailing dot; undefined if the text is no name. Single labels are names too. */
export function normalName(text: string): string | undefined {
  const name = (text.endsWith(".") ? text.slice(0, -1) : text).toLowerCase();
  if (name.length > NAME_LENGTH_MAX) return undefined;
  const labels = name.split(".");
  if (!labels.every((label) => LABEL.test(label))) return undefined;
  // 10.1, 1.2.3.256 and 2130706433 are addresses to some programs and names to none.
  return /^(\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!) ? undefined : name;
}

/** A host as somebody asked for it, a name or an address, in normal form; undefined if it is neither. */
export function normalHost(text: string): string | undefined {
  const ip = parseIp(text);
  if (ip === undefined) return normalName(text);
  // Of IPv4 in four decimal bytes there is but one form.
  return ip.family === 4 && !text.includes(":") ? text : printIp(ip);
}

const DOT = 46;
const [ANYWHERE, DIGIT, DASH, DOT_LETTER] = [1, 2, 3, 4];
/** Of each letter of ASCII where it may stand; 0 stands in no name. */
const LETTERS = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit === DOT) return DOT_LETTER;
  if (unit === 45) return DASH;
  if (unit >= 48 && unit <= 57) return DIGIT;
  return (unit >= 97 && unit <= 122) || unit === 95 ? ANYWHERE : 0;
});

/**
 * Is it a name in normal form, where what follows `end` is a dot and such a name? Told letter by letter, in a tenth of
 * the time of `normalName`; false says nothing of names whose last label begins with a digit.
 */
export function isPlainName(text: string, end: number = text.length): boolean {
  if (end === 0 || text.length > NAME_LENGTH_MAX) return false;
  // Of the label that the walk is in, from the text's end: where it ends, and the letter that was last.
  let labelEnd = end;
  let last = DOT_LETTER;
  for (let at = end - 1; at >= 0; at -= 1) {
    const unit = text.charCodeAt(at);
    const letter = unit < 128 ? LETTERS[unit]! : 0;
    if (letter === 0) return false;
    if (letter >= DASH) {
      if (last === DOT_LETTER) return false;
      if (letter === DOT_LETTER) {
        if (last === DASH || labelEnd - at - 1 > LABEL_LENGTH_MAX) return false;
        if (last === DIGIT && labelEnd === text.length) return false;
        labelEnd = at;
      }
    }
    last = letter;
  }
  return last < DASH && labelEnd <= LABEL_LENGTH_MAX && (labelEnd !== text.length || last !== DIGIT);
}

export type HostPattern =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "ip"; readonly ip: Ip }
  | { readonly kind: "cidr"; readonly cidr: Cidr }
  /** `*.corp.example` has the suffix `corp.example` and matches every name below it, not itself. */
  | { readonly kind: "wildcard"; readonly suffix: string };

/** What an app may state as a host, or what is wrong with the text and what to do. */
export function parseHostPattern(text: string): HostPattern | { readonly wrong: string } {
  const said = JSON.stringify(text);
  if (text.includes("/")) return parseBlock(text, said);
  const ip = parseIp(text);
  if (ip !== undefined) {
    return ip.words.every((word) => word === 0)
      ? { wrong: `${said} stands for every address: name the addresses or blocks that the app has` }
      : { kind: "ip", ip };
  }
  const wildcard = text.startsWith("*.");
  const name = normalName(wildcard ? text.slice(2) : text);
  if (name === undefined) {
    return { wrong: `${said} is no host: write a name, *.name, an IP address or a CIDR` };
  }
  if (name.includes(".")) return wildcard ? { kind: "wildcard", suffix: name } : { kind: "name", name };
  return wildcard
    ? { wrong: `${said} covers a whole top-level domain: write at least two labels, such as *.corp.${name}` }
    : { wrong: `${said} is a bare top-level domain: write the full name, such as wiki.${name}` };
}

function parseBlock(text: string, said: string): HostPattern | { readonly wrong: string } {
  const cidr = parseCidr(text);
  if (cidr === undefined) {
    return { wrong: `${said} is no CIDR: write an address, a slash and a prefix length, such as 10.1.0.0/16` };
  }
  if (cidr.prefix < PREFIX_MIN) return { wrong: `${said} is too wide: the prefix must be /${PREFIX_MIN} or longer` };
  // A block of one is that address: one thing has one form, and one place in the match order.
  if (cidr.prefix === bitsOf(cidr.ip)) return parseHostPattern(printIp(cidr.ip));
  const typed = parseIp(text.slice(0, text.indexOf("/")))!;
  if (printIp(typed) !== printIp(cidr.ip)) {
    return { wrong: `${said} has bits set past its prefix: write ${printCidr(cidr)}` };
  }
  return { kind: "cidr", cidr };
}

export function printHostPattern(pattern: HostPattern): string {
  switch (pattern.kind) {
    case "name":
      return pattern.name;
    case "ip":
      return printIp(pattern.ip);
    case "cidr":
      return printCidr(pattern.cidr);
    case "wildcard":
      return `*.${pattern.suffix}`;
  }
}

/** True if the name is the domain or below it. */
export const isUnder = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);
