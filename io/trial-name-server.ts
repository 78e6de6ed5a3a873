/** For tests: a name server on loopback, by UDP and TCP, of a zone that the test states and may change. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import dns from "dns-packet";

export type ZoneRecord = dns.Answer;

export class TrialNameServer {
  readonly #udp: Socket;
  readonly #tcp: Server;
  readonly port: number;
  /** Names that were asked for, each with its type. */
  readonly asked: string[] = [];
  zone: readonly ZoneRecord[];
  /** It hears, and says nothing. */
  mute = false;
  /** Said in place of what the zone says. */
  rcode: number | undefined;
  /** What it says by UDP may be another thing altogether. */
  forge: ((answer: Buffer, query: Buffer) => Buffer[]) | undefined;
  /** Of each question by UDP. */
  readonly from: { readonly id: number; readonly port: number; readonly name: string }[] = [];

  private constructor(udp: Socket, tcp: Server, port: number, zone: readonly ZoneRecord[]) {
    this.#udp = udp;
    this.#tcp = tcp;
    this.port = port;
    this.zone = zone;
    udp.on("message", (query, from) => {
      const [asked] = dns.decode(query).questions ?? [];
      this.from.push({ id: query.readUInt16BE(0), port: from.port, name: asked?.name ?? "" });
      if (this.mute) return;
      const answer = this.#answer(query);
      for (const one of this.forge?.(answer, query) ?? [fitting(answer)]) udp.send(one, from.port, from.address);
    });
    tcp.on("connection", (socket) => {
      socket.on("error", () => {});
      socket.on("data", (data) => {
        if (this.mute) return;
        const answer = this.#answer(data.subarray(2));
        // In two pieces, as a stream may.
        socket.write(Buffer.from([answer.length >> 8]), () =>
          socket.end(Buffer.concat([Buffer.from([answer.length & 255]), answer])),
        );
      });
    });
  }

  static async open(zone: readonly ZoneRecord[]): Promise<TrialNameServer> {
    const tcp = createServer();
    tcp.listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const { port } = tcp.address() as { port: number };
    const udp = createSocket("udp4");
    udp.bind(port, "127.0.0.1");
    await once(udp, "listening");
    return new TrialNameServer(udp, tcp, port, zone);
  }

  /** To whoever has asked by UDP from this port. */
  resend(answer: Buffer, port: number): void {
    this.#udp.send(answer, port, "127.0.0.1");
  }

  close(): void {
    this.#udp.close();
    this.#tcp.close();
  }

  #answer(query: Buffer): Buffer {
    const packet = dns.decode(query);
    const { type } = packet.questions![0]!;
    // As servers do: the question goes back in the case it came in, and means the same in any.
    const name = packet.questions![0]!.name.toLowerCase();
    this.asked.push(`${type} ${name}`);
    const answers = this.#chain(name, type);
    const exists = this.zone.some((record) => record.name === name || record.name.endsWith(`.${name}`));
    const soa = { mname: "ns.corp.example", rname: "op.corp.example", serial: 1, refresh: 1, retry: 1, expire: 1 };
    const authority: ZoneRecord = { type: "SOA", name: "corp.example", ttl: 900, data: { ...soa, minimum: 7 } };
    const rcode = this.rcode ?? (exists || answers.length > 0 ? 0 : 3);
    return dns.encode({
      ...{ type: "response", id: packet.id ?? 0, flags: dns.AUTHORITATIVE_ANSWER | rcode },
      questions: packet.questions ?? [],
      ...(answers.length > 0 ? { answers } : { authorities: [authority] }),
    });
  }

  #chain(name: string, type: string): ZoneRecord[] {
    const here = this.zone.filter((record) => record.name === name);
    const alias = here.find((record) => record.type === "CNAME");
    if (alias === undefined || type === "CNAME") return here.filter((record) => record.type === type);
    return [alias, ...this.#chain(String((alias as { data: unknown }).data), type)];
  }
}

/** Too large for a datagram: its header alone, and TC. */
function fitting(answer: Buffer): Buffer {
  if (answer.length <= 1_232) return answer;
  const question = dns.decode(answer).questions ?? [];
  const short = dns.encode({ type: "response", id: answer.readUInt16BE(0), flags: 0, questions: question });
  short.writeUInt16BE(answer.readUInt16BE(2) | dns.TRUNCATED_RESPONSE, 2);
  return short;
}
