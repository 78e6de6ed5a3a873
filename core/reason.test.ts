import { expect, it } from "@jest/globals";
import { isCode, REASONS } from "./reason.ts";

it("every code has its component, a text of one line, and a reply that programs know", () => {
  for (const [code, reason] of Object.entries(REASONS)) {
    expect(code).toMatch(/^(AGT|CGW|PGW|PUB|APP)(_[A-Z]+)+$/);
    expect(reason.text).toMatch(/^[A-Z][^\n]{5,90}\.$/);
    expect([1, 2, 4, 5, 7]).toContain(reason.socks);
    expect([403, 501, 502, 503, 504]).toContain(reason.http);
    // What was decided is not asked again elsewhere.
    if (reason.class === "D") expect(reason).toMatchObject({ retryable: false, socks: 2, http: 403 });
  }
});

it("replies are those of the contract", () => {
  const reply = (code: keyof typeof REASONS) => [REASONS[code].socks, REASONS[code].http];
  expect(reply("CGW_POLICY_RULE_BLOCK")).toEqual([2, 403]);
  expect(reply("CGW_POLICY_NO_RULE")).toEqual([2, 403]);
  expect(reply("CGW_APP_UNKNOWN")).toEqual([4, 502]);
  expect(reply("APP_DIAL_REFUSED")).toEqual([5, 502]);
  expect(reply("APP_DIAL_TIMEOUT")).toEqual([4, 504]);
  expect(reply("PUB_DNS_TIMEOUT")).toEqual([4, 504]);
  expect(reply("CGW_SELECT_ALL_DOWN")).toEqual([1, 503]);
  expect(reply("AGT_TUNNEL_GATEWAY_UNREACHABLE")).toEqual([1, 503]);
});

it("only codes of the catalogue are codes", () => {
  expect(isCode("APP_DIAL_REFUSED")).toBe(true);
  expect(isCode("toString")).toBe(false);
  expect(isCode("")).toBe(false);
});
