/**
 * Step 3 of the life of a flow: a program's connection asks a gateway for a flow.
 *
 * A step machine. It waits a little for a session, asks, and asks through another gateway once where the first was lost
 * before it answered, or would not have it. Where bytes of the program went with the open, a gateway that was lost
 * may have passed them on: then nobody else is asked, for nothing is ever delivered twice.
 */
import type { Code } from "../core/reason.ts";
import { after, type Instant } from "../core/units.ts";

/** The next gateway is up within this time if there is one; a person waits no longer for an error. */
export const SESSION_WAIT_MS = 3_000;
/** Longer than every hop behind us takes to give up, so that their more exact reason arrives first. */
export const ANSWER_WAIT_MS = 30_000;
export const ASKS_MAX = 2;

export type Opening =
  /** `code`: why the gateway that was asked before did not take it. */
  | { readonly at: "waiting"; readonly until: Instant; readonly asks: number; readonly code?: Code }
  /** `begun`: bytes of the program are on their way. */
  | { readonly at: "asked"; readonly until: Instant; readonly asks: number; readonly begun: boolean }
  | { readonly at: "opened" }
  | { readonly at: "failed"; readonly code: Code };

export type OpeningInput =
  /** A session is there for new flows. */
  | { readonly on: "session" }
  /** No gateway will have this device, and why. */
  | { readonly on: "no-session"; readonly code: Code }
  /** The first bytes of the program have left, behind the open. */
  | { readonly on: "begun" }
  | { readonly on: "opened" }
  /** The gateway's own answer: final, whatever it says. */
  | { readonly on: "refused"; readonly code: Code }
  /** The stream or the whole gateway was lost before an answer, or the gateway would not take the flow (`code`). */
  | { readonly on: "lost"; readonly code?: Code }
  | { readonly on: "program-gone" }
  | { readonly on: "tick" };

export type OpeningOutput =
  | { readonly do: "ask" }
  /** Nobody waits for the answer any more: reset the stream that was asked. */
  | { readonly do: "abandon" }
  | { readonly do: "count-unanswered" }
  /** No gateway answered, and none hears that the program left: no record of it stands anywhere but here. */
  | { readonly do: "not-carried"; readonly code: Code };

export interface OpeningStep {
  readonly next: Opening;
  readonly outputs: readonly OpeningOutput[];
}

export const startOpening = (now: Instant): Opening => ({ at: "waiting", until: after(now, SESSION_WAIT_MS), asks: 0 });

export const nextDeadline = (opening: Opening): Instant | undefined => ("until" in opening ? opening.until : undefined);

export function step(opening: Opening, input: OpeningInput, now: Instant): OpeningStep {
  switch (opening.at) {
    case "waiting":
      return whileWaiting(opening, input, now);
    case "asked":
      return whileAsked(opening, input, now);
    default:
      return stay(opening);
  }
}

function whileWaiting(opening: Opening & { at: "waiting" }, input: OpeningInput, now: Instant): OpeningStep {
  switch (input.on) {
    case "session":
      return {
        next: { at: "asked", until: after(now, ANSWER_WAIT_MS), asks: opening.asks + 1, begun: false },
        outputs: [{ do: "ask" }],
      };
    case "no-session":
      return unheard(opening, input.code);
    case "program-gone":
      return unheard(opening, "AGT_FLOW_CLIENT_CLOSED");
    case "tick":
      if (now < opening.until) return stay(opening);
      return unheard(opening, opening.code ?? "AGT_TUNNEL_GATEWAY_UNREACHABLE");
    default:
      return stay(opening);
  }
}

function whileAsked(opening: Opening & { at: "asked" }, input: OpeningInput, now: Instant): OpeningStep {
  switch (input.on) {
    case "begun":
      return stay({ ...opening, begun: true });
    case "opened":
      return { next: { at: "opened" }, outputs: [] };
    case "refused":
      return failed(input.code);
    case "lost": {
      const code = input.code ?? "AGT_TUNNEL_LOST";
      // One that says why it would not have the flow has passed nothing on.
      const mayBeDelivered = opening.begun && input.code === undefined;
      if (opening.asks >= ASKS_MAX || mayBeDelivered) return unheard(input, code);
      return stay({ at: "waiting", until: after(now, SESSION_WAIT_MS), asks: opening.asks, code });
    }
    case "program-gone":
      return failed("AGT_FLOW_CLIENT_CLOSED", { do: "abandon" });
    case "tick":
      if (now < opening.until) return stay(opening);
      return unheard({}, "PGW_DIAL_NO_ACK", { do: "abandon" }, { do: "count-unanswered" });
    default:
      return stay(opening);
  }
}

const stay = (next: Opening): OpeningStep => ({ next, outputs: [] });
const failed = (code: Code, ...outputs: OpeningOutput[]): OpeningStep => ({ next: { at: "failed", code }, outputs });

/** `last.code`: what the gateway that was asked last said; a gateway that said something has a record of it. */
function unheard(last: { readonly code?: Code }, code: Code, ...outputs: OpeningOutput[]): OpeningStep {
  const answered = last.code !== undefined && last.code !== "AGT_TUNNEL_LOST";
  return answered ? failed(code, ...outputs) : failed(code, ...outputs, { do: "not-carried", code });
}
