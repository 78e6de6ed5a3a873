/** Drives the opening of one flow: the wait for a session, the ask, the answer, the one more ask. */
import type { Hex } from "../../core/control/event.ts";
import type { Protocol } from "../../core/net/port-range.ts";
import { type Code, isCode } from "../../core/reason.ts";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { clock } from "../../io/clock.ts";
import { uuidv7Bytes } from "../../io/entropy.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import type { SpanReporter } from "../../io/report/span-reporter.ts";
import { questionIdToWire } from "../../io/wire/dns-answered.ts";
import type { Frame, FrameValues } from "../../io/wire/frame.ts";
import { dataOf, decodeFrame, encodeData, encodeFrame, PROTOCOL } from "../../io/wire/frame.ts";
import { processFields } from "../../io/wire/process-told.ts";
import type { Agent } from "../agent.ts";
import { nextDeadline, type Opening, type OpeningInput, type OpeningOutput, startOpening, step } from "../open-flow.ts";
import { type Refusal, refusal } from "../reply.ts";
import { FlowTrace } from "./flow-trace.ts";
import type { GatewayLink } from "./gateway-link.ts";
import type { GatewayLinks } from "./gateway-links.ts";

export interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly protocol: Protocol;
  /** The program's socket. */
  readonly srcIp: string;
  readonly srcPort: number;
  /** The name was looked up through our resolver, in this time. */
  readonly dnsUs?: number | undefined;
  /** It was answered by this one; 16 bytes. */
  readonly questionId?: Hex | undefined;
  readonly program?: ProcessTold | undefined;
  /** Its connection stands already, for all that the program knows: what it sends may go with the open. */
  readonly isConnected?: boolean;
}

export type Settled =
  | {
      readonly kind: "opened";
      readonly stream: RawStream;
      readonly link: GatewayLink;
      readonly opened: FrameValues["opened"];
      /** So many of the program's first bytes are on their way. */
      readonly sentFirst: number;
      /** Messages that followed, while nobody took the stream over. */
      readonly early: readonly Buffer[];
      /** True once the stream broke meanwhile. */
      broken(): boolean;
      readonly trace: FlowTrace;
    }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** A gateway that says so never began with the flow: another one may be asked. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  ...["CGW_FLOW_DRAIN", "CGW_AUTH_SESSION_UNKNOWN", "CGW_STATE_NOT_READY", "CGW_LIMIT_RECORD"],
]);
/** After a stream is lost: until then the link's own loss has been heard, and it is not asked again. */
const LOSS_SETTLES_MS = 20;
/**
 * A gateway speaks each 3 s. Of one that was silent for longer, as after a sleep of this device, it is open whether it
 * is still there: an ask without the program's bytes can be asked again.
 */
const HEARD_WITHIN_MS = 4_000;
/** With the stream paused hardly one follows; a gateway that sends without end is malformed. */
const FOLLOWING_MAX = 16;

const NOTHING = Buffer.alloc(0);

export class FlowOpener {
  readonly settled: Promise<Settled>;
  readonly #resolve: (settled: Settled) => void;
  readonly #agent: Agent;
  readonly #links: GatewayLinks;
  readonly #wanted: Wanted;
  readonly #clientRef = uuidv7Bytes();
  readonly #trace: FlowTrace;
  readonly #beganAt = clock.now();
  #carried = true;
  #opening: Opening;
  #asked: { link: GatewayLink; stream: RawStream; takesFirst: boolean; sentFirst: number } | undefined;
  /** What the program has sent so far: kept until one has answered, and told again to whom is asked next. */
  #first: Buffer = NOTHING;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unwatch: (() => void) | undefined;
  #told: { denialId: string; notice: string } = { denialId: "", notice: "" };
  readonly #inbox: OpeningInput[] = [];
  #turning = false;
  /** A loss has just been heard. */
  #settling = false;

