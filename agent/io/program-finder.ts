/**
 * Whose connection a flow is: the process that holds the program's socket, found by the socket's number in the folders
 * of descriptors below /proc.
 *
 * Those are thousands of links on a busy machine, and the kernel has no other way from a socket to its process. So
 * first a few links tell, where the next sockets of known processes are likely. Where they don't, one walk through all
 * of the socket's user answers who waits, and who comes meanwhile: the youngest processes and those that were found
 * before first, in slices, with a rest afterwards. Nobody waits longer than HOLD_MS: a flow is never late for this, and
 * goes without it then. What another user's process holds only root may see.
 */

import { createHash } from "node:crypto";
import { basename } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { PATH_HASH_BYTES, PROCESS_NAME_MAX, type ProcessTold } from "../../core/record/process-told.ts";
import { clock } from "../../io/clock.ts";
import type { SocketOwner } from "../../io/sock-diag.ts";
import { openProcessTree, type ProcessTree } from "./process-tree.ts";
import { SocketHolders } from "./socket-holders.ts";

/** A flow's opening waits so long for it at most. */
export const HOLD_MS = 25;
/** A walk lets the loop turn after that long; it moves bytes. */
const SLICE_MS = 1;
/** After looking for t, quickly or by a walk, there is none for this many t: no more than a quarter goes into each. */
const REST_FACTOR = 3;
/** A walk ends after that long at work; who was found by then is looked at first the next time. */
const WALK_MAX_MS = 250;
/** Paths of programs, and their hashes. */
const PATHS_MAX = 256;
/** Connections that wait at once; the others go without. */
const WAITING_MAX = 1_024;

type Ask = (found: ProcessTold) => void;

interface Waits {
  readonly uid: number;
  readonly asks: Ask[];
  /** The walk that was under way when it came. */
  walk: number;
}

/** By socket number. */
type Waiting = Map<number, Waits>;

export class ProgramFinder {
  readonly #tree: ProcessTree;
  readonly #holders: SocketHolders;
  readonly #own: number;
  readonly #holdMs: number;
  /** For a quick look, then for a walk. */
  #fresh: Waiting = new Map();
  readonly #slow: Waiting = new Map();
  readonly #told = new Map<string, Pick<ProcessTold, "name" | "pathHash">>();
  #looking = false;
  #walking = false;
  readonly counters = { processes_found: 0, processes_missed: 0, process_walks: 0 };

  constructor(tree: ProcessTree = openProcessTree(), own = process.pid, holdMs = HOLD_MS) {
    this.#tree = tree;
    this.#holders = new SocketHolders(tree);
    this.#own = own;
    this.#holdMs = holdMs;
  }

