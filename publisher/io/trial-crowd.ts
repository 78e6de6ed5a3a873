/**
 * For tests: many publishers in one process, each on the real link code with an identity, tunnels and app list of its
 * own. The first line of standard input says who; each further one asks what they hold now, answered by a line.
 */
import { createInterface } from "node:readline";
import { openJsonLog } from "../../io/json-log.ts";
import type { PublisherConfig } from "../config.ts";
import { type RunningPublisher, startPublisher } from "./start-publisher.ts";

/** What a publisher's status says of its tunnels. */
interface Tunnels {
  readonly tunnels: readonly { readonly state: string; readonly gateway?: string }[];
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const configs = JSON.parse((await lines.next()).value ?? "[]") as (PublisherConfig & { name: string })[];
const log = openJsonLog({ service: "crowd", level: "error" });
const running = new Map<string, RunningPublisher>();
for (const config of configs) running.set(config.name, await startPublisher(config, log, new AbortController().signal));
await Promise.all([...running.values()].map(({ attached }) => attached));

const held = (): [string, string][] =>
  [...running].flatMap(([name, publisher]) =>
    (publisher.status() as unknown as Tunnels).tunnels
      .filter(({ state, gateway }) => state === "attached" && gateway !== undefined)
      .map(({ gateway }): [string, string] => [name, gateway!]),
  );

for (;;) {
  process.stdout.write(`${JSON.stringify(held())}\n`);
  if ((await lines.next()).done) break;
}
process.exit(0);
