/** `wayleave capture`: what flows of this device carry, into a pcapng file that its user alone may read. */
import { open } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { BYTES_MAX, SECONDS_MAX, wishLine } from "../../core/capture-wish.ts";
import { errnoOf } from "../../io/errors.ts";
import { layoutOf } from "../layout.ts";
import { CommandFault, say, usage } from "./fault.ts";

interface Flags {
  readonly write: string;
  readonly data: string;
  readonly state?: string;
  readonly app?: string;
  readonly host?: string;
  readonly seconds: string;
  readonly maxBytes: string;
}

const SOCKET = "capture.sock";
const ANSWER_BYTES_MAX = 4_096;

export function addCapture(program: Command, withData: (command: Command) => Command): void {
  withData(program.command("capture"))
    .description("write what flows of this device carry from now on, as packets, to a pcapng file")
    .requiredOption("--write <file>", "the file; it must not be there yet, and only you may read it")
    .option("--state <dir>", "the agent's folder, where it was not started by `wayleave up`")
    .option("--app <name>", "flows to this app alone")
    .option("--host <host>", "flows to this name, wildcard, address or network alone")
    .option("--seconds <n>", "end after so long; Ctrl-C ends it before", "3600")
    .option("--max-bytes <n>", "end when the file would become larger", String(2 ** 30))
    .action((flags: Flags) => capture(flags));
}

async function capture({ write, data, state, app, host, ...limits }: Flags): Promise<void> {
  const wish = {
    ...(app === undefined ? {} : { app }),
    ...(host === undefined ? {} : { host }),
    seconds: numberOf("--seconds", limits.seconds, SECONDS_MAX),
    maxBytes: numberOf("--max-bytes", limits.maxBytes, BYTES_MAX),
  };
  const socket = await dial(join(state === undefined ? layoutOf(resolve(data)).agent : resolve(state), SOCKET));
  socket.write(wishLine(wish));
  const rest = await accepted(socket);
  // Not over another file, and not through a link that somebody has put there.
  const file = await open(write, "wx", 0o600).catch((error: unknown) => {
    socket.destroy();
    const why = errnoOf(error) === "EEXIST" ? "is there already: name another" : `can't be made (${errnoOf(error)})`;
    throw new CommandFault(`--write ${write} ${why}`);
  });
  const stop = () => void socket.end();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  say(`writing to ${write}; Ctrl-C ends it`);
  let bytes = rest.length;
  await file.write(rest);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    await file.write(chunk);
  }
  await file.close();
  say(`${bytes} bytes written to ${write}`);
}

function numberOf(flag: string, text: string, max: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > max) throw usage(`${flag} takes a number from 1 to ${max}`);
  return value;
}

function dial(path: string): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once("connect", () => done(socket));
    socket.once("error", (error) => {
      const hint = "is the agent running, and are you its user? --state names its folder";
      failed(new CommandFault(`the agent can't be asked at ${path} (${errnoOf(error)}): ${hint}`));
    });
  });
}

/** Resolves with what came behind the agent's consent. */
async function accepted(socket: Socket): Promise<Buffer> {
  let head = Buffer.alloc(0);
  return new Promise((done, failed) => {
    const fail = (text: string) => failed(new CommandFault(text));
    const onClose = () => fail("the agent has ended the capture before it began");
    const onData = (chunk: Buffer): void => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\n");
      if (end < 0 && head.length <= ANSWER_BYTES_MAX) return;
      socket.pause();
      socket.off("data", onData);
      socket.off("close", onClose);
      const { error } = JSON.parse(head.subarray(0, Math.max(end, 0)).toString() || "{}") as { error?: string };
      if (error !== undefined) return fail(`the agent refused: ${error}`);
      done(head.subarray(end + 1));
    };
    socket.on("data", onData);
    socket.once("close", onClose);
  });
}
