/** Metadata in parts: together what was given, each a text that the protocol can carry. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { METADATA_BYTES_MAX } from "../event-log.ts";
import { firstPart, isPartGroup, partGroup, partsOf } from "./position-parts.ts";

const joined = ([first, ...more]: readonly string[]): string => {
  const { count, text } = firstPart(first!);
  expect(count).toBe(more.length + 1);
  return [text, ...more].join("");
};

it("parts joined are the metadata, and none is longer than a string of the protocol", () => {
  const pieces = fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 3000 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (all) => {
      const metadata = all.map(([text, times]) => text.repeat(times)).join("");
      fc.pre(Buffer.byteLength(metadata) <= METADATA_BYTES_MAX);
      const parts = partsOf(metadata);
      for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(32_767);
      expect(joined(parts)).toBe(metadata);
    }),
  );
});

it("the longest metadata has three parts, of groups that are known as such", () => {
  const parts = partsOf("ü".repeat(METADATA_BYTES_MAX / 2));
  expect(parts).toHaveLength(3);
  expect(parts.map((_, i) => isPartGroup(partGroup("ingest", i)))).toEqual([false, true, true]);
});

it("what another client committed is taken as it is", () => {
  expect(firstPart("")).toEqual({ count: 1, text: "" });
  expect(firstPart("anything: at all")).toEqual({ count: 1, text: "anything: at all" });
});
