/**
 * Whose program is at the other end of a loopback connection: the kernel says it of one socket, or, where it can't be
 * asked so, in /proc/net/tcp.
 *
 * That table holds every socket of the machine, so one reading serves all who wait: thousands of new connections must
 * not each read it. Who comes while a reading is under way waits for the next, for the kernel may be past their line.
 */
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import type { SockDiag, SocketOwner } from "../../io/sock-diag.ts";

/** The two ends as the program's own socket sees them. */
export interface Ends {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

/** Of the program that has connected; undefined where it has gone. */
export function programEnds({ remoteAddress, remotePort, localAddress, localPort }: Socket): Ends | undefined {
  if (remoteAddress === undefined || localAddress === undefined) return undefined;
  const [own, other] = [remotePort ?? 0, localPort ?? 0];
  return { localAddress: remoteAddress, localPort: own, remoteAddress: localAddress, remotePort: other };
}

export interface PeerUids {
  /** Undefined: not a live socket of this machine. */
  uidOf(ends: Ends): Promise<number | undefined>;
  ownerOf(ends: Ends): Promise<SocketOwner | undefined>;
  /** How many times the table was read. */
  readonly scans: number;
  close(): void;
}

type Waiting = Map<string, ((owner: SocketOwner | undefined) => void)[]>;
type ReadTable = (name: "tcp" | "tcp6") => Promise<Buffer>;

const readProc: ReadTable = (name) => readFile(`/proc/net/${name}`);

/** `diag` is the opened one's to close from now on. */
export function openPeerUids(read: ReadTable = readProc, diag?: SockDiag): PeerUids {
  let asked = diag;
  let waiting: Waiting = new Map();
  let scanning = false;
  let scans = 0;

  const scan = async (): Promise<void> => {
    scanning = true;
    while (waiting.size > 0) {
      const batch = waiting;
      waiting = new Map();
      scans += 1;
      try {
        await answer(batch, read);
      } catch {
        // Without the table nobody is known, and so nobody is served.
      }
      for (const askers of batch.values()) for (const ask of askers) ask(undefined);
    }
    scanning = false;
  };
  const peers: PeerUids = {
    uidOf: async (ends) => (await peers.ownerOf(ends))?.uid,
    ownerOf: (ends) => {
      const key = keyOf(ends);
      if (key === undefined) return Promise.resolve(undefined);
      if (asked !== undefined) {
        try {
          const owner = ownerOf(asked, ends);
          // A socket whose program has closed it reads as root's: it is nobody's.
          return Promise.resolve(owner?.inode === 0 ? undefined : owner);
        } catch {
          asked.close();
          asked = undefined;
        }
      }
      return new Promise((resolve) => {
        const askers = waiting.get(key);
        if (askers === undefined) waiting.set(key, [resolve]);
        else askers.push(resolve);
        // Those who arrive in the same turn of the loop share the reading.
        if (!scanning) {
          scanning = true;
          setImmediate(() => void scan());
        }
      });
    },
    get scans() {
      return scans;
    },
    close: () => {
      asked?.close();
      asked = undefined;
    },
  };
  return peers;
}

function ownerOf(diag: SockDiag, ends: Ends): SocketOwner | undefined {
  const [local, remote] = [bytesOf(ends.localAddress) ?? [], bytesOf(ends.remoteAddress) ?? []];
  return diag.ownerOf(Uint8Array.from(local), ends.localPort, Uint8Array.from(remote), ends.remotePort);
}

/** Answers and takes out of `batch` whom it finds. */
async function answer(batch: Waiting, read: ReadTable): Promise<void> {
  findIn(await read("tcp"), V4_HEX, batch);
  // A program may hold an IPv6 socket that speaks IPv4.
  if (batch.size > 0) findIn(await read("tcp6"), V6_HEX, batch);
}

const V4_HEX = 8;
const V6_HEX = 32;
/** Four hex digits and the colon before them. */
const PORT = 5;
/** The columns behind the two addresses: state, queues, timer, retransmits, uid, timeout, inode. */
const REST = /^ [0-9A-F]{2} \S+ \S+ \S+ +(\d+) +\d+ (\d+)/;

function findIn(table: Buffer, hex: number, batch: Waiting): void {
  const text = table.toString("latin1");
  const pair = (hex + PORT) * 2 + 1;
  for (let end = text.indexOf("\n"); end >= 0 && batch.size > 0; ) {
    const start = end + 1;
    end = text.indexOf("\n", start);
    const colon = text.indexOf(": ", start);
    if (colon < 0 || (end >= 0 && colon > end)) continue;
    const at = colon + 2;
    const key = canonical(text.slice(at, at + pair), hex);
    const askers = batch.get(key);
    if (askers === undefined) continue;
    const rest = REST.exec(text.slice(at + pair, at + pair + 120));
    // A socket whose program has closed it has no inode and reads as root's: it is nobody's.
    if (rest === null || rest[2] === "0") continue;
    batch.delete(key);
    for (const ask of askers) ask({ uid: Number(rest[1]), inode: Number(rest[2]) });
  }
}

const MAPPED = "0000000000000000FFFF0000";

/** One form for both tables: an IPv4 address in an IPv6 socket is that IPv4 address. */
function canonical(pair: string, hex: number): string {
  if (hex !== V6_HEX || !pair.startsWith(MAPPED)) return pair;
  return `${pair.slice(MAPPED.length, V6_HEX + PORT + 1)}${pair.slice(V6_HEX + PORT + 1 + MAPPED.length)}`;
}

function keyOf(ends: Ends): string | undefined {
  const local = addressHex(ends.localAddress);
  const remote = addressHex(ends.remoteAddress);
  if (local === undefined || remote === undefined) return undefined;
  return `${local}:${portHex(ends.localPort)} ${remote}:${portHex(ends.remotePort)}`;
}

/** As the kernel prints it. */
export const portHex = (port: number): string => port.toString(16).toUpperCase().padStart(4, "0");

/** As the kernel prints it on a little-endian machine: each group of four bytes backwards. Undefined: no address. */
export function addressHex(address: string): string | undefined {
  const bytes = bytesOf(address);
  if (bytes === undefined) return undefined;
  let hex = "";
  for (let group = 0; group < bytes.length; group += 4) {
    for (let n = 3; n >= 0; n--) hex += bytes[group + n]!.toString(16).toUpperCase().padStart(2, "0");
  }
  return hex;
}

export function bytesOf(address: string): readonly number[] | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  const v4 = mapped?.[1] ?? (/^\d+\.\d+\.\d+\.\d+$/.test(address) ? address : undefined);
  if (v4 !== undefined) return v4.split(".").map(Number);
  const [head, tail, more] = address.split("%")[0]!.split("::");
  if (head === undefined || more !== undefined) return undefined;
  const words = (text: string | undefined) => (text ? text.split(":").map((word) => Number.parseInt(word, 16)) : []);
  const [before, after] = [words(head), words(tail)];
  const all =
    tail === undefined ? before : [...before, ...new Array(8 - before.length - after.length).fill(0), ...after];
  return all.length === 8 ? all.flatMap((word) => [word >> 8, word & 255]) : undefined;
}
