/**
 * Names that aren't ours, asked of the system's own resolvers: the same bytes there and back, but for the id.
 *
 * Each question has a socket of its own, so that whoever would answer in the resolver's place must guess a port beside
 * the id; what comes must be of the resolver's address, and of the same question.
 */
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { randomBytes } from "../../../io/entropy.ts";
import type { HostPort } from "../../config.ts";

/** One resolver is waited for so long, then the next is asked; stub resolvers wait 5 s. */
const TRY_MS = 2_000;
/** One that did not answer is asked last for so long. */
const AVOID_MS = 30_000;
/** Each holds a socket. Past it a question is answered by SERVFAIL at once. */
export const FORWARDED_MAX = 1_024;
const HEADER_BYTES = 12;
const MESSAGE_BYTES_MAX = 65_535;

export type Forwarded =
  | { readonly kind: "answer"; readonly bytes: Buffer }
  | { readonly kind: "failed"; readonly why: "no-resolver" | "too-many" | "loop" | "silent" };

export interface Question {
  /** The whole message. */
  readonly bytes: Buffer;
  /** Where the question ends in it. */
  readonly end: number;
  readonly over: "udp" | "tcp";
}

export class Forwarder {
  #upstreams: readonly HostPort[];
  readonly #avoided = new Map<string, number>();
  /** Our own sockets' ports: a question that comes from one has gone in a circle. */
  readonly #ports = new Set<number>();
  #waiting = 0;
  readonly counters = { dns_forwarded: 0, dns_forward_failures: 0 };

  constructor(upstreams: readonly HostPort[]) {
    this.#upstreams = upstreams;
  }

  get upstreams(): readonly HostPort[] {
    return this.#upstreams;
  }

  /** The network has other resolvers now. */
  use(upstreams: readonly HostPort[]): void {
    this.#upstreams = upstreams;
    this.#avoided.clear();
  }

  isOwnPort(port: number): boolean {
    return this.#ports.has(port);
  }

  async forward(question: Question): Promise<Forwarded> {
    if (this.#upstreams.length === 0) return this.#fail("no-resolver");
    if (this.#waiting >= FORWARDED_MAX) return this.#fail("too-many");
    this.#waiting += 1;
    try {
      for (const upstream of this.#inOrder()) {
        const bytes = await (question.over === "udp" ? this.#byUdp(question, upstream) : byTcp(question, upstream));
        if (bytes !== undefined) {
          this.#avoided.delete(keyOf(upstream));
          this.counters.dns_forwarded += 1;
          return { kind: "answer", bytes };
        }
        this.#avoided.set(keyOf(upstream), performance.now() + AVOID_MS);
      }
    } finally {
      this.#waiting -= 1;
    }
    return this.#fail("silent");
  }

  #fail(why: Extract<Forwarded, { kind: "failed" }>["why"]): Forwarded {
    this.counters.dns_forward_failures += 1;
    return { kind: "failed", why };
  }

  /** As configured, those behind that did not answer lately. */
  #inOrder(): HostPort[] {
    const isAvoided = (one: HostPort) => (this.#avoided.get(keyOf(one)) ?? 0) > performance.now();
    return [...this.#upstreams.filter((one) => !isAvoided(one)), ...this.#upstreams.filter(isAvoided)];
  }

  /** Undefined: no answer in time. */
  #byUdp(question: Question, { host, port }: HostPort): Promise<Buffer | undefined> {
    const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
    const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
    const timer = setTimeout(() => resolve(undefined), TRY_MS);
    const id = randomBytes(2);
    let own = 0;
    socket.on("error", () => resolve(undefined));
    socket.on("message", (bytes) => {
      if (isAnswer(bytes, question, id)) resolve(withId(bytes, question.bytes.subarray(0, 2)));
    });
    // Connected: the kernel hands on nothing of another address, and tells where nobody listens.
    socket.connect(port, host, () => {
      own = socket.address().port;
      this.#ports.add(own);
      socket.send(withId(question.bytes, id), (error) => void (error && resolve(undefined)));
    });
    return promise.finally(() => {
      clearTimeout(timer);
      this.#ports.delete(own);
      socket.close();
    });
  }
}

/** A connection of its own: who asks by TCP has had a long answer before, and few do. */
function byTcp(question: Question, { host, port }: HostPort): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>();
  const id = randomBytes(2);
  const socket = connect({ host, port, noDelay: true });
  const timer = setTimeout(() => resolve(undefined), TRY_MS);
  let held = Buffer.alloc(0);
  socket.on("error", () => resolve(undefined));
  socket.on("close", () => resolve(undefined));
  socket.on("connect", () => socket.write(Buffer.concat([lengthBytes(question.bytes), withId(question.bytes, id)])));
  socket.on("data", (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    if (held.length < 2 || held.length < 2 + held.readUInt16BE(0)) return;
    const bytes = held.subarray(2, 2 + held.readUInt16BE(0));
    resolve(isAnswer(bytes, question, id) ? withId(bytes, question.bytes.subarray(0, 2)) : undefined);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

/** An answer to this very question. A resolver that could not read it sends a header alone. */
export function isAnswer(bytes: Buffer, question: Pick<Question, "bytes" | "end">, id: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES || bytes.length > MESSAGE_BYTES_MAX) return false;
  if (bytes[0] !== id[0] || bytes[1] !== id[1] || (bytes[2]! & 0x80) === 0) return false;
  if (bytes.readUInt16BE(4) === 0) return bytes.length === HEADER_BYTES;
  // Some resolvers write the name anew, in lower case.
  const text = (message: Buffer) => message.toString("latin1", HEADER_BYTES, question.end).toLowerCase();
  return text(bytes) === text(question.bytes);
}

export function withId(bytes: Buffer, id: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(id, 0);
  return copy;
}

export const lengthBytes = ({ length }: Uint8Array): Buffer => Buffer.from([length >> 8, length & 255]);

const keyOf = ({ host, port }: HostPort): string => `${host} ${port}`;
