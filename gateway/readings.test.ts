/** What a gateway's metrics are made of. */
import { expect, it } from "@jest/globals";
import { untold } from "../core/metrics/families.ts";
import { gatewayReadings } from "./readings.ts";

const parts = {
  ...{ counters: { flows_opened: 1 }, refused: { "tls-garbage": 2 }, stoppedAt: null, configRev: -1, sessions: 3 },
  connections: { sessions_device: 2, sessions_none: 1, handshaking: 4, streams: 5, "refused_tls-garbage": 2 },
  at: { asOf: 9, logEnd: 12, malformed: 1, ageMs: 1_500 },
  attachments: [
    { idle: 64, flows: 2 },
    { idle: 60, flows: 1 },
  ],
  ...{ limits: { stalledBytesMax: 100 }, histograms: {} },
};

it("counts what is held, by the names of the table", () => {
  const readings = gatewayReadings(parts);
  expect(readings.counters).toMatchObject({
    ...{ connections_device: 2, connections_none: 1, handshaking: 4, streams: 5, sessions: 3 },
    ...{ attachments: 2, idle_streams: 124, flows_bound: 3, stalled_bytes_max: 100, config_rev: 0 },
  });
  expect(readings.refused).toEqual({ gateway: { "tls-garbage": 2 } });
  expect(untold("gateway", readings)).toEqual([]);
});

it("is ready once it has folded the log to its end", () => {
  const log = (asOf: number, logEnd: number) =>
    gatewayReadings({ ...parts, at: { asOf, logEnd, malformed: 0, ageMs: 1_500 } }).counters;
  expect(log(9, 12)).toMatchObject({ ready: 0, control_log_folded: 10, control_log_end: 12, control_log_lag: 2 });
  expect(log(11, 12)).toMatchObject({ ready: 1, control_log_lag: 0 });
  // The end was asked before the last facts came.
  expect(log(12, 12)).toMatchObject({ ready: 1, control_log_lag: 0 });
});
