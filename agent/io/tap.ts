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
import { lengthBytes } from "../../io/dns/exchange.ts";
import { errorText } from "../../io/errors.ts";
import type { JsonLog } from "../../io/json-log.ts";
import type { Sender } from "../../io/pcapng/tcp-conversation.ts";
import { SteerTable } from "../steer.ts";
import { CaptureFile, type SeenConnection, type SeenFlow } from "./capture-file.ts";
import { LookedAt, type Onlooker, Onlookers } from "./onlookers.ts";

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
  /** `of` is asked once somebody wants to see it. */
  connection(of: () => SeenFlow): SeenConnection;
  association(of: () => SeenFlow): CaptureAssociation;
  /** One at the agent's own name server, with its answer. */
  question(seen: SeenQuestion): void;
  /** A connection to the agent's own name server. */
  questions(ends: QuestionEnds): SeenQuestions;
  readonly on: boolean;
  close(): void;
}

export interface QuestionEnds {
  readonly srcIp: string;
  readonly srcPort: number;
  readonly listener: { readonly address: string; readonly port: number };
}

/** Questions and answers, each as it is on the stream: its length before it. */
export interface SeenQuestions {
  asked(question: Buffer): void;
  told(question: Buffer, answer: Buffer): void;
  finished(from: Sender): void;
  ended(by: Sender): void;
}

export interface SeenQuestion extends QuestionEnds {
  readonly question: Buffer;
  /** Undefined: it got none. */
  readonly answer: Buffer | undefined;
}

type CaptureAssociation = ReturnType<CaptureFile["association"]>;

export interface TapOptions {
  /** The agent's folder. */
  readonly state: string;
  readonly srp: () => Srp | undefined;
  readonly log: JsonLog;
}

/** A socket that can't be made costs this, and nothing else of the agent. */
export function openTap(o: TapOptions): Tap {
  const takers = new Onlookers();
  const path = join(o.state, TAP_SOCKET);
  const server = createServer({ allowHalfOpen: true }, (socket) => hear(socket, takers, o));
  server.on("error", (error) => o.log.warn("wayleave capture can't be served", { error: errorText(error) }));
  server.maxConnections = SOCKETS_MAX;
  // An earlier life's.
  rmSync(path, { force: true });
  server.listen(path, () => chmodSync(path, 0o600));
  server.unref();
  return {
    get on() {
      return takers.size > 0;
    },
    connection: (of) => connectionSeen(takers, of),
    association(of) {
      const at = new LookedAt(takers, (file, late) => file.association(of(), late));
      return (from, payload) =>
        at.tell(
          () => of().host,
          (seen) => seen(from, payload),
        );
    },
    question({ question, answer, ...ends }) {
      const name = nameIn(question);
      const at = new LookedAt(takers, (file) => file.association(questionFlow(ends, `question for ${name}`)));
      at.tellOf(name, (seen) => {
        seen("client", question);
        if (answer !== undefined) seen("server", answer);
      });
    },
    questions: (ends) => questionsSeen(takers, ends),
    close() {
      takers.end();
      server.close();
    },
  };
}

function connectionSeen(takers: Onlookers, of: () => SeenFlow): SeenConnection {
  const finished = { client: false, server: false };
  const at = new LookedAt(takers, (file, late) => file.connection(of(), late ? { ...finished } : undefined));
  const tell = (say: (seen: SeenConnection) => void) => at.tell(() => of().host, say);
  // Now: its handshake has the time of its opening.
  tell(() => {});
  return {
    bytes: (from, payload) => tell((seen) => seen.bytes(from, payload)),
    finished(from) {
      tell((seen) => seen.finished(from));
      finished[from] = true;
    },
    ended: (by) => tell((seen) => seen.ended(by)),
  };
}

/** Of a capture of one name the questions for it alone stand in the file, as if there were no others. */
function questionsSeen(takers: Onlookers, ends: QuestionEnds): SeenQuestions {
  const finished = { client: false, server: false };
  const flow = questionFlow(ends, "questions by TCP");
  const at = new LookedAt(takers, (file, late) => file.connection(flow, late ? { ...finished } : undefined));
  const tell = (from: Sender, question: Buffer, message: Buffer) => {
    if (takers.size === 0) return;
    const name = nameIn(question);
    const framed = Buffer.concat([lengthBytes(message), message]);
    at.tellOf(name, (seen) => seen.bytes(from, framed, `question for ${name}`));
  };
  return {
    asked: (question) => tell("client", question, question),
    told: (question, answer) => tell("server", question, answer),
    finished(from) {
      at.tellOn((seen) => seen.finished(from));
      finished[from] = true;
    },
    ended: (by) => at.tellOn((seen) => seen.ended(by)),
  };
}

const questionFlow = ({ srcIp, srcPort, listener }: QuestionEnds, comment: string): SeenFlow => ({
  ...{ host: listener.address, port: listener.port, srcIp, srcPort, comment },
});

/** "": what was asked is no question. */
function nameIn(question: Buffer): string {
  try {
    return normalName(dns.decode(question).questions?.[0]?.name ?? "") ?? "";
  } catch {
    return "";
  }
}

function hear(socket: Socket, takers: Onlookers, o: TapOptions): void {
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
function take(socket: Socket, wish: Wish, wants: (host: string) => boolean, takers: Onlookers): void {
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
  const taker: Onlooker = {
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
