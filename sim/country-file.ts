/** For tests: a file that says which country a block of addresses is in, in MaxMind DB format 2.0. */
import { parseCidr } from "../core/net/cidr.ts";

/** A record of 24 bits: a node, nothing, or where its data stands. */
type Record24 = { readonly node: number } | { readonly country: string } | undefined;

const V4_PREFIX = 96;
/** Between the tree and the data. */
const GAP = 16;

/** `countries`: block to two letters; a longer block within another stands for itself. */
export function countryFile(countries: Readonly<Record<string, string>>): Buffer {
  const nodes: [Record24, Record24][] = [[undefined, undefined]];
  const blocks = Object.entries(countries).map(([text, country]) => ({ cidr: parseCidr(text)!, country }));
  for (const { cidr, country } of blocks.sort((a, b) => a.cidr.prefix - b.cidr.prefix)) {
    const { ip, prefix } = cidr;
    const bits = ip.words.map((word) => word.toString(2).padStart(32, "0")).join("");
    put(nodes, `${ip.family === 4 ? "0".repeat(V4_PREFIX) : ""}${bits.slice(0, prefix)}`, country);
  }
  const data: Buffer[] = [];
  const offsets = new Map<string, number>();
  for (const country of new Set(Object.values(countries))) {
    offsets.set(country, Buffer.concat(data).length);
    data.push(mapOf({ country: mapOf({ iso_code: text(country) }) }));
  }
  const recordValue = (record: Record24): number => {
    if (record === undefined) return nodes.length;
    return "node" in record ? record.node : nodes.length + GAP + offsets.get(record.country)!;
  };
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [at, [left, right]] of nodes.entries()) {
    tree.writeUIntBE(recordValue(left), at * 6, 3);
    tree.writeUIntBE(recordValue(right), at * 6 + 3, 3);
  }
  const marker = Buffer.from("\xAB\xCD\xEFMaxMind.com", "latin1");
  return Buffer.concat([tree, Buffer.alloc(GAP), ...data, marker, metadata(nodes.length)]);
}

function put(nodes: [Record24, Record24][], path: string, country: string): void {
  let at = 0;
  for (const bit of path.slice(0, -1)) {
    const side = Number(bit) as 0 | 1;
    const next = nodes[at]![side];
    if (next === undefined || !("node" in next)) {
      // What held for the whole block holds for both halves of it.
      nodes.push([next, next]);
      nodes[at]![side] = { node: nodes.length - 1 };
      at = nodes.length - 1;
    } else at = next.node;
  }
  nodes[at]![Number(path.at(-1)) as 0 | 1] = { country };
}

const metadata = (count: number): Buffer =>
  mapOf({
    ...{ node_count: number(6, count, 4), record_size: number(5, 24, 2), ip_version: number(5, 6, 2) },
    ...{ database_type: text("Country"), languages: Buffer.from([0x00, 0x04]), description: mapOf({}) },
    ...{ binary_format_major_version: number(5, 2, 2), binary_format_minor_version: number(5, 0, 2) },
    build_epoch: Buffer.concat([Buffer.from([0x04, 0x02]), Buffer.from([0x65, 0, 0, 0])]),
  });

const text = (value: string): Buffer => Buffer.concat([Buffer.from([(2 << 5) | value.length]), Buffer.from(value)]);

function mapOf(entries: Readonly<Record<string, Buffer>>): Buffer {
  const all = Object.entries(entries);
  return Buffer.concat([Buffer.from([(7 << 5) | all.length]), ...all.flatMap(([key, value]) => [text(key), value])]);
}

function number(type: number, value: number, bytes: number): Buffer {
  const written = Buffer.alloc(bytes + 1);
  written[0] = (type << 5) | bytes;
  written.writeUIntBE(value, 1, bytes);
  return written;
}
