/** Headers for a collector. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readHeaders } from "./headers-file.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wayleave-headers-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  const file = join(folder, "headers");
  writeFileSync(file, text, { mode: 0o600 });
  return readHeaders(file);
};

it("takes a header from each line", () => {
  expect(read("Authorization: Bearer a:b==\r\n\nx-scope: team one \n")).toEqual({
    ...{ authorization: "Bearer a:b==", "x-scope": "team one" },
  });
});

it.each([
  ["no header", "Authorization Bearer secret-1\n", /:1: must be/],
  ["a header with a line end of its own", "a: secret-1\u0000\n", /:1: must be/],
  ["the same twice", "a: 1\nA: secret-1\n", /:2: this header stands there twice/],
  ["too many", Array.from({ length: 17 }, (_, i) => `h${i}: secret-1`).join("\n"), /more than 16 headers/],
  ["too much", `a: ${"secret-1".repeat(2_000)}`, /more than 8192 bytes/],
])("refuses %s, and doesn't say the secret", (_, text, why) => {
  expect(() => read(text)).toThrow(why);
  expect(() => read(text)).not.toThrow(/secret-1/);
});

it("says which file is not there", () => {
  expect(() => readHeaders(join(folder, "none"))).toThrow(/none can't be read \(ENOENT\)/);
});
