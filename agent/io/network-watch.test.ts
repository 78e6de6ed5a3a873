/** Tunnels and this device's addresses: over real connections, with the device's moves told by the test. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomBytes } from "../../io/entropy.ts";
import { openJsonLog } from "../../io/json-log.ts";
import { readIdentity, readTrust } from "../../io/pki/identity.ts";
import { Agent } from "../agent.ts";
import { readDeviceFacts } from "./device-facts.ts";
import { GatewayLinks } from "./gateway-links.ts";
import { watchNetwork } from "./network-watch.ts";
import { closeKit, kit, openKit, until } from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

async function openLinks(): Promise<GatewayLinks> {
  const identity = readIdentity(`${kit.pki}/demo-laptop`);
  const stubRange = { base: 0x64400000, bits: 24 };
  const links = new GatewayLinks({
    targets: [`127.0.0.1:${kit.gateway.port}`],
    ...{ identity: () => identity, trust: readTrust(`${kit.pki}/trust`), expired: () => false },
    ...{ boot: randomBytes(16), facts: readDeviceFacts(), log: openJsonLog({ service: "agent", write() {} }) },
    agent: new Agent({ stubRange, stubPrefix: undefined, unmatched: "refuse", ownNames: [], onNotCarried() {} }),
  });
  links.replan();
  await until(() => links.current?.facts !== undefined);
  return links;
}

describe("a device that moves", () => {
  it("makes a connection from an address that is gone anew, and leaves others alone", async () => {
    const links = await openLinks();
    const { session } = links.current!;
    expect(links.current!.localAddresses).toEqual(["127.0.0.1"]);
    links.moved((address) => address === "192.0.2.7", true);
    expect(links.current?.session).toBe(session);
    const stream = links.current!.openFlow("tcp");
    const lost = new Promise<void>((resolve) => stream.onLost(() => resolve()));
    links.moved((address) => address === "127.0.0.1", true);
    await lost;
    await until(() => links.current?.facts !== undefined && links.current.session !== session);
    links.close();
  });

  it("is told of by its addresses", async () => {
    let addresses = ["192.0.2.7"];
    const told: string[] = [];
    const unwatch = watchNetwork(
      { moved: (isGone, appeared) => void told.push(`${isGone("192.0.2.7")} ${appeared}`) },
      () => addresses,
    );
    addresses = ["198.51.100.9"];
    await until(() => told.length > 0);
    unwatch();
    expect(told[0]).toBe("true true");
  });
});
