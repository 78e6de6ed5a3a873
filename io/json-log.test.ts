/** The process's own log. */
import { expect, it } from "@jest/globals";
import { openJsonLog, timeText, traced } from "./json-log.ts";

const collected = (level: "debug" | "info" | "warn") => {
  const lines: string[] = [];
  return { lines, log: openJsonLog({ service: "wayleave-test", level, write: (line) => lines.push(line) }) };
};

it("a line is one JSON object with time, level, msg and fields", () => {
  const { lines, log } = collected("info");
  log.with({ part: "p" }).warn("two\nlines", { n: 1n, error: new Error("x", { cause: new Error("y") }) });
  expect(lines).toHaveLength(1);
  expect(lines[0]!.indexOf("\n")).toBe(lines[0]!.length - 1);
  const line = JSON.parse(lines[0]!) as Record<string, unknown>;
  expect(line).toMatchObject({ level: "warn", msg: "two\nlines", service: "wayleave-test", part: "p", n: "1" });
  expect(line.error).toEqual({ name: "Error", text: "x: y" });
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

it("what is below the level is not written, and what can't be written harms nobody", () => {
  const { lines, log } = collected("warn");
  log.debug("a");
  log.info("b");
  expect(lines).toEqual([]);
  const loop: { loop?: unknown } = {};
  loop.loop = loop;
  log.error("c", loop);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "error" });
});

it("times bear microseconds", () => expect(timeText(1_700_000_000_123_045)).toBe("2023-11-14T22:13:20.123045Z"));

it("a line about a flow bears its trace's id, where it has one", () => {
  const { lines, log } = collected("debug");
  for (const traceId of ["4bf92f3577b34da6a3ce929d0e0e4736", ""]) log.debug("flow ended", { ...traced(traceId) });
  const ids = lines.map((line) => (JSON.parse(line) as { trace_id?: string }).trace_id);
  expect(ids).toEqual(["4bf92f3577b34da6a3ce929d0e0e4736", undefined]);
});
