/** A name server of the lab, on UDP and TCP: it answers what its zones say, and keeps what it was asked for. */
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server, type Socket } from "node:net";
import dns from "dns-packet";
import { type Answer, answerOf, type NameRecord, type Zones } from "../zones.ts";

const TTL_S = 60;
const PORT = 53;
const RCODES = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 } as const;
/** A client that says nothing more. */
const IDLE_MS = 10_000;
const CONNECTIONS_MAX = 256;
const MESSAGE_BYTES_MAX = 4_096;

export interface NameServer {
  /** Names that were asked for, the latest last, at most so many. */
  asked(): readonly string[];
}

const ASKED_MAX = 1_000;

export async function openNameServer(zones: Zones, addresses: readonly string[]): Promise<NameServer> {
  const asked: string[] = [];
  const note = (line: string) => {
    if (asked.push(line) > ASKED_MAX) asked.shift();
  };
  for (const address of addresses) {
    await openUdp(zones, address, note);
    await openTcp(zones, address, note);
  }
  return { asked: () => asked };
}

/** Undefined: nothing that could be answered. */
function reply(zones: Zones, bytes: Buffer, note: (line: string) => void): Buffer | undefined {
  let query: dns.DecodedPacket;
  try {
    query = dns.decode(bytes);
  } catch {
    return undefined;
  }
  const [question] = query.questions ?? [];
  if (query.type !== "query" || question === undefined) return undefined;
  note(`${question.name.toLowerCase()} ${question.type}`);
  const answer = answerOf(zones, question.name, question.type);
  const edns = query.additionals?.find((one) => one.type === "OPT");
  return dns.encode({
    ...{ type: "response", id: query.id ?? 0, questions: [question] },
    flags:
      dns.RECURSION_AVAILABLE |
      dns.AUTHORITATIVE_ANSWER |
      ((query.flags ?? 0) & dns.RECURSION_DESIRED) |
      RCODES[answer.rcode],
    answers: answersOf(answer),
    ...(edns === undefined ? {} : { additionals: [{ ...edns, options: [] }] }),
  } as dns.Packet);
}

function answersOf(answer: Answer): dns.Answer[] {
  if (answer.rcode !== "NOERROR") return [];
  return answer.records.map((record) => ({ ...dataOf(record), name: record.name, ttl: TTL_S }) as dns.Answer);
}

function dataOf({ type, data }: NameRecord): object {
  if (typeof data === "string" || Array.isArray(data)) return { type, data };
  return { type, data: { priority: 10, weight: 10, ...data } };
}

function openUdp(zones: Zones, address: string, note: (line: string) => void): Promise<UdpSocket> {
  const socket = createSocket({ type: address.includes(":") ? "udp6" : "udp4" });
  socket.on("message", (bytes, from) => {
    const answer = reply(zones, bytes, note);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(PORT, address, () => resolve(socket));
  });
}

function openTcp(zones: Zones, address: string, note: (line: string) => void): Promise<Server> {
  const server = createServer((socket) => serve(socket, zones, note));
  server.maxConnections = CONNECTIONS_MAX;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORT, address, () => resolve(server));
  });
}

function serve(socket: Socket, zones: Zones, note: (line: string) => void): void {
  socket.on("error", () => socket.destroy());
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  let held = Buffer.alloc(0);
  socket.on("data", (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 2) {
      const length = held.readUInt16BE(0);
      if (length > MESSAGE_BYTES_MAX) return void socket.destroy();
      if (held.length < length + 2) return;
      const answer = reply(zones, held.subarray(2, length + 2), note);
      held = held.subarray(length + 2);
      if (answer === undefined) return void socket.destroy();
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(answer.length);
      socket.write(Buffer.concat([prefix, answer]));
    }
  });
}
