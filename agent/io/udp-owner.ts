/**
 * Whose socket sends from a UDP address of this machine: Linux tells it in /proc/net/udp.
 *
 * A UDP socket has no other end, and may be bound to all addresses at once: of those on the port the one that is bound
 * to the very address counts first. The table is read once for each association of a program.
 */
import { readFile } from "node:fs/promises";
import type { SocketOwner } from "../../io/sock-diag.ts";
import { addressHex, portHex } from "./peer-uid.ts";

type ReadTable = (name: "udp" | "udp6") => Promise<Buffer>;

const readProc: ReadTable = (name) => readFile(`/proc/net/${name}`);

/** The user's number. Undefined: there is none, or nobody tells. */
export const udpUser = async (address: string, port: number): Promise<number | undefined> =>
  (await udpOwner(address, port))?.uid;

/** Undefined: there is none, or nobody tells. */
export async function udpOwner(address: string, port: number, read = readProc): Promise<SocketOwner | undefined> {
  const own = addressHex(address);
  if (own === undefined) return undefined;
  const mapped = own.length === V4_HEX ? `${MAPPED}${own}` : own;
  const wanted = [own, mapped, "0".repeat(V4_HEX), "0".repeat(V6_HEX)];
  const found: (SocketOwner & { readonly rank: number })[] = [];
  for (const name of ["udp", "udp6"] as const) {
    const table = await read(name).catch(() => Buffer.alloc(0));
    for (const line of table.toString("latin1").split("\n")) {
      const fields = LINE.exec(line);
      if (fields === null || fields[2] !== portHex(port)) continue;
      const rank = wanted.indexOf(fields[1]!);
      // A socket whose program has closed it has no inode: it is nobody's.
      if (rank >= 0 && fields[4] !== "0") found.push({ rank, uid: Number(fields[3]), inode: Number(fields[4]) });
    }
  }
  // Two users on one address and port can't be told apart: nobody is served.
  const best = Math.min(...found.map(({ rank }) => rank));
  const owners = found.filter(({ rank }) => rank === best);
  return new Set(owners.map(({ uid }) => uid)).size === 1 ? owners[0] : undefined;
}

const V4_HEX = 8;
const V6_HEX = 32;
const MAPPED = "0000000000000000FFFF0000";
/** Local address, port; remote; state, queues, timer, retransmits; uid; timeout; inode. */
const LINE = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ [0-9A-F]{2} \S+ \S+ \S+ +(\d+) +\d+ (\d+)/;
