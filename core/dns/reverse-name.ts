/** Names under which addresses are looked up: `4.3.2.1.in-addr.arpa` and its like for IPv6. */
import { type Ip, parseIp } from "../net/ip.ts";

const V4 = ".in-addr.arpa";
const V6 = ".ip6.arpa";
const NIBBLES = 32;

/** The address whose name is asked for; undefined: the name, in normal form, is none of a whole address. */
export function addressOfReverse(name: string): Ip | undefined {
  if (name.endsWith(V4)) {
    const ip = parseIp(name.slice(0, -V4.length).split(".").reverse().join("."));
    return ip?.family === 4 ? ip : undefined;
  }
  if (!name.endsWith(V6)) return undefined;
  const digits = name.slice(0, -V6.length).split(".").reverse();
  if (digits.length !== NIBBLES || digits.some((one) => !/^[0-9a-f]$/.test(one))) return undefined;
  const words = [0, 8, 16, 24].map((at) => Number.parseInt(digits.slice(at, at + 8).join(""), 16));
  return { family: 6, words };
}
