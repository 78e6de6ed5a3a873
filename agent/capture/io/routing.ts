/** The routing part of capture on this machine: what of it stands, and from that to what is wanted. */

import { printIp } from "../../../core/net/ip.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import type { Offers } from "../offers.ts";
import {
  captureLine,
  LEARNED_METRIC,
  type OwnPeer,
  ownLines,
  routeLines,
  UDP_RULES_MAX,
  type UdpTarget,
  udpLines,
} from "../routes.ts";
import type { Stub } from "../rules.ts";
import { ipChange } from "./system.ts";

const FAMILIES = [4, 6] as const;

export class Routing {
  readonly #log: JsonLog;
  #routes: { 4: readonly string[]; 6: readonly string[] } = { 4: [], 6: [] };
  #learned: { 4: readonly string[]; 6: readonly string[] } = { 4: [], 6: [] };
  /** What of UDP apps offer, and stubs: as many as there are. */
  #offered: { 4: readonly UdpTarget[]; 6: readonly UdpTarget[] } = { 4: [], 6: [] };
  /** What of it, and of what was learned, stands. */
  #targets: { 4: readonly UdpTarget[]; 6: readonly UdpTarget[] } = { 4: [], 6: [] };
  #own: { 4: readonly OwnPeer[]; 6: readonly OwnPeer[] } = { 4: [], 6: [] };

  constructor(log: JsonLog) {
    this.#log = log;
  }

  /** From now on TCP is captured: what is not to be must stand before. */
  async begin(): Promise<void> {
    for (const family of FAMILIES) await ipChange(family, [captureLine("add")]);
  }

  /** Our own connections. */
  async keepOut(peers: readonly OwnPeer[]): Promise<void> {
    for (const family of FAMILIES) {
      const wanted = peers.filter(({ ip }) => (family === 4) === !ip.includes(":"));
      await ipChange(family, ownLines(this.#own[family], wanted));
      this.#own[family] = wanted;
    }
  }

  async follow(
    stubs: { readonly 4: readonly string[]; readonly 6: readonly string[] },
    offers: Offers,
    udpOffers: Offers,
  ): Promise<void> {
    for (const family of FAMILIES) {
      const own = stubs[family];
      const blocks = [...new Set([...own, ...offers.blocks(family), ...udpOffers.blocks(family)])];
      await ipChange(family, routeLines(family, this.#routes[family], blocks));
      this.#routes[family] = blocks;
      this.#offered[family] = [...own.map((block) => ({ block })), ...udpOffers.targets(family)];
    }
  }

  /** All addresses that publishers have told; datagrams to them and to what `follow` was told of are taken then. */
  async learn(addresses: readonly Stub[]): Promise<void> {
    for (const family of FAMILIES) {
      const own = addresses.flatMap(({ ips, udpPorts }) =>
        ips.filter((ip) => ip.family === family).map((ip) => ({ block: printIp(ip), udpPorts })),
      );
      const blocks = own.map(({ block }) => block);
      await ipChange(family, routeLines(family, this.#learned[family], blocks, LEARNED_METRIC));
      this.#learned[family] = blocks;
      const learned = own.flatMap(({ block, udpPorts }) => udpPorts.map((ports) => ({ block, ports })));
      const all = [...this.#offered[family], ...learned];
      const targets = all.slice(0, UDP_RULES_MAX);
      if (targets.length < all.length) {
        this.#log.warn("apps by address offer more ranges of UDP ports than are captured", { most: UDP_RULES_MAX });
      }
      await ipChange(family, udpLines(this.#targets[family], targets));
      this.#targets[family] = targets;
    }
  }

  /** How many of each stand. */
  status(): Record<string, unknown> {
    const rules = (family: 4 | 6) =>
      1 + ownLines([], this.#own[family]).length + udpLines([], this.#targets[family]).length;
    const [routes, all] = [this.#routes, { v4: rules(4), v6: rules(6) }];
    const learned = this.#learned[4].length + this.#learned[6].length;
    return { routes: { v4: routes[4].length, v6: routes[6].length, learned }, rules: all };
  }
}
