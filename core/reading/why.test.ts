/** What a person is told of a refusal. */
import { expect, it } from "@jest/globals";
import { REASONS } from "../reason.ts";
import { FLOW_COLUMNS } from "./flow-view.ts";
import { whyOf } from "./why.ts";
import { bearersQuery, whyFlowQuery, whyInputOf } from "./why-query.ts";

const flow = (known: Record<string, unknown>) => FLOW_COLUMNS.map((field) => known[field] ?? null);
const REST = [
  "managed",
  "proxy",
  "Ask HR",
  "",
  "1500",
  [{ publisher: "p", gateway: "g", why_not: "APP_DIAL_REFUSED" }],
];

it("every code says what it means and who can fix it", () => {
  for (const code of Object.keys(REASONS)) {
    const { reason } = answer({ flow_status: "closed", reason: code });
    expect(reason.text).toBeTruthy();
    for (const said of [reason.means, reason.who_can_fix, reason.what_to_do]) expect(said).toMatch(/\w/);
    expect(reason.where).not.toBeNull();
  }
});

it("a code of a newer gateway and a flow that lives are no error", () => {
  expect(answer({ flow_status: "closed", reason: "CGW_NEW_THING" }).reason).toMatchObject({ class: null });
  expect(answer({ flow_status: "open" }).reason).toMatchObject({ code: null, what_to_do: "Nothing." });
});

it("the rule that matched failed no criterion, the publisher that was taken has no why-not", () => {
  const taken = [
    ...REST.slice(0, 5),
    [
      ["p", "g", ""],
      ["q", "g", "not-needed"],
    ],
  ];
  const input = whyInputOf(
    [...flow({ flow_status: "closed" }), ...taken],
    [
      [
        ["first", "users"],
        ["second", ""],
      ],
    ],
  );
  const why = whyOf({ ...input, others: [] });
  expect(why.decision.rules_considered).toEqual([
    { rule: "first", first_failed: "users" },
    { rule: "second", first_failed: null },
  ]);
  expect(why.route.candidates).toEqual([
    { publisher: "p", gateway: "g", why_not: null },
    { publisher: "q", gateway: "g", why_not: "not-needed" },
  ]);
});

it("tuples are read as objects and as arrays; absent texts are null", () => {
  const why = answer({ flow_status: "closed", reason: "APP_DIAL_REFUSED", user: "sam@corp.example" });
  expect(why.route.candidates).toEqual([{ publisher: "p", gateway: "g", why_not: "APP_DIAL_REFUSED" }]);
  expect(why.who).toMatchObject({ user: "sam@corp.example", device: null, device_classification: "managed" });
  expect(why.what.near_miss).toBeNull();
  expect(why.when.duration_us).toBe(1500);
  expect(why.decision).toMatchObject({ notice: "Ask HR", rules_considered: [] });
});

it("ids travel as parameters", () => {
  expect(bearersQuery("ABC-123")).toMatchObject({ params: { denial_id: "ABC-123" } });
  expect(bearersQuery("ABC-123").query).not.toContain("ABC");
  expect(whyFlowQuery("0198f6a1-0c00-7abc-8def-0123456789ab").query).toContain("`candidates`");
});

const answer = (known: Record<string, unknown>) =>
  whyOf({ ...whyInputOf([...flow(known), ...REST], undefined), others: [] });
