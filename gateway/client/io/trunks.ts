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

export class Trunks {
  readonly #identity: Identity;
  readonly #trust: Trust;
  readonly #byAddress = new Map<string, Link[]>();

  constructor(identity: Identity, trust: Trust) {
    this.#identity = identity;
    this.#trust = trust;
  }

  open(address: string, flowId: string): RawStream {
    const links = this.#byAddress.get(address) ?? this.#dial(address);
    const hash = Number.parseInt(flowId.slice(-4), 16);
    return links[hash % links.length]!.stream(RELAY_PATH);
  }

  close(): void {
    for (const links of this.#byAddress.values()) for (const link of links) link.close();
    this.#byAddress.clear();
  }

  #dial(address: string): Link[] {
    const oldest = this.#byAddress.keys().next();
    if (this.#byAddress.size >= TRUNKS_MAX && !oldest.done) {
      for (const link of this.#byAddress.get(oldest.value) ?? []) link.close();
      this.#byAddress.delete(oldest.value);
    }
    const links = Array.from({ length: LINKS_PER_TRUNK }, () =>
      openLink({ target: address, identity: this.#identity, trust: this.#trust }),
    );
    this.#byAddress.set(address, links);
    return links;
  }
}
