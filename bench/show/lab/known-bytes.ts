/** Programs that keep what they have sent and got, so that a capture of them can be held against their own files. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { untilSo } from "../../../deploy/lab/io/trial.ts";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import type { LabServer, ShowLab } from "./in-place.ts";

const STREAM_BYTES = 300_000;
/** More than fits one packet of a network, less than nc reads at once. */
const DATAGRAM_BYTES = 9_000;

export interface Known {
  readonly program: string;
  readonly protocol: "tcp" | "udp";
  /** As the flow's row has it. */
  readonly host: string;
  readonly port: number;
  readonly sent: Buffer;
  readonly got: Buffer;
  /** By `wayleave run`: the laptop's own loopback has carried nothing of it. */
  readonly apart?: true;
}

/** One after the other; a program that fails is an error that says what it wrote. */
export async function runKnown(lab: ShowLab, progress: (text: string) => void): Promise<Known[]> {
  const own = join(lab.data, "known");
  mkdirSync(own, { recursive: true });
  const known: Known[] = [];
  for (const host of ["wiki.corp.example", "portal.corp.example", HOSTS.database.v4]) {
    progress(`curl to ${host}, which keeps the bytes`);
    known.push(await fetched({ lab, own }, host));
  }
  progress("nc to echo.corp.example, of known bytes");
  known.push(await echoed({ lab, own }, "echo.corp.example", "tcp", STREAM_BYTES));
  for (const host of ["echo.corp.example", HOSTS.wiki.v4]) {
    progress(`nc to ${host}, of a known datagram`);
    known.push(await echoed({ lab, own }, host, "udp", DATAGRAM_BYTES));
  }
  progress("curl and nc by wayleave run, which keep the bytes");
  const apart = { lab, own: join(own, "apart"), by: ["wayleave", "run", "--agent", join(lab.data, "agent"), "--"] };
  mkdirSync(apart.own);
  const steered = [
    await fetched(apart, "wiki.corp.example"),
    await echoed(apart, "echo.corp.example", "tcp", STREAM_BYTES),
    await echoed(apart, HOSTS.wiki.v4, "udp", DATAGRAM_BYTES),
  ];
  return [...known, ...steered.map((one) => ({ ...one, apart: true }) as const)];
}

interface Place {
  readonly lab: ShowLab;
  /** Where the programs' files are. */
  readonly own: string;
  /** What starts them. */
  readonly by?: readonly string[];
}

/** A program whose connection is open before a capture begins; of what it says then its files tell. */
export class OpenBefore {
  readonly #stem: string;
  readonly #server: LabServer;

  private constructor(stem: string, server: LabServer) {
    this.#stem = stem;
    this.#server = server;
  }

  /** Resolves when it has got its first bytes back. */
  static async begin(lab: ShowLab): Promise<OpenBefore> {
    mkdirSync(join(lab.data, "known"));
    const stem = join(lab.data, "known", "open-before");
    writeFileSync(`${stem}.first`, randomBytes(DATAGRAM_BYTES));
    writeFileSync(`${stem}.then`, randomBytes(STREAM_BYTES));
    const says = `{ cat "$0.first"; until [ -e "$0.go" ]; do sleep 0.1; done; cat "$0.then"; }`;
    const command = `${says} | nc -N echo.corp.example 7 >"$0.taken"`;
    const one = new OpenBefore(stem, await lab.serve("open-before", "laptop", ["sh", "-c", command, stem]));
    await untilSo(() => one.#taken().length === DATAGRAM_BYTES);
    return one;
  }

  /** Says the rest, and ends. */
  async goOn(): Promise<Known> {
    writeFileSync(`${this.#stem}.go`, "");
    await untilSo(() => this.#taken().length === DATAGRAM_BYTES + STREAM_BYTES);
    await this.#server.stop();
    const sent = readFileSync(`${this.#stem}.then`);
    const got = this.#taken().subarray(DATAGRAM_BYTES);
    return { program: "nc", protocol: "tcp", host: "echo.corp.example", port: 7, sent, got };
  }

  #taken(): Buffer {
    return existsSync(`${this.#stem}.taken`) ? readFileSync(`${this.#stem}.taken`) : Buffer.alloc(0);
  }
}

/** The body as it was on the wire: not put together from its chunks. */
async function fetched({ lab, own, by = [] }: Place, host: string): Promise<Known> {
  const [head, body] = [join(own, `${host}.head`), join(own, `${host}.body`)];
  const words = ["-v", "-m", "15", "--raw", "-D", head, "-o", body, `http://${host}/kept?by=curl`];
  const { exit, stderr } = await lab.in("laptop", [...by, "curl", ...words]);
  if (exit !== 0) throw new Error(`curl to ${host}: exit ${exit}: ${stderr}`);
  const asked = stderr.split("\n").flatMap((line) => /^> ([^\r]*)\r?$/.exec(line)?.slice(1) ?? []);
  return {
    ...{ program: "curl", protocol: "tcp", host, port: 80 },
    sent: Buffer.from(asked.map((line) => `${line}\r\n`).join("")),
    got: Buffer.concat([readFileSync(head), readFileSync(body)]),
  };
}

async function echoed(
  { lab, own, by = [] }: Place,
  host: string,
  protocol: "tcp" | "udp",
  bytes: number,
): Promise<Known> {
  const [given, taken] = ["given", "taken"].map((name) => join(own, `${host}.${protocol}.${name}`)) as [string, string];
  const sent = randomBytes(bytes);
  writeFileSync(given, sent);
  // TCP: its end is sent behind the bytes. UDP has no end: nc goes once a second has brought nothing.
  const flags = protocol === "tcp" ? "-N" : "-u -w 1";
  const words = ["sh", "-c", `nc ${flags} ${host} 7 <"$0" >"$1"`, given, taken];
  const { exit, stderr } = await lab.in("laptop", [...by, ...words]);
  if (exit !== 0) throw new Error(`nc to ${host} over ${protocol}: exit ${exit}: ${stderr}`);
  return { program: "nc", protocol, host, port: 7, sent, got: readFileSync(taken) };
}
