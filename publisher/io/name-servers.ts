/**
 * The private network's own name servers, asked as any resolver asks them: by UDP, and by TCP what does not fit there.
 *
 * Letters go in upper and lower case by chance: one thing more that a forger must guess.
 */
import { Resolver } from "node:dns";
import dns from "dns-packet";
import type { NameAnswer, NameQuestion } from "../../core/dns/name-answer.ts";
import { RCODE } from "../../core/dns/name-answer.ts";
import { readAnswer } from "../../core/dns/read-answer.ts";
import { isIp, splitHostPort } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import type { Instant } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import { mixedCase, type NameServer } from "../../io/dns/exchange.ts";
import { NameServerList } from "../../io/dns/name-servers.ts";

/** Below every path's MTU: what the DNS flag day of 2020 settled on. */
const UDP_PAYLOAD = 1_232;
/** Questions under way at once; each has a descriptor. */
export const ASKING_MAX = 512;
/** As many as resolvers read of their configuration. */
const SERVERS_MAX = 3;
/** A datagram may be lost: one server alone is asked twice. */
const TRIES_MIN = 2;
/** The host's configuration is read again after this. */
const SYSTEM_FOR_MS = 5_000;
const HEADER_BYTES = 12;

export class NameServers {
  readonly #areConfigured: boolean;
  readonly #list: NameServerList;
  readonly #asking = new Map<string, Promise<NameAnswer | Code>>();
  #systemText = "";
  #systemUntil = Number.NEGATIVE_INFINITY;

  /** `configured`: addresses, with or without a port; none: the host's own. */
  constructor(configured: readonly string[]) {
    this.#areConfigured = configured.length > 0;
    this.#list = new NameServerList(configured.slice(0, SERVERS_MAX).map(serverOf), ASKING_MAX);
  }

  get areConfigured(): boolean {
    return this.#areConfigured;
  }

  /** Callers of one question at one moment share the answer. A name server's REFUSED and SERVFAIL are no answers. */
  ask(question: NameQuestion, deadline: Instant): Promise<NameAnswer | Code> {
    const key = `${question.type} ${question.name}`;
    const already = this.#asking.get(key);
    if (already !== undefined) return already;
    if (this.#asking.size >= ASKING_MAX) return Promise.resolve("PUB_LIMIT_RESOURCES");
    const answer = this.#ask(question, deadline).finally(() => this.#asking.delete(key));
    this.#asking.set(key, answer);
    return answer;
  }

  async #ask(question: NameQuestion, deadline: Instant): Promise<NameAnswer | Code> {
    if (!this.#areConfigured) this.#lookAtSystem();
    const bytes = written(question);
    const asked = { bytes, end: HEADER_BYTES + question.name.length + 2 + 4, over: "udp", whole: true } as const;
    const answered = await this.#list.ask(asked, { withinMs: deadline - clock.now(), triesMin: TRIES_MIN });
    if (answered.kind === "failed") return "PUB_DNS_TIMEOUT";
    const read = readAnswer(answered.bytes, bytes.readUInt16BE(0), question);
    if (read.kind !== "answer") return "PUB_DNS_TIMEOUT";
    const { answer } = read;
    return answer.rcode === RCODE.NOERROR || answer.rcode === RCODE.NXDOMAIN ? answer : "PUB_DNS_TIMEOUT";
  }

  #lookAtSystem(): void {
    if (clock.now() < this.#systemUntil) return;
    this.#systemUntil = clock.now() + SYSTEM_FOR_MS;
    const found = new Resolver().getServers();
    if (found.join() === this.#systemText) return;
    this.#systemText = found.join();
    this.#list.use(found.slice(0, SERVERS_MAX).map(serverOf));
  }
}

function serverOf(text: string): NameServer {
  const stated = isIp(text) ? undefined : splitHostPort(text);
  return stated ?? { host: text, port: 53 };
}

/** Its id is drawn where it is sent. */
function written({ name, type }: NameQuestion): Buffer {
  const opt = { type: "OPT", name: ".", udpPayloadSize: UDP_PAYLOAD, extendedRcode: 0, ednsVersion: 0, flags: 0 };
  const packet = dns.encode({
    ...{ type: "query", id: 0, flags: dns.RECURSION_DESIRED },
    questions: [{ name: mixedCase(name), type: "A", class: "IN" }],
    additionals: [{ ...opt, flag_do: false, options: [] } as unknown as dns.Answer],
  });
  // The library knows types by name, and not all of them: the number stands behind the header and the name.
  packet.writeUInt16BE(type, HEADER_BYTES + name.length + 2);
  return packet;
}
