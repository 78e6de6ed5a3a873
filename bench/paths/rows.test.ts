import { describe, expect, it } from "@jest/globals";
import { cellsOf, cellTextOf, medianOf, note, PATH_ROWS, type Rounds, ratioText } from "./rows.ts";

describe("figures of several rounds", () => {
  it("the median of an even number is between the two in the middle", () => {
    expect(medianOf([4, 1, 3])).toBe(3);
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });

  it("a ratio is taken within a round: a slow round slows both", () => {
    const rounds: Rounds = {};
    for (const speed of [1, 0.1, 1]) {
      note(rounds, "wayleave", { x: 50 * speed });
      note(rounds, "haproxy", { x: 100 * speed });
    }
    expect(ratioText(rounds, "wayleave", "haproxy", "x")).toBe("0.5");
    expect(cellsOf(rounds)["wayleave"]!["x"]).toEqual({ median: 50, least: 5, most: 50, rounds: [50, 5, 50] });
  });

  it("what a path doesn't have is an empty cell", () => {
    expect(cellTextOf({}, "ssh", "x")).toBe("");
    expect(ratioText({ wayleave: { x: [1] } }, "wayleave", "ssh", "x")).toBe("");
  });

  it("no two rows have one label, for documents are read by it", () => {
    expect(new Set(PATH_ROWS.map(({ label }) => label)).size).toBe(PATH_ROWS.length);
  });
});
