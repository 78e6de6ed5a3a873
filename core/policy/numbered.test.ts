/** Pages of numbered things: a table made of another holds what was set, and the other what it held. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { atNumber, type Numbered, withNumbers } from "./numbered.ts";

it("is a map by number, change after change; what it came from stays as it was", () => {
  const number = fc.nat({ max: 1_500 });
  const changes = fc.array(fc.tuple(number, fc.option(fc.string(), { nil: undefined })), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 5 }), fc.array(number, { maxLength: 20 }), (batches, asked) => {
      let pages: Numbered<string> = [];
      const map = new Map<number, string | undefined>();
      const held = (of: Numbered<string>) => [...asked, ...map.keys()].map((one) => atNumber(of, one));
      for (const batch of batches) {
        const before = { pages, held: held(pages) };
        pages = withNumbers(pages, batch);
        expect(held(before.pages)).toEqual(before.held);
        for (const [one, value] of batch) map.set(one, value);
        for (const one of [...asked, ...map.keys()]) expect(atNumber(pages, one)).toBe(map.get(one));
      }
    }),
  );
});
