/**
 * The main thread's line to the thread that folds the past: made when it is first asked for, ended when nobody asked
 * for a while, since it holds states of the whole configuration.
 */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { FromHistory, HistoryData, ToHistory, Travel } from "./history-messages.ts";

export type { Travel };

/** Beside the other one: a checkout runs `.ts`, a packed release `.js`. */
const THREAD = new URL(`./history-thread${extname(import.meta.filename)}`, import.meta.url);
/** Questions that wait at once; past it the next is refused. */
export const QUESTIONS_MAX = 64;
/** Readers of the whole configuration at once. */
export const READERS_MAX = 2;
const IDLE_MS = 60_000;

export class HistoryFault extends Error {
  override readonly name = "HistoryFault";
  readonly status: "invalid" | "away" | "broken" | "busy";

  constructor(status: HistoryFault["status"], text: string) {
    super(text);
    this.status = status;
  }
}

interface Waiting {
  readonly kind: "question" | "reader";
  readonly onAnswer: (answer: Uint8Array) => void;
  readonly onEnd: () => void;
  readonly onFault: (fault: HistoryFault) => void;
}

export interface Reading {
  /** The part before was taken: the next may come. */
  more(): void;
  stop(): void;
}

export class HistoryLine {
  readonly #data: HistoryData;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #lastId = 0;
  #closed = false;

  constructor(data: HistoryData) {
    this.#data = data;
  }

  explain(tenant: string, request: Uint8Array): Promise<Uint8Array> {
    return this.ask("explain", tenant, request);
  }

  /** Rejects with a HistoryFault. */
  ask(what: Travel, tenant: string, request: Uint8Array): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { kind: "question", onAnswer: resolve, onEnd: () => {}, onFault: reject };
      this.#ask(waiting, QUESTIONS_MAX, (id) => ({ is: what, id, tenant, request }));
    });
  }

  /** Parts come one at a time. */
  configuration(tenant: string, on: Omit<Waiting, "kind">): Reading {
    const id = this.#ask({ kind: "reader", ...on }, READERS_MAX, (id) => ({ is: "configuration", id, tenant }));
    return {
      more: () => this.#tell({ is: "more", id }),
      stop: () => {
        if (this.#waiting.has(id)) this.#tell({ is: "stop", id });
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end("this gateway is stopping");
  }

  #ask(waiting: Waiting, most: number, message: (id: number) => ToHistory): number {
    const alike = [...this.#waiting.values()].filter(({ kind }) => kind === waiting.kind);
    this.#lastId += 1;
    const id = this.#lastId;
    if (this.#closed) waiting.onFault(new HistoryFault("away", "this gateway is stopping"));
    else if (alike.length >= most) waiting.onFault(new HistoryFault("busy", "too many ask at once: try again"));
    else {
      clearTimeout(this.#idle);
      this.#waiting.set(id, waiting);
      this.#worker ??= this.#start();
      this.#tell(message(id));
    }
    return id;
  }

  #tell(message: ToHistory): void {
    this.#worker?.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(THREAD, {
      workerData: this.#data,
      name: "history",
      // The process's own flags may be such that a thread can't have.
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    worker.on("message", (message: FromHistory) => this.#hear(message));
    const died = (text: string): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#fail(new HistoryFault("away", text));
    };
    worker.on("error", (error) => died(`the past can't be read: ${String(error)}`));
    worker.on("exit", () => died("the thread that reads the past has ended: try again"));
    return worker;
  }

  #hear(message: FromHistory): void {
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.is === "part") return waiting.onAnswer(message.part);
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) {
      this.#idle = setTimeout(() => void this.#end("it was idle"), IDLE_MS);
      this.#idle.unref();
    }
    if (message.is === "answer") waiting.onAnswer(message.answer);
    else if (message.is === "end") waiting.onEnd();
    else if (message.is === "failed") waiting.onFault(new HistoryFault(message.fault.status, message.fault.text));
  }

  #fail(fault: HistoryFault): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { onFault } of all) onFault(fault);
  }

  async #end(why: string): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#fail(new HistoryFault("away", why));
    await worker?.terminate();
  }
}
