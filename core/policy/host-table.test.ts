/** A table made of another holds what was set, and the other what it held. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { emptyTable, entriesOf, hashBefore, hashOfName, TableDraft, valueAt } from "./host-table.ts";

it("is a map, edit after edit, past its growth and with equal hashes; what it came from stays as it was", () => {
  const key = fc.integer({ min: 0, max: 700 }).map((n) => `k${n}`);
  const edits = fc.array(fc.tuple(key, fc.option(fc.nat(), { nil: undefined })), { maxLength: 900 });
  // Every third key has the hash of another one.
  const hash = (name: string) => hashOfName(name.replace(/[369]$/, "0"));
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 4 }), (batches) => {
      let table = emptyTable<string, number>();
      const map = new Map<string, number>();
      for (const batch of batches) {
        const [before, held] = [table, contents(table)];
        const draft = new TableDraft(table);
        for (const [name, value] of batch) {
          draft.set(hash(name), name, value);
          if (value === undefined) map.delete(name);
          else map.set(name, value);
          expect(draft.get(hash(name), name)).toBe(value);
        }
        table = draft.seal();
        expect(contents(table)).toEqual([...map].sort());
        expect(table.size).toBe(map.size);
        for (const [name, value] of map) expect(valueAt(table, hash(name), name)).toBe(value);
        expect(contents(before)).toEqual(held);
      }
    }),
    { numRuns: 50 },
  );
});

it("the hash of a name is built from its end, so that a suffix has its own on the way", () => {
  let hash = hashOfName("corp.example");
  for (const unit of [..."wiki."].reverse()) hash = hashBefore(unit.charCodeAt(0), hash);
  expect(hash).toBe(hashOfName("wiki.corp.example"));
});

const contents = (table: ReturnType<typeof emptyTable<string, number>>) =>
  entriesOf(table)
    .map(({ key, value }) => [key, value] as [string, number])
    .sort();
