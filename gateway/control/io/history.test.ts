/** The past, asked for in any order, compared with a fold of every record; and the whole log, read to its end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { NOTHING_SAID } from "../../../core/config/defaults.ts";
import { canonicalText } from "../../../core/control/canonical.ts";
import { fold } from "../../../core/control/fold.ts";
import { type ControlState, emptyState } from "../../../core/control/state.ts";
import { ControlLog } from "../../../io/control/control-log.ts";
import { openEmbeddedLog } from "../../../io/log/embedded/embedded-log.ts";
import type { EventLog, LogRecord } from "../../../io/log/event-log.ts";
import { decodeControlEvent } from "../../../io/wire/control-event.ts";
import { History } from "./history.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-history-"));
const GROUPS = 600;
let log: EventLog;
const records: LogRecord[] = [];
/** By offset. */
const states: ControlState[] = [];

const group = (n: number) => ({
  type: "object-put" as const,
  object: { kind: "Group" as const, name: `g${n % 40}`, spec: { ...NOTHING_SAID.Group, description: `${n}` } },
});

beforeAll(async () => {
  log = await openEmbeddedLog(folder);
  expect((await new History(log).at("now").catch((error: unknown) => error)) instanceof Error).toBe(true);
  const control = await ControlLog.open(log, { spiffe: "spiffe://t/demo/gateway/g1", trustDomain: "t" });
  for (let n = 0; n < GROUPS; n += 100)
    await control.append(
      "demo",
      Array.from({ length: 100 }, (_, i) => group(n + i)),
      "op",
    );
  control.close();
  let state = emptyState();
  const last = await new History(log).read(async (batch) => {
    for (const { offset, appendTimeUs, value, ...rest } of batch) {
      state = fold(state, [{ offset, appendTimeUs, event: decodeControlEvent(value) }]);
      records.push({ offset, appendTimeUs, value, ...rest });
      states.push(state);
    }
  });
  expect(last).toBe(GROUPS);
}, 60_000);
afterAll(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

it("reads every record once and in order, to the end that the log had when it was asked for", () => {
  expect(records.map(({ offset }) => offset)).toEqual(records.map((_, at) => at));
  expect(records).toHaveLength(GROUPS + 1);
});

it("is at each moment what the fold of all before gives, in whatever order one asks, however often", async () => {
  const history = new History(log);
  const asked = [500, 3, 3, 499, 0, GROUPS, 42, 500, ...Array.from({ length: 30 }, (_, i) => (i * 97) % GROUPS)];
  for (const offset of asked) {
    const { state, timeUs } = await history.at({ offset });
    expect([offset, canonicalText(state)]).toEqual([offset, canonicalText(states[offset]!)]);
    expect(timeUs).toBe(records[offset]!.appendTimeUs);
    const stood = records.findLastIndex(({ appendTimeUs }) => appendTimeUs <= timeUs);
    expect((await history.at({ timeUs })).state.asOf).toBe(stood);
  }
  expect((await history.at("now")).state.asOf).toBe(GROUPS);
  await expect(history.at({ offset: GROUPS + 1 })).rejects.toThrow(`@${GROUPS}`);
}, 60_000);
