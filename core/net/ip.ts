/** IPv4 and IPv6 addresses: text to value and back, in one normal form (RFC 5952). */

/** One word of 32 bits for IPv4, four for IPv6. */
export interface Ip {
  readonly family: 4 | 6;
  readonly words: readonly number[];
}

/** Undefined if the text is no address. An IPv4-mapped IPv6 address is the IPv4 address that a socket would reach. */
export function parseIp(text: string): Ip | undefined {
  // Past f begins no address.
  if (text.charCodeAt(0) > 102) return undefined;
  if (text.includes(":")) return parseIpv6(text);
  const word = parseIpv4(text);
  return word === undefined ? undefined : { family: 4, words: [word] };
}

export const isIp = (text: string): boolean => parseIp(text) !== undefined;

const DOT = 46;
const ZERO = 48;

/** Four decimal bytes. Octal, hexadecimal and short forms are refused: programs don't agree on what they mean. */
export function parseIpv4(text: string): number | undefined {
  // Names pass here too, one with each decision: letter by letter it costs a tenth of what split and a pattern do.
  let word = 0;
  let byte = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === DOT) {
      if (byte < 0 || dots === 3) return undefined;
      word = (word << 8) | byte;
      byte = -1;
      dots += 1;
      continue;
    }
    const digit = unit - ZERO;
    // A byte that begins with 0 has no second digit.
    if (digit < 0 || digit > 9 || byte === 0) return undefined;
    byte = byte < 0 ? digit : byte * 10 + digit;
    if (byte > 255) return undefined;
  }
  // Of 32 bits without a sign.
  return dots === 3 && byte >= 0 ? ((word << 8) | byte) >>> 0 : undefined;
}

function parseIpv6(text: string): Ip | undefined {
  // 45 letters are the longest form; a zone (%eth0) has no meaning on another machine.
  if (text.length > 45) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const gap = 8 - head.length - tail.length;
  // "::" stands for at least one group.
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: gap }, () => 0), ...tail];
  const words = [0, 2, 4, 6].map((i) => groups[i]! * 0x1_0000 + groups[i + 1]!);
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return { family: 4, words: [words[3]!] };
  return { family: 6, words };
}

function groupsOf(text: string, last: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (last && i === parts.length - 1 && part.includes(".")) {
      const word = parseIpv4(part);
      if (word === undefined) return undefined;
      groups.push(Math.floor(word / 0x1_0000), word % 0x1_0000);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

export function printIp(ip: Ip): string {
  if (ip.family === 4) return printIpv4(ip.words[0]!);
  const groups = ip.words.flatMap((word) => [Math.floor(word / 0x1_0000), word % 0x1_0000]);
  const gap = longestZeros(groups);
  const hex = (some: number[]) => some.map((group) => group.toString(16)).join(":");
  if (gap.length < 2) return hex(groups);
  return `${hex(groups.slice(0, gap.from))}::${hex(groups.slice(gap.from + gap.length))}`;
}

const printIpv4 = (word: number): string =>
  [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255].join(".");

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly number[]): { from: number; length: number } {
  let best = { from: 0, length: 0 };
  for (let from = 0; from < groups.length; from++) {
    let length = 0;
    while (groups[from + length] === 0) length++;
    if (length > best.length) best = { from, length };
  }
  return best;
}

/** `10.1.2.3:443`, `[2001:db8::1]:443`, `wiki.corp.example:443`. */
export const printHostPort = (host: string, port: number): string =>
  host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;

/** The two halves of host:port, the host without brackets; undefined if the text is none. The host is not judged. */
export function splitHostPort(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return undefined;
  const port = Number(match[3]);
  if (port < 1 || port > 65_535) return undefined;
  if (match[1] !== undefined && !match[1].includes(":")) return undefined;
  return { host: match[1] ?? match[2]!, port };
}
