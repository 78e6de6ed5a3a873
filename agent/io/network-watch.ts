/** Looks twice a second at this device's addresses, so that a tunnel doesn't outlive the network that it is in. */
import { networkInterfaces } from "node:os";
import { clock } from "../../io/clock.ts";
import { firstLook, isGone, look } from "../own-addresses.ts";
import type { GatewayLinks } from "./gateway-links.ts";

/** A device that wakes up in another network is back within this and a dial. One look takes some ten microseconds. */
const LOOK_EVERY_MS = 500;

/** `read`: all addresses that are up. Answers what ends it. */
export function watchNetwork(links: Pick<GatewayLinks, "moved">, read = ownAddresses): () => void {
  let own = firstLook(read());
  const timer = setInterval(() => {
    const now = clock.now();
    const { next, appeared } = look(own, read(), now);
    own = next;
    if (appeared || own.gone.size > 0) links.moved((address) => isGone(own, address, now), appeared);
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((link) => (link ?? []).map(({ address }) => address));
}
