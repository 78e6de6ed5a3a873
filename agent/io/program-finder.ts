/**
 * Whose connection a flow is: the process that holds the program's socket, found by the socket's number in the folders
 * of descriptors below /proc.
 *
 * Those are thousands of links on a busy machine, and the kernel has no other way from a socket to its process. So one
 * walk answers all who wait, begins with the processes that were found before and the youngest, reads only those of
 * the socket's user, works in slices, and rests afterwards. Nobody waits longer than HOLD_MS: a flow is never late for
 * this, and goes without it then. What another user's process holds only root may see.
 */
import { createHash } from "node:crypto";
import { readdirSync, readlinkSync, statSync } from "node:fs";
import { basename } from "node:path";
import { PATH_HASH_BYTES, PROCESS_NAME_MAX, type ProcessTold } from "../../core/record/process-told.ts";
import { clock } from "../../io/clock.ts";
import type { SocketOwner } from "../../io/sock-diag.ts";

/** A flow's opening waits so long for it at most. */
export const HOLD_MS = 25;
/** A walk lets the loop turn after that long; it moves bytes. */
const SLICE_MS = 1;
/** After a walk of t there is none for this many t: in a storm of connections no more than a quarter goes into it. */
const REST_FACTOR = 3;
/** Where nobody waits any more a walk goes on that long: who is found then is looked at first the next time. */
const WALK_MAX_MS = 250;
/** Processes that were found: they are looked at first. */
const RECENT_MAX = 64;
/** Paths of programs, and their hashes. */
const PATHS_MAX = 256;
/** Connections that wait for one walk; the others go without. */
const WAITING_MAX = 1_024;

/** What of /proc is read. Each may throw: the process has gone, or is another user's. */
export interface ProcessTree {
  /** Process numbers. */
  pids(): number[];
  uidOf(pid: number): number;
  descriptors(pid: number): string[];
  /** What a descriptor is, as `socket:[5]`. */
  link(pid: number, descriptor: string): string;
  /** The path of its program. */
  program(pid: number): string;
}

export const procTree: ProcessTree = {
  pids: () => readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : [])),
  uidOf: (pid) => statSync(`/proc/${pid}`).uid,
  descriptors: (pid) => readdirSync(`/proc/${pid}/fd`),
  link: (pid, descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`),
  program: (pid) => readlinkSync(`/proc/${pid}/exe`),
};

type Ask = (found: ProcessTold) => void;
/** By socket number. */
type Batch = Map<number, { readonly uid: number; readonly asks: Ask[] }>;

export class ProgramFinder {
  readonly #tree: ProcessTree;
  readonly #own: number;
  readonly #holdMs: number;
  #waiting: Batch = new Map();
  /** The last that was found is the last. */
  readonly #recent = new Set<number>();
  readonly #told = new Map<string, Pick<ProcessTold, "name" | "pathHash">>();
  #walking = false;
  readonly counters = { processes_found: 0, processes_missed: 0, process_walks: 0 };

  constructor(tree: ProcessTree = procTree, own = process.pid, holdMs = HOLD_MS) {
    this.#tree = tree;
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
    const waits = this.#waiting.get(inode);
    if (waits !== undefined) return void waits.asks.push(ask);
    if (this.#waiting.size >= WAITING_MAX) return ask({ name: "", pathHash: "", uid });
    this.#waiting.set(inode, { uid, asks: [ask] });
    if (this.#walking) return;
    this.#walking = true;
    // Those who come in the same turn of the loop share the walk.
    setImmediate(() => void this.#walkOn());
  }

  async #walkOn(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = this.#waiting;
      this.#waiting = new Map();
      const tookMs = await this.#walk(batch).catch(() => SLICE_MS);
      for (const { uid, asks } of batch.values()) for (const ask of asks) ask({ name: "", pathHash: "", uid });
      await new Promise((resolve) => setTimeout(resolve, tookMs * REST_FACTOR));
    }
    this.#walking = false;
  }

  /** Answers and takes out of `batch` whom it finds; tells how long it was at work. */
  async #walk(batch: Batch): Promise<number> {
    this.counters.process_walks += 1;
    let from = clock.now();
    let worked = 0;
    const uids = new Set([...batch.values()].map(({ uid }) => uid));
    for (const pid of this.#candidates()) {
      this.#look(pid, uids, batch);
      if (batch.size === 0) break;
      if (clock.now() - from < SLICE_MS) continue;
      worked += clock.now() - from;
      if (worked > WALK_MAX_MS) return worked;
      await new Promise(setImmediate);
      from = clock.now();
    }
    return worked + clock.now() - from;
  }

  /** Who was found before, the last first; then the youngest. */
  *#candidates(): Generator<number> {
    const recent = [...this.#recent].reverse();
    yield* recent;
    for (const pid of this.#tree.pids().sort((a, b) => b - a)) {
      if (pid !== this.#own && !this.#recent.has(pid)) yield pid;
    }
  }

  #look(pid: number, uids: ReadonlySet<number>, batch: Batch): void {
    try {
      if (!uids.has(this.#tree.uidOf(pid))) return;
      // A new connection mostly has the highest descriptor.
      for (const descriptor of this.#tree.descriptors(pid).reverse()) {
        const inode = socketOf(this.#link(pid, descriptor));
        const waits = batch.get(inode);
        if (waits === undefined) continue;
        const told = { ...this.#programOf(pid), uid: waits.uid };
        batch.delete(inode);
        for (const ask of waits.asks) ask(told);
        this.#remember(pid);
        if (batch.size === 0) return;
      }
    } catch {
      // It has gone meanwhile, or is not ours to see.
      this.#recent.delete(pid);
    }
  }

  /** A descriptor may be closed while the others are read. */
  #link(pid: number, descriptor: string): string {
    try {
      return this.#tree.link(pid, descriptor);
    } catch {
      return "";
    }
  }

  #remember(pid: number): void {
    this.#recent.delete(pid);
    this.#recent.add(pid);
    if (this.#recent.size <= RECENT_MAX) return;
    for (const oldest of this.#recent) return void this.#recent.delete(oldest);
  }

  /** Read anew each time: a process may have become another program. */
  #programOf(pid: number): Pick<ProcessTold, "name" | "pathHash"> {
    const path = this.#tree.program(pid).replace(/ \(deleted\)$/, "");
    const known = this.#told.get(path);
    if (known !== undefined) return known;
    if (this.#told.size >= PATHS_MAX) this.#told.clear();
    const told = programTold(path);
    this.#told.set(path, told);
    return told;
  }
}

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

const socketOf = (link: string): number => (link.startsWith("socket:[") ? Number(link.slice(8, -1)) : -1);
