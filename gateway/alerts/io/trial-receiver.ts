/** For tests: a receiver of alerts, a real HTTP server that can be told to fail, and to be away. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Told {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: what was told is what tests look at.
  readonly body: any;
}

export class TrialReceiver {
  readonly told: Told[] = [];
  /** Answered, with these headers. */
  answer: { status: number; headers: Record<string, string> } | "silence" = { status: 200, headers: {} };
  #server: Server | undefined;
  #port = 0;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on("data", (piece: Buffer) => pieces.push(piece));
      request.on("end", () => {
        const { answer } = this;
        if (answer === "silence") return;
        if (answer.status < 300) {
          const body: unknown = JSON.parse(Buffer.concat(pieces).toString("utf8"));
          this.told.push({ path: request.url ?? "", headers: request.headers, body });
        }
        response.writeHead(answer.status, answer.headers).end("thank you");
      });
    });
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  }
}
