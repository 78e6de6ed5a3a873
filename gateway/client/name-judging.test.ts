/** Who may ask for a name: who could open a flow to it, by some port of the app whose name it is. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { TYPE } from "../../core/dns/name-answer.ts";
import { compile } from "../../core/policy/compile.ts";
import { decide } from "../../core/policy/decide.ts";
import type { Instant } from "../../core/units.ts";
import { ASKED, circumstances, DEVICES, tenantState, USERS } from "../../sim/arbitrary-objects.ts";
import { hostAsked, judgeName } from "./name-judging.ts";

const NOW = 1_000 as Instant;
const asking = fc
  .tuple(fc.nat({ max: USERS.length - 1 }), fc.constantFrom(...ASKED), circumstances)
  .map(([who, host, how]) => ({ user: USERS[who]!, device: DEVICES[who]!, host, ...how }));

describe("a question of a name", () => {
  it("is allowed by a verdict that a flow to the name has, and denied where no app's first port has one", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(tenantState, asking, (tenant, who) => {
        const compiled = compile(tenant);
        const verdict = judgeName(who, compiled, NOW);
        const said = verdict.kind === "allow" ? "allow" : verdict.code;
        seen.set(said, (seen.get(said) ?? 0) + 1);
        const tried = verdict.candidates.flatMap((app) => {
          const ports = compiled.apps.get(app)?.ports ?? [];
          return ports.map(({ protocol, from }) => decide({ ...who, port: from, protocol }, compiled, NOW));
        });
        const allowed = tried.filter(({ kind }) => kind === "allow");
        if (verdict.kind === "allow") {
          expect(allowed.some(({ app }) => app === verdict.app)).toBe(true);
          expect(verdict.permit.app).toBe(verdict.app);
        } else expect(allowed).toEqual([]);
      }),
      { numRuns: 4_000 },
    );
    // The law would hold of tenants in which nobody may ask for anything.
    for (const said of ["allow", "CGW_APP_UNKNOWN", "CGW_POLICY_RULE_BLOCK", "CGW_POLICY_NO_RULE"])
      expect(seen.get(said)).toBeGreaterThan(20);
  });

  it("of a name that stands for an address is one of the address", () => {
    expect(hostAsked({ name: "5.20.77.10.in-addr.arpa", type: TYPE.PTR })).toBe("10.77.20.5");
    const six = `1.${"0.".repeat(29)}d.f.ip6.arpa`;
    expect(hostAsked({ name: six, type: TYPE.PTR })).toBe("fd00::1");
    expect(hostAsked({ name: "db.corp.example", type: TYPE.A })).toBe("db.corp.example");
  });
});
