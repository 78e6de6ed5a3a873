/** Ids and chance. */
import { expect, it } from "@jest/globals";
import { denialId, die, randomBytes, readDenialId, uuidBytes, uuidText, uuidv7, uuidv7Bytes } from "./entropy.ts";

it("ids of one process are version 7, unique, and strictly ascending as text and as bytes", () => {
  const ids = Array.from({ length: 20_000 }, () => uuidv7());
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it("an id bears the time it was made", () => {
  expect(Math.abs(uuidv7Bytes().readUIntBE(0, 6) - Date.now())).toBeLessThan(1000);
});

it("text and bytes of an id are one", () => {
  const bytes = uuidv7Bytes();
  expect(uuidBytes(uuidText(bytes))).toEqual(bytes);
  expect(() => uuidText(bytes.subarray(1))).toThrow("16 bytes");
  expect(() => uuidBytes("no id")).toThrow("not a UUID");
});

it("a denial id is easy to say, and what was typed badly is read right", () => {
  for (let i = 0; i < 1000; i++) expect(denialId()).toMatch(/^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}$/);
  expect(readDenialId(" k7q 4m2 ")).toBe("K7Q-4M2");
  expect(readDenialId("OIL-4M2")).toBe("011-4M2");
  expect(readDenialId("K7Q4M")).toBeUndefined();
  expect(readDenialId("K7Q-4U2")).toBeUndefined();
});

it("random bytes are never handed out twice, and the die stays in its range", () => {
  const seen = new Set(Array.from({ length: 5000 }, () => randomBytes(16).toString("hex")));
  expect(seen.size).toBe(5000);
  expect(randomBytes(10_000)).toHaveLength(10_000);
  for (let i = 0; i < 1000; i++) {
    const value = die();
    expect(value >= 0 && value < 1).toBe(true);
  }
});
