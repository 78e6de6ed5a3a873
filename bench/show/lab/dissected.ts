/** What tshark says of a file of packets: its faults, its connections with what Follow-Stream gives, its datagrams. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const READ_MS = 180_000;
/** Headers are looked at as strictly as tshark can: of what a network card would fill in, too. */
const STRICT = ["ip", "tcp", "udp"].flatMap((layer) => ["-o", `${layer}.check_checksum:TRUE`]);
/** A sender that is told of a full or of an open window has lost nothing. */
const QUIET = ["tcp.analysis.window_update", "tcp.analysis.window_full", "tcp.analysis.keep_alive"];
const FAULTS = {
  malformed: "_ws.malformed",
  "wrong checksum": 'ip.checksum.status == "Bad" or tcp.checksum.status == "Bad" or udp.checksum.status == "Bad"',
  "gap or repetition": `tcp.analysis.flags and not (${QUIET.join(" or ")})`,
} as const;

export interface Sides {
  /** Both sockets as `ADDRESS PORT > ADDRESS PORT`: who began stands before. */
  readonly ends: string;
  readonly client: Buffer;
  readonly server: Buffer;
  /** One side gave it up, and has not read all that the other's kernel had taken. */
  readonly reset: boolean;
}

/** One way of a conversation by datagrams; each payload in hexadecimal, in their order. */
export type Datagrams = ReadonlyMap<string, readonly string[]>;

export class Dissected {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Of each kind of fault, the frames as tshark prints them. */
  async faults(): Promise<string[]> {
    const found: string[] = [];
    for (const [kind, filter] of Object.entries(FAULTS)) {
      for (const line of await this.#lines(...STRICT, "-Y", filter)) found.push(`${kind}: ${line.trim()}`);
    }
    return found;
  }

  /** Connections that were accepted, by their two ends. */
  async connections(filter = "tcp"): Promise<Sides[]> {
    const accepted = `tcp.flags.syn == 1 and tcp.flags.ack == 1 and (${filter})`;
    const rows = await this.#fields(accepted, "tcp.stream", ...ADDRESSES, "tcp.srcport", "tcp.dstport");
    const ends = new Map(
      rows.map(([stream = "", from4, from6, to4, to6, fromPort, toPort]) => [
        stream,
        `${to4 || to6} ${toPort} > ${from4 || from6} ${fromPort}`,
      ]),
    );
    return this.#followed(ends);
  }

  /** Connections that were there before the file: who was first to send stands before. */
  async openBefore(filter = "tcp"): Promise<Sides[]> {
    const begun = new Set((await this.#fields("tcp.flags.syn == 1", "tcp.stream")).map(([stream]) => stream));
    const ends = new Map<string, string>();
    const rows = await this.#fields(`tcp and (${filter})`, "tcp.stream", ...ADDRESSES, "tcp.srcport", "tcp.dstport");
    for (const [stream = "", from4, from6, to4, to6, fromPort, toPort] of rows) {
      if (begun.has(stream) || ends.has(stream)) continue;
      ends.set(stream, `${from4 || from6} ${fromPort} > ${to4 || to6} ${toPort}`);
    }
    return this.#followed(ends);
  }

  /** `ends`: by the stream's number. */
  async #followed(ends: ReadonlyMap<string, string>): Promise<Sides[]> {
    if (ends.size === 0) return [];
    const reset = new Set((await this.#fields("tcp.flags.reset == 1", "tcp.stream")).map(([stream]) => stream));
    const follow = [...ends.keys()].flatMap((stream) => ["-z", `follow,tcp,raw,${stream}`]);
    const followed = new Followed();
    await this.#eachLine(["-q", ...follow], (line) => followed.take(line));
    return [...ends].map(([stream, both]) => ({ ends: both, reset: reset.has(stream), ...followed.of(stream) }));
  }

  async datagrams(filter = "udp"): Promise<Datagrams> {
    const wanted = `udp and not icmp and not icmpv6 and (${filter})`;
    const rows = await this.#fields(wanted, ...ADDRESSES, "udp.srcport", "udp.dstport", "udp.payload");
    const found = new Map<string, string[]>();
    for (const [from4, from6, to4, to6, fromPort, toPort, payload = ""] of rows) {
      const ends = `${from4 || from6} ${fromPort} > ${to4 || to6} ${toPort}`;
      const before = found.get(ends) ?? [];
      before.push(payload);
      found.set(ends, before);
    }
    return found;
  }

  /** Each different one once. */
  async comments(): Promise<string[]> {
    return [...new Set((await this.#fields("frame.comment", "frame.comment")).map(([comment = ""]) => comment))];
  }

  /** Names that the file itself gives to addresses, and no name server. */
  async names(): Promise<ReadonlyMap<string, string>> {
    const lines = await this.#lines("-N", "n", "-q", "-z", "hosts");
    const pairs = lines.map((line) => line.split("\t")).filter(({ length }) => length === 2);
    return new Map(pairs.map(([address = "", name = ""]) => [address, name]));
  }

  async #fields(filter: string, ...names: readonly string[]): Promise<string[][]> {
    const lines = await this.#lines("-Y", filter, "-T", "fields", ...names.flatMap((name) => ["-e", name]));
    return lines.map((line) => line.split("\t"));
  }

  async #lines(...words: readonly string[]): Promise<string[]> {
    const lines: string[] = [];
    await this.#eachLine(words, (line) => lines.push(line));
    return lines;
  }

  /** A stream's bytes can be more than one text may hold. */
  async #eachLine(words: readonly string[], take: (line: string) => void): Promise<void> {
    const child = spawn("tshark", ["-n", "-r", this.#file, ...words], { stdio: ["ignore", "pipe", "pipe"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), READ_MS);
    const closed = once(child, "close");
    let said = "";
    child.stderr.on("data", (bytes) => (said = `${said}${bytes}`.slice(-1_000)));
    for await (const line of createInterface({ input: child.stdout })) if (line !== "") take(line);
    const [exit] = await closed;
    clearTimeout(timer);
    if (exit !== 0) throw new Error(`tshark ${words.slice(0, 8).join(" ")}: exit ${exit}: ${said}`);
  }
}

const ADDRESSES = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst"];

/** As `-z follow,tcp,raw,N` prints: what the first node sent in hexadecimal, the other's behind a tabulator. */
class Followed {
  readonly #streams = new Map<string, { readonly client: Buffer[]; readonly server: Buffer[] }>();
  #at: { readonly client: Buffer[]; readonly server: Buffer[] } | undefined;

  take(line: string): void {
    const stream = /^Filter: tcp\.stream eq (\d+)$/.exec(line)?.[1];
    if (stream !== undefined) {
      this.#at = { client: [], server: [] };
      this.#streams.set(stream, this.#at);
    } else if (/^\t?[0-9a-f]+$/.test(line)) {
      this.#at?.[line.startsWith("\t") ? "server" : "client"].push(Buffer.from(line.trim(), "hex"));
    }
  }

  of(stream: string): Omit<Sides, "ends" | "reset"> {
    const { client = [], server = [] } = this.#streams.get(stream) ?? {};
    return { client: Buffer.concat(client), server: Buffer.concat(server) };
  }
}
