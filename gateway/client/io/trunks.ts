/**
 * Trunks: the connections to other gateways, two to each, flows spread by hash; and one more for datagrams, made with
 * the first of them: behind the bytes of a bulk flow they would wait for as long as these take.
 */
import type { Protocol } from "../../../core/net/port-range.ts";
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
  datagrams: Link | undefined;
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

  open(address: string, flowId: string, protocol: Protocol): RawStream {
    const trunk = this.#byAddress.get(address) ?? this.#dial(address);
    const { links } = trunk;
    if (protocol === "udp") {
      trunk.datagrams ??= this.#link(address);
      // Until it is up, and where it can't be had, theirs is the way of all.
      if (trunk.datagrams.isUp()) return trunk.datagrams.stream(RELAY_PATH);
    }
    const hash = Number.parseInt(flowId.slice(-4), 16);
    const own = links[hash % links.length]!;
    // After a gateway's return its two links are up one after the other.
    const link = own.isUp() ? own : (links.find((one) => one.isUp()) ?? own);
    return link.stream(RELAY_PATH);
  }

  /** One question, one answer; rejects with CallFailed. */
  unary(address: string, path: string, request: Buffer, withinMs: number): Promise<Buffer> {
    const { links } = this.#byAddress.get(address) ?? this.#dial(address);
    return (links.find((one) => one.isUp()) ?? links[0]!).unary(path, request, withinMs);
  }

  /** It was up and is not any more: dead, restarting, or cut off. */
  isDown(address: string): boolean {
    const trunk = this.#byAddress.get(address);
    return trunk?.wasUp === true && !trunk.links.some((link) => link.isUp());
  }

  close(): void {
    for (const trunk of this.#byAddress.values()) closeTrunk(trunk);
    this.#byAddress.clear();
  }

  #dial(address: string): Trunk {
    const oldest = this.#byAddress.keys().next();
    if (this.#byAddress.size >= TRUNKS_MAX && !oldest.done) {
      closeTrunk(this.#byAddress.get(oldest.value)!);
      this.#byAddress.delete(oldest.value);
    }
    const links = Array.from({ length: LINKS_PER_TRUNK }, () => this.#link(address));
    const trunk: Trunk = { links, datagrams: undefined, wasUp: false };
    for (const link of links) link.onState((up) => void (trunk.wasUp ||= up));
    this.#byAddress.set(address, trunk);
    return trunk;
  }

  #link(address: string): Link {
    return openLink({ target: address, identity: this.#identity, trust: this.#trust });
  }
}

function closeTrunk({ links, datagrams }: Trunk): void {
  for (const link of links) link.close();
  datagrams?.close();
}
