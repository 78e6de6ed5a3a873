/**
 * An open on its way to the app: asked of one hop, which owes the answer. Beyond a call or a stream it is the same.
 */
import { type Code, isCode } from "../../core/reason.ts";
import { clockOffsetUs } from "../../core/trace/clock-offset.ts";
import { clock } from "../../io/clock.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { dataOf, decodeFrame, encodeFrame, type Frame } from "../../io/wire/frame.ts";
import { abandon, finish } from "./first-frame.ts";

export type OpenFrame = Extract<Frame, { kind: "open" }>["value"];
export type OpenedFrame = Extract<Frame, { kind: "opened" }>["value"];

/** The far end's answer; the stream is paused and the taker's to listen to, `release` is called when the flow ended. */
export interface Opened {
  readonly opened: OpenedFrame;
  readonly stream: RawStream;
  release(): void;
  /** `f` is called where this gateway holds the publisher and it is revoked: the flow ends with that code. */
  onRevoked?(f: (code: Code) => void): void;
  /** Where this gateway holds the publisher: its own span of the flow is kept. */
  keep?(): void;
  /** How far the clock of the hop that was asked is ahead, where it has told its readings. */
  readonly clockOffsetUs?: number | undefined;
}

export interface NotOpened {
  readonly code: Code;
  /** What the hops that saw the open say of their clocks. */
  readonly timings?: OpenedFrame["timings"];
  readonly clockOffsetUs?: number | undefined;
}

export type Answer = Opened | NotOpened;

export interface Asked {
  /** Never rejects. */
  readonly answer: Promise<Answer>;
  /** Nobody waits any more: the answer is `code`, the hop is told so, what it may still say is not heard. */
  callOff(code: Code): void;
}

/** Who has shown that it lives and holds the open. */
export type Taker = "gateway" | "publisher";

/** What a hop may refuse an open with, by the beginnings of codes: each tells of itself and of what lies behind it. */
export type MayState = readonly string[];

/** A publisher's own reasons, its app's, and what it can't carry. */
export const PUBLISHER_MAY_STATE: MayState = ["PUB_", "APP_", "AGT_STEER_UNSUPPORTED"];
/** Its own, and what the publisher behind it may state. */
export const GATEWAY_MAY_STATE: MayState = ["PGW_", ...PUBLISHER_MAY_STATE];

export interface AskOptions {
  /** The name of the hop, as its certificate or the control log has it: its own readings bear it. */
  readonly hop: string;
  /** Any other code than these is the hop's word about what it can't know, and counts as no answer. */
  readonly mayState: MayState;
  /** What it means that the stream ended or broke before there was an answer. */
  readonly lostCode: Code;
  readonly onTaken?: (by: Taker) => void;
  /** Called once, when the stream is not needed any more. */
  readonly release?: () => void;
}

const nothing = () => {};

/** Sends `open` on a fresh stream. */
export function askStream(stream: RawStream, open: OpenFrame, o: AskOptions): Asked {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const release = o.release ?? nothing;
  let answered = false;
  const settle = (answer: Answer, leave: () => void) => {
    if (answered) return;
    answered = true;
    leave();
    if ("code" in answer) release();
    resolve(answer);
  };
  const askedUs = clock.wallUs();
  const offset = (timings: OpenedFrame["timings"], answeredUs: number): number | undefined => {
    const receivedUs = timings.findLast(({ hop }) => hop === o.hop)?.receivedAtUs ?? 0;
    return clockOffsetUs({ askedUs, receivedUs, answeredUs, heardUs: clock.wallUs() });
  };
  const lost = () => settle({ code: o.lostCode }, () => finish(stream));
  const broken = (code: Code) => settle({ code }, () => abandon(stream, "CGW_FLOW_PROTOCOL_ERROR"));
  stream.onEnd(lost);
  stream.onLost(lost);
  stream.onMessage((message) => {
    if (answered) return;
    const frame = controlFrame(message);
    switch (frame?.kind) {
      case "taken":
        return o.onTaken?.(frame.value.byPublisher ? "publisher" : "gateway");
      case "opened":
        return settle(
          { opened: frame.value, stream, release, clockOffsetUs: offset(frame.value.timings, frame.value.sentAtUs) },
          () => hush(stream),
        );
      case "refused": {
        const { code, timings, sentAtUs } = frame.value;
        const stated = {
          ...{ code: statable(code, o.mayState) ? code : o.lostCode, clockOffsetUs: offset(timings, sentAtUs) },
        };
        return settle(timings.length > 0 ? { ...stated, timings } : stated, () => finish(stream));
      }
      default:
        return broken(o.lostCode);
    }
  });
  stream.send(encodeFrame("open", { ...open, sentAtUs: askedUs }));
  return {
    answer: promise,
    callOff: (code) => settle({ code }, () => abandon(stream, "AGT_FLOW_CLIENT_CLOSED")),
  };
}

const statable = (code: string, mayState: MayState): code is Code =>
  isCode(code) && mayState.some((begin) => code.startsWith(begin));

/** An ask that was refused before anything was sent. */
export const refusedAsk = (code: Code): Asked => ({ answer: Promise.resolve({ code }), callOff: nothing });

function hush(stream: RawStream): void {
  stream.onMessage(nothing);
  stream.pause();
}

function controlFrame(message: Buffer): Frame | undefined {
  try {
    return dataOf(message) === undefined ? decodeFrame(message) : undefined;
  } catch {
    return undefined;
  }
}
