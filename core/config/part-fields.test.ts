/** A part's configuration out of plain values. */
import { expect, it } from "@jest/globals";
import { PartFields } from "./part-fields.ts";

it("reading goes on after a mistake, and each is told by its field", () => {
  const fields = new PartFields();
  const top = fields.mapping({ name: "", log: [], limit: 1, extra: null }, "", ["name", "log", "file", "limit"]);
  expect(fields.text(top["name"], "name", "a name")).toBe("");
  expect(fields.mapping(top["log"], "log", ["embedded"])).toEqual({});
  expect(fields.mapping({ embeded: "x" }, "log", ["embedded"])).toEqual({ embeded: "x" });
  expect(fields.optional(top["file"], "file", "a file")).toBeUndefined();
  expect(fields.optional(top["limit"], "limit", "a text")).toBe("");
  expect(fields.text(undefined, "state", "a folder")).toBe("");
  expect(fields.mistakes.map(({ field, text }) => `${field}: ${text}`)).toEqual([
    "extra: unknown field; known are name, log, file, limit",
    'name: must be a name, is ""',
    "log: must be a mapping with embedded, is []",
    "log.embeded: unknown field; known are embedded",
    "limit: must be a text, is 1",
    "state: must be a folder, is missing",
  ]);
});
