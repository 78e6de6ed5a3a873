import { expect, it } from "@jest/globals";
import type { Health } from "../control/state.ts";
import { healthKey } from "../control/state.ts";
import { standingOf } from "./attachments.ts";
import { WORLD_APP, worldOf } from "./world.ts";

const whyNot = (world: Parameters<typeof worldOf>[0], publisher = "p") =>
  standingOf(worldOf(world), "demo", publisher, WORLD_APP).whyNot;
const tunnels = [
  { publisher: "p", gateway: "gw-2" },
  { publisher: "p", gateway: "gw-1" },
];

it("a publisher is held by gateways, each once however many tunnels it has there, by their names", () => {
  const state = worldOf({ tunnels: [...tunnels, { publisher: "p", gateway: "gw-1", latencyBucket: 4 }] });
  expect(standingOf(state, "demo", "p", WORLD_APP)).toEqual({
    ...{ publisher: "p", whyNot: null, weight: 1, band: "normal" },
    holders: [
      { publisher: "p", gateway: "gw-1", epoch: "e1", address: "gw-1:8443", draining: false, latencyBucket: 4 },
      { publisher: "p", gateway: "gw-2", epoch: "e1", address: "gw-2:8443", draining: false, latencyBucket: -1 },
    ],
  });
});

it("what speaks against a publisher is said: configuration, absence, a drain, its own word, the app's port", () => {
  const said = [
    whyNot({ tunnels }),
    whyNot({ tunnels }, "who"),
    whyNot({ tunnels, revoked: ["p"] }),
    whyNot({ tunnels: [], weights: { p: 1 } }),
    whyNot({ tunnels, drained: ["p"] }),
    whyNot({ tunnels: tunnels.map((one) => ({ ...one, draining: true })) }),
    whyNot({ tunnels: [{ ...tunnels[0]!, band: "full" }, tunnels[1]!] }),
    whyNot({ tunnels, down: ["p"] }),
  ];
  expect(said).toEqual([
    ...[null, "not-configured", "revoked", "not-attached", "drained", "draining", "full", "port-down"],
  ]);
});

it("a tunnel that drains is no way to a publisher that has another", () => {
  const state = worldOf({ tunnels: [{ ...tunnels[0]!, draining: true }, tunnels[1]!] });
  const { whyNot: why, holders } = standingOf(state, "demo", "p", WORLD_APP);
  expect([why, holders.map(({ gateway }) => gateway)]).toEqual([null, ["gw-1"]]);
});

it("of a gateway's former life nothing is held", () => {
  const state = worldOf({ tunnels });
  const gateways = new Map([...state.gateways].map(([name, one]) => [name, { ...one, epoch: "e2" }]));
  expect(standingOf({ ...state, gateways }, "demo", "p", WORLD_APP).whyNot).toBe("not-attached");
});

it("of a port the word that came last counts, by whichever tunnel, and other ports are not concerned", () => {
  const state = worldOf({ tunnels, down: ["p"] });
  const tenant = state.tenants.get("demo")!;
  const up: Health = { ...WORLD_APP, attachment: "a1", status: "up", code: "", since: 99 };
  const health = new Map([...tenant.health, ["a1", new Map([[healthKey(WORLD_APP), up]])]]);
  const risen = { ...state, tenants: new Map([["demo", { ...tenant, health }]]) };
  expect(standingOf(risen, "demo", "p", WORLD_APP).whyNot).toBeNull();
  expect(standingOf(state, "demo", "p", { ...WORLD_APP, port: 81 }).whyNot).toBeNull();
});
