/** What the engine says when something is wrong, as a server says it. */
import { expect, it } from "@jest/globals";
import { exception, exceptionBody, exceptionOf, httpStatusOf } from "./exception.ts";

it.each([
  [
    "Query failed: Code: 47. DB::Exception: Unknown `x`. (UNKNOWN_IDENTIFIER) b76563e9-1c1e-45b5-b438-e30923a93f36",
    { code: 47, name: "UNKNOWN_IDENTIFIER", text: "Unknown `x`." },
  ],
  [
    "Code: 73. DB::Exception: Code: 73. DB::Exception: Unknown format X. (UNKNOWN_FORMAT) (version 26.7.2.1). (UNKNOWN_FORMAT) (version 26.7.2.1 (official build)). (UNKNOWN_FORMAT)",
    { code: 73, name: "UNKNOWN_FORMAT", text: "Unknown format X." },
  ],
  [
    "Code: 36. DB::Exception: only (SELECT) is known. (BAD_ARGUMENTS)",
    { code: 36, name: "BAD_ARGUMENTS", text: "only (SELECT) is known." },
  ],
  ["something broke", { code: 1002, name: "UNKNOWN_EXCEPTION", text: "something broke" }],
])("%j", (text, expected) => {
  expect(exceptionOf(text)).toEqual(expected);
});

it("goes out in the form that clients take apart", () => {
  expect(exceptionBody(exception("SYNTAX_ERROR", "Syntax error."), "26.7.2.1")).toBe(
    "Code: 62. DB::Exception: Syntax error. (SYNTAX_ERROR) (version 26.7.2.1 (official build))\n",
  );
});

it("has the HTTP status that ClickHouse gives its code", () => {
  const statuses = [62, 27, 60, 47, 81, 516, 497, 48, 229, 381, 159, 202, 209, 241, 164].map(httpStatusOf);
  expect(statuses).toEqual([400, 400, 404, 404, 404, 403, 403, 501, 413, 411, 408, 503, 503, 500, 500]);
});
