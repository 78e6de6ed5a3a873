/** Whom this machine's own agent speaks to past capture: gateways, and the resolvers of others' names. */
import { lookup } from "node:dns/promises";
import { splitHostPort } from "../../../core/net/ip.ts";
import type { HostPort } from "../../config.ts";
import type { OwnPeer } from "../routes.ts";

/** `complete`: false where a gateway's name can't be resolved now. */
export async function ownPeers(gateways: readonly string[], resolvers: readonly HostPort[]) {
  let complete = true;
  const found = gateways.map(async (text): Promise<OwnPeer[]> => {
    const { host, port } = splitHostPort(text) ?? { host: "", port: 0 };
    const addresses = await lookup(host, { all: true }).catch(() => {
      complete = false;
      return [];
    });
    return addresses.map(({ address }) => ({ ip: address, port, protocol: "tcp" }));
  });
  const asked = resolvers.flatMap(({ host, port }): OwnPeer[] => [
    { ip: host, port, protocol: "udp" },
    { ip: host, port, protocol: "tcp" },
  ]);
  return { peers: [...(await Promise.all(found)).flat(), ...asked], complete };
}
