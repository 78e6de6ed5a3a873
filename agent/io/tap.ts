/**
 * Who wants to see what flows carry: `wayleave capture` asks on a socket of the agent's folder, which only its user
 * may open, and gets the blocks of a pcapng file. Where nobody asks, a flow costs one look at an empty set.
 */
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import dns from "dns-packet";
import { readWish, type Wish } from "../../core/capture-wish.ts";
import { normalName } from "../../core/net/host-name.ts";
import type { Srp } from "../../core/policy/srp.ts";
import { VERSION } from "../../core/version.ts";
import { clock } from "../../io/clock.ts";
import { errorText } from "../../io/errors.ts";
import type { JsonLog } from "../../io/json-log.ts";
import { SteerTable } from "../steer.ts";
import { CaptureFile, type SeenConnection, type SeenFlow } from "./capture-file.ts";

export const TAP_SOCKET = "capture.sock";
/** What waits for a reader that is slower than the flows; past it packets are dropped and counted. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
const TAKERS_MAX = 4;
const WISH_BYTES_MAX = 4_096;
const WISH_WAIT_MS = 5_000;
/** Sockets at once; a reader that neither reads the last words nor goes is let go after so long. */
const SOCKETS_MAX = 16;
const LAST_WORDS_MS = 10_000;

export interface Tap {
  connection(flow: SeenFlow): SeenConnection | undefined;
  association(flow: SeenFlow): CaptureAssociation | undefined;
  /** One at the agent's own name server, with its answer. */
  question(seen: SeenQuestion): void;
  readonly on: boolean;
  close(): void;
}

export interface SeenQuestion {
  readonly srcIp: string;
  readonly srcPort: number;
  readonly listener: { readonly address: string; readonly port: number };
  readonly question: Buffer;
  /** Undefined: it got none. */
  readonly answer: Buffer | undefined;
}

type CaptureAssociation = ReturnType<CaptureFile["association"]>;

interface Taker {
  readonly wants: (host: string) => boolean;
  readonly file: CaptureFile;
  end(): void;
}

export interface TapOptions {
  /** The agent's folder. */
  readonly state: string;
  readonly srp: () => Srp | undefined;
  readonly log: JsonLog;
}

/** A socket that can't be made costs this, and nothing else of the agent. */
export function openTap(o: TapOptions): Tap {
  const takers = new Set<Taker>();
  const path = join(o.state, TAP_SOCKET);
  const server = createServer({ allowHalfOpen: true }, (socket) => hear(socket, takers, o));
  server.on("error", (error) => o.log.warn("wayleave capture can't be served", { error: errorText(error) }));
  server.maxConnections = SOCKETS_MAX;
  // An earlier life's.
  rmSync(path, { force: true });
  server.listen(path, () => chmodSync(path, 0o600));
  server.unref();
  const files = (host: string) => [...takers].filter(({ wants }) => wants(host)).map(({ file }) => file);
  return {
    get on() {
      return takers.size > 0;
    },
    connection(flow) {
      const seen = files(flow.host).map((file) => file.connection(flow));
      if (seen.length === 0) return undefined;
      return {
        bytes: (from, payload) => seen.forEach((one) => void one.bytes(from, payload)),
        finished: (from) => seen.forEach((one) => void one.finished(from)),
        ended: (by) => seen.forEach((one) => void one.ended(by)),
      };
    },
    association(flow) {
      const seen = files(flow.host).map((file) => file.association(flow));
      return seen.length === 0 ? undefined : (from, payload) => seen.forEach((one) => void one(from, payload));
    },
    question({ srcIp, srcPort, listener, question, answer }) {
      const name = nameIn(question);
      const flow = { host: listener.address, port: listener.port, srcIp, srcPort, comment: `question for ${name}` };
      for (const file of files(name)) {
        const see = file.association(flow);
        see("client", question);
        if (answer !== undefined) see("server", answer);
      }
    },
    close() {
      for (const taker of takers) taker.end();
      server.close();
    },
  };
}

/** "": what was asked is no question. */
function nameIn(question: Buffer): string {
  try {
    return normalName(dns.decode(question).questions?.[0]?.name ?? "") ?? "";
  } catch {
    return "";
  }
}

function hear(socket: Socket, takers: Set<Taker>, o: TapOptions): void {
  let head = Buffer.alloc(0);
  socket.on("error", () => {});
  const late = setTimeout(() => socket.destroy(), WISH_WAIT_MS);
  socket.once("close", () => clearTimeout(late));
  const onData = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\n");
    if (end < 0 && head.length <= WISH_BYTES_MAX) return;
    socket.off("data", onData);
    clearTimeout(late);
    const wish = end < 0 ? { wrong: "the request is too long" } : readWish(head.subarray(0, end).toString());
    const wants = "wrong" in wish ? wish : wanting(wish, o.srp());
    const refusal =
      "wrong" in wants ? wants.wrong : takers.size >= TAKERS_MAX ? "too many captures at once" : undefined;
    if (refusal !== undefined || "wrong" in wish || "wrong" in wants) {
      return bid(socket, Buffer.from(`${JSON.stringify({ error: refusal })}\n`));
    }
    socket.write(`${JSON.stringify({ ok: true })}\n`);
    take(socket, wish, wants.wants, takers);
  };
  socket.on("data", onData);
}

function bid(socket: Socket, lastWords: Buffer): void {
  socket.end(lastWords);
  socket.setTimeout(LAST_WORDS_MS, () => socket.destroy());
}

/** Until its time or room is over, or the reader has enough: that one half-closes, and still gets the last words. */
function take(socket: Socket, wish: Wish, wants: (host: string) => boolean, takers: Set<Taker>): void {
  let bytes = 0;
  let full = false;
  const put = (block: Buffer): boolean => {
    if (full || socket.writableLength > WAITING_BYTES_MAX) return false;
    if (bytes + block.length > wish.maxBytes) {
      full = true;
      setImmediate(() => taker.end());
      return false;
    }
    bytes += block.length;
    socket.write(block);
    return true;
  };
  const file = new CaptureFile({ application: `Wayleave ${VERSION}`, nowUs: () => clock.wallUs(), put });
  const taker: Taker = {
    ...{ wants, file },
    end: () => {
      clearTimeout(timer);
      if (takers.delete(taker)) bid(socket, file.end());
    },
  };
  const timer = setTimeout(() => taker.end(), wish.seconds * 1000);
  takers.add(taker);
  socket.once("end", () => taker.end());
  socket.once("close", () => taker.end());
  socket.resume();
}

function wanting({ app, host }: Wish, srp: Srp | undefined): { wants: (host: string) => boolean } | { wrong: string } {
  const tables: SteerTable[] = [];
  const add = (hosts: readonly string[]) => {
    const table = new SteerTable({ version: 0, entries: [{ app: "", hosts }], privateDomains: [] });
    tables.push(table);
    return table.unread.length === 0;
  };
  if (host !== undefined && !add([host]))
    return { wrong: `host ${JSON.stringify(host)} is no name, address or network` };
  const entries = srp?.entries.filter((entry) => entry.app === app) ?? [];
  if (app !== undefined && entries.length === 0) {
    return {
      wrong: `app ${JSON.stringify(app)} is not in the SRP of this device: \`wayleave status\` names those that are`,
    };
  }
  if (app !== undefined) add(entries.flatMap(({ hosts }) => hosts));
  return { wants: (asked) => tables.every((table) => table.steer(asked).kind === "app") };
}
