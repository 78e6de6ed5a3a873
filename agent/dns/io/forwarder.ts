/** Names that aren't ours, asked of the system's own resolvers: the same bytes there and back, but for the id. */
import type { AskedMessage } from "../../../io/dns/exchange.ts";
import { type Answered, NameServerList } from "../../../io/dns/name-servers.ts";
import type { HostPort } from "../../config.ts";
import { EDE, RCODE, type Reply } from "../../io/dns-message.ts";

/** One resolver is waited for so long, then the next is asked; stub resolvers wait 5 s. */
const TRY_MS = 2_000;
/** Each holds a socket. Past it a question is answered by SERVFAIL at once. */
export const FORWARDED_MAX = 1_024;

type Why = "no-resolver" | "too-many" | "loop" | "silent";

export type Forwarded =
  | { readonly kind: "answer"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly why: Why };

export class Forwarder {
  readonly #list: NameServerList;
  readonly #tryMs: number;
  readonly counters = { dns_forwarded: 0, dns_forward_failures: 0 };

  /** `tryMs`: for each of the resolvers. */
  constructor(upstreams: readonly HostPort[], tryMs = TRY_MS) {
    this.#list = new NameServerList(upstreams, FORWARDED_MAX);
    this.#tryMs = tryMs;
  }

  get upstreams(): readonly HostPort[] {
    return this.#list.servers;
  }

  /** The network has other resolvers now. */
  use(upstreams: readonly HostPort[]): void {
    this.#list.use(upstreams);
  }

  /** A question that comes from one has gone in a circle. */
  isOwnPort(port: number): boolean {
    return this.#list.isOwnPort(port);
  }

  async forward(question: AskedMessage): Promise<Forwarded> {
    const answered = await this.#list.ask(question, { withinMs: this.#tryMs * this.#list.servers.length });
    if (answered.kind === "answer") this.counters.dns_forwarded += 1;
    else this.counters.dns_forward_failures += 1;
    return forwardedOf(answered);
  }
}

function forwardedOf(answered: Answered): Forwarded {
  if (answered.kind === "answer") return answered;
  return { kind: "failed", why: answered.why === "no-server" ? "no-resolver" : answered.why };
}

const FORWARD_FAILED: Readonly<Record<Why, { rcode: number; ede: number; text: string }>> = {
  "no-resolver": { rcode: RCODE.REFUSED, ede: EDE.notSupported, text: "No resolver is known that could be asked." },
  "too-many": { rcode: RCODE.SERVFAIL, ede: EDE.other, text: "Too many questions wait for the resolver." },
  loop: { rcode: RCODE.SERVFAIL, ede: EDE.other, text: "The resolver asks this device's agent in return." },
  silent: { rcode: RCODE.SERVFAIL, ede: EDE.network, text: "The resolver does not answer." },
};

/** What a program hears in place of an answer. */
export function failedReply(why: Why): Reply {
  const { rcode, ede, text } = FORWARD_FAILED[why];
  return { rcode, authoritative: false, why: { ede, text } };
}
