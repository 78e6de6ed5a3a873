/** Two gateways decide at once: whatever the order in the log, what both saw to holds of the state that follows. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { NOTHING_SAID } from "../config/defaults.ts";
import type { ConfigObject } from "../config/object.ts";
import type { ControlRecord, Fact } from "../control/event.ts";
import { fold } from "../control/fold.ts";
import type { ControlState } from "../control/state.ts";
import { emptyState, objectsOf, tenantOf } from "../control/state.ts";
import { Basis } from "./basis.ts";
import { decideCommand } from "./command.ts";
import type { Accepted, Command, Decision } from "./decision.ts";
import { objectMistakes } from "./references.ts";

const names = ["a", "b"] as const;
const some = fc.subarray([...names]);
const name = fc.constantFrom(...names);

const object: fc.Arbitrary<ConfigObject> = fc.oneof(
  name.map((n): ConfigObject => ({ kind: "Group", name: n, spec: NOTHING_SAID.Group })),
  fc.tuple(name, some, name).map(([n, groups, mail]): ConfigObject => {
    return { kind: "User", name: n, spec: { ...NOTHING_SAID.User, email: `${mail}@corp.example`, groups } };
  }),
  fc
    .tuple(name, name)
    .map(([n, user]): ConfigObject => ({ kind: "Device", name: n, spec: { ...NOTHING_SAID.Device, user } })),
  name.map((n): ConfigObject => ({ kind: "Publisher", name: n, spec: NOTHING_SAID.Publisher })),
  fc.tuple(name, some, some).map(([n, publishers, tags]): ConfigObject => {
    const ports = [{ protocol: "tcp", from: 80, to: 80 }] as const;
    return { kind: "App", name: n, spec: { ...NOTHING_SAID.App, hosts: [`${n}.example`], ports, publishers, tags } };
  }),
  fc.tuple(name, some, some, some, some).map(([n, users, groups, apps, appTags]): ConfigObject => {
    const spec = { ...NOTHING_SAID.Policy, action: "allow", order: 10, users, groups, apps, appTags } as const;
    return { kind: "Policy", name: n, spec };
  }),
  fc.tuple(name, fc.constantFrom("admin", "operator"), fc.boolean()).map(([n, role, disabled]): ConfigObject => {
    return { kind: "Operator", name: n, spec: { role, disabled } } as ConfigObject;
  }),
);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.array(object, { minLength: 1, maxLength: 3 }).map((objects): Command => ({ type: "apply", objects })),
  object.map(({ kind, name: n }): Command => ({ type: "delete", kind, name: n })),
);

describe("commands that were decided at once", () => {
  it("leave no reference without its object, no mail twice, and an admin where there was one", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), command, command, (before, one, other) => {
        const state = before.reduce(
          (so, next, at) => taken(so, decideCommand(next, so, "demo"), `b${at}`),
          emptyState(),
        );
        const [x, y] = [decideCommand(one, state, "demo"), decideCommand(other, state, "demo")];
        const after = taken(taken(state, x, "x"), y, "y");
        const tenant = tenantOf(after, "demo");
        const all = objectsOfAll(after);
        expect(objectMistakes(all, tenant, tenant, new Basis().follow(tenant).naming)).toEqual([]);
        if (tenant.operators.size > 0)
          expect([...tenant.operators.values()].some(({ role, disabled }) => role === "admin" && !disabled)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("of two that write the same rule list the first counts, and the other is known to have lost", () => {
    const rule = (n: string): Command => {
      return { type: "apply", objects: [{ kind: "Policy", name: n, spec: { ...NOTHING_SAID.Policy, order: 10 } }] };
    };
    const [x, y] = [decideCommand(rule("a"), emptyState(), "demo"), decideCommand(rule("b"), emptyState(), "demo")];
    const state = taken(taken(emptyState(), x, "01"), y, "02");
    expect([...tenantOf(state, "demo").policies.keys()]).toEqual(["a"]);
    expect(state.lostCommands).toEqual(["02"]);
  });
});

function objectsOfAll(state: ControlState): ConfigObject[] {
  const kinds = ["Group", "User", "Device", "Publisher", "App", "Policy", "Operator"] as const;
  return kinds.flatMap((kind) => [...objectsOf(tenantOf(state, "demo"), kind)]);
}

/** Appended behind its guard, as a gateway does. */
function taken(state: ControlState, decision: Decision, id: string): ControlState {
  if ("mistakes" in decision || decision.facts.length === 0) return state;
  const { facts, expected }: Accepted = decision;
  const all: Fact[] = [{ type: "command-guarded", expected }, ...facts];
  const records = all.map((fact, at): ControlRecord => {
    const about = { id: "", tenant: "demo", atUs: 0, writer: "w", critical: true, actor: "", command: id };
    return { offset: state.asOf + 1 + at, appendTimeUs: 0, event: { ...about, fact } };
  });
  return fold(state, records);
}
