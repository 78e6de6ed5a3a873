import { describe, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { ConfigObject, OperatorRole } from "../config/object.ts";
import { fold } from "../control/fold.ts";
import type { ControlState } from "../control/state.ts";
import { emptyState, tenantOf } from "../control/state.ts";
import { decideCommand } from "./command.ts";
import type { Command } from "./decision.ts";
import { mayNotRead } from "./rights.ts";

const operator = (name: string, role: OperatorRole, disabled = false): ConfigObject => {
  return { kind: "Operator", name, spec: { role, disabled } };
};
const group: Command = { type: "apply", objects: [{ kind: "Group", name: "g", spec: NOTHING_SAID.Group }] };
const settings: Command = {
  type: "apply",
  objects: [{ kind: "Settings", name: "settings", spec: { ...NOTHING_SAID.Settings, sessionStaleS: 60 } }],
};
const publisher: ConfigObject = { kind: "Publisher", name: "p", spec: NOTHING_SAID.Publisher };
const issue: Command = { type: "issue-token", role: "publisher", name: "p", tokenHash: "aa", expiresAtUs: 9, nowUs: 1 };

describe("what an operator may do", () => {
  it("is all while the tenant has named none", () => {
    expect(denied("anybody", settings, emptyState())).toBeUndefined();
  });

  it("is by its role from then on", () => {
    const state = given(operator("ann", "admin"), operator("bob", "operator"), operator("eve", "viewer"), publisher);
    const drain: Command = { type: "drain", kind: "publisher", name: "p", undo: false };
    const revoke: Command = { type: "revoke", kind: "Publisher", name: "p" };
    for (const command of [group, issue, drain, revoke]) {
      expect(denied("ann", command, state)).toBeUndefined();
      expect(denied("bob", command, state)).toBeUndefined();
      expect(denied("eve", command, state)).toContain("operator eve is viewer");
      expect(denied("ghost", command, state)).toContain("operator ghost is not known");
    }
    const bad: Command[] = [settings, { type: "apply", objects: [operator("bob", "admin")] }];
    for (const command of [...bad, { type: "revoke", kind: "Operator", name: "ann" } as const]) {
      expect(denied("ann", command, given(operator("ann", "admin"), operator("zoe", "admin")))).toBeUndefined();
      expect(denied("bob", command, state)).toMatch(/wants admin/);
    }
    expect(mayNotRead(tenantOf(state, "demo"), "eve")).toBeUndefined();
    expect(mayNotRead(tenantOf(state, "demo"), "ghost")).toContain("not known");
  });

  it("is nothing once it is disabled, and nothing in another tenant that has named its own", () => {
    const state = given(operator("ann", "admin"), operator("bob", "admin", true));
    expect(denied("bob", group, state)).toContain("disabled");
    const other = decideCommand(group, state, "other", { operator: "ann", runsGateways: false });
    expect("facts" in other).toBe(true);
    expect(tenantOf(state, "other").operators.size).toBe(0);
  });

  it("is never to leave the tenant without an admin", () => {
    const state = given(operator("ann", "admin"), operator("bob", "operator"));
    const last: Command[] = [
      { type: "delete", kind: "Operator", name: "ann" },
      { type: "revoke", kind: "Operator", name: "ann" },
      { type: "apply", objects: [operator("ann", "viewer")] },
    ];
    for (const command of last) expect(mistake("ann", command, state)).toContain("no Operator would be an admin");
    expect(mistake("ann", { type: "apply", objects: [operator("bob", "viewer")] }, emptyState())).toContain(
      "the first Operator must be an admin",
    );
    const handed: Command = { type: "apply", objects: [operator("bob", "admin"), operator("ann", "viewer")] };
    expect(mistake("ann", handed, state)).toBeUndefined();
  });

  it("is to drain gateways in the tenant that runs them alone", () => {
    const command: Command = { type: "drain", kind: "gateway", name: "g", undo: false };
    expect(denied("ann", command, emptyState(), false)).toContain("the tenant that runs them");
    expect(mistake("ann", command, emptyState())).toContain("no gateway g has joined");
  });
});

describe("a command on what its operator has seen", () => {
  it("is refused where it was written since, and names the revision", () => {
    const state = given(operator("ann", "admin"), publisher);
    const again: Command = {
      type: "apply",
      objects: [{ ...publisher, spec: { ...publisher.spec, weight: 5 } } as ConfigObject],
    };
    const by = { operator: "ann", runsGateways: true };
    expect("facts" in decideCommand(again, state, "demo", { ...by, expected: 1 })).toBe(true);
    const late = decideCommand(again, state, "demo", { ...by, expected: 0 });
    expect(late).toMatchObject({ why: "conflict", conflict: { kind: "Publisher", name: "p", revision: 1 } });
  });
});

function given(...objects: ConfigObject[]): ControlState {
  const decision = decideCommand({ type: "apply", objects }, emptyState(), "demo");
  if ("mistakes" in decision) throw new Error(JSON.stringify(decision.mistakes));
  const about = { id: "", tenant: "demo", atUs: 0, writer: "w", critical: true, actor: "", command: "" };
  return fold(
    emptyState(),
    decision.facts.map((fact, offset) => ({ offset, appendTimeUs: 0, event: { ...about, fact } })),
  );
}

function denied(who: string, command: Command, state: ControlState, runsGateways = true): string | undefined {
  const decision = decideCommand(command, state, "demo", { operator: who, runsGateways });
  return "why" in decision && decision.why === "denied" ? decision.mistakes[0]?.text : undefined;
}

function mistake(who: string, command: Command, state: ControlState): string | undefined {
  const decision = decideCommand(command, state, "demo", { operator: who, runsGateways: true });
  return "mistakes" in decision ? decision.mistakes[0]?.text : undefined;
}
