/** POSTs through an agent's proxy to apps that count them: what a program was told, and how often each was applied. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** Apps that count what they are asked to apply, by its id. */
export class CountingApps {
  readonly applied = new Map<string, number>();
  readonly #servers: Server[] = [];

  /** The ports of so many. */
  async open(count: number): Promise<number[]> {
    for (let n = 0; n < count; n += 1) {
      const server = createServer((request, response) => {
        let id = "";
        request.on("data", (part) => (id += part));
        request.on("end", () => {
          this.applied.set(id, (this.applied.get(id) ?? 0) + 1);
          response.end(id);
        });
        request.on("error", () => {});
      });
      this.#servers.push(server.listen(0, "127.0.0.1"));
      await once(server, "listening");
    }
    return this.#servers.map((server) => (server.address() as AddressInfo).port);
  }

  close(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

/** What became of a POST, as its program saw it. */
export interface Posted {
  readonly id: string;
  readonly host: string;
  /** The proxy's answer to CONNECT; "" where there was none. */
  readonly opened: boolean;
  readonly refusal: string;
  /** The app's own answer came. */
  readonly answered: boolean;
  readonly beganAt: number;
  readonly openMs: number;
}

/** A program that waits longer has given up. */
const GIVE_UP_MS = 30_000;

/** One connection, one POST, never a second try. Times are of the show's own clock. */
export function post(proxyPort: number, host: string, id: string): Promise<Posted> {
  const beganAt = performance.now();
  return new Promise((resolve) => {
    const socket = connect({ port: proxyPort, host: "127.0.0.1" });
    let said = "";
    let opened = false;
    let openMs = 0;
    const end = (answered: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      const refusal = opened ? "" : said.split("\r\n\r\n")[0]!.replaceAll("\r\n", " | ") || "no answer";
      resolve({ id, host, opened, refusal, answered, beganAt, openMs: openMs || performance.now() - beganAt });
    };
    const timer = setTimeout(() => end(false), GIVE_UP_MS);
    socket.on("error", () => end(false));
    socket.on("close", () => end(false));
    socket.on("data", (part) => {
      said += part.toString("latin1");
      if (!opened && /^HTTP\/1\.1 200 [\s\S]*?\r\n\r\n/.test(said)) {
        opened = true;
        openMs = performance.now() - beganAt;
        said = said.slice(said.indexOf("\r\n\r\n") + 4);
        const head = `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${id.length}\r\nConnection: close\r\n\r\n`;
        socket.write(head + id);
      } else if (!opened && said.includes("\r\n\r\n")) return end(false);
      if (opened && said.endsWith(id)) end(true);
    });
    socket.write(`CONNECT ${host}:80 HTTP/1.1\r\nHost: ${host}:80\r\n\r\n`);
  });
}

/** Posts on and on, to each host of each device in turn, until it is stopped. */
export class Posts {
  readonly all: Posted[] = [];
  readonly #proxies: readonly number[];
  readonly #hosts: readonly string[];
  readonly #gapMs: number;
  readonly #under = new Set<Promise<void>>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #next = 0;

  constructor(proxies: readonly number[], hosts: readonly string[], gapMs: number) {
    this.#proxies = proxies;
    this.#hosts = hosts;
    this.#gapMs = gapMs;
  }

  get begun(): number {
    return this.#next;
  }

  go(): void {
    this.#timer ??= setInterval(() => this.#one(), this.#gapMs);
  }

  /** Resolves when all that was begun has ended. */
  async rest(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await Promise.all(this.#under);
  }

  #one(): void {
    const n = this.#next++;
    const host = this.#hosts[n % this.#hosts.length]!;
    const proxy = this.#proxies[Math.floor(n / this.#hosts.length) % this.#proxies.length]!;
    const posting = post(proxy, host, `post-${n}`).then((posted) => {
      this.all.push(posted);
      this.#under.delete(posting);
    });
    this.#under.add(posting);
  }
}
