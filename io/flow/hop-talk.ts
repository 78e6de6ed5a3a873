/** What every hop of a flow hears and says beside its payload, whichever way that is carried: ends and marks. */
import type { Code } from "../../core/reason.ts";
import { other, type Side } from "../../core/relay/relay.ts";
import { encodeFrame, type FrameValues } from "../wire/frame.ts";
import { MalformedFrame } from "../wire/malformed.ts";
import { spokenCode } from "./frames.ts";
import type { RelayOptions } from "./relay.ts";
import type { RelayDriver } from "./relay-driver.ts";

export const SIDES: readonly Side[] = ["downstream", "upstream"];

/** What it means that the stream of a leg broke, where nobody says otherwise. */
export const LOST_CODES: { readonly [side in Side]: Code } = {
  downstream: "AGT_TUNNEL_LOST",
  upstream: "PGW_FLOW_PUBLISHER_LOST",
};

export class HopTalk {
  readonly #driver: RelayDriver;
  readonly #options: Omit<RelayOptions, "acks">;
  readonly #pass: (to: Side, message: Buffer) => void;
  readonly #hear: (side: Side, message: Buffer) => void;
  #notice = "";
  #sawFirst = false;

  /** `hear` takes a leg's message, and throws MalformedFrame; `pass` sends on a leg as long as that is spoken on. */
  constructor(
    driver: RelayDriver,
    options: Omit<RelayOptions, "acks">,
    hear: (side: Side, message: Buffer) => void,
    pass: (to: Side, message: Buffer) => void,
  ) {
    this.#driver = driver;
    this.#options = options;
    this.#hear = hear;
    this.#pass = pass;
  }

  /** Of whoever ended the flow. */
  get notice(): string {
    return this.#notice;
  }

  terminate(code: Code, notice: string): void {
    this.#noted(notice);
    this.#driver.feed({ on: "terminate", code });
  }

  markKept(): void {
    const mark = encodeFrame("mark", { kept: true });
    for (const side of SIDES) this.#pass(side, mark);
  }

  lostCode(side: Side): Code {
    return this.#options.lostCodes?.[side] ?? LOST_CODES[side];
  }

  /** Of a leg; one that is malformed ends the flow. */
  hear(side: Side, message: Buffer): void {
    if (this.#driver.ended) return;
    try {
      this.#hear(side, message);
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error;
      this.#driver.feed({ on: "malformed", side });
    }
  }

  /** Payload came on this leg. */
  hearPayload(side: Side): void {
    if (side === "downstream" || this.#sawFirst) return;
    this.#sawFirst = true;
    this.#options.onFirstByte?.();
  }

  hearReset(side: Side, { code, deliveredBytes, notice }: FrameValues["reset"]): void {
    this.#noted(notice);
    const speaker = side === "upstream" ? side : (this.#options.downstreamIs ?? "device");
    this.#driver.feed({ on: "reset", side, code: spokenCode(code, speaker), deliveredBytes });
  }

  /** Whether a trace is kept a gateway says to what is behind it, and nobody else. */
  hearMark(side: Side, message: Buffer, mark: FrameValues["mark"]): void {
    const decides = side === "downstream" && this.#options.downstreamIs === "gateway";
    if (mark.kept && decides) this.#options.onKept?.();
    this.#pass(other(side), mark.kept && !decides ? encodeFrame("mark", { ...mark, kept: false }) : message);
  }

  /** The first end is the one that is told of. */
  #noted(notice: string): void {
    if (this.#driver.relay.at !== "aborting") this.#notice = notice;
  }
}