  /** Resolves within HOLD_MS, with the user alone where the process is not found by then. */
  async of(owner: Promise<SocketOwner | undefined>): Promise<ProcessTold | undefined> {
    const { promise, resolve } = Promise.withResolvers<ProcessTold | undefined>();
    let known: ProcessTold | undefined;
    const timer = setTimeout(() => resolve(known), this.#holdMs);
    owner.then(
      (socket) => {
        if (socket === undefined) return resolve(undefined);
        known = { name: "", pathHash: "", uid: socket.uid };
        this.#find(socket, resolve);
      },
      () => resolve(undefined),
    );
    const found = await promise;
    clearTimeout(timer);
    this.counters[found !== undefined && found.name !== "" ? "processes_found" : "processes_missed"] += 1;
    return found;
  }

  #find({ uid, inode }: SocketOwner, ask: Ask): void {
    const holder = this.#holders.holder(inode, uid);
    if (holder !== undefined) return ask(this.#processOf(holder, uid));
    const waits = this.#fresh.get(inode) ?? this.#slow.get(inode);
    if (waits !== undefined) return void waits.asks.push(ask);
    if (this.#fresh.size + this.#slow.size >= WAITING_MAX) return ask({ name: "", pathHash: "", uid });
    this.#fresh.set(inode, { uid, asks: [ask], walk: 0 });
    if (this.#looking) return;
    this.#looking = true;
    // Those who come in the same turn of the loop share the look.
    setImmediate(() => void this.#lookOn());
  }

  async #lookOn(): Promise<void> {
    while (this.#fresh.size > 0) {
      const from = workedMs();
      const fresh = this.#fresh;
      this.#holders.quick(uidsOf(fresh), this.#takeFrom(fresh), () => fresh.size === 0);
      this.#fresh = new Map();
      for (const [socket, waits] of fresh) this.#slow.set(socket, { ...waits, walk: this.counters.process_walks });
      if (this.#slow.size > 0 && !this.#walking) {
        this.#walking = true;
        void this.#walkOn();
      }
      await rest((workedMs() - from) * REST_FACTOR);
    }
    this.#looking = false;
  }

  async #walkOn(): Promise<void> {
    while (this.#slow.size > 0) {
      this.counters.process_walks += 1;
      const tookMs = await this.#walk().catch(() => SLICE_MS);
      // Who came in the middle of it has the next.
      for (const [socket, { uid, asks, walk }] of this.#slow) {
        if (walk >= this.counters.process_walks) continue;
        this.#slow.delete(socket);
        for (const ask of asks) ask({ name: "", pathHash: "", uid });
      }
      await rest(tookMs * REST_FACTOR);
    }
    this.#walking = false;
  }

  /** Answers whom it finds; tells how long it was at work. */
  async #walk(): Promise<number> {
    let worked = 0;
    let [from, cpu] = [clock.now(), workedMs()];
    const take = this.#takeFrom(this.#slow);
    const isDone = () => this.#slow.size === 0;
    for (const pid of this.#candidates()) {
      const uid = this.#tree.uidOf(pid);
      if (uidsOf(this.#slow).has(uid)) this.#holders.list(pid, uid, take, isDone);
      if (isDone()) break;
      if (clock.now() - from < SLICE_MS) continue;
      worked += workedMs() - cpu;
      if (worked > WALK_MAX_MS) return worked;
      await turn();
      [from, cpu] = [clock.now(), workedMs()];
    }
    return worked + workedMs() - cpu;
  }

  /** The youngest, and in turn with them those that were found before. */
  *#candidates(): Generator<number> {
    const known = this.#holders.pids;
    const others = this.#tree.pids().filter((pid) => pid !== this.#own && !this.#holders.knows(pid));
    others.sort((a, b) => b - a);
    for (let n = 0; n < Math.max(known.length, others.length); n += 1) {
      if (n < known.length) yield known[n]!;
      if (n < others.length) yield others[n]!;
    }
  }

  #takeFrom(waiting: Waiting): (socket: number, pid: number) => boolean {
    return (socket, pid) => {
      const waits = waiting.get(socket);
      if (waits === undefined) return false;
      waiting.delete(socket);
      const told = this.#processOf(pid, waits.uid);
      for (const ask of waits.asks) ask(told);
      return true;
    };
  }

  #processOf(pid: number, uid: number): ProcessTold {
    return { ...this.#programOf(pid), uid };
  }

  /** Read anew each time: a process may have become another program. */
  #programOf(pid: number): Pick<ProcessTold, "name" | "pathHash"> {
    const path = this.#tree.program(pid).replace(/ \(deleted\)$/, "");
    if (path === "") return { name: "", pathHash: "" };
    const known = this.#told.get(path);
    if (known !== undefined) return known;
    if (this.#told.size >= PATHS_MAX) this.#told.clear();
    const told = programTold(path);
    this.#told.set(path, told);
    return told;
  }
}

const uidsOf = (waiting: Waiting): ReadonlySet<number> => new Set([...waiting.values()].map(({ uid }) => uid));

/** Of this thread: on a busy machine a look takes longer than it works, and what others took asks for no rest. */
const workedMs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

const rest = (ms: number): Promise<unknown> =>
  new Promise((resolve) => (ms < 1 ? setImmediate(resolve) : setTimeout(resolve, ms)));

/** How a program of this path is called in the record. */
export function programTold(path: string): Pick<ProcessTold, "name" | "pathHash"> {
  const pathHash = createHash("sha256")
    .update(path)
    .digest("hex")
    .slice(0, PATH_HASH_BYTES * 2);
  // A file's name may hold anything; what would be refused as an attempt on a terminal is not sent.
  const name = basename(path).replace(/\p{C}/gu, "?").slice(0, PROCESS_NAME_MAX);
  return { name, pathHash };
}
