/** Capture as the agent's configuration wants it, joined to the door through which all programs come. */

import type { PortMissed } from "../../../core/record/report.ts";
import { errorText } from "../../../io/errors.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { SpanReporter } from "../../../io/report/span-reporter.ts";
import type { Agent } from "../../agent.ts";
import type { AgentConfig, HostPort } from "../../config.ts";
import type { Associations } from "../../io/associations.ts";
import type { GatewayLinks } from "../../io/gateway-links.ts";
import type { LeaseFile } from "../../io/lease-file.ts";
import type { Programs } from "../../io/programs.ts";
import { ProgramDoor } from "../../io/proxy-listener.ts";
import type { Tap } from "../../io/tap.ts";
import type { StubsMoved } from "../../stub-place.ts";
import { askCaptured } from "./ask-captured.ts";
import { Capture } from "./capture.ts";
import { CapturedDatagrams } from "./captured-datagrams.ts";
import { capturedLeases } from "./captured-leases.ts";
import { StubPlaces } from "./stub-places.ts";
import { permitted } from "./system.ts";
import { undoCapture } from "./undo.ts";

const NONE = async (): Promise<void> => {};

export interface Capturing {
  readonly listens: readonly string[];
  readonly connections: number;
  /** How it stands on this machine; undefined: nothing is captured. */
  status(): Record<string, unknown> | undefined;
  /** An answer with a stub leaves when its lease is kept here. */
  readonly leases: LeaseFile;
  /** Resolves when flows to addresses that publishers have told are taken. */
  learned(): Promise<void>;
  /** Whom the agent asks for others' names: never captured. */
  resolvers(resolvers: readonly HostPort[]): void;
  drain(): Promise<void>;
  close(): Promise<void>;
}

export async function openCapture(
  config: AgentConfig,
  o: {
    agent: Agent;
    links: GatewayLinks;
    associations: Associations;
    spans: SpanReporter;
    programs: Programs;
    tap: Tap;
    leases: LeaseFile;
    /** Stubs have moved: all who keep leases, or follow them. */
    moveLeases: (moved: StubsMoved) => Promise<void>;
    onMissed: (missed: PortMissed) => void;
    log: JsonLog;
  },
): Promise<Capturing> {
  const { agent, links, associations, spans, programs, tap, leases, onMissed, log } = o;
  if (config.capture === undefined) return captureNothing(config, leases, log);
  let listens: readonly string[] = [];
  const door = new ProgramDoor({
    // Whoever steers the machine's own routes serves all of its users.
    ...{ name: "capture", shared: true, agent, links, associations, spans, programs, tap },
    ask: (socket) => askCaptured(socket, listens),
  });
  const { state, gateways } = config;
  const places = new StubPlaces({
    ...{ agent, state, log, move: o.moveLeases },
    configured: config.stubRange !== undefined,
  });
  const datagrams = permitted(() => new CapturedDatagrams({ agent, associations }));
  const srp = () => links.current?.srp;
  const to = { agent, door, datagrams, places, srp, onMissed, log };
  const capture = await Capture.open({ state, gateways, ...to }).catch(async (error) => {
    places.close();
    await datagrams.close();
    throw error;
  });
  listens = capture.listens;
  const unwatch = links.watch(() => capture.look());
  return {
    listens,
    get connections() {
      return door.connections;
    },
    status: () => {
      const { size, resting } = agent.pool;
      return { stubs: places.status(), leases: { in_use: size, resting }, ...capture.status() };
    },
    leases: capturedLeases(leases, capture),
    learned: () => capture.learned(),
    resolvers: (resolvers) => capture.resolvers(resolvers),
    drain: () => capture.drain(),
    close: async () => {
      unwatch();
      await capture.close();
      await datagrams.close();
    },
  };
}

async function captureNothing({ state }: AgentConfig, leases: LeaseFile, log: JsonLog): Promise<Capturing> {
  // An earlier life may have captured.
  await undoCapture(state).catch((error: unknown) => log.warn("undo", { error: errorText(error) }));
  const none = { listens: [], connections: 0, status: () => undefined, resolvers: () => {} };
  return { ...none, leases, learned: NONE, drain: NONE, close: NONE };
}
