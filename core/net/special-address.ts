/** Addresses that whoever dials for others must not be led to. */
import { type Cidr, contains, parseCidr } from "./cidr.ts";
import type { Ip } from "./ip.ts";

/** Blocks that no app of a private network stands in, but that a publisher's own host or cloud answers on. */
const SPECIAL: readonly Cidr[] = [
  ...["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/128", "::1/128", "fe80::/10", "ff00::/8"],
  // Metadata services outside link-local: Alibaba's, Azure's, AWS's over IPv6.
  ...["100.100.100.200/32", "168.63.129.16/32", "fd00:ec2::254/128"],
].map((text) => parseCidr(text)!);

export const isSpecial = (address: Ip): boolean => SPECIAL.some((block) => contains(block, address));
