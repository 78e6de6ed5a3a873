/** A publisher at work: its identity, its tunnels, and the flows that come through them. */
import { mkdirSync } from "node:fs";
import { clock } from "../../io/clock.ts";
import { identityOrEnrol } from "../../io/enrol.ts";
import { randomBytes } from "../../io/entropy.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { readTrust } from "../../io/pki/identity.ts";
import type { PublisherConfig } from "../config.ts";
import { Publisher } from "../publisher.ts";
import { AcceptPool } from "./accept-pool.ts";
import { openAllowFile } from "./allow-file.ts";
import { FlowTaker } from "./flow-taker.ts";
import { TunnelDriver, type TunnelOptions } from "./tunnel-driver.ts";

const VERSION = "0.1.0";
/** Two gateways: the loss of one costs no flow that another tunnel can take. */
const TUNNELS_MAX = 2;
/** What runs may finish within this when the publisher stops. */
const GRACE_MS = 5_000;
/** After that, the time in which the resets of what is left reach the gateways. */
const RESET_MS = 500;

export interface RunningPublisher {
  /** Resolves when the first tunnel is attached. */
  readonly attached: Promise<void>;
  /** What `status.json` holds, but for the pid. */
  status(): Record<string, unknown>;
  close(graceMs?: number): Promise<void>;
}

interface Hanging {
  readonly driver: TunnelDriver;
  pool: AcceptPool | undefined;
  flows: number;
}

export async function startPublisher(
  config: PublisherConfig,
  log: JsonLog,
  signal: AbortSignal,
): Promise<RunningPublisher> {
  mkdirSync(config.state, { recursive: true, mode: 0o700 });
  const trust = readTrust(config.trust);
  const allow = openAllowFile(config.allowFile, log);
  const { gateways, tokenFile } = config;
  const identity = await identityOrEnrol({
    role: "publisher",
    folder: config.identity,
    trust,
    gateways,
    tokenFile,
    log,
    signal,
  });
  const { tenant, id } = identity.spiffe;
  const publisher = new Publisher(tenant, id);
  const { sourceAddress, connectTimeoutMs } = config;
  const taker = new FlowTaker({ publisher, trust, sourceAddress, connectTimeoutMs, rules: allow.rules, log });
  const first = Promise.withResolvers<void>();
  const instance = randomBytes(16);
  const count = Math.min(TUNNELS_MAX, gateways.length);
  const tunnels = Array.from({ length: count }, (_, tunnel) => {
    const share = gateways.filter((_gateway, at) => at % count === tunnel);
    const o = { tunnel, gateways: share, identity, trust, instance, version: VERSION, log };
    return hang(o, publisher, taker, first.resolve);
  });
  for (const { driver } of tunnels) driver.feed({ on: "start" });
  return {
    attached: first.promise,
    status: () => statusOf(publisher, tunnels, config),
    close: async (graceMs = GRACE_MS) => {
      publisher.drain();
      for (const one of tunnels) {
        one.driver.feed({ on: "drain", graceMs: graceMs + RESET_MS });
        if (one.flows === 0) one.driver.feed({ on: "emptied" });
      }
      const timer = setTimeout(() => taker.terminate("PUB_FLOW_DRAIN"), graceMs);
      await Promise.all(tunnels.map(({ driver }) => driver.stopped));
      clearTimeout(timer);
      allow.close();
    },
  };
}

/** One tunnel: while it is attached it has a pool, and what the pool is given is taken. */
function hang(o: TunnelOptions, publisher: Publisher, taker: FlowTaker, onAttached: () => void): Hanging {
  const driver = new TunnelDriver(o, {
    onAttached: (attached) => {
      publisher.attached(o.tunnel, attached.gateway);
      hanging.pool = new AcceptPool(attached, (stream, message) => {
        hanging.flows += 1;
        void taker.take(stream, message, o.tunnel).finally(() => {
          hanging.flows -= 1;
          if (hanging.flows === 0) driver.feed({ on: "emptied" });
        });
      });
      onAttached();
    },
    onDetached: () => {
      hanging.pool?.close();
      hanging.pool = undefined;
      publisher.detached(o.tunnel);
    },
    onApps: (version, apps) => publisher.learn(o.tunnel, version, apps),
    onGatewayDrains: () => hanging.pool?.close(),
  });
  const hanging: Hanging = { driver, pool: undefined, flows: 0 };
  return hanging;
}

function statusOf(publisher: Publisher, tunnels: readonly Hanging[], config: PublisherConfig): Record<string, unknown> {
  const { tenant, id, counters } = publisher;
  return {
    ready: tunnels.some(({ driver }) => driver.at === "attached"),
    listens: [],
    refused: { publisher: publisher.refused },
    counters,
    identity: { tenant, publisher: id },
    apps: publisher.appNames(),
    apps_version: publisher.appsVersion,
    source_address: config.sourceAddress ?? null,
    tunnels: tunnels.map(({ driver, pool, flows }) => ({
      ...{ target: driver.target, state: driver.at, ...driver.attached, idle: pool?.size ?? 0, flows },
    })),
    status_at_ms: Math.round(clock.now()),
  };
}
