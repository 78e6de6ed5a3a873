/** Bits never shut out who is in one of a rule's groups; and where they say that they are certain, they are. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { EVERYBODY, type Gate, gateOfGroups, gateOfPerson, isCertain, OWN_BITS } from "./gate.ts";

const some = fc.uniqueArray(fc.nat({ max: 2 * OWN_BITS }), { maxLength: 6 });
const isOpen = (a: Gate, b: Gate) => (a.low & b.low) !== 0 || (a.high & b.high) !== 0;

it("a gate is open for whoever is in one of its groups, and of groups with own bits for nobody else", () => {
  const seen = { open: 0, shut: 0, wronglyOpen: 0 };
  fc.assert(
    fc.property(some, some, (wanted, has) => {
      const meets = wanted.some((group) => has.includes(group));
      const open = isOpen(gateOfGroups(wanted), gateOfPerson(has));
      if (meets) expect(open).toBe(true);
      if (isCertain(wanted)) expect(open).toBe(meets);
      seen[open ? (meets ? "open" : "wronglyOpen") : "shut"] += 1;
    }),
    { numRuns: 3000 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50);
});

it("everybody's gate is open for everybody, and for nobody by a group's bit alone", () => {
  fc.assert(fc.property(some, (has) => isOpen(EVERYBODY, gateOfPerson(has))));
  fc.assert(fc.property(some, (wanted) => !isOpen(EVERYBODY, gateOfGroups(wanted))));
});
