/** The opening of a flow: its whole table, and the laws behind it. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { after, type Instant } from "../core/units.ts";
import {
  ANSWER_WAIT_MS,
  ASKS_MAX,
  type Opening,
  type OpeningInput,
  SESSION_WAIT_MS,
  startOpening,
  step,
} from "./open-flow.ts";

const T = 1000 as Instant;
type At = Opening["at"];
type On = OpeningInput["on"];

const STATES: Record<At, Opening> = {
  waiting: { at: "waiting", until: after(T, 10), asks: 0 },
  asked: { at: "asked", until: after(T, 10), asks: 1, begun: false },
  opened: { at: "opened" },
  failed: { at: "failed", code: "APP_DIAL_REFUSED" },
};
const INPUTS: Record<On, OpeningInput> = {
  session: { on: "session" },
  "no-session": { on: "no-session", code: "CGW_AUTH_SESSION_REVOKED" },
  begun: { on: "begun" },
  opened: { on: "opened" },
  refused: { on: "refused", code: "CGW_POLICY_NO_RULE" },
  lost: { on: "lost" },
  "program-gone": { on: "program-gone" },
  tick: { on: "tick" },
};
/** At T: before the deadline. */
const EXPECTED: Record<At, Record<On, At>> = {
  waiting: {
    ...{ session: "asked", "no-session": "failed", opened: "waiting", refused: "waiting", lost: "waiting" },
    ...{ begun: "waiting", "program-gone": "failed", tick: "waiting" },
  },
  asked: {
    ...{ session: "asked", "no-session": "asked", opened: "opened", refused: "failed", lost: "waiting" },
    ...{ begun: "asked", "program-gone": "failed", tick: "asked" },
  },
  opened: {
    ...{ session: "opened", "no-session": "opened", opened: "opened", refused: "opened", lost: "opened" },
    ...{ begun: "opened", "program-gone": "opened", tick: "opened" },
  },
  failed: {
    ...{ session: "failed", "no-session": "failed", opened: "failed", refused: "failed", lost: "failed" },
    ...{ begun: "failed", "program-gone": "failed", tick: "failed" },
  },
};

describe("opening a flow", () => {
  for (const at of Object.keys(EXPECTED) as At[]) {
    for (const on of Object.keys(EXPECTED[at]) as On[]) {
      it(`${at} + ${on} -> ${EXPECTED[at][on]}`, () => {
        expect(step(STATES[at], INPUTS[on], T).next.at).toBe(EXPECTED[at][on]);
      });
    }
  }

  it("gives up at its deadlines, not before, and counts an answer that never came", () => {
    const waiting = startOpening(T);
    expect(step(waiting, { on: "tick" }, after(T, SESSION_WAIT_MS - 1)).next).toBe(waiting);
    expect(step(waiting, { on: "tick" }, after(T, SESSION_WAIT_MS)).next).toEqual({
      at: "failed",
      code: "AGT_TUNNEL_GATEWAY_UNREACHABLE",
    });
    const asked = step(waiting, { on: "session" }, T).next;
    const late = step(asked, { on: "tick" }, after(T, ANSWER_WAIT_MS));
    expect(late.next).toEqual({ at: "failed", code: "PGW_DIAL_NO_ACK" });
    const notCarried = { do: "not-carried", code: "PGW_DIAL_NO_ACK" };
    expect(late.outputs).toEqual([{ do: "abandon" }, { do: "count-unanswered" }, notCarried]);
  });

  it("tells why the last gateway did not take it", () => {
    let opening = step(startOpening(T), { on: "session" }, T).next;
    opening = step(opening, { on: "lost", code: "CGW_FLOW_DRAIN" }, T).next;
    expect(step(opening, { on: "tick" }, after(T, SESSION_WAIT_MS)).next).toEqual({
      at: "failed",
      code: "CGW_FLOW_DRAIN",
    });
  });

  it("asks nobody else once the program's bytes may be with one, unless that one would not have the flow", () => {
    const begun = step(step(startOpening(T), { on: "session" }, T).next, { on: "begun" }, T).next;
    expect(step(begun, { on: "lost" }, T).next).toEqual({ at: "failed", code: "AGT_TUNNEL_LOST" });
    const turnedAway = step(begun, { on: "lost", code: "CGW_FLOW_DRAIN" }, T).next;
    expect(turnedAway).toMatchObject({ at: "waiting", asks: 1 });
    expect(step(turnedAway, { on: "session" }, T).next).toMatchObject({ at: "asked", begun: false });
  });

  it("tells of a flow that no gateway answered, and of no other", () => {
    const waiting = startOpening(T);
    const asked = step(waiting, { on: "session" }, T).next;
    const lost = step(asked, { on: "lost" }, T).next;
    const drained = step(asked, { on: "lost", code: "CGW_FLOW_DRAIN" }, T).next;
    const told = (opening: Opening, input: OpeningInput, at = T) =>
      step(opening, input, at).outputs.flatMap((output) => (output.do === "not-carried" ? [output.code] : []));
    expect(told(waiting, { on: "program-gone" })).toEqual(["AGT_FLOW_CLIENT_CLOSED"]);
    expect(told(waiting, { on: "no-session", code: "CGW_AUTH_SESSION_REVOKED" })).toEqual(["CGW_AUTH_SESSION_REVOKED"]);
    expect(told(waiting, { on: "tick" }, after(T, SESSION_WAIT_MS))).toEqual(["AGT_TUNNEL_GATEWAY_UNREACHABLE"]);
    expect(told(lost, { on: "tick" }, after(T, SESSION_WAIT_MS))).toEqual(["AGT_TUNNEL_LOST"]);
    expect(told(step(lost, { on: "session" }, T).next, { on: "lost" })).toEqual(["AGT_TUNNEL_LOST"]);
    // Each of these a gateway knows of: by its own answer, or by the reset that is sent.
    expect(told(asked, { on: "refused", code: "CGW_APP_UNKNOWN" })).toEqual([]);
    expect(told(asked, { on: "opened" })).toEqual([]);
    expect(told(asked, { on: "program-gone" })).toEqual([]);
    expect(told(drained, { on: "tick" }, after(T, SESSION_WAIT_MS))).toEqual([]);
    expect(told(drained, { on: "program-gone" })).toEqual([]);
  });

  it("asks at most twice, never again after an answer, and ends for good", () => {
    const inputs = fc.array(fc.constantFrom(...Object.values(INPUTS)), { maxLength: 30 });
    fc.assert(
      fc.property(inputs, (all) => {
        let opening = startOpening(T);
        let asks = 0;
        for (const input of all) {
          const ended = opening.at === "opened" || opening.at === "failed";
          const { next, outputs } = step(opening, input, T);
          if (ended) expect([next, outputs]).toEqual([opening, []]);
          asks += outputs.filter((output) => output.do === "ask").length;
          opening = next;
        }
        expect(asks).toBeLessThanOrEqual(ASKS_MAX);
      }),
    );
  });
});
