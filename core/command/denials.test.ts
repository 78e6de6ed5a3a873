import { describe, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { ConfigObject } from "../config/object.ts";
import type { Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import type { ControlState } from "../control/state.ts";
import { emptyState, tenantOf } from "../control/state.ts";
import { type Denial, enforcedState, isTold } from "./denials.ts";

const objects: ConfigObject[] = [
  { kind: "User", name: "sam", spec: { ...NOTHING_SAID.User, email: "sam@corp.example" } },
  { kind: "Device", name: "laptop", spec: { ...NOTHING_SAID.Device, user: "sam" } },
  { kind: "Publisher", name: "p1", spec: NOTHING_SAID.Publisher },
  { kind: "Operator", name: "ann", spec: { role: "admin", disabled: false } },
];
const state = folded(
  emptyState(),
  objects.map((object) => ({ type: "object-put", object })),
);
const kinds = ["User", "Device", "Publisher", "Operator"] as const;
const denialOf = (object: ConfigObject, tenant = "demo"): Denial => {
  return { id: "00", tenant, kind: object.kind as Denial["kind"], name: object.name, actor: "a", atUs: 1 };
};

describe("a denial", () => {
  it("of each kind cuts off whom it names, in its tenant alone, and leaves the state of the log as it is", () => {
    const before = tenantOf(state, "demo");
    const enforced = tenantOf(
      enforcedState(
        state,
        objects.map((one) => denialOf(one)),
      ),
      "demo",
    );
    expect(enforced.users.get("sam")?.inactive).toBe(true);
    expect(enforced.devices.get("laptop")?.revoked).toBe(true);
    expect(enforced.publishers.get("p1")?.revoked).toBe(true);
    expect(enforced.operators.get("ann")?.disabled).toBe(true);
    expect([enforced.attachments, enforced.policies]).toEqual([before.attachments, before.policies]);
    expect(before.users.get("sam")?.inactive).toBe(false);
    const elsewhere = enforcedState(
      state,
      objects.map((one) => denialOf(one, "other")),
    );
    expect(tenantOf(elsewhere, "demo")).toBe(before);
  });

  it("is told once the log denies it too, or knows it no more", () => {
    for (const object of objects) {
      const denial = denialOf(object);
      expect(isTold(state, denial)).toBe(false);
      const gone = folded(state, [{ type: "object-deleted", kind: object.kind, name: object.name }]);
      expect(isTold(gone, denial)).toBe(true);
      expect(enforcedState(gone, [denial])).toBe(gone);
    }
    const revoked = { ...objects[1]!, spec: { ...NOTHING_SAID.Device, user: "sam", revoked: true } } as ConfigObject;
    expect(isTold(folded(state, [{ type: "object-put", object: revoked }]), denialOf(revoked))).toBe(true);
    expect(kinds.every((kind) => isTold(emptyState(), { ...denialOf(objects[0]!), kind }))).toBe(true);
  });
});

function folded(from: ControlState, facts: readonly Fact[]): ControlState {
  const about = { id: "", tenant: "demo", atUs: 0, writer: "w", critical: true, actor: "", command: "" };
  return fold(
    from,
    facts.map((fact, at) => ({ offset: from.asOf + 1 + at, appendTimeUs: 0, event: { ...about, fact } })),
  );
}
