/** `wayleave run`: one command in a network of its own, whose private traffic goes through this machine's agent. */

import { readFileSync } from "node:fs";
import { errnoOf, errorText } from "../../io/errors.ts";
import { RESOLV_CONF } from "../dns/resolv-conf.ts";
import { type Watch, watchAgent } from "./io/agent-channel.ts";
import { Names } from "./io/names.ts";
import { Room, RunFault } from "./io/open-room.ts";
import { SteeredConnections } from "./io/steered-connections.ts";
import { SteeredDatagrams } from "./io/steered-datagrams.ts";
import { roomSources, Steering } from "./io/steering.ts";
import { roomResolvConf } from "./room.ts";
import { type Source, SteeredView, type WatchLine } from "./view.ts";

/** The agent has its first session with a gateway within that time, or it has none. */
const AGENT_MS = 10_000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

export interface RunOptions {
  readonly command: readonly [string, ...string[]];
  /** Where the agent's proxy is now; throws where there is none. */
  readonly agent: () => Source;
  /** Of what goes wrong while the command runs. */
  readonly warn: (text: string) => void;
}

/** Resolves to the command's exit code, when nothing of it is left. */
export async function run(o: RunOptions): Promise<number> {
  const before: NodeJS.Signals[] = [];
  let tell = (signal: NodeJS.Signals): void => void before.push(signal);
  for (const signal of SIGNALS) process.on(signal, () => tell(signal));
  const heard = new Heard(o.agent, o.warn);
  let room: Room | undefined;
  let steering: Steering | undefined;
  let datagrams: SteeredDatagrams | undefined;
  try {
    const view = await heard.first;
    room = await Room.open();
    const sources = roomSources();
    room.begin(sources, roomResolvConf(textOf(RESOLV_CONF)));
    const ports = await room.ports.promise;
    const inside = room;
    const onFault = (error: unknown) => o.warn(`what is steered can't be changed: ${errorText(error)}`);
    steering = new Steering({ ...{ view, ports, sources, onFault }, apply: (text) => inside.filter(text) });
    await steering.begin();
    heard.follow(steering);
    const shared = { steering, names: new Names(steering), agent: o.agent };
    const connections = new SteeredConnections({ ...shared, whose: (ends) => inside.whose("tcp", ends) });
    for (const listener of room.listeners) connections.take(listener);
    datagrams = new SteeredDatagrams({
      ...shared,
      whose: (ends) => inside.whose("udp", ends),
      deliver: (...words) => inside.deliver(...words),
    });
    const hears = datagrams;
    room.onDatagrams = (batch) => hears.hear(batch);
    room.start(o.command);
    tell = (signal) => inside.signal(signal);
    for (const signal of before) tell(signal);
    return await room.exited.promise;
  } finally {
    heard.close();
    steering?.close();
    datagrams?.close();
    await room?.close();
  }
}

/** What the agent says: the first of it is waited for, the rest followed. */
class Heard {
  readonly first: Promise<SteeredView>;
  readonly #watch: Watch;
  /** What came before anybody followed. */
  #early: WatchLine[] | undefined = [];
  #take: (said: WatchLine) => void = (said) => void this.#early?.push(said);

  constructor(agent: () => Source, warn: (text: string) => void) {
    const { promise, resolve, reject } = Promise.withResolvers<SteeredView>();
    this.first = promise;
    let why = "it has no session with a gateway yet (wayleave status says more)";
    let known = false;
    const timer = setTimeout(() => reject(new RunFault(`the agent steers nothing: ${why}`)), AGENT_MS);
    const onLine = (said: WatchLine) => {
      if (known) return this.#take(said);
      if (!("all" in said) || said.all.srp === null) return;
      known = true;
      clearTimeout(timer);
      resolve(new SteeredView(said.all));
    };
    const onFault = (error: Error) => {
      if (known) return warn(`the agent is gone: what is private can't be reached (${errorText(error)})`);
      why = errorText(error);
      clearTimeout(timer);
      // Whoever can't find the agent says so in his own words.
      reject(errnoOf(error) === undefined ? error : new RunFault(`no agent answers: ${why}`));
    };
    this.#watch = watchAgent(agent, onLine, once(onFault));
  }

  follow(steering: Steering): void {
    this.#take = (said) => steering.take(said);
    for (const said of this.#early ?? []) this.#take(said);
    this.#early = undefined;
  }

  close(): void {
    this.#watch.close();
  }
}

/** An agent that stays away is told of once. */
function once(tell: (error: Error) => void): (error: Error) => void {
  let told = "";
  return (error) => {
    if (told === error.message) return;
    told = error.message;
    tell(error);
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
