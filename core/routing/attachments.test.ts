import { expect, it } from "@jest/globals";
import type { Attachment, ControlState } from "../control/state.ts";
import { emptyState, emptyTenant } from "../control/state.ts";
import { eligible, heldPublishers, holdersOf } from "./attachments.ts";

it("a publisher is held by the gateways that live in the epoch of its attachments", () => {
  const state = world([
    held("a1", "p1", "gw-2", "e2"),
    held("a2", "p1", "gw-1", "e1"),
    held("a3", "p1", "gw-1", "e1"),
    held("a4", "p1", "gw-9", "e1"),
    held("a5", "p1", "gw-1", "e0"),
    held("a6", "off", "gw-1", "e1"),
    held("a7", "who", "gw-1", "e1"),
  ]);
  const holders = holdersOf(state, "demo");
  expect([...holders]).toEqual([
    [
      "p1",
      [
        { gateway: "gw-1", epoch: "e1", address: "gw-1:8443", attachments: ["a2", "a3"] },
        { gateway: "gw-2", epoch: "e2", address: "gw-2:8443", attachments: ["a1"] },
      ],
    ],
  ]);
  expect(heldPublishers(state, "demo", ["p2", "p1"])).toEqual([
    { publisher: "p1", gateway: "gw-1", epoch: "e1", address: "gw-1:8443" },
    { publisher: "p1", gateway: "gw-2", epoch: "e2", address: "gw-2:8443" },
  ]);
  expect(holdersOf(state, "other").size).toBe(0);
  const { candidates, passedOver } = eligible(["p1", "p2", "off", "who"], state.tenants.get("demo")!, holders);
  expect(candidates).toEqual([{ name: "p1", weight: 3, holders: holders.get("p1") }]);
  expect(passedOver).toEqual([
    { publisher: "p2", whyNot: "not attached" },
    { publisher: "off", whyNot: "revoked" },
    { publisher: "who", whyNot: "not configured" },
  ]);
});

const held = (attachment: string, publisher: string, gateway: string, gatewayEpoch: string): Attachment => ({
  attachment,
  publisher,
  gateway,
  gatewayEpoch,
  instance: "00",
  tunnel: 0,
  band: "normal",
  draining: false,
  since: 1,
});

function world(attachments: Attachment[]): ControlState {
  const gateway = (name: string, epoch: string) =>
    [name, { gateway: name, epoch, address: `${name}:8443`, roles: ["publisher"], draining: false, since: 0 }] as const;
  const publisher = (weight: number, revoked = false) => ({ weight, revoked, description: "" });
  const tenant = {
    ...emptyTenant("demo"),
    publishers: new Map([
      ["p1", publisher(3)],
      ["p2", publisher(1)],
      ["off", publisher(1, true)],
    ]),
    attachments: new Map(attachments.map((one) => [one.attachment, one])),
  };
  return {
    ...emptyState(),
    tenants: new Map([["demo", tenant]]),
    gateways: new Map([gateway("gw-1", "e1"), gateway("gw-2", "e2")]),
  };
}
