import { expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { Fact } from "./event.ts";
import { fold } from "./fold.ts";
import { emptyState, tenantOf } from "./state.ts";
import { mayTell } from "./writers.ts";

const of = (tenant: string, role = "gateway", id = "g1") => `spiffe://example.test/${tenant}/${role}/${id}`;
const put: Fact = { type: "object-put", object: { kind: "Group", name: "staff", spec: NOTHING_SAID.Group } };
const joined: Fact = { type: "gateway-joined", gateway: "g1", epoch: "e1", address: "h:1", roles: [] };
const left: Fact = { type: "gateway-left", gateway: "g1", epoch: "e1" };
const lost: Fact = { type: "gateway-lost", gateway: "g1", epoch: "e1", judge: "g2" };
const attached: Fact = {
  ...{ type: "publisher-attached", publisher: "p", gateway: "g1", gatewayEpoch: "e1", instance: "i", tunnel: 0 },
  attachment: "a",
};

const says = (writer: string, fact: Fact, tenant = "") => mayTell({ writer, tenant, fact });

it("a gateway of one tenant tells nothing of another's", () => {
  expect(says(of("a"), put, "a")).toBe(true);
  expect(says(of("a"), put, "b")).toBe(false);
  expect(says(of("shared"), put, "b")).toBe(true);
  // Nor does one whose name only begins alike.
  expect(says(of("a"), put, "a-2")).toBe(false);
  expect(says(of("shared-2"), put, "b")).toBe(false);
});

it("of a gateway's life itself tells, and its judge that it is lost", () => {
  for (const fact of [joined, left]) {
    expect(says(of("a"), fact)).toBe(true);
    expect(says(of("a", "gateway", "g2"), fact)).toBe(false);
    expect(says(of("a", "operator"), fact)).toBe(false);
  }
  expect([says(of("a", "gateway", "g2"), lost), says(of("a"), lost)]).toEqual([true, false]);
});

it("a tunnel is told of by the gateway that holds it", () => {
  expect([says(of("a"), attached, "a"), says(of("a", "gateway", "g2"), attached, "a")]).toEqual([true, false]);
});

it("what is not its writer's to tell is folded to nothing", () => {
  const at = (offset: number, writer: string, tenant: string, fact: Fact) => {
    const about = { id: "00", atUs: 0, critical: true, actor: "", command: "" };
    return { offset, appendTimeUs: 0, event: { ...about, writer, tenant, fact } };
  };
  const state = fold(emptyState(), [
    at(0, of("shared"), "", joined),
    at(1, of("shared"), "b", put),
    at(2, of("shared"), "b", attached),
  ]);
  const after = fold(state, [
    at(3, of("a", "gateway", "g9"), "", left),
    at(4, of("a", "gateway", "g9"), "b", { type: "object-deleted", kind: "Group", name: "staff" }),
    at(5, of("a", "gateway", "g9"), "b", { type: "publisher-detached", attachment: "a", reason: "" }),
  ]);
  expect(after).toEqual({ ...state, asOf: 5 });
  expect(tenantOf(after, "b").attachments.size).toBe(1);
});
