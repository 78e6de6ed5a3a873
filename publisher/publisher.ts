/**
 * A publisher's whole state: what it was told to publish by each gateway, which flows it took, what it counted.
 *
 * It composes the steps and touches nothing: tunnels, name servers and sockets are the hands' business.
 */
import { CONNECT_TIMEOUT_MS_MAX } from "../core/config/spec.ts";
import { Histogram, type HistogramReading } from "../core/metrics/histogram.ts";
import type { Protocol } from "../core/net/port-range.ts";
import { type Dispatch, SpentPermits } from "../core/policy/spent-permits.ts";
import type { Code } from "../core/reason.ts";
import { type Destination, isPublished, type PublishedApp } from "./allow.ts";
import { type ListPart, PublishedList, type Told } from "./published-list.ts";

/** What an opened permit says, as far as the lock asks. */
export interface PermitFacts extends Destination, Dispatch {
  readonly tenant: string;
  readonly publisher: string;
  readonly gateway: string;
  /** Wall time of the gateway that decided, microseconds. */
  readonly expiresAtUs: number;
}

/** What the gateway asks for: it must be what the permit is for. */
export interface Asked {
  /** 16 bytes. */
  readonly flowId: Uint8Array;
  readonly segment: number;
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol | undefined;
}

interface Attachment {
  readonly gateway: string;
  readonly list: PublishedList;
}

/** Flows at once; each costs two descriptors and, stalled, up to two windows. */
export const FLOWS_MAX = 10_000;
/** UDP associations among them: they end by silence alone, and must leave room for what ends by itself. */
export const ASSOCIATIONS_MAX = 8_000;
/** Flows that are being resolved and dialled at once. */
export const OPENING_MAX = 1_024;

export class Publisher {
  readonly tenant: string;
  readonly id: string;
  readonly counters = {
    ...{
      flows: 0,
      associations_live: 0,
      opening: 0,
      opened_total: 0,
      ended_total: 0,
      client_bytes: 0,
      server_bytes: 0,
    },
  };
  readonly refused: Record<string, number> = {};
  /** How long each step took. */
  readonly #took = { resolve: new Histogram(), connected: new Histogram(), connect_failed: new Histogram() };
  readonly #attachments = new Map<number, Attachment>();
  /** By whichever gateway they came: the next attempt, by another one, has a permit of its own. */
  readonly #spent = new SpentPermits();
  #draining = false;
  /** The version of the app list that was told of last. */
  #told = -1;

  constructor(tenant: string, id: string) {
    this.tenant = tenant;
    this.id = id;
  }

  attached(tunnel: number, gateway: string): void {
    this.#attachments.set(tunnel, { gateway, list: new PublishedList() });
  }

  /** The app list of a gateway that we don't hang on any more says nothing. */
  detached(tunnel: number): void {
    this.#attachments.delete(tunnel);
  }

  /** What is new of what the gateway of this tunnel tells; undefined: it does not hold yet. */
  learn(tunnel: number, part: ListPart): Told | undefined {
    return this.#attachments.get(tunnel)?.list.take(part);
  }

  drain(): void {
    this.#draining = true;
  }

  /** The version of the app list in force, -1 for none. */
  get appsVersion(): number {
    return this.#newest()?.version ?? -1;
  }

