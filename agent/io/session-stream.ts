/** One session of this device at one gateway, as its stream tells it: who we are there, and what we steer by. */

import type { Srp } from "../../core/policy/srp.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { agentMessage, gatewayMessage } from "../../io/wire/session.ts";
import type { SessionFacts } from "../agent.ts";
import type { DeviceFacts } from "./device-facts.ts";
import { SrpReceiver } from "./srp-receiver.ts";

export interface Notice {
  readonly code: string;
  readonly text: string;
  readonly denialId: string;
}

export interface SessionHands {
  /** The gateway said something, whatever it was. */
  heard(): void;
  welcomed(): void;
  /** The last word of a session that was not admitted, or was ended. */
  refused(code: string, notice: string): void;
  /** The stream ended or broke, or who talks on it is no gateway that we understand. */
  lost(): void;
  /** False: it takes new flows again. */
  drains(does: boolean): void;
  /** What is steered by has changed. */
  srp(): void;
  /** An SRP came whose hash is not the stated one. */
  srpDoubted(more: Record<string, unknown>): void;
  reauth(): void;
  notice(notice: Notice): void;
}

type Message = ReturnType<typeof gatewayMessage.decode>;

export class SessionStream {
  readonly #stream: RawStream;
  readonly #hands: SessionHands;
  readonly #srps: SrpReceiver;
  #sequence = 0;
  #left = false;
  /** Names the session in every open. */
  id: Buffer | undefined;
  facts: SessionFacts | undefined;
  /** The gateway is to be told of flows that end before it has said anything about their trace. */
  keepsTraces = false;
  /** The last SRP, and its hash in hex. */
  srp: Srp | undefined;
  srpHash: string | undefined;
  /** Of the last ping that was answered. */
  roundTripUs: number | undefined;
  /** When the gateway last said anything. */
  heardAt: Instant | undefined;
  /** The gateway wants a new sign-in: when its grace ends, wall microseconds. */
  reauthUntilUs: number | undefined;

  constructor(stream: RawStream, hands: SessionHands) {
    this.#stream = stream;
    this.#hands = hands;
    this.#srps = new SrpReceiver({
      ack: (srpAck) => this.tell({ srpAck }),
      take: (srp, hash) => {
        this.srp = srp;
        this.srpHash = hash;
        hands.srp();
      },
      doubt: (more) => hands.srpDoubted({ ...more }),
    });
    const lost = () => this.#left || hands.lost();
    stream.onEnd(lost);
    stream.onLost(lost);
    stream.onMessage((message) => this.#left || this.#hear(message));
  }

  hello(boot: Buffer, facts: DeviceFacts): void {
    const { agentVersion, hostname, os, osVersion, posture } = facts;
    const device = { hostname, os, osVersion };
    this.tell({ hello: { agentVersion, boot, device, posture: { facts: posture } } });
  }

  ping(): void {
    this.#sequence += 1;
    this.tell({ ping: { sequence: this.#sequence, sentAtUs: clock.wallUs() } });
  }

  tell(message: Parameters<typeof agentMessage.encode>[0]): void {
    this.#stream.send(agentMessage.encode(message));
  }

  /** Nothing is heard of it any more. In order: its last words pass, both ways. */
  leave(how: "in order" | "at once"): void {
    this.#left = true;
    this.#srps.close();
    if (how === "in order") this.#stream.end();
    else this.#stream.cancel();
  }

  #hear(bytes: Buffer): void {
    this.heardAt = clock.now();
    this.#hands.heard();
    let message: Message;
    try {
      message = gatewayMessage.decode(bytes);
    } catch {
      // To be asked again later, like one that is away.
      return this.#hands.lost();
    }
    if (message.welcome) return this.#welcome(message.welcome);
    if (message.refused) return this.#hands.refused(message.refused.code, message.refused.notice);
    if (message.srp) return this.#srps.hear(message.srp);
    if (message.notice) return this.#hands.notice(message.notice);
    if (message.drain) return this.#hands.drains(message.drain.over !== true);
    if (message.ping) {
      const { sequence, sentAtUs } = message.ping;
      return this.tell({ pong: { sequence, pingSentAtUs: sentAtUs, sentAtUs: clock.wallUs() } });
    }
    // By this device's clock alone; one that was set meanwhile tells nothing.
    const tookUs = clock.wallUs() - (message.pong?.pingSentAtUs ?? Number.POSITIVE_INFINITY);
    if (tookUs >= 0) this.roundTripUs = tookUs;
    if (message.reauth) {
      this.reauthUntilUs = message.reauth.untilUs > 0 ? message.reauth.untilUs : undefined;
      this.#hands.reauth();
    }
  }

  #welcome({ sessionId, gateway, user, device, keepsTraces }: NonNullable<Message["welcome"]>): void {
    if (this.facts !== undefined) return;
    this.id = Buffer.from(sessionId);
    this.facts = { id: this.id.toString("hex"), gateway, user, device };
    this.keepsTraces = keepsTraces;
    this.#hands.welcomed();
  }
}
