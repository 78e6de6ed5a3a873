/** A flow as JSON: the fields that are promised, and nothing else. */
import { expect, it } from "@jest/globals";
import { REASONS } from "../reason.ts";
import {
  cellValue,
  clockText,
  FLOW_COLUMNS,
  flowOf,
  lifeText,
  outcomeOf,
  outcomeText,
  timeOf,
  usOf,
} from "./flow-view.ts";

it("has the promised fields in the promised order", () => {
  expect(FLOW_COLUMNS).toEqual([
    ...[
      "flow_id",
      "flow_status",
      "start_time",
      "end_time",
      "user",
      "device",
      "src_ip",
      "src_port",
      "app",
      "host",
      "port",
    ],
    ...["protocol", "action", "policy", "reason", "denial_id", "publisher_name", "client_gateway", "publisher_gateway"],
    ...["egress_addr", "app_addr", "client_bytes", "server_bytes", "bytes_exact", "dns_us", "decide_us", "route_us"],
    ...["dispatch_us", "resolve_us", "connect_us", "first_byte_us", "as_of", "config_rev", "srp_version", "trace_id"],
    ...["trace_kept", "segments", "client_packets", "server_packets", "packets_dropped", "drop_reasons"],
    ...["process", "process_path_hash", "process_uid", "question_id"],
  ]);
  expect(Object.keys(flowOf(FLOW_COLUMNS.map(() => null)))).toEqual(FLOW_COLUMNS);
});

it("a store with other columns is refused, not misread", () => {
  expect(() => flowOf([1, 2])).toThrow(/45 columns, the store sent 2/);
});

it("absent is null, whatever the store calls it; numbers are numbers up to 2^53, times RFC 3339", () => {
  expect(cellValue("text", "")).toBeNull();
  expect(cellValue("number", null)).toBeNull();
  expect(cellValue("number", "9007199254740991")).toBe(9_007_199_254_740_991);
  expect(cellValue("number", 0)).toBe(0);
  expect([true, 1, "true", "1", false, 0, "false"].map((cell) => cellValue("flag", cell))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(cellValue("time", "2026-01-02 03:04:05.000700")).toBe("2026-01-02T03:04:05.000700Z");
  expect(timeOf("2026-01-02T03:04:05.000700Z")).toBe("2026-01-02T03:04:05.000700Z");
});

it("every code has an outcome: only normal ends are closed", () => {
  for (const [code, { class: kind }] of Object.entries(REASONS)) {
    const expected = { N: "closed", D: "blocked", F: "failed", S: "failed", R: "terminated", I: "failed" }[kind];
    expect([code, outcomeOf({ flow_status: "closed", action: "block", reason: code })]).toEqual([code, expected]);
  }
  expect(outcomeOf({ flow_status: "active", action: "allow", reason: null })).toBe("open");
  expect(outcomeOf({ flow_status: "closed", action: "allow", reason: "PUB_DIAL_FORBIDDEN" })).toBe("failed");
  expect(outcomeOf({ flow_status: "closed", action: "allow", reason: "XYZ_OF_A_NEWER_GATEWAY" })).toBe("failed");
});

it("a flow that went well shows no code", () => {
  const row = flowOf(FLOW_COLUMNS.map(() => null));
  expect(outcomeText({ ...row, flow_status: "closed", reason: "APP_FLOW_CLOSED" })).toBe("closed");
  expect(outcomeText({ ...row, flow_status: "closed", reason: "APP_DIAL_REFUSED" })).toBe("failed APP_DIAL_REFUSED");
});

it("times keep their microseconds", () => {
  expect(usOf("1970-01-01T00:00:01.000002Z")).toBe(1_000_002);
  expect(usOf("1970-01-01T00:00:01Z")).toBe(1_000_000);
  const row = flowOf(FLOW_COLUMNS.map(() => null));
  const start_time = "2026-01-02T03:04:05.000000Z";
  expect(lifeText({ ...row, start_time, end_time: "2026-01-02T03:04:05.000250Z" })).toBe("250 us");
  expect(lifeText({ ...row, start_time })).toBe("-");
  expect(clockText(start_time, "2026-01-02")).toBe("03:04:05");
  expect(clockText(start_time, "2026-01-03")).toBe("01-02 03:04:05");
});
