import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { NOTHING_SAID } from "../core/config/defaults.ts";
import type { AppSpec } from "../core/config/object.ts";
import { rowsOf } from "../core/control/rows.ts";
import { APPS_A_PART, type AppListPart, appListParts } from "../gateway/publisher/app-list.ts";
import { PublishedList } from "../publisher/published-list.ts";

const app = (publishers: readonly string[], origin = ""): AppSpec => ({ ...NOTHING_SAID.App, publishers, origin });

const specs = fc.record({
  mine: fc.boolean(),
  origin: fc.constantFrom("", "a:1", "b:2"),
  tag: fc.constantFrom("x", "y"),
});
const tables = fc
  .dictionary(fc.constantFrom(..."abcdefgh"), specs)
  .map((rows) =>
    rowsOf(
      new Map(
        Object.entries(rows).map(([name, { mine, origin, tag }]) => [
          name,
          { ...app(mine ? ["other", "me"] : ["other"], origin), tags: [tag] },
        ]),
      ),
    ),
  );

/** As a publisher reads them. */
function heard(list: PublishedList, parts: Iterable<AppListPart>): number {
  let told = 0;
  for (const part of parts) {
    told += part.apps.length + part.gone.length;
    list.take({ version: 1, ...part });
  }
  return told;
}

it("a publisher that hears the changes knows what one knows that hears the whole, whatever changes", () => {
  fc.assert(
    fc.property(fc.array(tables, { minLength: 1, maxLength: 6 }), (all) => {
      const list = new PublishedList();
      for (const [n, table] of all.entries()) {
        heard(list, appListParts(all[n - 1], table, "me"));
        const anew = new PublishedList();
        heard(anew, appListParts(undefined, table, "me"));
        expect(new Map([...list.apps].sort())).toEqual(new Map([...anew.apps].sort()));
      }
    }),
  );
});

it("one changed app of thousands is told alone, and what is no publisher's business not at all", () => {
  const before = new Map<string, AppSpec>(Array.from({ length: 1_000 }, (_, n) => [`app-${n}`, app(["me"])] as const));
  const list = new PublishedList();
  expect(heard(list, appListParts(undefined, before, "me"))).toBe(1_000);
  const after = new Map(before)
    .set("app-7", app(["me"], "127.0.0.1:1"))
    .set("app-8", { ...app(["me"]), tags: ["new"] });
  after.set("theirs", app(["other"]));
  expect([...appListParts(before, after, "me")].map(({ apps }) => apps.map(({ name }) => name))).toEqual([["app-7"]]);
  expect([...appListParts(before, before, "me")]).toEqual([]);
});

it("a large list comes in parts of which only the last has nothing behind it; an empty one is told, too", () => {
  const many = new Map<string, AppSpec>(
    Array.from({ length: 2 * APPS_A_PART + 1 }, (_, n) => [`app-${n}`, app(["me"])] as const),
  );
  const parts = [...appListParts(undefined, many, "me")];
  expect(parts.map(({ apps, more }) => [apps.length, more])).toEqual([
    ...[
      [APPS_A_PART, true],
      [APPS_A_PART, true],
      [1, false],
    ],
  ]);
  const ends = [...appListParts(many, new Map(), "me")];
  expect(ends.map(({ gone, more }) => [gone.length, more])).toEqual(parts.map(({ apps, more }) => [apps.length, more]));
  expect([...appListParts(undefined, new Map(), "me")]).toEqual([{ apps: [], gone: [], changes: false, more: false }]);
});
