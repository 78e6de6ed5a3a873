/** The status page as text: what the record says, and that nobody's name is markup. */
import { expect, it } from "@jest/globals";
import { FLOW_COLUMNS, flowOf } from "../core/reading/flow-view.ts";
import { behind, type RecordView } from "./record-section.ts";
import { type SystemView, statusPage } from "./status-page.ts";

const EVIL = `<script>alert("x")</script>&'`;
const flow = (known: Record<string, unknown>) => flowOf(FLOW_COLUMNS.map((field) => known[field] ?? null));
const HERE: RecordView = { state: "here", why: "", events_behind: 0, behind_s: 0, last_flows: [] };
const page = (record: RecordView) => {
  const view: SystemView = {
    at: "2026-01-02T03:05:00.000000Z",
    up: true,
    ready: true,
    parts: [],
    gateways: [],
    record,
  };
  return statusPage(view);
};

it("shows the last flows, newest first, with outcome, code, denial and amounts", () => {
  const began = (s: number) => `2026-01-02 03:04:0${s}.000000`;
  const last_flows = [
    flow({ flow_status: "closed", host: "wiki", reason: "APP_FLOW_CLOSED", start_time: began(1), server_bytes: 2048 }),
    flow({
      ...{ flow_status: "closed", host: "payroll", action: "block", reason: "CGW_POLICY_RULE_BLOCK", policy: "no" },
      ...{ denial_id: "K7M-2QX", start_time: began(2), end_time: "2026-01-02 03:04:02.001500" },
    }),
  ];
  const text = page({ ...HERE, last_flows });
  expect(text.indexOf("payroll")).toBeLessThan(text.indexOf("wiki"));
  expect(text).toContain(`<td class="bad">blocked CGW_POLICY_RULE_BLOCK</td><td>K7M-2QX</td><td>no</td>`);
  expect(text).toContain(`<td class="good">closed</td>`);
  for (const cell of ["2.0 KiB", "1.5 ms", "03:04:02"]) expect(text).toContain(`<td>${cell}</td>`);
  expect(text).toContain("The record is up to date.");
});

it("every name of a flow is escaped, and so is what went wrong", () => {
  const known = Object.fromEntries(
    ["user", "app", "host", "policy", "publisher_name", "denial_id", "reason"].map((field) => [field, EVIL]),
  );
  const text = page({ ...HERE, state: "away", why: EVIL, last_flows: [flow({ ...known, flow_status: "closed" })] });
  expect(text).not.toContain("<script>");
  expect(text.match(/&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt;&amp;&#39;/g)).toHaveLength(8);
});

it("a store that is away is said, with what was seen last; the rest of the page stands", () => {
  const text = page({ ...HERE, state: "away", why: "ClickHouse does not answer", events_behind: null, behind_s: 75 });
  expect(text).toContain(`<p class="bad">The record can&#39;t be read now. ClickHouse does not answer.`);
  expect(text).toContain("its newest event is 1 min 15 s old");
  for (const title of ["Last flows", "Parts", "Gateways", "Sessions", "Publishers"])
    expect(text).toContain(`<h2>${title}</h2>`);
});

it("the record is behind by what waits in spools and log, and by the age of what is stored", () => {
  expect(behind({ lag: 3, unshipped: [2, 0] }, 5000, 9000)).toEqual({ events_behind: 5, behind_s: 4 });
  expect(behind({ lag: 0, unshipped: [0] }, 5000, 9000)).toEqual({ events_behind: 0, behind_s: 0 });
  expect(behind({ lag: undefined, unshipped: [0] }, 5000, 9000)).toEqual({ events_behind: null, behind_s: 4 });
  expect(behind({ lag: 0, unshipped: [0, undefined] }, undefined, 9000)).toEqual({
    events_behind: null,
    behind_s: null,
  });
  expect(page({ ...HERE, events_behind: 5, behind_s: 4 })).toContain(
    "The record is there. It is behind: 5 events wait to be stored, its newest event is 4.00 s old.",
  );
});
