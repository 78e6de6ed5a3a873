import { describe, expect, it } from "@jest/globals";
import { cellText, numberText, tableText, withSection } from "./markdown.ts";

describe("numbers of a table", () => {
  it.each([
    [0.123456, "0.123"],
    [1.2, "1.2"],
    [98.76, "98.8"],
    [1234.5, "1235"],
    [0, "0"],
    [Number.NaN, ""],
  ])("%d is written %s", (value, text) => expect(numberText(value)).toBe(text));

  it("one round has no range, several have", () => {
    expect(cellText({ median: 2, least: 2, most: 2, rounds: [2] })).toBe("2");
    expect(cellText({ median: 2, least: 1, most: 3, rounds: [1, 2, 3] })).toBe("2 [1-3]");
  });

  it("a table's first column is text, the others stand to the right", () => {
    expect(tableText(["", "a"], [["x", "1"]])).toBe("|  | a |\n|---|---:|\n| x | 1 |");
  });
});

describe("a bench's section of a document", () => {
  const document = "# Title\n\n<!-- bench a -->\nold\n<!-- end a -->\n\nafter\n";

  it("is replaced, and nothing else", () => {
    const written = withSection(document, "a", "new");
    expect(written).toBe("# Title\n\n<!-- bench a -->\nnew\n<!-- end a -->\n\nafter\n");
    expect(withSection(written, "a", "new")).toBe(written);
  });

  it("is added where there is none, also to an empty document", () => {
    expect(withSection(document, "b", "it")).toBe(`${document}\n<!-- bench b -->\nit\n<!-- end b -->\n`);
    expect(withSection("", "b", "it")).toBe("<!-- bench b -->\nit\n<!-- end b -->\n");
  });

  it("a name that begins another's doesn't take its place", () => {
    const both = withSection(document, "a profile", "p");
    expect(withSection(both, "a", "new")).toContain("<!-- bench a profile -->\np\n<!-- end a profile -->");
  });
});
