/**
 * Trunks: the connections to other gateways, two to each, flows spread by hash.
 */
import { type Link, openLink } from "../../../io/grpc/link.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import type { Identity, Trust } from "../../../io/pki/identity.ts";
import { RELAY_PATH } from "../../../io/wire/relay.ts";

/** Connections to one gateway: one that dies takes half of the flows, and two cores can fill two. */
export const LINKS_PER_TRUNK = 2;
/** Gateways of one cluster; the least recently dialled trunk beyond is closed. */
export const TRUNKS_MAX = 256;

interface Trunk {
  readonly links: readonly Link[];
  /** A link of it was up. */
  wasUp: boolean;
}

export class Trunks {
  readonly #identity: Identity;
  readonly #trust: Trust;
  readonly #byAddress = new Map<string, Trunk>();

  constructor(identity: Identity, trust: Trust) {
    this.#identity = identity;
    this.#trust = trust;
  }

  open(address: string, flowId: string): RawStream {
    const { links } = this.#byAddress.get(address) ?? this.#dial(address);
    const hash = Number.parseInt(flowId.slice(-4), 16);
    const own = links[hash % links.length]!;
    // After a gateway's return its two links are up one after the other.
    const link = own.isUp() ? own : (links.find((one) => one.isUp()) ?? own);
    return link.stream(RELAY_PATH);
  }

  /** It was up and is not any more: dead, restarting, or cut off. */
  isDown(address: string): boolean {
    const trunk = this.#byAddress.get(address);
    return trunk?.wasUp === true && !trunk.links.some((link) => link.isUp());
  }

  close(): void {
    for (const { links } of this.#byAddress.values()) for (const link of links) link.close();
    this.#byAddress.clear();
  }

  #dial(address: string): Trunk {
    const oldest = this.#byAddress.keys().next();
    if (this.#byAddress.size >= TRUNKS_MAX && !oldest.done) {
      for (const link of this.#byAddress.get(oldest.value)?.links ?? []) link.close();
      this.#byAddress.delete(oldest.value);
    }
    const links = Array.from({ length: LINKS_PER_TRUNK }, () =>
      openLink({ target: address, identity: this.#identity, trust: this.#trust }),
    );
    const trunk: Trunk = { links, wasUp: false };
    for (const link of links) link.onState((up) => void (trunk.wasUp ||= up));
    this.#byAddress.set(address, trunk);
    return trunk;
  }
}
