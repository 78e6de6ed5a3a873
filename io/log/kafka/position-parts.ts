/**
 * A position's metadata in parts: the protocol's strings have at most 32,767 bytes, whatever a broker's settings allow.
 * The first part stands with the group itself and says how many there are, the others with groups named after it; one
 * transaction commits them all.
 */
const PART_BYTES = 32_000;
const COUNTED = /^(\d):/;
const PART_GROUP = /\.metadata-\d$/;

export function partsOf(metadata: string): string[] {
  const bytes = Buffer.from(metadata);
  const parts: string[] = [];
  for (let at = 0; at < bytes.length || parts.length === 0; ) {
    let end = Math.min(at + PART_BYTES, bytes.length);
    // Not amid a character: each part is a text of its own.
    while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
    parts.push(bytes.toString("utf8", at, end));
    at = end;
  }
  parts[0] = `${parts.length}:${parts[0]}`;
  return parts;
}

/** What somebody else committed with the group has no count, and is all there is. */
export function firstPart(stored: string): { readonly count: number; readonly text: string } {
  const count = COUNTED.exec(stored)?.[1];
  return count === undefined ? { count: 1, text: stored } : { count: Number(count), text: stored.slice(2) };
}

export const partGroup = (group: string, part: number): string => (part === 0 ? group : `${group}.metadata-${part}`);

/** Whether a group is there for a part alone, and reads nothing. */
export const isPartGroup = (group: string): boolean => PART_GROUP.test(group);
