import { expect, it } from "@jest/globals";
import { traceIdOf } from "./traceparent.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT = "00f067aa0ba902b7";

it("the trace id of a W3C trace context, of this version and of later ones", () => {
  expect(traceIdOf(`00-${TRACE}-${PARENT}-01`)).toBe(TRACE);
  expect(traceIdOf(`cc-${TRACE}-${PARENT}-01-what-comes-later`)).toBe(TRACE);
});

it.each([
  ["", "nothing"],
  [`00-${"0".repeat(32)}-${PARENT}-01`, "a trace of zeros"],
  [`00-${TRACE}-${"0".repeat(16)}-01`, "a parent of zeros"],
  [`ff-${TRACE}-${PARENT}-01`, "the version that is none"],
  [`00-${TRACE.toUpperCase()}-${PARENT}-01`, "capitals"],
  [`00-${TRACE}-${PARENT}-01-more`, "more than version 00 has"],
  [`00-${TRACE}-${PARENT}`, "no flags"],
  [`x00-${TRACE}-${PARENT}-01`, "something before it"],
])("%j is none: %s", (text) => {
  expect(traceIdOf(text)).toBe("");
});
