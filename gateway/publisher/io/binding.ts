/**
 * An open waits for an idle stream of its publisher, is sent there, and is answered. Where the answer takes its time,
 * whoever asked is told who has shown that it lives.
 */
import type { Code } from "../../../core/reason.ts";
import { clock, microsSince } from "../../../io/clock.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import {
  type Answer,
  type Asked,
  askStream,
  type Opened,
  type OpenFrame,
  PUBLISHER_MAY_STATE,
  type Taker,
} from "../../io/ask.ts";
import { publisherTimings, timingOf } from "../../io/hop-timings.ts";
import type { Bound, Dispatch } from "../dispatch.ts";

/** An open that finds no idle stream waits this long for the publisher to open one. */
export const BIND_MS = 10_000;
/** The publisher's own dial time-out is at most 20 s; silence beyond that is a publisher that does not answer. */
export const DIAL_ANSWER_MS = 32_000;
/** Most answers are there by then, and no sign is needed. */
export const SIGN_AFTER_MS = 250;

export interface BindOptions {
  /** This gateway's. */
  readonly name: string;
  readonly dispatch: Dispatch<RawStream>;
  /** Asks the publisher for a sign of life; `heard` is called at each tunnel's first word after that. */
  readonly sound: (heard: () => void) => void;
  readonly onTaken: (by: Taker) => void;
}

export function bind(
  open: OpenFrame,
  to: { readonly tenant: string; readonly publisher: string },
  o: BindOptions,
): Asked {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const askedAt = clock.now();
  const receivedAtUs = clock.wallUs();
  let done = false;
  let bound: Asked | undefined;
  let cancel = () => {};
  const settle = (answer: Answer) => {
    if (done) return;
    done = true;
    clearTimeout(sign);
    clearTimeout(late);
    cancel();
    resolve(answer);
  };
  const callOff = (code: Code) => (bound === undefined ? settle({ code }) : bound.callOff(code));
  const sign = setTimeout(() => {
    o.onTaken("gateway");
    let heard = false;
    o.sound(() => {
      if (!done && !heard) o.onTaken("publisher");
      heard = true;
    });
  }, SIGN_AFTER_MS);
  let late = setTimeout(() => settle({ code: "PGW_LIMIT_OVERLOAD" }), BIND_MS);
  cancel = o.dispatch.bind(to.tenant, to.publisher, (found) => {
    if (typeof found === "string") return settle({ code: found });
    clearTimeout(late);
    late = setTimeout(() => callOff("PGW_DIAL_NO_ACK"), DIAL_ANSWER_MS);
    const dispatchUs = microsSince(askedAt);
    const release = () => o.dispatch.flowEnded(found);
    const lostCode = "PGW_ROUTE_PUBLISHER_GONE";
    const asked = askStream(found.stream, open, {
      hop: to.publisher,
      mayState: PUBLISHER_MAY_STATE,
      lostCode,
      release,
    });
    bound = asked;
    const onRevoked = revocable(found, asked);
    void asked.answer.then((answer) => {
      const said = "code" in answer ? answer.timings : answer.opened.timings;
      const own = timingOf(o.name, { receivedAtUs, dispatchUs, answeredUs: microsSince(askedAt) });
      const timings = [...publisherTimings(said ?? [], to.publisher), own];
      if ("code" in answer) settle({ ...answer, timings });
      else settle({ ...answer, opened: { ...answer.opened, timings }, onRevoked });
    });
  });
  return { answer: promise, callOff };
}

/** The open is called off where its publisher is revoked; and so is the flow, by whoever asks to be told. */
function revocable(found: Bound<RawStream>, asked: Asked): NonNullable<Opened["onRevoked"]> {
  let revoked: Code | undefined;
  let terminate: ((code: Code) => void) | undefined;
  found.revoke = (code) => {
    revoked = code;
    asked.callOff(code);
    terminate?.(code);
  };
  return (f) => {
    terminate = f;
    if (revoked !== undefined) f(revoked);
  };
}
