/**
 * The system's resolver is us from the first SRP on, or from the start where an earlier one is remembered: else private
 * names can't be told from others, and a machine that can't look up a gateway never gets one.
 *
 * Other programs may write the file, too: then theirs counts as what was there before, and it is pointed at us again,
 * unless they insist.
 */
import type { JsonLog } from "../../../io/json-log.ts";
import { nameserversOf, pointed } from "../resolv-conf.ts";
import type { Before } from "../resolver-journal.ts";
import { beforeOf, put, textOf } from "./resolv-conf-file.ts";
import { noteResolver, undoResolver } from "./undo-resolver.ts";

const LOOK_EVERY_MS = 2_000;
/** So often in a minute it is taken again; then it is left to whoever writes it. */
const RETAKEN_MAX = 5;
const RETAKEN_MS = 60_000;

export interface SystemResolverOptions {
  readonly path: string;
  readonly state: string;
  /** Where we answer at port 53. */
  readonly host: string;
  /** What programs would read without us: whom to forward to. */
  readonly onBefore: (text: string) => void;
  readonly log: JsonLog;
}

export class SystemResolver {
  readonly #o: SystemResolverOptions;
  #state: "waits" | "ours" | "left" = "waits";
  #ours = "";
  #timer: ReturnType<typeof setInterval> | undefined;
  #taken: number[] = [];
  #turn: Promise<void> = Promise.resolve();

  constructor(o: SystemResolverOptions) {
    this.#o = o;
  }

  /** `waits` for an SRP, is `ours`, or `left` to another program. */
  get state(): "waits" | "ours" | "left" {
    return this.#state;
  }

  /** Private names can be told from others now. */
  point(): Promise<void> {
    if (this.#state !== "waits" || this.#timer !== undefined) return this.#turn;
    this.#timer = setInterval(() => this.#change(() => this.#look()), LOOK_EVERY_MS);
    return this.#change(() => this.#take());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    try {
      undoResolver(this.#o.state);
    } catch (error) {
      this.#o.log.warn("the system's resolver can't be set back: wayleave agent --undo", { error });
    }
  }

  async #look(): Promise<void> {
    if (this.#state !== "ours" || textOf(this.#o.path) === this.#ours) return;
    const now = performance.now();
    this.#taken = [...this.#taken.filter((at) => now - at < RETAKEN_MS), now];
    if (this.#taken.length <= RETAKEN_MAX) return this.#take();
    this.#state = "left";
    this.#o.onBefore(textOf(this.#o.path));
    this.#o.log.warn("another program keeps writing the system's resolver: private names are not found", {
      file: this.#o.path,
    });
  }

  async #take(): Promise<void> {
    const { path, state, host, log } = this.#o;
    const before = beforeOf(path);
    const text = textOf(path);
    const isOurs = nameserversOf(text).every((one) => one.host === host) && text !== "";
    if (isOurs && this.#state === "ours") {
      // Somebody changed how we are asked, not whom to ask.
      this.#ours = text;
      return;
    }
    this.#o.onBefore(text);
    const ours = pointed(text, host);
    await noteResolver(state, { path, before: before satisfies Before, ours });
    put(path, ours, before);
    this.#ours = ours;
    this.#state = "ours";
    log.info("the system's resolver is this agent", { file: path });
  }

  #change(make: () => Promise<void>): Promise<void> {
    const warn = (error: unknown) => this.#o.log.warn("the system's resolver can't be pointed here", { error });
    this.#turn = this.#turn.then(make).catch(warn);
    return this.#turn;
  }
}
