/** The links between the internet and the other places, and what shapes the packets on them. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as network from "../network.ts";
import type { LinkState } from "../picture.ts";
import { LINKED, type Linked, OUTER, type Shapes } from "../plan.ts";
import { netemWords, PLAIN, type Shape, shapeText } from "../shape.ts";
import { ip, type Places, run } from "./places.ts";
import { LabProcess } from "./processes.ts";

const MAIN = join(import.meta.dirname, "..", "link", "main.ts");
/** Packets that netem holds back at most. */
const NETEM_PACKETS = 16_384;

export interface Links {
  readonly states: readonly LinkState[];
  readonly processes: readonly LabProcess[];
}

/** `shapes` names the links that can be shaped, now or later; the others are cables. */
export async function openLinks(places: Places, shapes: Shapes, folder: string, seed: number): Promise<Links> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const processes: LabProcess[] = [];
  const states: LinkState[] = [];
  const shapers = Object.keys(shapes).length > 0 && (await hasNetem(places)) ? "netem" : "tun";
  for (const [n, place] of LINKED.entries()) {
    const shape = shapes[place];
    const by = shape === undefined ? "cable" : shapers;
    if (by === "tun") processes.push(await openTunLink(place, shape ?? PLAIN, folder, seed + n));
    else await ip(places, "internet", network.cableLines(place));
    await ip(places, "internet", [`link set ${network.farEnd(place)} netns ${places.holders[place]}`]);
    await ip(places, "internet", network.nearLines(place));
    await ip(places, place, network.outerLines(place));
    if (by === "netem") await shapeByNetem(places, place, shape ?? PLAIN);
    states.push({ place, by, shape: shape ?? PLAIN });
  }
  return { states, processes };
}

export const shapeFileOf = (folder: string, place: Linked): string => join(folder, `${place}.shape`);
export const countsFileOf = (folder: string, place: Linked): string => join(folder, `${place}.counts`);

/** A running link of TUN devices takes it within a fifth of a second. */
export function writeShape(folder: string, place: Linked, shape: Shape): void {
  const file = shapeFileOf(folder, place);
  writeFileSync(`${file}.new`, `${shapeText(shape)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

async function openTunLink(place: Linked, shape: Shape, folder: string, seed: number): Promise<LabProcess> {
  writeShape(folder, place, shape);
  const order = {
    names: [network.towards(place), network.farEnd(place)],
    shapeFile: shapeFileOf(folder, place),
    countsFile: countsFileOf(folder, place),
    seed,
  };
  return LabProcess.start({
    name: `link of ${place}`,
    command: [process.execPath, [MAIN, JSON.stringify(order)]],
    outputFile: join(folder, `${place}.log`),
  });
}

/** Whether this kernel has it is told by trying: on the loopback of the lab's own first namespace. */
async function hasNetem(places: Places): Promise<boolean> {
  const [command, args] = places.inside("internet", "tc", [
    "qdisc",
    "add",
    "dev",
    "lo",
    "root",
    "netem",
    "delay",
    "1ms",
  ]);
  try {
    await run(command, args);
  } catch {
    return false;
  }
  const [again, words] = places.inside("internet", "tc", ["qdisc", "delete", "dev", "lo", "root"]);
  await run(again, words);
  return true;
}

/** Both ends: each shapes what it sends. */
export async function shapeByNetem(places: Pick<Places, "inside">, place: Linked, shape: Shape): Promise<void> {
  const ends = [
    ["internet", network.towards(place)],
    [place, OUTER],
  ] as const;
  for (const [at, device] of ends) {
    const qdisc = ["qdisc", "replace", "dev", device, "root", ...netemWords(shape, NETEM_PACKETS)];
    const [command, args] = places.inside(at, "tc", qdisc);
    await run(command, args);
  }
}
