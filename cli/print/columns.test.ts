import { expect, it } from "@jest/globals";
import { columnsFor } from "./columns.ts";

const COLUMNS = [
  { title: "a", cell: (row: string[]) => row[0]!, least: 3 },
  { title: "n", cell: (row: string[]) => row[1]!, right: true, leave: 1 },
  { title: "b", cell: (row: string[]) => row[2]!, least: 4, leave: 2 },
];

it("widths are those of the sample; numbers stand at the right", () => {
  const { head, line } = columnsFor(
    COLUMNS,
    [
      ["long-name", "7", "x"],
      ["y", "1234", "zz"],
    ],
    undefined,
  );
  expect([head, line(["y", "12", "zz"])]).toEqual(["A             N  B\n", "y            12  zz\n"]);
  expect(line(["longer-than-any", "1", "x"])).toBe("longer-than-any     1  x\n");
});

it("the widest column that may be cut is cut, and what does not fit then is left out", () => {
  const sample = [["abcdefghij", "123", "klmnopqrst"]];
  expect(columnsFor(COLUMNS, sample, 21).line(sample[0]!)).toBe("abcdef…  123  klmnop…\n");
  expect(columnsFor(COLUMNS, sample, 10).line(sample[0]!)).toBe("ab…  123\n");
  expect(columnsFor(COLUMNS, sample, 3).line(sample[0]!)).toBe("ab…\n");
});
