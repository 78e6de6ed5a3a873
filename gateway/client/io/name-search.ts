/**
 * Takes an allowed question to a publisher of its app: candidate after candidate, as flows are tried, until one answers
 * for its name server.
 */
import { type Answered, type NameQuestion, RCODE } from "../../../core/dns/name-answer.ts";
import type { Permit } from "../../../core/policy/verdict.ts";
import { type Code, isCode } from "../../../core/reason.ts";
import type { Instant } from "../../../core/units.ts";
import { clock } from "../../../io/clock.ts";
import { uuidv7Bytes } from "../../../io/entropy.ts";
import type { Identity } from "../../../io/pki/identity.ts";
import { PERMIT_LIFETIME_US, type SignedPermit, signPermit } from "../../../io/pki/permit.ts";
import {
  ASK_PATH,
  type AskRequest,
  answeredOf,
  answerMessage,
  askRequest,
  unanswered,
} from "../../../io/wire/names.ts";
import { GATEWAY_MAY_STATE } from "../../io/ask.ts";
import type { AskedHops } from "../name-spans.ts";
import type { Route } from "../route.ts";
import type { Trunks } from "./trunks.ts";

/** A hop that says nothing for so long has its question asked of the next one, where there is one. */
const TRY_MS = 1_000;

export interface NameSearchOptions {
  readonly name: string;
  readonly identity: Identity;
  readonly trunks: Pick<Trunks, "unary">;
  /** Candidates as for a flow, best first; or why there are none. */
  readonly routesOf: (permit: Permit) => readonly Route[] | Code;
  /** Asks this very gateway; absent where it has not the publisher role. */
  readonly askHere: ((ask: AskRequest) => Promise<Answered>) | undefined;
}

export interface FoundAnswer {
  readonly answered: Answered;
  /** Who answered, or was asked last. */
  readonly publisher: string;
  /** Publishers that were asked. */
  readonly tries: number;
  /** Of the last of them. */
  readonly asked?: AskedHops | undefined;
}

/** Settles by the deadline; never rejects. */
export async function searchAnswer(
  o: NameSearchOptions,
  permit: Permit,
  question: NameQuestion,
  deadline: Instant,
): Promise<FoundAnswer> {
  const routes = o.routesOf(permit);
  if (typeof routes === "string") return { answered: unanswered(routes), publisher: "", tries: 0 };
  let last: FoundAnswer = { answered: unanswered("CGW_SELECT_ALL_DOWN"), publisher: "", tries: 0 };
  for (const [at, route] of routes.entries()) {
    const left = deadline - clock.now();
    if (left < 1) break;
    const withinMs = Math.ceil(at + 1 < routes.length ? Math.min(TRY_MS, left) : left);
    const ask = { question, permit: signed(permit, question, route, o.identity), withinMs };
    const askedUs = clock.wallUs();
    const answered = await askOne(o, route, ask, withinMs);
    const { rcode, gatewayTiming, publisherTiming } = answered;
    const { publisher, gateway } = route;
    const asked = { publisher, gateway, askedUs, heardUs: clock.wallUs(), gatewayTiming, publisherTiming };
    last = { answered, publisher, tries: at + 1, asked };
    if (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN) return last;
  }
  return last;
}

async function askOne(o: NameSearchOptions, route: Route, ask: AskRequest, withinMs: number): Promise<Answered> {
  const late = Promise.withResolvers<Answered>();
  const timer = setTimeout(() => late.resolve(unanswered("PGW_DIAL_NO_ACK")), withinMs);
  const here = route.gateway === o.name;
  const answer = here ? o.askHere?.(ask) : askThere(o.trunks, route, ask, withinMs);
  const answered = await Promise.race([answer ?? unanswered("PGW_ROUTE_PUBLISHER_GONE"), late.promise]);
  clearTimeout(timer);
  return answered;
}

async function askThere(
  trunks: Pick<Trunks, "unary">,
  route: Route,
  ask: AskRequest,
  withinMs: number,
): Promise<Answered> {
  try {
    const answer = await trunks.unary(route.address, ASK_PATH, askRequest.encode(ask), withinMs);
    const answered = answeredOf(answerMessage.decode(answer));
    return mayState(answered.code) ? answered : unanswered("CGW_RELAY_PGW_UNREACHABLE");
  } catch {
    // Not reached, no answer in time, or none that can be read: another one is asked.
    return unanswered("CGW_RELAY_PGW_UNREACHABLE");
  }
}

const mayState = (code: string): boolean =>
  code === "" || (isCode(code) && GATEWAY_MAY_STATE.some((begin) => code.startsWith(begin)));

/** Of neither port nor protocol: it opens no flow. */
function signed(permit: Permit, { name }: NameQuestion, route: Route, identity: Identity): SignedPermit {
  const nowUs = clock.wallUs();
  const { tenant, app, asOf } = permit;
  return signPermit(
    {
      ...{ flowId: uuidv7Bytes(), segment: 0, attempt: 0, tenant, app, host: name, port: 0, dialHost: name },
      ...{ dialPort: 0, protocol: 0, publisher: route.publisher, gateway: route.gateway, asOf },
      gatewayEpoch: Buffer.from(route.epoch, "hex"),
      ...{ issuedAtUs: nowUs, expiresAtUs: nowUs + PERMIT_LIFETIME_US },
    },
    identity,
  );
}
