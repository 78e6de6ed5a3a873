/**
 * A device without an agent: it speaks by the wire alone, so that flows can come as fast as a gateway takes them.
 */

import { uuidv7Bytes } from "../../../io/entropy.ts";
import type { Link } from "../../../io/grpc/link.ts";
import type { RawStream } from "../../../io/grpc/raw-stream.ts";
import { dataOf, decodeFrame, encodeData, encodeFrame, type Frame } from "../../../io/wire/frame.ts";
import { agentMessage, FLOW_PATH, gatewayMessage, SESSION_PATH } from "../../../io/wire/session.ts";

const SAID = Buffer.from("echo\nwayleave\n");
/** The load app gives back what follows its first line. */
const HEARD_BYTES = "wayleave\n".length;

export class Device {
  readonly #link: Link;
  readonly #session: Uint8Array;

  private constructor(link: Link, session: Uint8Array) {
    this.#link = link;
    this.#session = session;
  }

  /** Resolves when the gateway has welcomed it. */
  static hello(link: Link, os = ""): Promise<Device> {
    const stream = link.stream(SESSION_PATH);
    return new Promise((resolve, reject) => {
      stream.onLost(reject);
      stream.onEnd(() => reject(new Error("the gateway ended the session")));
      stream.onMessage((message) => {
        const said = gatewayMessage.decode(message);
        if (said.refused) reject(new Error(String(said.refused.code)));
        if (said.ping) stream.send(agentMessage.encode({ pong: { sequence: said.ping.sequence } }));
        if (said.welcome) resolve(new Device(link, said.welcome.sessionId));
      });
      stream.send(agentMessage.encode({ hello: { agentVersion: "flood", boot: uuidv7Bytes(), device: { os } } }));
    });
  }

  /** One whole flow to an echo: "opened" when it went well, or the code of its refusal. */
  async flow(host: string, port: number): Promise<string> {
    const { stream, next, answer } = await this.#ask(host, port);
    if (answer !== "opened") return answer;
    stream.send(encodeData(SAID));
    stream.send(encodeFrame("fin", { sentBytes: SAID.length }));
    let heard = 0;
    for (let said = await next(); said?.kind !== "fin"; said = await next()) {
      if (said === undefined || said.kind === "reset") return "lost";
      if (said.kind === "data") heard += said.value.length;
    }
    stream.end();
    return heard === HEARD_BYTES ? "opened" : "damaged";
  }

  /** A flow that only asks, and is left once it is answered: "opened", or the code of its refusal. */
  async ask(host: string, port: number): Promise<string> {
    const { stream, answer } = await this.#ask(host, port);
    if (answer === "opened") stream.end();
    return answer;
  }

  /** A flow that is opened and does nothing, until it is ended: by which code. */
  async hold(host: string, port: number): Promise<{ readonly answer: string; readonly ended: Promise<string> }> {
    const { stream, next, answer } = await this.#ask(host, port);
    const ended = async (): Promise<string> => {
      for (;;) {
        const said = await next();
        if (said === undefined) return "lost";
        if (said.kind !== "reset") continue;
        stream.end();
        return said.value.code;
      }
    };
    return { answer, ended: answer === "opened" ? ended() : Promise.resolve(answer) };
  }

  async #ask(host: string, port: number) {
    const stream = this.#link.stream(FLOW_PATH);
    const next = framesOf(stream);
    const who = { clientRef: uuidv7Bytes(), sessionId: this.#session, srcIp: "127.0.0.1", srcPort: 1 };
    stream.send(encodeFrame("open", { ...who, host, port, protocol: 1, acks: false, sentAtUs: Date.now() * 1000 }));
    const first = await next();
    if (first?.kind === "opened") return { stream, next, answer: "opened" };
    stream.end();
    return { stream, next, answer: first?.kind === "refused" || first?.kind === "reset" ? first.value.code : "lost" };
  }
}

/** What comes on a stream, one frame at a time; undefined at its end. */
function framesOf(stream: RawStream): () => Promise<Frame | undefined> {
  const heard: (Frame | undefined)[] = [];
  let waiting: ((one: Frame | undefined) => void) | undefined;
  const hear = (one: Frame | undefined) => {
    const taker = waiting;
    waiting = undefined;
    if (taker) taker(one);
    else heard.push(one);
  };
  stream.onMessage((message) => {
    const data = dataOf(message);
    hear(data === undefined ? decodeFrame(message) : { kind: "data", value: data as Buffer });
  });
  stream.onEnd(() => hear(undefined));
  stream.onLost(() => hear(undefined));
  return () => (heard.length > 0 ? Promise.resolve(heard.shift()) : new Promise((resolve) => (waiting = resolve)));
}
