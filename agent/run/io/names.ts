/**
 * The name server that programs under `wayleave run` find: private names are asked of the agent, all others of the
 * machine's own resolvers, and their answers are left as they are.
 */

import type { Socket } from "node:net";
import dns from "dns-packet";
import { normalName } from "../../../core/net/host-name.ts";
import { type Ip, parseIp } from "../../../core/net/ip.ts";
import { Forwarder, failedReply } from "../../dns/io/forwarder.ts";
import { textOf } from "../../dns/io/resolv-conf-file.ts";
import { DNS_PORT, RESOLV_CONF } from "../../dns/resolv-conf.ts";
import { type Query, readQuery, writeReply } from "../../io/dns-message.ts";
import { nameServers } from "../room.ts";
import type { Steering } from "./steering.ts";
import { Frames, frameOf } from "./wire.ts";

/** Longer than the agent waits for a publisher; resolver libraries wait for five seconds. */
const AGENT_MS = 4_000;
/** Past it a question gets no answer, and its program asks again. */
const PENDING_MAX = 1_024;
const TCP_IDLE_MS = 10_000;
const HEADER_BYTES = 12;

export type Transport = "udp" | "tcp";

/** What of the steering names depend on. */
export type NamesSteering = Pick<Steering, "knows"> & {
  readonly view: Pick<Steering["view"], "asksAgent" | "dns">;
};

export class Names {
  readonly #steering: NamesSteering;
  readonly #agent = new Forwarder([], AGENT_MS);
  readonly #machine = new Forwarder([]);
  readonly #resolvConf: () => string;
  #resolvText: string | undefined;
  #pending = 0;

  /** `resolvConf`: what the machine's file says now; it changes with its network. Without one it is asked itself. */
  constructor(steering: NamesSteering, resolvConf = () => textOf(RESOLV_CONF)) {
    this.#steering = steering;
    this.#resolvConf = resolvConf;
  }

  /** What can't be read is answered as the agent does. Undefined: no answer is given. */
  async ask(bytes: Buffer, over: Transport): Promise<Buffer | undefined> {
    const query = readQuery(bytes);
    if (query.kind !== "question") return query.kind === "wrong" ? query.answer : undefined;
    if (this.#pending >= PENDING_MAX) return undefined;
    this.#pending += 1;
    try {
      return await this.#answer(query, bytes, over);
    } finally {
      this.#pending -= 1;
    }
  }

  /** DNS over TCP, of one program. */
  serve(socket: Socket): void {
    const frames = new Frames();
    socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
    let answered: Promise<unknown> = Promise.resolve();
    socket.once("end", () => void answered.then(() => socket.end()));
    socket.on("data", (chunk: Buffer) => {
      for (const query of frames.take(chunk)) {
        const told = this.ask(Buffer.from(query), "tcp").then((answer) => {
          const frame = answer === undefined ? undefined : frameOf(answer);
          if (frame === undefined) socket.destroy();
          else if (socket.writable) socket.write(frame);
        });
        answered = Promise.all([answered, told]);
      }
    });
  }

  async #answer(query: Query, bytes: Buffer, over: Transport): Promise<Buffer> {
    const { view } = this.#steering;
    const name = normalName(query.name);
    const isOurs = name !== undefined && view.asksAgent(name);
    const forwarder = isOurs ? this.#ofAgent(view.dns) : this.#ofMachine();
    const answered = await forwarder.forward({ bytes, end: HEADER_BYTES + query.raw.length, over });
    if (answered.kind === "failed") return writeReply(query, failedReply(answered.why), over);
    if (isOurs) await this.#steering.knows(addressesIn(answered.bytes));
    return answered.bytes;
  }

  #ofAgent({ ip, port }: { readonly ip: string; readonly port: number }): Forwarder {
    const [known] = this.#agent.upstreams;
    if (known?.host !== ip || known.port !== port) this.#agent.use([{ host: ip, port }]);
    return this.#agent;
  }

  #ofMachine(): Forwarder {
    const text = this.#resolvConf();
    if (text !== this.#resolvText) this.#machine.use(nameServers(text).map((host) => ({ host, port: DNS_PORT })));
    this.#resolvText = text;
    return this.#machine;
  }
}

function addressesIn(answer: Buffer): Ip[] {
  try {
    const { answers = [] } = dns.decode(answer);
    return answers.flatMap((one) => (one.type === "A" || one.type === "AAAA" ? (parseIp(one.data) ?? []) : []));
  } catch {
    return [];
  }
}
