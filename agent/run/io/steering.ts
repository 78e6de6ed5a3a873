/** What is steered, as the agent says it, and the packet filter inside made to say the same. */

import { networkInterfaces } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { type Ip, parseIp, printIp } from "../../../core/net/ip.ts";
import type { ListenPorts } from "../../capture/rules.ts";
import { changeText, type RoomSources, roomText, SOURCE_DEFAULT } from "../room.ts";
import { SteeredView, type ViewChange, type WatchLine } from "../view.ts";

/** An answer of the agent waits so long for the filter to know what it says. */
const KNOWN_WAIT_MS = 1_000;
const LOOK_AGAIN_MS = 5_000;

export class Steering {
  #view: SteeredView;
  readonly #apply: (text: string) => Promise<void>;
  readonly #onFault: (error: unknown) => void;
  readonly #ports: ListenPorts;
  readonly #sources: RoomSources;
  #outside = waysOut();
  #changes: ViewChange[] = [];
  #running: Promise<void> | undefined;
  readonly #waiting = new Set<() => void>();
  readonly #look: ReturnType<typeof setInterval>;

  constructor(o: {
    readonly view: SteeredView;
    readonly ports: ListenPorts;
    readonly sources: RoomSources;
    readonly apply: (text: string) => Promise<void>;
    readonly onFault: (error: unknown) => void;
  }) {
    this.#view = o.view;
    this.#ports = o.ports;
    this.#sources = o.sources;
    this.#apply = o.apply;
    this.#onFault = o.onFault;
    this.#look = setInterval(() => this.#lookOut(), LOOK_AGAIN_MS);
  }

  get view(): SteeredView {
    return this.#view;
  }

  /** Rejects where the filter can't be made. */
  begin(): Promise<void> {
    return this.#apply(this.#wholeText());
  }

  take(said: WatchLine): void {
    // An agent that has just started knows of nothing private yet: what was private stays so.
    if ("all" in said && said.all.srp === null) return;
    if ("all" in said) {
      this.#view = new SteeredView(said.all);
      this.#changes = [{ kind: "all" }];
    } else this.#changes.push(this.#view.take(said));
    this.#running ??= this.#run();
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when the filter knows these addresses, or doesn't hear of them in time. */
  async knows(addresses: readonly Ip[]): Promise<void> {
    if (!addresses.every((ip) => this.#view.knows(ip))) {
      await new Promise<void>((resolve) => {
        const settle = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const wake = () => {
          if (addresses.every((ip) => this.#view.knows(ip))) settle();
        };
        const timer = setTimeout(settle, KNOWN_WAIT_MS);
        this.#waiting.add(wake);
      });
    }
    await this.#running;
  }

  /** Whether what is sent there goes to the agent. The machine's own addresses are the machine's. */
  steers(to: Ip): boolean {
    return !this.isNear(to) && this.#view.steers(printIp(to));
  }

  isNear(to: Ip): boolean {
    const text = printIp(to);
    return text === this.#sources[to.family] || (to.family === 4 ? to.words[0]! >>> 24 === 127 : text === "::1");
  }

  close(): void {
    clearInterval(this.#look);
  }

  async #run(): Promise<void> {
    // What came in this turn goes in one run of the filter's program.
    await turn();
    while (this.#changes.length > 0) {
      const changes = this.#changes;
      this.#changes = [];
      const room = { ports: this.#ports, sources: this.#sources, outside: this.#outside };
      const texts = changes.map((change) => changeText(change, this.#view, room));
      await this.#apply(texts.filter((text) => text !== undefined).join(""))
        .catch(() => this.#apply(this.#wholeText()))
        .catch(this.#onFault);
    }
    this.#running = undefined;
  }

  #wholeText(): string {
    const { view } = this;
    return roomText({ captured: view.captured(), ports: this.#ports, sources: this.#sources, outside: this.#outside });
  }

  #lookOut(): void {
    const now = waysOut();
    if (now[4] === this.#outside[4] && now[6] === this.#outside[6]) return;
    this.#outside = now;
    this.#changes = [{ kind: "all" }];
    this.#running ??= this.#run();
  }
}

/** This machine's own addresses: the first of each family that others could reach. */
export function roomSources(): RoomSources {
  const own = ownAddresses();
  return { 4: own[4] ?? SOURCE_DEFAULT[4], 6: own[6] ?? SOURCE_DEFAULT[6] };
}

function waysOut(): { readonly 4: boolean; readonly 6: boolean } {
  const own = ownAddresses();
  return { 4: own[4] !== undefined, 6: own[6] !== undefined };
}

function ownAddresses(): { readonly 4: string | undefined; readonly 6: string | undefined } {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  const of = (family: "IPv4" | "IPv6") =>
    all.find((one) => one.family === family && !one.internal && !/^(fe[89ab]|169\.254\.)/i.test(one.address))?.address;
  const [four, six] = [of("IPv4"), parseIp(of("IPv6") ?? "")];
  return { 4: four, 6: six === undefined ? undefined : printIp(six) };
}
