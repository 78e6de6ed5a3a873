/**
 * Which process holds which socket, as far as it was seen lately, and where a process' next socket is to be looked for.
 *
 * A process takes its lowest free descriptor. So the next socket of one that was found is mostly behind the last one,
 * or has the descriptor of one that was closed since: a few links tell, where a listing of thousands would be late.
 * What is seen besides is kept, and answers when it is asked for.
 */
import type { ProcessTree } from "./process-tree.ts";

/** Processes that were found: their next sockets are looked for first. */
const FOUND_MAX = 256;
/** Descriptors of one of them at which sockets were found. */
const PLACES_MAX = 64;
/** Sockets that were seen and not asked for yet. */
const SEEN_MAX = 16_384;
/** Behind the last socket of a process: so many are read, of which one stays the last. */
const AHEAD_MAX = 64;
/** In such a row so many descriptors may be something else, or free. */
const HOLES_MAX = 2;
/** Links that one quick look reads: some milliseconds. */
const QUICK_LINKS_MAX = 1_000;

interface Place {
  readonly pid: number;
  readonly descriptor: number;
}

interface FoundProcess {
  readonly uid: number;
  /** The last that was seen of a row of descriptors. */
  at: number;
  /** The one that was found longest ago is the first: it is the likeliest to have been closed, and taken again. */
  readonly places: Set<number>;
}

/** Told of each socket: whether anybody waits for it, who then has his answer. */
export type Take = (socket: number, pid: number) => boolean;

export class SocketHolders {
  readonly #tree: ProcessTree;
  /** The last that was found is the last. */
  readonly #found = new Map<number, FoundProcess>();
  readonly #seen = new Map<number, Place>();

  constructor(tree: ProcessTree) {
    this.#tree = tree;
  }

  /** Processes that were found, the last first. */
  get pids(): number[] {
    return [...this.#found.keys()].reverse();
  }

  knows(pid: number): boolean {
    return this.#found.has(pid);
  }

  /** The process that was seen with it, and has it still. */
  holder(socket: number, uid: number): number | undefined {
    const place = this.#seen.get(socket);
    if (place === undefined) return undefined;
    this.#seen.delete(socket);
    if (this.#tree.socket(place.pid, place.descriptor) !== socket) return undefined;
    this.#remember(place, uid);
    return place.pid;
  }

  /** Where new sockets of known processes are likely; ends when `isDone` says so. */
  quick(uids: ReadonlySet<number>, take: Take, isDone: () => boolean): void {
    let left = QUICK_LINKS_MAX;
    const mine = [...this.#found].reverse().filter(([, { uid }]) => uids.has(uid));
    for (const look of [this.#ahead, this.#again]) {
      for (const [pid, found] of mine) {
        if (isDone() || left <= 0) return;
        left -= look.call(this, pid, found, take);
      }
    }
  }

  /** All descriptors of a process, the highest first, which mostly is the newest; ends when `isDone` says so. */
  list(pid: number, uid: number, take: Take, isDone: () => boolean): void {
    const descriptors = this.#tree.descriptors(pid);
    // It has gone, or is another user's by now.
    if (descriptors.length === 0) this.#found.delete(pid);
    let isFirst = true;
    for (const descriptor of descriptors.reverse()) {
      if (!this.#look({ pid, descriptor }, uid, take)) continue;
      if (isFirst) this.#found.get(pid)!.at = descriptor;
      isFirst = false;
      if (isDone()) return;
    }
  }

  /** Tells how many links it has read. */
  #ahead(pid: number, found: FoundProcess, take: Take): number {
    const from = found.at;
    for (let links = 1; ; links += 1) {
      const descriptor = from + links;
      const socket = this.#tree.socket(pid, descriptor);
      if (socket >= 0) {
        found.at = descriptor;
        this.#see(socket, { pid, descriptor }, found.uid, take);
      }
      if (links === AHEAD_MAX || descriptor - found.at > HOLES_MAX) return links;
    }
  }

  #again(pid: number, found: FoundProcess, take: Take): number {
    let links = 0;
    for (const descriptor of [...found.places]) {
      links += 1;
      // One that was taken again has most likely been taken alone: the others are not read.
      if (this.#look({ pid, descriptor }, found.uid, take)) break;
    }
    return links;
  }

  #look(place: Place, uid: number, take: Take): boolean {
    const socket = this.#tree.socket(place.pid, place.descriptor);
    return socket >= 0 && this.#see(socket, place, uid, take);
  }

  /** True: somebody has waited for it. */
  #see(socket: number, place: Place, uid: number, take: Take): boolean {
    if (take(socket, place.pid)) {
      this.#remember(place, uid);
      return true;
    }
    this.#seen.delete(socket);
    this.#seen.set(socket, place);
    if (this.#seen.size > SEEN_MAX) this.#seen.delete(this.#seen.keys().next().value!);
    return false;
  }

  #remember({ pid, descriptor }: Place, uid: number): void {
    const found = this.#found.get(pid) ?? { uid, at: descriptor, places: new Set() };
    this.#found.delete(pid);
    this.#found.set(pid, found);
    if (this.#found.size > FOUND_MAX) this.#found.delete(this.#found.keys().next().value!);
    found.places.delete(descriptor);
    found.places.add(descriptor);
    if (found.places.size > PLACES_MAX) found.places.delete(found.places.values().next().value!);
  }
}
