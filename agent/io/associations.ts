/**
 * The UDP associations of this device, whatever way a program's datagrams come in by.
 *
 * A way in (a proxy's association, a captured socket) makes a `Program`, and hands each datagram on with the
 * destination that the program has named. Here each destination of a program becomes a flow of its own.
 */
import type { DropReason } from "../../core/datagram/drops.ts";
import type { Code } from "../../core/reason.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { clock } from "../../io/clock.ts";
import { countDropped } from "../../io/flow/moved-datagrams.ts";
import type { SpanReporter } from "../../io/report/span-reporter.ts";
import type { Agent } from "../agent.ts";
import { ASSOCIATIONS_MAX, InUse, TARGETS_PER_PROGRAM_MAX } from "../association.ts";
import { Association } from "./association.ts";
import type { GatewayLinks } from "./gateway-links.ts";
import type { Programs } from "./programs.ts";
import type { Tap } from "./tap.ts";

/** As the program has named it: a name, an address, or a stub IP. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A program's socket, as a way in knows it; `To` is what the way in knows of a destination besides. */
export interface Program<To extends Target> {
  readonly srcIp: string;
  readonly srcPort: number;
  /** Whose it is, where the way in knows that. */
  readonly process?: ProcessTold | undefined;
  /** Where the program's socket sends to; absent: to each destination itself. */
  readonly sendsTo?: Target;
  /** Its socket is in another network namespace: here another one may have its address. */
  readonly apart?: true;
  /** Hands the program what came from `from`, as it was first named. `done` is called once: why it went no further. */
  deliver(from: To, payload: Buffer, done: (dropped?: DropReason) => void): void;
}

export interface AssociationsOptions {
  readonly agent: Agent;
  readonly links: GatewayLinks;
  /** Undefined: nothing is told of traces. */
  readonly spans: SpanReporter | undefined;
  /** Undefined: nothing is told of programs. */
  readonly programs?: Programs;
  /** Undefined: nobody sees what flows carry. */
  readonly tap?: Tap;
}

/** At the agent's end associations have so long for their last words. */
const LAST_WORDS_MS = 2_000;

export class Associations {
  readonly #o: AssociationsOptions;
  readonly #all = new InUse<Association>(ASSOCIATIONS_MAX);
  #programs = 0;
  #closed = false;

  constructor(o: AssociationsOptions) {
    this.#o = o;
  }

  get size(): number {
    return this.#all.size;
  }

  /** What a way in sends the datagrams of one program's socket to. */
  of<To extends Target>(program: Program<To>): ProgramAssociations<To> {
    this.#programs += 1;
    return new ProgramAssociations(this.#o, this.#all, program, this.#programs, () => this.#closed);
  }

  /** Every association ends as drained. */
  async close(): Promise<void> {
    this.#closed = true;
    const ends = this.#all.values().map((association) => association.end("AGT_FLOW_DRAIN"));
    const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_WORDS_MS).unref());
    await Promise.race([Promise.all(ends), late]);
  }
}

export class ProgramAssociations<To extends Target = Target> {
  readonly #o: AssociationsOptions;
  readonly #all: InUse<Association>;
  readonly #own = new InUse<Association>(TARGETS_PER_PROGRAM_MAX);
  readonly #program: Program<To>;
  readonly #number: number;
  readonly #isOver: () => boolean;
  #closed = false;

  constructor(
    o: AssociationsOptions,
    all: InUse<Association>,
    program: Program<To>,
    number: number,
    isOver: () => boolean,
  ) {
    this.#o = o;
    this.#all = all;
    this.#program = program;
    this.#number = number;
    this.#isOver = isOver;
  }

  /** Destinations that the program speaks with, and those that rest after a refusal. */
  get size(): number {
    return this.#own.size;
  }

  /** As the program has named them. */
  hosts(): string[] {
    return this.#own.keys().map((key) => key.slice(key.indexOf(" ") + 1));
  }

  send(to: To, payload: Buffer): void {
    if (this.#closed || this.#isOver()) return countDropped("not-open", 1);
    const now = clock.now();
    const key = `${to.port} ${to.host}`;
    const association = this.#own.use(key, now) ?? this.#begin(key, to);
    if (association === undefined) return countDropped("full", 1);
    this.#all.use(`${this.#number} ${key}`, now);
    association.send(payload);
  }

  /** The program has closed its socket. */
  close(): void {
    this.#closed = true;
    for (const association of this.#own.values()) void association.end("AGT_FLOW_CLIENT_CLOSED");
  }

  /** Undefined: all places are in use. */
  #begin(key: string, to: To): Association | undefined {
    const now = clock.now();
    const everywhere = `${this.#number} ${key}`;
    for (const table of [this.#own, this.#all]) {
      const idle = table.giveWay(now);
      if (idle === "none") return undefined;
      // Its entries go at once: the place is needed now.
      if (idle !== undefined) void idle.end("AGT_LIMIT_OVERLOAD" satisfies Code);
    }
    const program = this.#program;
    const association: Association = new Association({
      ...{
        ...this.#o,
        programs: program.apart ? undefined : this.#o.programs,
        tap: this.#o.tap,
        target: to,
        sendsTo: program.sendsTo ?? to,
        process: program.process,
      },
      ...{ srcIp: program.srcIp, srcPort: program.srcPort },
      deliver: (payload, done) => program.deliver(to, payload, done),
      onMoved: () => {
        const at = clock.now();
        this.#own.use(key, at);
        this.#all.use(everywhere, at);
      },
      onOver: () => {
        this.#own.delete(key, association);
        this.#all.delete(everywhere, association);
      },
    });
    this.#own.add(key, association, now);
    this.#all.add(everywhere, association, now);
    return association;
  }
}
