/** A way from a program to an app that can be measured: ours, and those of others with as many encrypted hops. */
import { createConnection } from "node:net";
import type { BehindApp, Target } from "../load/load.ts";
import { until } from "../show/estate.ts";

export interface Path {
  readonly target: Target;
  /** What carries the bytes; children count with their parents. */
  readonly carriers: readonly number[];
  /** What is told of the flows and stores it; nobody, for others' paths. */
  readonly recorders: readonly number[];
  /** Ends all of its processes, and rejects where one of its ports is still listened on. */
  stop(): Promise<void>;
}

export interface PathKind {
  /** As figures are named by it. */
  readonly name: string;
  readonly title: string;
  /** Program and TLS library, as they say themselves; rejects with what to install. */
  version(): Promise<string>;
  start(app: BehindApp): Promise<Path>;
}

const CLOSED_MS = 10_000;

/** Resolves when nobody listens on any of these ports: what is left would serve the next path's load. */
export async function untilClosed(who: string, ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const refused = async () => ((await connects(port)) ? undefined : true);
    await until(`nobody listens on port ${port}, which was ${who}'s`, refused, CLOSED_MS);
  }
}

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
