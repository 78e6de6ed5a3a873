/**
 * systemd-resolved asks us for our names from the first SRP on: a link of our own has them as routing domains.
 *
 * The link is a TUN device that this process holds. When the process ends, however it ends, the kernel takes the link
 * away and resolved forgets all that it was told of it: there is nothing to take back.
 */
import { statSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { openTun, type TunDevice } from "../../../io/tun.ts";
import { run } from "../../capture/io/system.ts";
import type { HostPort } from "../../config.ts";
import { isTold, LINK, linkSteps, resolvedSteps, type Step, serverText } from "../resolved.ts";

/** Where resolved listens for its own name service: made anew at each of its starts. */
export const RESOLVED_SOCKET = "/run/systemd/resolve/io.systemd.Resolve";
const LOOK_EVERY_MS = 2_000;
/** Whether it still has what it was told is asked so often: another program may have changed it. */
const ASK_EVERY_MS = 30_000;
/** After a failure it is told again so much later: it may be starting. */
const AGAIN_MS = 5_000;

export interface ResolvedLinkOptions {
  /** Where we answer. */
  readonly server: HostPort;
  /** Sorted; undefined before the first SRP. Another list is another array. */
  readonly domains: () => readonly string[] | undefined;
  /** The servers that resolved asks for others' names may be others. */
  readonly onLook: () => void;
  readonly log: JsonLog;
}

export class ResolvedLink {
  readonly #o: ResolvedLinkOptions;
  #state: "waits" | "ours" = "waits";
  #tun: TunDevice | undefined;
  #told: readonly string[] = [];
  /** Which of resolved's lives was told. */
  #life = "";
  #askAt = 0;
  #againAt = 0;
  #failure = "";
  #timer: ReturnType<typeof setInterval> | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(o: ResolvedLinkOptions) {
    this.#o = o;
  }

  /** `waits` for an SRP, or for resolved; or it asks us. */
  get state(): "waits" | "ours" {
    return this.#state;
  }

  /** Domains that it asks us for. */
  get told(): readonly string[] {
    return this.#told;
  }

  /** The SRP may be the first, or another one. */
  look(): Promise<void> {
    this.#timer ??= setInterval(() => void this.#next(), LOOK_EVERY_MS);
    return this.#next();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    this.#tun?.close();
    this.#tun = undefined;
    this.#state = "waits";
  }

  #next(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#keep()).catch((error: unknown) => this.#failed(error));
    return this.#turn;
  }

  async #keep(): Promise<void> {
    this.#o.onLook();
    const domains = this.#o.domains();
    const now = performance.now();
    if (domains === undefined || now < this.#againAt || (await this.#isKept(domains, now))) return;
    const life = lifeOfResolved();
    if (life === "") throw new Error("it does not run");
    if (this.#tun !== undefined && !linkLives()) {
      this.#tun.close();
      this.#tun = undefined;
    }
    this.#tun ??= await openLink();
    for (const step of resolvedSteps(this.#o.server, domains)) await take(step);
    const before = this.#state;
    this.#life = life;
    this.#told = domains;
    this.#askAt = performance.now() + ASK_EVERY_MS;
    this.#state = "ours";
    this.#failure = "";
    const about = { link: LINK, server: serverText(this.#o.server), domains: domains.length };
    if (before === "ours") this.#o.log.debug("systemd-resolved is told anew", about);
    else this.#o.log.info("systemd-resolved asks this agent for its names", about);
  }

  async #isKept(domains: readonly string[], now: number): Promise<boolean> {
    if (this.#state !== "ours" || domains !== this.#told || this.#life !== lifeOfResolved() || !linkLives())
      return false;
    if (now < this.#askAt) return true;
    this.#askAt = now + ASK_EVERY_MS;
    const [domain, dns] = [await run(["resolvectl", ["domain", LINK]]), await run(["resolvectl", ["dns", LINK]])];
    return isTold({ domain, dns }, this.#o.server, domains);
  }

  #failed(error: unknown): void {
    this.#state = "waits";
    this.#againAt = performance.now() + AGAIN_MS;
    const text = errorText(error);
    if (text !== this.#failure) this.#o.log.warn("systemd-resolved can't be told of this agent", { error: text });
    this.#failure = text;
  }
}

async function openLink(): Promise<TunDevice> {
  const tun = openTun(LINK);
  try {
    for (const step of linkSteps) await take(step);
    return tun;
  } catch (error) {
    tun.close();
    throw error;
  }
}

async function take({ program, args, optional = false }: Step): Promise<void> {
  const taken = run([program, args]);
  await (optional ? taken.catch(() => {}) : taken);
}

/** It isn't there while resolved isn't. */
function lifeOfResolved(): string {
  try {
    const { ino, ctimeMs } = statSync(RESOLVED_SOCKET);
    return `${ino} ${ctimeMs}`;
  } catch {
    return "";
  }
}

/** Somebody may have deleted it, or its address: resolved asks nothing there then. */
const linkLives = (): boolean => LINK in networkInterfaces();
