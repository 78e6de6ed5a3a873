/** `wayleave run`'s side of what it says to the agent: it watches what is steered, and opens private connections. */
import { connect, type Socket } from "node:net";
import { noticeReset } from "../../../io/flow/reset-notice.ts";
import { resetSocket } from "../../../io/flow/reset-socket.ts";
import type { Source, WatchLine } from "../view.ts";
import { passFirst } from "./first-bytes.ts";
import {
  HEAD_LINE_MAX,
  headBytes,
  Lines,
  readAnswer,
  readWatch,
  type SteeredAnswer,
  type SteeredHead,
  WATCH_LINE_MAX,
} from "./wire.ts";

/** A gateway is waited for, then asked, and once another one. */
const ANSWER_MS = 70_000;
const CONNECT_MS = 5_000;
/** After the agent was lost. */
const AGAIN_MS = 1_000;

/** Rejects where nobody takes the connection. */
export function connectAgent(at: Source, head: SteeredHead): Promise<Socket> {
  const socket = connect({ host: at.ip, port: at.port, allowHalfOpen: true, noDelay: true });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error("the agent takes no connection")), CONNECT_MS);
    socket.once("error", reject);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", reject);
      socket.on("error", () => {});
      socket.write(headBytes(head));
      resolve(socket);
    });
  });
}

export interface Steered {
  readonly answer: SteeredAnswer;
  readonly socket: Socket;
  /** What the agent was told of the program already. */
  readonly first: Buffer;
}

/** One private connection of a program; with a socket where it is open. Undefined: no agent answers. */
export async function openSteered(
  at: Source,
  head: SteeredHead & { want: "tcp" },
  program: Socket,
): Promise<Steered | undefined> {
  const socket = await connectAgent(at, head).catch(() => undefined);
  if (socket === undefined) return undefined;
  program.once("close", () => resetSocket(socket));
  noticeReset(socket);
  // The program's own handshake is done: what it sends may go with its flow's open.
  const passed = passFirst(program, socket);
  const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
  const text = await firstLine(socket);
  clearTimeout(timer);
  const first = await passed();
  const answer = text === undefined ? undefined : readAnswer(text);
  if (answer !== undefined) return { answer, socket, first };
  socket.destroy();
  return undefined;
}

/** What follows the line stays in the socket, which rests. */
export function firstLine(socket: Socket): Promise<string | undefined> {
  let held: Buffer = Buffer.alloc(0);
  return new Promise((resolve) => {
    const settle = (text: string | undefined) => {
      socket.off("data", take);
      socket.off("close", none);
      socket.off("end", none);
      socket.pause();
      resolve(text);
    };
    const none = () => settle(undefined);
    const take = (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      const end = held.indexOf(0x0a);
      if (end < 0) return held.length > HEAD_LINE_MAX ? none() : undefined;
      settle(held.toString("utf8", 0, end));
      if (held.length > end + 1) socket.unshift(held.subarray(end + 1));
    };
    socket.on("data", take);
    socket.once("close", none);
    socket.once("end", none);
  });
}

export interface Watch {
  close(): void;
}

/**
 * Follows the agent, also into its next lives; `onLine` gets what it says, `onFault` why it can't be heard, each time.
 * `find` says where it is now.
 */
export function watchAgent(
  find: () => Source,
  onLine: (said: WatchLine) => void,
  onFault: (error: Error) => void,
): Watch {
  let closed = false;
  let socket: Socket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = (error: Error) => {
    if (closed) return;
    onFault(error);
    timer = setTimeout(() => void begin(), AGAIN_MS);
  };
  const begin = async (): Promise<void> => {
    try {
      socket = await connectAgent(find(), { want: "watch" });
    } catch (error) {
      return again(error as Error);
    }
    if (closed) return void socket.destroy();
    const lines = new Lines(WATCH_LINE_MAX);
    const own = socket;
    own.on("data", (chunk: Buffer) => {
      const found = lines.take(chunk)?.map(readWatch);
      if (found === undefined || found.includes(undefined)) own.destroy();
      for (const said of found ?? []) if (said !== undefined) onLine(said);
    });
    own.once("end", () => own.destroy());
    own.once("close", () => again(new Error("it has closed the connection")));
  };
  void begin();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}
