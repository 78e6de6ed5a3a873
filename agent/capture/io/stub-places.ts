/**
 * Where stubs are taken from, over time: another place when a network of this machine or of an app comes to have their
 * addresses (`../stub-move.ts`), the old addresses kept from everybody for as long as programs may hold them.
 */
import { type Lease, QUARANTINE_MS } from "../../../core/dns/stub-pool.ts";
import { stubIps, stubPrefixOf } from "../../../core/dns/stub-prefix.ts";
import { type Cidr, cidrOf, contains, printCidr } from "../../../core/net/cidr.ts";
import { type Ip, parseIp, printIp } from "../../../core/net/ip.ts";
import { after, type Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import { randomBytes } from "../../../io/entropy.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { type NetworkChanges, watchChanges } from "../../../io/network-changes.ts";
import type { Agent } from "../../agent.ts";
import type { StubPlace, StubsMoved } from "../../stub-place.ts";
import { ROUTE_TABLE } from "../routes.ts";
import { judgePlace, MOVES_MS, type PlaceJudged } from "../stub-move.ts";
import { blocks6Of, blocksOf, networkOf, placeNetworks, prefixNetworkOf } from "../stub-range.ts";
import { keepStubPlace, keepStubsBefore, stubsBefore, whyStubRange } from "./chosen-range.ts";
import { takenNetworks } from "./system.ts";

/** Addresses with live flows that are kept past the quarantine; flows of more than these end with it. */
const LIVE_MAX = 1_024;

export interface RetiredStub {
  readonly name: string;
  readonly ips: readonly Ip[];
}

interface Retired {
  readonly range: Cidr;
  readonly networks: readonly Cidr[];
  readonly stubs: readonly RetiredStub[];
  readonly until: Instant;
}

export interface StubPlacesOptions {
  readonly agent: Agent;
  readonly state: string;
  /** By an operator: it is never left. */
  readonly configured: boolean;
  readonly move: (moved: StubsMoved) => Promise<void>;
  readonly log: JsonLog;
}

export class StubPlaces {
  readonly #o: StubPlacesOptions;
  readonly #changes: NetworkChanges = watchChanges(ROUTE_TABLE);
  #retired: readonly Retired[] = [];
  #movedAt: Instant[] = [];
  #moves = 0;
  #judged: PlaceJudged = { kind: "stay", conflicts: [] };
  #why: string;
  isMoving = false;

  constructor(o: StubPlacesOptions) {
    this.#o = o;
    this.#why = o.configured
      ? "stub_range of the configuration"
      : (whyStubRange(o.state) ?? "chosen at an earlier start");
    const { pool, prefix } = o.agent;
    const [now, wallMs] = [clock.now(), clock.wallUs() / 1_000];
    // Of the life before: no flow of it lives.
    this.#retired = stubsBefore(o.state, { range: pool.range, prefix }).map(({ range, networks, untilMs }) => {
      return { range, networks, stubs: [], until: after(now, untilMs - wallMs) };
    });
    this.#tellAgent();
  }

  /** Addresses, routes or links have changed since it was asked last. */
  noticed(): boolean {
    return this.#changes.changed();
  }

  /** What is ours, of before too: in CIDR notation, by family. */
  networks(): { readonly 4: string[]; readonly 6: string[] } {
    const { pool, prefix, retired } = this.#o.agent;
    const all = [...placeNetworks({ range: pool.range, prefix }), ...retired];
    const of = (family: 4 | 6) => all.filter(({ ip }) => ip.family === family).map(printCidr);
    return { 4: of(4), 6: of(6) };
  }

  retired(): RetiredStub[] {
    return this.#retired.flatMap(({ stubs }) => stubs);
  }

  /** `follow` has the system take what there is now; it is called where stubs have moved. */
  async look(
    apps: { readonly 4: readonly Cidr[]; readonly 6: readonly Cidr[] },
    follow: () => Promise<void>,
  ): Promise<void> {
    const { agent, configured } = this.#o;
    const now = clock.now();
    this.#movedAt = this.#movedAt.filter((at) => after(at, MOVES_MS) > now);
    const place = { range: agent.pool.range, prefix: agent.prefix };
    const taken = { 4: [...(await takenNetworks(4)), ...apps[4]], 6: [...(await takenNetworks(6)), ...apps[6]] };
    const left = this.#retired.map(({ range }) => range);
    const random = randomBytes(6);
    const drawn = { begin: random[5]! % 64, prefix: stubPrefixOf(random) };
    const judged = judgePlace({ place, configured, taken, left, moves: this.#movedAt.length, ...drawn });
    this.#tell(judged);
    this.#judged = judged;
    if (judged.kind === "move") await this.#move(judged.to, judged.conflicts, follow);
  }

  /** True: addresses of before are free again. `live`: those that flows have now. */
  expire(now: Instant, live: () => readonly string[]): boolean {
    if (this.#retired.every(({ until }) => until > now)) return false;
    const ips = live().flatMap((text) => parseIp(text) ?? []);
    this.#retired = this.#retired.flatMap((one) => (one.until > now ? [one] : withLive(one, ips)));
    this.#tellAgent();
    return true;
  }

  status(): Record<string, unknown> {
    const { pool, prefix } = this.#o.agent;
    const { conflicts } = this.#judged;
    const why = this.#judged.kind === "stay" ? this.#judged.why : undefined;
    return {
      ...{ v4: printCidr(networkOf(pool.range)), why: this.#why, moves: this.#moves },
      ...(prefix === undefined ? {} : { v6: printCidr(prefixNetworkOf(prefix)) }),
      conflicts: this.#judged.kind === "move" ? [] : conflicts,
      ...(why === undefined ? {} : { stays: why }),
      before: this.#o.agent.retired.map(printCidr),
    };
  }

  close(): void {
    this.#changes.close();
  }

  async #move(to: StubPlace, conflicts: readonly string[], follow: () => Promise<void>): Promise<void> {
    const { agent, state, log } = this.#o;
    const why = `${printCidr(networkOf(agent.pool.range))} was left for ${conflicts.join(", ")}`;
    this.isMoving = true;
    try {
      const now = clock.now();
      const place = { range: agent.pool.range, prefix: agent.prefix };
      const left = { ...leftOf(place, to, agent.pool.highWater), until: after(now, QUARANTINE_MS) };
      // Before the place: a start that finds the new one alone would send what was given out to a stranger.
      this.#keepBefore([...this.#retired, left], now);
      keepStubPlace(state, to, why);
      const moved = agent.moveStubs(to);
      this.#movedAt.push(now);
      this.#moves += 1;
      this.#why = why;
      this.#retired = [...this.#retired, { ...left, stubs: moved.released.map((one) => retiredOf(one, place)) }];
      this.#tellAgent();
      // Whatever the disk says: what was leased is refused here from now on, and the network is its owner's again.
      const kept = this.#o.move(moved).then(
        () => undefined,
        (error: unknown) => error,
      );
      await follow();
      const words = { from: printCidr(networkOf(moved.from.range)), to: printCidr(networkOf(to.range)), conflicts };
      log.warn("stubs are taken from another range, since a network has theirs", {
        ...words,
        leases: moved.leased.length,
      });
      const failed = await kept;
      if (failed !== undefined)
        log.warn("leases can't be written: names have no stubs until they can", { error: failed });
    } finally {
      this.isMoving = false;
    }
  }

  #tell(judged: PlaceJudged): void {
    if (judged.kind === "move" || judged.conflicts.length === 0) return;
    const before = this.#judged;
    if (before.kind === "stay" && before.why === judged.why && `${before.conflicts}` === `${judged.conflicts}`) return;
    const text = {
      configured: "networks lie in stub_range, which is never left: configure a free one, or take it out of the file",
      "too-often": "networks lie in the stubs' range, which has moved too often: it stays for up to an hour",
      "none-free": "networks lie in the stubs' range, and in every /16 of 100.64.0.0/10: set stub_range to a free one",
    } as const;
    this.#o.log.warn(text[judged.why ?? "configured"], { networks: judged.conflicts });
  }

  /** On disk by the wall clock: it goes on while no agent runs. */
  #keepBefore(all: readonly Omit<Retired, "stubs">[], now: Instant): void {
    const wallMs = clock.wallUs() / 1_000;
    const rest = all.filter(({ until }) => until > now);
    const kept = rest.map(({ range, networks, until }) => ({ range, networks, untilMs: wallMs + (until - now) }));
    keepStubsBefore(this.#o.state, kept);
  }

  #tellAgent(): void {
    this.#o.agent.retired = this.#retired.flatMap(({ networks }) => networks);
  }
}

const retiredOf = ({ name, address }: Lease, from: StubPlace): RetiredStub => ({
  name,
  ips: stubIps(from.prefix, address),
});

/** All that were ever given out of the range; the rest of it is its network's at once. */
function leftOf(from: StubPlace, to: StubPlace, end: number): Pick<Retired, "range" | "networks"> {
  const blocks = blocksOf(from.range.base + 1, end);
  const hasOtherPrefix = from.prefix !== undefined && from.prefix !== to.prefix;
  const networks = [...blocks, ...(hasOtherPrefix ? blocks6Of(from.prefix, blocks) : [])];
  return { range: networkOf(from.range), networks };
}

function withLive(one: Retired, live: readonly Ip[]): Retired[] {
  const own = live.filter((ip) => one.networks.some((cidr) => contains(cidr, ip)));
  const networks = [...new Map(own.map((ip) => [printIp(ip), cidrOf(ip)])).values()].slice(0, LIVE_MAX);
  if (networks.length === 0) return [];
  const stubs = one.stubs.filter(({ ips }) => ips.some((ip) => networks.some((cidr) => contains(cidr, ip))));
  return [{ ...one, networks, stubs }];
}