  constructor(agent: Agent, links: GatewayLinks, wanted: Wanted, spans?: SpanReporter) {
    const { promise, resolve } = Promise.withResolvers<Settled>();
    this.settled = promise;
    this.#resolve = resolve;
    this.#agent = agent;
    this.#links = links;
    this.#wanted = wanted;
    this.#trace = new FlowTrace(spans, wanted.questionId);
    this.#opening = startOpening(clock.now());
    agent.counters.opens_in_flight += 1;
    this.#unwatch = links.watch(() => this.#look());
    this.#look();
    this.#arm();
  }

  /** All that the program has sent by now, on a connection that stands. */
  hasSent(first: Buffer): void {
    this.#first = first;
    this.#sendFirst();
  }

  /** The program has gone away. */
  abandon(): void {
    this.#feed({ on: "program-gone" });
  }

  #look(): void {
    if (this.#opening.at !== "waiting" || this.#turning || this.#settling) return;
    const { refusedCode, current } = this.#links;
    if (current !== undefined) this.#feed({ on: "session" });
    else if (refusedCode !== undefined) this.#feed({ on: "no-session", code: refusedCode });
  }

  #feed(input: OpeningInput): void {
    this.#inbox.push(input);
    if (this.#turning) return;
    this.#turning = true;
    for (let at = this.#inbox.shift(); at !== undefined; at = this.#inbox.shift()) {
      const { next, outputs } = step(this.#opening, at, clock.now());
      this.#opening = next;
      for (const output of outputs) this.#perform(output);
      if (next.at === "failed") this.#fail(next.code);
    }
    this.#turning = false;
    this.#arm();
  }

  #perform(output: OpeningOutput): void {
    if (output.do === "ask") return this.#ask();
    if (output.do === "count-unanswered") {
      this.#agent.counters.unanswered_opens += 1;
      return;
    }
    if (output.do === "not-carried") {
      this.#carried = false;
      return this.#agent.notCarried(output.code);
    }
    const asked = this.#asked;
    if (asked === undefined) return;
    asked.stream.send(encodeFrame("reset", { code: "AGT_FLOW_CLIENT_CLOSED", notice: "", deliveredBytes: 0 }));
    this.#trace.abandoned(asked.link);
    this.#letGo();
  }

