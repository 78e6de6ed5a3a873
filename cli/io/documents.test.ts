/** Mistakes in files are told all at once, with file and line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { readObjects } from "./documents.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-documents-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("names file, line and field of every mistake of every file", () => {
  const one = write("one.yaml", "kind: App\nname: a\nspec:\n  hosts: [a b]\n  prots: [tcp/80]\n");
  const two = write("two.yaml", "kind: Thing\n");
  const text = messageOf(() => readObjects([one, two]));
  expect(text).toContain("4 mistakes, nothing is applied");
  expect(text).toContain(`${one}:4: hosts[0]:`);
  expect(text).toContain(`${one}:5: prots:`);
  expect(text).toContain(`${two}:1: kind:`);
});

it("a file that can't be read is named with its flag", () => {
  expect(messageOf(() => readObjects([join(folder, "none.yaml")]))).toMatch(/-f .*none\.yaml can't be read \(ENOENT\)/);
});

it("of a folder every YAML file is read, by name, and one without any is a mistake", () => {
  const inside = mkdtempSync(join(folder, "many-"));
  writeFileSync(join(inside, "b.yml"), "kind: Group\nname: b\n");
  writeFileSync(join(inside, "a.yaml"), "kind: Group\nname: a\n");
  writeFileSync(join(inside, "notes.txt"), "kind: Nothing\n");
  expect(readObjects([inside]).map(({ object }) => object.name)).toEqual(["a", "b"]);
  expect(messageOf(() => readObjects([mkdtempSync(join(folder, "none-"))]))).toContain("no .yaml file stands");
});

it("a file without objects is a mistake", () => {
  expect(messageOf(() => readObjects([write("empty.yaml", "# nothing\n")]))).toContain("no object");
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}
