/**
 * A link of the lab between two TUN devices: each packet is lost, sent on at once, or held back, as its shape says.
 *
 * `main.ts ORDER`, with ORDER as JSON: a process of its own, which blocks in poll.
 *
 * Both devices are made in this process's network namespace; who started it moves them to where they belong. The file
 * of the shape is looked at five times a second, so a running link can be changed.
 */
import { readFileSync, renameSync, statSync, writeFileSync, writeSync } from "node:fs";
import { prng } from "../../../io/trial-prng.ts";
import { openTun, pollTuns, type TunDevice } from "../../../io/tun.ts";
import { DelayLine, SLOTS } from "../delay-line.ts";
import { fate, readShape, type Shape } from "../shape.ts";

interface Order {
  readonly names: readonly [near: string, far: string];
  /** Its text is a shape; what can't be read leaves the link as it is. */
  readonly shapeFile: string;
  /** What passed, each second in which anything did. */
  readonly countsFile: string;
  readonly seed: number;
}

/** The interfaces' MTU is 1500; a packet that is longer is cut, and so no packet any more. */
const PACKET_BYTES = 2_048;
/** Of one direction, before the other has its turn. */
const BURST = 64;
const LOOK_MS = 200;
const COUNTS_MS = 1_000;

interface Counts {
  packets: number;
  bytes: number;
  lost: number;
  ahead: number;
  /** No room was left for them. */
  overflowed: number;
  /** The interface at the other end was down. */
  untaken: number;
}

class Direction {
  readonly counts: Counts = { packets: 0, bytes: 0, lost: 0, ahead: 0, overflowed: 0, untaken: 0 };
  readonly line = new DelayLine();
  readonly #from: TunDevice;
  readonly #to: TunDevice;
  readonly #random: () => number;
  readonly #slots: Uint8Array[];

  constructor(from: TunDevice, to: TunDevice, random: () => number) {
    this.#from = from;
    this.#to = to;
    this.#random = random;
    const slab = new Uint8Array((SLOTS + 1) * PACKET_BYTES);
    // One more than the line has: what comes while it is full is read all the same, and dropped.
    this.#slots = Array.from({ length: SLOTS + 1 }, (_, n) => slab.subarray(n * PACKET_BYTES, (n + 1) * PACKET_BYTES));
  }

  /** True: there may be more. */
  take(shape: Shape, now: number): boolean {
    const { line, counts } = this;
    for (let n = 0; n < BURST; n += 1) {
      const slot = this.#slots[line.full ? SLOTS : line.free]!;
      const length = this.#from.read(slot);
      if (length === 0) return false;
      counts.packets += 1;
      counts.bytes += length;
      const becomes = fate(shape, this.#random(), this.#random());
      if (becomes === "lost") counts.lost += 1;
      else if (becomes === "ahead") {
        if (shape.delayMs > 0) counts.ahead += 1;
        this.#send(slot, length);
      } else if (line.full) counts.overflowed += 1;
      else line.hold(now + shape.delayMs, length);
    }
    return true;
  }

  send(now: number): void {
    const { line } = this;
    while (line.nextDue <= now) {
      const { slot, length } = line.release();
      this.#send(this.#slots[slot]!, length);
    }
  }

  #send(packet: Uint8Array, length: number): void {
    if (!this.#to.write(packet, length)) this.counts.untaken += 1;
  }
}

class ShapeFile {
  readonly #path: string;
  #seen = "";
  shape: Shape;

  constructor(path: string) {
    this.#path = path;
    const read = readShape(readFileSync(path, "utf8"));
    if ("wrong" in read) throw new Error(`${path}: ${read.wrong}`);
    this.shape = read.shape;
  }

  look(): void {
    try {
      const { mtimeMs, ino } = statSync(this.#path);
      const mark = `${mtimeMs} ${ino}`;
      if (mark === this.#seen) return;
      this.#seen = mark;
      const read = readShape(readFileSync(this.#path, "utf8"));
      if ("shape" in read) this.shape = read.shape;
    } catch {
      // The file is being replaced, or the lab is being taken down.
    }
  }
}

function run(order: Order): never {
  const [near, far] = order.names.map(openTun) as [TunDevice, TunDevice];
  const random = prng(order.seed);
  const [out, back] = [new Direction(near, far, random), new Direction(far, near, random)];
  const wait = pollTuns([near, far]);
  const file = new ShapeFile(order.shapeFile);
  let [looked, counted, told] = [0, 0, 0];
  writeSync(1, "ready\n");
  for (;;) {
    let now = performance.now();
    if (now - looked >= LOOK_MS) {
      looked = now;
      file.look();
    }
    if (now - counted >= COUNTS_MS) {
      counted = now;
      const sum = out.counts.packets + back.counts.packets;
      if (sum !== told) writeCounts(order, out.counts, back.counts);
      told = sum;
    }
    const more = [out, back].map((one) => one.take(file.shape, now));
    now = performance.now();
    out.send(now);
    back.send(now);
    if (more.includes(true)) continue;
    const due = Math.min(out.line.nextDue, back.line.nextDue);
    wait(Math.max(0, Math.min(LOOK_MS, due - performance.now())));
  }
}

function writeCounts({ countsFile, names }: Order, near: Counts, far: Counts): void {
  const beside = `${countsFile}.new`;
  writeFileSync(beside, JSON.stringify({ from: names[0], near, far }));
  renameSync(beside, countsFile);
}

run(JSON.parse(process.argv[2] ?? "null") as Order);
