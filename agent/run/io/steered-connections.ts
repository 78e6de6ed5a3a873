/** The programs' connections: private ones go to the agent, all others are dialled from here as the program would. */
import type { Server, Socket } from "node:net";
import { type Ip, parseIp, printIp } from "../../../core/net/ip.ts";
import type { ProcessTold } from "../../../core/record/process-told.ts";
import { noticeReset } from "../../../io/flow/reset-notice.ts";
import { resetSocket } from "../../../io/flow/reset-socket.ts";
import { dialDirect } from "../../io/direct-dial.ts";
import { type Ends, programEnds } from "../../io/peer-uid.ts";
import { NAME_SERVER } from "../room.ts";
import type { Source } from "../view.ts";
import { openSteered } from "./agent-channel.ts";
import type { Names } from "./names.ts";
import type { Steering } from "./steering.ts";

/** Of one `wayleave run`; one more is refused by a reset. */
const CONNECTIONS_MAX = 10_000;

export interface ConnectionsOptions {
  readonly steering: Steering;
  readonly names: Names;
  /** Where the agent is now. */
  readonly agent: () => Source;
  readonly whose: (ends: Ends) => Promise<ProcessTold | undefined>;
}

type SteeredWay = { readonly far: Socket | "refused" } | { readonly far: undefined; readonly first: Buffer };

export class SteeredConnections {
  readonly #o: ConnectionsOptions;
  readonly #sockets = new Set<Socket>();

  constructor(o: ConnectionsOptions) {
    this.#o = o;
  }

  /** Takes the connections of a listener from inside. */
  take(server: Server): void {
    // Out of descriptors, for one: the next may fare better.
    server.on("error", () => {});
    const { port: own } = server.address() as { port: number };
    server.on("connection", (socket: Socket) => {
      socket.on("error", () => {});
      const to = parseIp(socket.localAddress ?? "");
      // Whoever connects to the listener itself asks for nothing.
      const isAsked = to !== undefined && !(this.#o.steering.isNear(to) && socket.localPort === own);
      if (!isAsked || this.#sockets.size >= CONNECTIONS_MAX) return resetSocket(socket);
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      socket.allowHalfOpen = true;
      socket.setNoDelay(true);
      noticeReset(socket);
      this.#serve(socket, to, socket.localPort ?? 0).catch(() => resetSocket(socket));
    });
  }

  async #serve(socket: Socket, to: Ip, port: number): Promise<void> {
    const { steering, names } = this.#o;
    const host = printIp(to);
    if (host === NAME_SERVER && port === 53) return names.serve(socket);
    const steered = steering.steers(to) ? await this.#steered(socket, host, port) : undefined;
    const far = steered?.far ?? (await direct(host, port));
    if (far === "refused") return resetSocket(socket);
    if (socket.destroyed) return resetSocket(far);
    // The agent was told of it, and would not have it.
    if (steered !== undefined && steered.far === undefined) far.write(steered.first);
    join(socket, far);
  }

  /** Without `far`: it is not private any more, and `first` of the program's bytes have been read. */
  async #steered(socket: Socket, host: string, port: number): Promise<SteeredWay> {
    const source = { ip: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
    const ends = programEnds(socket);
    const process = ends && (await this.#o.whose(ends));
    const opened = await openSteered(this.#o.agent(), { want: "tcp", host, port, source, process }, socket);
    if (opened === undefined) return { far: "refused" };
    const { answer, first } = opened;
    if (answer.kind === "opened") return { far: opened.socket };
    opened.socket.destroy();
    return answer.kind === "elsewhere" ? { far: undefined, first } : { far: "refused" };
  }
}

async function direct(host: string, port: number): Promise<Socket | "refused"> {
  const dialled = await dialDirect(host, port);
  if ("failed" in dialled) return "refused";
  noticeReset(dialled.socket);
  return dialled.socket;
}

/** End for end, reset for reset. */
function join(near: Socket, far: Socket): void {
  if (far.destroyed) return resetSocket(near);
  const ends = (one: Socket, other: Socket) =>
    one.once("close", (broke: boolean) => (broke ? resetSocket(other) : other.destroySoon()));
  ends(near, far);
  ends(far, near);
  near.pipe(far).pipe(near);
}
