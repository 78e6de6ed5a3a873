/** For tests of gateways from outside: an agent and its flows, the apps behind publishers, and what is configured. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { clock } from "../clock.ts";
import type { Link } from "../grpc/link.ts";
import type { RawStream } from "../grpc/raw-stream.ts";
import { dataOf, decodeFrame, encodeData, encodeFrame, type Frame, type FrameFields } from "../wire/frame.ts";
import { agentMessage, FLOW_PATH, gatewayMessage, SESSION_PATH } from "../wire/session.ts";

export class TrialFlow {
  readonly stream: RawStream;
  readonly first: Frame;
  /** From the open to its answer. */
  readonly ms: number;
  /** The next frame; payload as text; "ended" or "lost: why" at the end. */
  readonly next: () => Promise<Frame | string>;
  #sent = 0;

  constructor(stream: RawStream, first: Frame, ms: number, next: () => Promise<Frame | string>) {
    this.stream = stream;
    this.first = first;
    this.ms = ms;
    this.next = next;
  }

  /** Sends a text and awaits its echo. */
  async echo(text: string): Promise<void> {
    this.#sent += text.length;
    this.stream.send(encodeData(Buffer.from(text)));
    for (;;) {
      const said = await this.next();
      if (said === text) return;
      if (typeof said === "string" || said.kind !== "ack") throw new Error(JSON.stringify(said));
    }
  }

  /** Ends it in order. */
  async finish(): Promise<void> {
    this.stream.send(encodeFrame("fin", { sentBytes: this.#sent }));
    for (;;) {
      const said = await this.next();
      if (typeof said === "string") throw new Error(said);
      if (said.kind === "fin") break;
    }
    this.stream.end();
    // Acks of what was sent may still come.
    for (let said = await this.next(); said !== "ended"; said = await this.next()) {
      if (typeof said === "string") throw new Error(said);
    }
  }
}

/** An agent's session with one gateway, and its flows. */
export class TrialAgent {
  readonly #link: Link;
  #session: Uint8Array = Buffer.alloc(0);

  constructor(link: Link) {
    this.#link = link;
  }

  /** Names it in what is asked besides. */
  get session(): Uint8Array {
    return this.#session;
  }

  /** Resolves when the agent has its SRP. */
  async hello(): Promise<void> {
    const stream = this.#link.stream(SESSION_PATH);
    await new Promise<void>((resolve, reject) => {
      stream.onLost(reject);
      stream.onMessage((message) => {
        const said = gatewayMessage.decode(message);
        if (said.welcome) this.#session = said.welcome.sessionId;
        if (said.ping) stream.send(agentMessage.encode({ pong: { sequence: said.ping.sequence } }));
        if (!said.srp) return;
        stream.send(agentMessage.encode({ srpAck: { version: said.srp.version, hash: said.srp.hash } }));
        resolve();
      });
      stream.send(agentMessage.encode({ hello: { agentVersion: "trial", boot: Buffer.alloc(16) } }));
    });
  }

  async open(host: string, port = 80, more: FrameFields["open"] = {}): Promise<TrialFlow> {
    const from = clock.now();
    const { stream, next } = this.ask(host, port, more);
    const first = await next();
    if (typeof first === "string") throw new Error(first);
    if (first.kind === "refused") stream.end();
    return new TrialFlow(stream, first, clock.now() - from, next);
  }

  /** Sends an open, and awaits nothing. */
  ask(host: string, port = 80, more: FrameFields["open"] = {}) {
    const stream = this.#link.stream(FLOW_PATH);
    const next = listen(stream);
    const asked = { clientRef: Buffer.alloc(16), sessionId: this.#session, host, port, protocol: 1, acks: false };
    stream.send(encodeFrame("open", { ...asked, srcIp: "127.0.0.1", srcPort: 5, sentAtUs: clock.wallUs(), ...more }));
    return { stream, next };
  }
}

/** What comes on a stream, one at a time. */
export function listen(stream: RawStream): () => Promise<Frame | string> {
  const heard: (Frame | string)[] = [];
  const waiting: ((one: Frame | string) => void)[] = [];
  const hear = (one: Frame | string) => {
    const next = waiting.shift();
    if (next) next(one);
    else heard.push(one);
  };
  stream.onMessage((message) => hear(dataOf(message)?.toString() ?? decodeFrame(message)));
  stream.onEnd(() => hear("ended"));
  stream.onLost((error) => hear(`lost: ${error.message}`));
  return () => {
    const one = heard.shift();
    return one === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(one);
  };
}

/** An app that answers each connection with what it was sent, and remembers both. */
export class TrialApp {
  readonly #server: Server;
  readonly sockets: Socket[] = [];
  /** What each connection brought, in the order of connections. */
  readonly received: string[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<TrialApp> {
    const server = createServer({ allowHalfOpen: true });
    const app = new TrialApp(server);
    server.on("connection", (socket) => {
      const n = app.sockets.push(socket) - 1;
      app.received[n] = "";
      socket.on("data", (data) => {
        app.received[n] += data.toString();
        socket.write(data);
      });
      socket.on("end", () => socket.end());
      socket.on("error", () => {});
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return app;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
  }
}

/** Apps of port 80 for one person's laptop: a host for each name, and the publishers that they name. */
export function estateOf(apps: readonly TrialAppObject[]): unknown[] {
  const publishers = new Set(apps.flatMap(({ app }) => app.publishers));
  return [
    { name: "settings", settings: { privateDomains: ["corp.example"] } },
    { name: "sam", user: { email: "sam@corp.example" } },
    { name: "laptop", device: { user: "sam", classification: "managed" } },
    ...[...publishers].map((name) => ({ name, publisher: { weight: 1 } })),
    ...apps,
    { name: "all", policy: { order: 10, action: "allow", users: ["sam"] } },
  ];
}

export type TrialAppObject = ReturnType<typeof appObject>;

/** The app NAME.corp.example:80 that is served by what listens on `port` of this machine. */
export const appObject = (name: string, publishers: readonly string[], port: number, connectTimeoutMs = 0) => ({
  name,
  app: {
    ...{ hosts: [`${name}.corp.example`], ports: [{ protocol: "tcp", from: 80, to: 80 }] },
    ...{ publishers, origin: `127.0.0.1:${port}`, connectTimeoutMs },
    // What each open is answered must not depend on what the one before it has found out.
    probe: "off",
  },
});