  #ask(): void {
    const link = this.#links.current;
    if (link?.sessionId === undefined) return this.#feed({ on: "lost" });
    const stream = link.openFlow(this.#wanted.protocol);
    const silentMs = clock.now() - (link.session?.heardAt ?? 0);
    const takesFirst = this.#wanted.isConnected === true && silentMs < HEARD_WITHIN_MS;
    this.#asked = { link, stream, takesFirst, sentFirst: 0 };
    stream.onMessage((message) => this.#hear(stream, message));
    stream.onEnd(() => this.#lost(stream));
    stream.onLost(() => this.#lost(stream));
    const { host, port, protocol, srcIp, srcPort, dnsUs = 0, program, questionId } = this.#wanted;
    const asksBefore = this.#opening.at === "asked" ? this.#opening.asks - 1 : 0;
    stream.send(
      encodeFrame("open", {
        ...{ clientRef: this.#clientRef, sessionId: link.sessionId, host, port, protocol: PROTOCOL[protocol] },
        ...{ srcIp, srcPort, ...(program === undefined ? {} : { program: processFields(program) }) },
        ...questionIdToWire(questionId),
        ...{ ...this.#trace.asked(), earlyData: takesFirst, acks: protocol === "tcp", dnsUs, asksBefore },
      }),
    );
    this.#sendFirst();
  }

  #sendFirst(): void {
    const asked = this.#asked;
    if (asked === undefined || !asked.takesFirst || this.#first.length === asked.sentFirst) return;
    if (asked.sentFirst === 0) this.#agent.counters.flows_early += 1;
    asked.stream.send(encodeData(this.#first.subarray(asked.sentFirst)));
    asked.sentFirst = this.#first.length;
    this.#feed({ on: "begun" });
  }

  #hear(stream: RawStream, message: Buffer): void {
    if (stream !== this.#asked?.stream) return;
    let frame: Frame | undefined;
    try {
      frame = dataOf(message) === undefined ? decodeFrame(message) : undefined;
    } catch {
      frame = undefined;
    }
    switch (frame?.kind) {
      case "mark":
      case "ack":
        return;
      case "opened":
        return this.#opened(frame.value);
      case "refused":
        this.#tellRefused(this.#asked.link, frame.value);
        return this.#refused(frame.value.code, frame.value);
      case "reset":
        return this.#refused(frame.value.code, { denialId: "", notice: frame.value.notice });
      default:
        stream.send(encodeFrame("reset", { code: "CGW_FLOW_PROTOCOL_ERROR", notice: "", deliveredBytes: 0 }));
        return this.#refused("CGW_FLOW_PROTOCOL_ERROR", this.#told);
    }
  }

  #tellRefused(link: GatewayLink, refused: FrameValues["refused"]): void {
    const code = knownCode(refused.code);
    this.#trace.refused(link, code, refused, !NOT_TAKEN.has(code));
  }

  #opened(opened: FrameValues["opened"]): void {
    const { stream, link, sentFirst } = this.#asked!;
    this.#trace.opened(opened);
    let broken = false;
    const early: Buffer[] = [];
    const breaks = () => {
      broken = true;
    };
    stream.onMessage((more) => void (early.length < FOLLOWING_MAX ? early.push(more) : breaks()));
    stream.onEnd(breaks);
    stream.onLost(breaks);
    stream.pause();
    this.#asked = undefined;
    this.#feed({ on: "opened" });
    const following = { early, broken: () => broken };
    this.#settle({ kind: "opened", stream, link, opened, sentFirst, ...following, trace: this.#trace });
  }

  #refused(code: string, told: { denialId: string; notice: string }): void {
    this.#told = { denialId: told.denialId, notice: told.notice };
    const known = knownCode(code);
    this.#letGo();
    if (!NOT_TAKEN.has(known)) return this.#feed({ on: "refused", code: known });
    this.#feed({ on: "lost", code: known });
    this.#lookSoon();
  }

  #lost(stream: RawStream): void {
    if (stream !== this.#asked?.stream) return;
    this.#letGo();
    this.#feed({ on: "lost" });
    this.#lookSoon();
  }

  #lookSoon(): void {
    this.#settling = true;
    setTimeout(() => {
      this.#settling = false;
      this.#look();
    }, LOSS_SETTLES_MS);
  }

  /** Half-closes the stream that was asked; the gateway ends it. */
  #letGo(): void {
    const asked = this.#asked;
    if (asked === undefined) return;
    this.#asked = undefined;
    for (const on of ["onMessage", "onEnd", "onLost"] as const) asked.stream[on](() => {});
    asked.stream.end();
    asked.link.flowEnded();
  }

  #fail(code: Code): void {
    this.#trace.failed(code);
    if (this.#carried) this.#agent.refusedFlow(code);
    this.#settle({ kind: "refused", refusal: refusal(code, this.#told.denialId, this.#told.notice) });
  }

  #settle(settled: Settled): void {
    if (this.#unwatch === undefined) return;
    this.#unwatch();
    this.#unwatch = undefined;
    clearTimeout(this.#timer);
    this.#agent.counters.opens_in_flight -= 1;
    const left = settled.kind === "refused" && settled.refusal.code === "AGT_FLOW_CLIENT_CLOSED";
    if (!left) this.#agent.settled(settled.kind, clock.now() - this.#beganAt);
    this.#resolve(settled);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const deadline = nextDeadline(this.#opening);
    if (deadline === undefined) return;
    this.#timer = setTimeout(() => this.#feed({ on: "tick" }), Math.max(1, Math.ceil(deadline - clock.now())));
  }
}

const knownCode = (code: string): Code => (isCode(code) ? code : "CGW_FLOW_PROTOCOL_ERROR");
