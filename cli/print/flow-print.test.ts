/** The printed forms of flows. */
import { expect, it } from "@jest/globals";
import { FLOW_COLUMNS, type FlowRow, flowOf } from "../../core/reading/flow-view.ts";
import { csvPrinter, type FlowPrinter, TYPICAL_FLOW, tablePrinter } from "./flow-print.ts";
import { jsonLinesPrinter, jsonPrinter } from "./row-print.ts";

const row = (more: Partial<FlowRow>): FlowRow => ({ ...flowOf(FLOW_COLUMNS.map(() => null)), ...more });
const printed = (printer: FlowPrinter, rows: readonly FlowRow[]) =>
  printer.begin + rows.map((one, at) => printer.row(one, at)).join("") + printer.end(rows.length);

it.each([0, 1, 3])("json of %d flows is one array, a flow a line", (count) => {
  const rows = Array.from({ length: count }, (_, at) => row({ flow_id: String(at), client_bytes: at }));
  const text = printed(jsonPrinter, rows);
  expect(JSON.parse(text)).toEqual(rows);
  expect(text.trimEnd().split("\n")).toHaveLength(count === 0 ? 1 : count + 2);
  expect(text.endsWith("\n")).toBe(true);
});

it("jsonl is an object a line", () => {
  const rows = [row({ host: "a\nb" }), row({ host: "c" })];
  expect(
    printed(jsonLinesPrinter, rows)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(rows);
});

it("csv has a head, and quotes what would be read as more than one cell", () => {
  const [head, ...lines] = printed(csvPrinter, [
    row({ flow_id: "1", policy: 'say "no", twice', bytes_exact: true }),
  ]).split("\n");
  expect(head).toBe(FLOW_COLUMNS.join(","));
  expect(lines[0]).toContain('"say ""no"", twice"');
  expect(lines[0]).toContain(",true,");
});

it("a table fits its terminal and leaves the least telling out first", () => {
  for (const width of [200, 160, 120, 100, 80]) {
    const lines = printed(tablePrinter([TYPICAL_FLOW], { width, today: "2026-01-02" }), [TYPICAL_FLOW]).split("\n");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines[0]).toMatch(/^TIME .*DESTINATION.*OUTCOME.*DENIAL/);
    expect(lines[1]).toContain("blocked CGW_POLICY_RULE_BLOCK");
    expect(lines[1]).toContain("ABC-123");
  }
  const wide = printed(tablePrinter([TYPICAL_FLOW], { width: undefined, today: "2026-01-02" }), [TYPICAL_FLOW]);
  expect(wide).toContain("101 KiB");
  expect(wide).toContain("03:04:05  somebody@corp.example");
});

it("what others chose can't move the cursor", () => {
  const text = printed(tablePrinter([], { width: undefined, today: "" }), [row({ host: "a\u001b[2J\u202eb\nc" })]);
  expect(text).toContain("a?[2J?b?c");
});
