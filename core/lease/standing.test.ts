import { expect, it } from "@jest/globals";
import type { Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import { type ControlState, emptyState } from "../control/state.ts";
import { standingOf } from "./standing.ts";

const joined = (epoch: string): Fact => ({ type: "gateway-joined", gateway: "g1", epoch, address: "h:1", roles: [] });
const lost = (epoch: string): Fact => ({ type: "gateway-lost", gateway: "g1", epoch, judge: "g2" });

it.each<[string, Fact[], boolean, string]>([
  ["nothing was told yet", [], false, "unheard"],
  ["a former life stands there", [joined("e0")], false, "unheard"],
  ["it has joined", [joined("e1")], true, "joined"],
  ["it was judged", [joined("e1"), lost("e1")], true, "lost"],
  ["it was judged before it read that it joined", [joined("e1"), lost("e1")], false, "lost"],
  ["another life of it was judged", [joined("e1"), lost("e0")], true, "joined"],
  [
    "it left, as somebody else says",
    [joined("e1"), { type: "gateway-left", gateway: "g1", epoch: "e1" }],
    true,
    "lost",
  ],
  ["another process took its name", [joined("e1"), joined("e2")], true, "replaced"],
  ["who took its name was judged", [joined("e1"), joined("e2"), lost("e2")], true, "lost"],
])("%s", (_what, facts, heard, standing) => {
  expect(standingOf(stateOf(facts), "g1", "e1", heard)).toBe(standing);
});

it("what an operator drains is drained still in the next life after a loss, and after a clean stop no more", () => {
  const drain: Fact = { type: "drain-set", kind: "gateway", name: "g1", draining: true };
  const left: Fact = { type: "gateway-left", gateway: "g1", epoch: "e1" };
  const drained = (...facts: Fact[]) => stateOf(facts).gateways.get("g1")?.draining;
  expect(drained(joined("e1"), drain, lost("e1"), joined("e2"))).toBe(true);
  expect(drained(joined("e1"), drain, joined("e2"))).toBe(true);
  expect(drained(joined("e1"), lost("e1"), drain, joined("e2"))).toBe(true);
  expect(drained(joined("e1"), drain, left, joined("e2"))).toBe(false);
});

function stateOf(facts: readonly Fact[]): ControlState {
  const about = { id: "", tenant: "", atUs: 0, writer: "", critical: true, actor: "", command: "" };
  return fold(
    emptyState(),
    facts.map((fact, offset) => ({ offset, appendTimeUs: 0, event: { ...about, fact } })),
  );
}
