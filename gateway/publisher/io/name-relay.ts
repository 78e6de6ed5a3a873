/**
 * Questions of names on their way to a publisher that hangs here: checked by their permit, sent on its tunnel, answered
 * by number.
 */
import type { Answered } from "../../../core/dns/name-answer.ts";
import { type Code, isCode } from "../../../core/reason.ts";
import { clock, microsSince } from "../../../io/clock.ts";
import type { Peer, Service } from "../../../io/grpc/listener.ts";
import { CallFailed, STATUS } from "../../../io/grpc/status.ts";
import type { Trust } from "../../../io/pki/identity.ts";
import { openPermit } from "../../../io/pki/permit.ts";
import { attachMessage } from "../../../io/wire/attach.ts";
import { MalformedMessage } from "../../../io/wire/message-codec.ts";
import {
  type AnswerFields,
  ASK_PATH,
  type AskRequest,
  answeredOf,
  answerFields,
  answerMessage,
  askedQuestion,
  askRequest,
  unanswered,
} from "../../../io/wire/names.ts";
import { PUBLISHER_MAY_STATE } from "../../io/ask.ts";
import type { Presence } from "../../io/presence.ts";
import type { Teller } from "../../io/teller.ts";

/** Questions of one tunnel under way; past it PGW_LIMIT_OVERLOAD. */
export const UNDER_WAY_MAX = 1_024;
/** Nobody may have a question wait longer. */
const WITHIN_MS_MAX = 3_000;

export interface NameRelayOptions {
  readonly name: string;
  readonly presence: Pick<Presence, "isOwn">;
  readonly trust: Trust;
  readonly count: (counter: string) => void;
}

interface Tunnel {
  readonly peer: Peer;
  readonly teller: Teller;
  readonly waiting: Map<number, (answered: Answered) => void>;
  draining: boolean;
}

export class NameRelay {
  readonly #o: NameRelayOptions;
  readonly #tunnels = new Map<string, Tunnel>();
  #number = 0;

  constructor(o: NameRelayOptions) {
    this.#o = o;
  }

  service(): Service {
    const serve = async (request: Buffer) => answerMessage.encode(answerFields(await this.ask(readAsk(request))));
    return { path: ASK_PATH, roles: ["gateway"], kind: "unary", serve };
  }

  attached(id: string, peer: Peer, teller: Teller): void {
    this.#tunnels.set(id, { peer, teller, waiting: new Map(), draining: false });
  }

  drain(id: string): void {
    const tunnel = this.#tunnels.get(id);
    if (tunnel !== undefined) tunnel.draining = true;
  }

  gone(id: string): void {
    const tunnel = this.#tunnels.get(id);
    this.#tunnels.delete(id);
    for (const settle of [...(tunnel?.waiting.values() ?? [])]) settle(unanswered("PGW_ROUTE_PUBLISHER_GONE"));
  }

  /** Throws where what the publisher said is malformed. An answer that nobody waits for any more is dropped. */
  hear(id: string, said: { id?: number; answer?: AnswerFields | null }): void {
    const settle = this.#tunnels.get(id)?.waiting.get(Number(said.id ?? 0));
    if (settle === undefined) return this.#o.count("names_late");
    const answered = answeredOf(said.answer);
    settle({ ...answered, code: statable(answered.code) ? answered.code : "PGW_ROUTE_PUBLISHER_GONE" });
  }

  /** Never rejects, unless the question is none. */
  ask(ask: AskRequest): Promise<Answered> {
    const within = Math.min(WITHIN_MS_MAX, ask.withinMs || WITHIN_MS_MAX);
    const [receivedAt, receivedAtUs] = [clock.now(), clock.wallUs()];
    const found = this.#tunnelFor(ask);
    if (typeof found === "string") {
      this.#o.count(`names_not_relayed_${found}`);
      return Promise.resolve(unanswered(found));
    }
    const { promise, resolve } = Promise.withResolvers<Answered>();
    const number = (this.#number += 1);
    const settle = (answered: Answered) => {
      clearTimeout(timer);
      found.waiting.delete(number);
      const answeredUs = microsSince(receivedAt);
      resolve({ ...answered, gatewayTiming: { receivedAtUs, answeredUs, dispatchUs } });
    };
    const timer = setTimeout(() => settle(unanswered("PGW_DIAL_NO_ACK")), within);
    found.waiting.set(number, settle);
    const dispatchUs = microsSince(receivedAt);
    found.teller.tell(attachMessage.encode({ nameQuestion: { id: number, ask } }));
    return promise;
  }

  #tunnelFor({ permit: signed, question }: AskRequest): Tunnel | Code {
    const permit = signed ? openPermit(signed, this.#o.trust, clock.wallUs()) : "PGW_AUTH_PERMIT_INVALID";
    if (typeof permit === "string") return permit;
    const life = Buffer.from(permit.gatewayEpoch).toString("hex");
    if (permit.gateway !== this.#o.name || !this.#o.presence.isOwn(life)) return "PGW_ROUTE_EPOCH_STALE";
    const isQuestion = permit.protocol === 0 && permit.port === 0;
    if (!isQuestion || permit.host !== askedQuestion(question).name) return "PGW_AUTH_PERMIT_INVALID";
    const own = [...this.#tunnels.values()].filter(
      ({ peer, draining }) => !draining && peer.tenant === permit.tenant && peer.id === permit.publisher,
    );
    const [least] = own.sort((a, b) => a.waiting.size - b.waiting.size);
    if (least === undefined) return "PGW_ROUTE_PUBLISHER_GONE";
    return least.waiting.size < UNDER_WAY_MAX ? least : "PGW_LIMIT_OVERLOAD";
  }
}

const statable = (code: string): boolean =>
  code === "" || (isCode(code) && PUBLISHER_MAY_STATE.some((begin) => code.startsWith(begin)));

function readAsk(request: Buffer): AskRequest {
  try {
    const ask = askRequest.decode(request);
    askedQuestion(ask.question);
    return ask;
  } catch (error) {
    if (error instanceof MalformedMessage) throw new CallFailed(STATUS.INVALID_ARGUMENT, error.message);
    throw error;
  }
}
