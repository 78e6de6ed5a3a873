/** A TCP relay between a client and a local broker, which loses an answer when it is told to. */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

export class LocalProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #to: number;
  #cutting = false;
  /** Answers lost so far. */
  cuts = 0;

  private constructor(to: number) {
    this.#to = to;
    this.#server = createServer((client) => this.#relay(client));
  }

  static async start(port: number, to: number): Promise<LocalProxy> {
    const proxy = new LocalProxy(to);
    proxy.#server.listen(port, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** The broker's next answer, to whichever request, is lost with its connection: the request itself has arrived. */
  cutNextAnswer(): void {
    this.#cutting = true;
  }

  async close(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, "close");
  }

  #relay(client: Socket): void {
    const broker = connect(this.#to, "127.0.0.1");
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    client.pipe(broker);
    broker.on("data", (chunk) => {
      if (!this.#cutting) return void client.write(chunk);
      this.#cutting = false;
      this.cuts++;
      client.destroy();
    });
  }
}
