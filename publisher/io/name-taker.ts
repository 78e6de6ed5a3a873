/** Takes a question that a gateway asks by the tunnel: lock, ask the name servers, tell what may be told. */
import { lookup } from "node:dns/promises";
import {
  type Answered,
  bounded,
  isDataType,
  type NameAnswer,
  type NameQuestion,
  RCODE,
  TYPE,
} from "../../core/dns/name-answer.ts";
import { type Ip, parseIp } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import { after, type Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { Trust } from "../../io/pki/identity.ts";
import { openPermit } from "../../io/pki/permit.ts";
import { type AskRequest, askedQuestion } from "../../io/wire/names.ts";
import type { AllowRule } from "../allow.ts";
import { isAppsName, tellable } from "../name-lock.ts";
import type { Publisher } from "../publisher.ts";
import type { NameServers } from "./name-servers.ts";
import { ownAddresses } from "./resolver.ts";

/** Questions under way at once, of all tunnels. */
export const QUESTIONS_MAX = 1_024;
/** A gateway may ask for less time, never for more. */
const WITHIN_MS_MAX = 3_000;
/** Names that this host alone knows (its hosts file, its own sources) are found again after this. */
const HOST_TTL_S = 30;

export interface NameTakerOptions {
  readonly publisher: Publisher;
  readonly trust: Trust;
  readonly servers: NameServers;
  readonly rules: () => readonly AllowRule[] | undefined;
  readonly log: JsonLog;
}

export class NameTaker {
  readonly #o: NameTakerOptions;
  readonly #failed: Record<string, number> = {};
  #asked = 0;
  #asking = 0;

  constructor(o: NameTakerOptions) {
    this.#o = o;
  }

  counters(): Record<string, number> {
    return { names_asked: this.#asked, ...this.#failed };
  }

  /** Never rejects. `tunnel`: by which it came. */
  async take(ask: AskRequest | null | undefined, tunnel: number): Promise<Answered> {
    const [receivedAt, receivedAtUs] = [clock.now(), clock.wallUs()];
    const { answered, lockedAt } = await this.#take(ask, tunnel);
    const times = { receivedAtUs, answeredUs: micros(receivedAt, clock.now()) };
    if (lockedAt === undefined) return { ...answered, publisherTiming: times };
    const { resolveUs } = answered;
    return { ...answered, publisherTiming: { ...times, decideUs: micros(receivedAt, lockedAt), resolveUs } };
  }

  async #take(ask: AskRequest | null | undefined, tunnel: number): Promise<Taken> {
    this.#asked += 1;
    if (this.#asking >= QUESTIONS_MAX) return { answered: this.#refused("PUB_LIMIT_RESOURCES") };
    this.#asking += 1;
    try {
      return await this.#answer(ask ?? {}, tunnel);
    } catch (error) {
      this.#o.log.debug("a question could not be read", { error });
      return { answered: this.#refused("PUB_AUTH_PERMIT_INVALID") };
    } finally {
      this.#asking -= 1;
    }
  }

  async #answer(ask: AskRequest, tunnel: number): Promise<Taken> {
    const { publisher, servers, rules } = this.#o;
    const question = askedQuestion(ask.question);
    const app = this.#lock(ask, question, tunnel);
    if (typeof app === "string") return { answered: this.#refused(app) };
    const askedAt = clock.now();
    const within = Math.min(WITHIN_MS_MAX, ask.withinMs || WITHIN_MS_MAX);
    const said = await servers.ask(question, after(askedAt, within));
    const found = servers.areConfigured ? said : await this.#known(question, said);
    const resolveUs = micros(askedAt, clock.now());
    publisher.took("resolve", resolveUs);
    if (typeof found === "string") return { answered: this.#refused(found, resolveUs), lockedAt: askedAt };
    const { answer, code, leftOut } = tellable(question, found, app, rules(), ownAddresses(clock.now()));
    if (code !== undefined) this.#count(code);
    return { answered: { ...bounded(answer), code: code ?? "", leftOut, resolveUs }, lockedAt: askedAt };
  }

  #lock({ permit: signed }: AskRequest, { name, type }: NameQuestion, tunnel: number) {
    const { publisher, trust } = this.#o;
    if (!isDataType(type)) return "PUB_AUTH_PERMIT_INVALID";
    const permit = signed ? openPermit(signed, trust, clock.wallUs(), "PUB") : "PUB_AUTH_PERMIT_INVALID";
    if (typeof permit === "string") return permit;
    const refused = publisher.lockName(permit, name, tunnel);
    if (refused !== undefined) return refused;
    const app = publisher.app(permit.app);
    return app !== undefined && isAppsName(app, name) ? app : ("PUB_CONFIG_BEHIND" as const);
  }

  /**
   * Flows find names by this host's own resolver, which may know what no name server does. What its servers deny is
   * asked of it, so that question and flow agree.
   */
  async #known(question: NameQuestion, said: NameAnswer | Code): Promise<NameAnswer | Code> {
    const { name, type } = question;
    const denied = typeof said === "string" || said.rcode === RCODE.NXDOMAIN;
    if (!denied || (type !== TYPE.A && type !== TYPE.AAAA) || isArpa(name)) return said;
    const family = type === TYPE.A ? 4 : 6;
    const all = await lookup(name, { all: true }).catch(() => []);
    if (all.length === 0) return said;
    const records = all.flatMap(({ address }) => recordOf(name, parseIp(address), family));
    return { rcode: RCODE.NOERROR, records, negativeTtl: HOST_TTL_S };
  }

  #count(code: Code): void {
    const key = `names_failed_${code}`;
    this.#failed[key] = (this.#failed[key] ?? 0) + 1;
  }

  #refused(code: Code, resolveUs = 0): Answered {
    this.#count(code);
    return { rcode: RCODE.SERVFAIL, records: [], negativeTtl: 0, code, leftOut: 0, resolveUs };
  }
}

interface Taken {
  readonly answered: Answered;
  /** Undefined: it did not pass the lock. */
  readonly lockedAt?: Instant;
}

const micros = (from: Instant, to: Instant): number => Math.round((to - from) * 1000);

/** The host's resolver has no addresses of names that stand for addresses. */
const isArpa = (name: string): boolean => name.endsWith(".arpa");

function recordOf(name: string, ip: Ip | undefined, family: 4 | 6) {
  if (ip?.family !== family) return [];
  const rdata = Buffer.alloc(4 * ip.words.length);
  ip.words.forEach((word, n) => rdata.writeUInt32BE(word, 4 * n));
  const type = family === 4 ? TYPE.A : TYPE.AAAA;
  return [{ name, type, ttl: HOST_TTL_S, rdata: Uint8Array.from(rdata) }];
}
