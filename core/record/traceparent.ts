/** W3C trace context, as a device states it with a flow. */
import type { Hex } from "../control/event.ts";

/** Version, trace id, parent id, flags; a version after 00 may say more behind them. */
const FORM = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** "" where the text is none: a flow is carried all the same. */
export function traceIdOf(traceparent: string): Hex {
  const match = FORM.exec(traceparent);
  if (match === null || (match[1] === "00" && match[3] !== undefined)) return "";
  return match[2] ?? "";
}
