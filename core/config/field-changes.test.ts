import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { configObject } from "../../sim/arbitrary-objects.ts";
import { NOTHING_SAID } from "./defaults.ts";
import { fieldChanges } from "./field-changes.ts";
import type { AppSpec, ConfigObject } from "./object.ts";
import { toPlain } from "./print.ts";

const app = (spec: Partial<AppSpec>): ConfigObject => ({
  kind: "App",
  name: "a",
  spec: { ...NOTHING_SAID.App, ...spec },
});

it("an object does not differ from itself, and each field that is printed otherwise is told, and no other", () => {
  fc.assert(
    fc.property(configObject, configObject, (one, other) => {
      expect(fieldChanges(one, one)).toEqual([]);
      const [a, b] = [toPlain(one).spec, toPlain(other).spec];
      const differ = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
        (key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]),
      );
      expect(
        fieldChanges(one, other)
          .map(({ field }) => field)
          .sort(),
      ).toEqual(differ.sort());
      expect(fieldChanges(undefined, one).map(({ field }) => field)).toEqual(Object.keys(a));
    }),
  );
});

it("a list tells what came and what went, all else both values", () => {
  const before = app({ hosts: ["a.example", "b.example"], connectTimeoutMs: 5 });
  const after = app({ hosts: ["b.example", "c.example"], origin: "h:1" });
  expect(fieldChanges(before, after)).toEqual([
    { field: "hosts", added: ["c.example"], removed: ["a.example"] },
    { field: "origin", before: null, after: "h:1" },
    { field: "connect_timeout_ms", before: 5, after: null },
  ]);
  const turned = fieldChanges(before, app({ hosts: ["b.example", "a.example"], connectTimeoutMs: 5 }));
  expect(turned).toEqual([{ field: "hosts", added: [], removed: [] }]);
});