  /** The list in force where it is another than at the last asking: what the gateways are told of. */
  takenList(): { readonly version: number; readonly apps: number } | undefined {
    const version = this.appsVersion;
    if (version < 0 || version === this.#told) return undefined;
    this.#told = version;
    return { version, apps: this.appCount };
  }

  /** There may be more apps than are known: see `PublishedList`. */
  get isListFull(): boolean {
    return this.#newest()?.full ?? false;
  }

  get appCount(): number {
    return this.#newest()?.apps.size ?? 0;
  }

  appNames(): string[] {
    return [...(this.#newest()?.apps.keys() ?? [])];
  }

  /** Of the list in force. */
  apps(): Iterable<PublishedApp> {
    return this.#newest()?.apps.values() ?? [];
  }

  app(name: string): PublishedApp | undefined {
    return this.#newest()?.apps.get(name);
  }

  /** How long a dial to this app may take, all its addresses together. A gateway's word is bounded as an operator's. */
  connectTimeoutMs(app: string, otherwise: number): number {
    const stated = this.app(app)?.connectTimeoutMs ?? 0;
    return stated === 0 ? otherwise : Math.min(stated, CONNECT_TIMEOUT_MS_MAX);
  }

  /** May another flow be opened at all? */
  admit(): Code | undefined {
    if (this.#draining) return "PUB_FLOW_DRAIN";
    const { flows, opening } = this.counters;
    return flows >= FLOWS_MAX || opening >= OPENING_MAX ? "PUB_LIMIT_RESOURCES" : undefined;
  }

  /** The second lock, before anything is resolved: undefined = it opens for a permit that was not used. */
  lock(permit: PermitFacts, asked: Asked, tunnel: number): Code | undefined {
    const attachment = this.#attachments.get(tunnel);
    const ours = permit.tenant === this.tenant && permit.publisher === this.id;
    if (!ours || permit.gateway !== attachment?.gateway) return "PUB_AUTH_PERMIT_INVALID";
    const samePart = sameBytes(permit.flowId, asked.flowId) && permit.segment === asked.segment;
    const sameHost = permit.host === asked.host && permit.port === asked.port && permit.protocol === asked.protocol;
    if (!samePart || !sameHost) return "PUB_AUTH_PERMIT_INVALID";
    const full = permit.protocol === "udp" && this.counters.associations_live >= ASSOCIATIONS_MAX;
    if (full) return "PUB_LIMIT_RESOURCES";
    const newest = this.#newest();
    return newest !== undefined && isPublished(permit, newest.apps) ? undefined : "PUB_CONFIG_BEHIND";
  }

  /**
   * The lock on a question of a name. Its permit has neither port nor protocol, and may be shown again while it is in
   * force: it opens nothing, and tells its holder what it told him before.
   */
  lockName(
    permit: Pick<PermitFacts, "tenant" | "publisher" | "gateway" | "host" | "port"> & { readonly protocol: number },
    name: string,
    tunnel: number,
  ): Code | undefined {
    if (this.#draining) return "PUB_FLOW_DRAIN";
    const ours = permit.tenant === this.tenant && permit.publisher === this.id;
    const here = permit.gateway === this.#attachments.get(tunnel)?.gateway;
    const isQuestion = permit.protocol === 0 && permit.port === 0 && permit.host === name;
    return ours && here && isQuestion ? undefined : "PUB_AUTH_PERMIT_INVALID";
  }

  /**
   * From now on this permit opens nothing, and what becomes of the flow does not change that: undefined = it was not
   * used before. `goodUntilUs`: wall time, microseconds, past which nobody takes it, all tolerances included.
   */
  spend(permit: Dispatch, goodUntilUs: number, nowUs: number): Code | undefined {
    const spending = this.#spent.spend(permit, goodUntilUs, nowUs);
    if (spending === "spent") return undefined;
    return spending === "again" ? "PUB_AUTH_PERMIT_SPENT" : "PUB_AUTH_PERMIT_EXPIRED";
  }

  /** Bounded; `SpentPermits` says by what. */
  get permitsRemembered(): number {
    return this.#spent.size;
  }

  took(step: "resolve" | "connected" | "connect_failed", us: number): void {
    this.#took[step].observe(us / 1e6);
  }

  histograms(): Record<string, HistogramReading> {
    return Object.fromEntries(Object.entries(this.#took).map(([step, histogram]) => [step, histogram.read()]));
  }

  refuse(code: Code): void {
    this.refused[code] = (this.refused[code] ?? 0) + 1;
  }

  /** Gateways fold the same log; the one that is ahead knows better. */
  #newest(): PublishedList | undefined {
    let newest: PublishedList | undefined;
    for (const { list } of this.#attachments.values())
      if (newest === undefined || list.version > newest.version) newest = list;
    return newest;
  }
}

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, n) => byte === other[n]);
