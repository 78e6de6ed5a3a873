/** Programs that keep what they have sent and got, so that a capture of them can be held against their own files. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HOSTS } from "../../../deploy/lab/plan.ts";
import type { ShowLab } from "./in-place.ts";

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
}

/** One after the other; a program that fails is an error that says what it wrote. */
export async function runKnown(lab: ShowLab, progress: (text: string) => void): Promise<Known[]> {
  const own = join(lab.data, "known");
  mkdirSync(own);
  const known: Known[] = [];
  for (const host of ["wiki.corp.example", "portal.corp.example", HOSTS.database.v4]) {
    progress(`curl to ${host}, which keeps the bytes`);
    known.push(await fetched(lab, own, host));
  }
  progress("nc to echo.corp.example, of known bytes");
  known.push(await echoed(lab, own, "echo.corp.example", "tcp", STREAM_BYTES));
  for (const host of ["echo.corp.example", HOSTS.wiki.v4]) {
    progress(`nc to ${host}, of a known datagram`);
    known.push(await echoed(lab, own, host, "udp", DATAGRAM_BYTES));
  }
  return known;
}

/** The body as it was on the wire: not put together from its chunks. */
async function fetched(lab: ShowLab, own: string, host: string): Promise<Known> {
  const [head, body] = [join(own, `${host}.head`), join(own, `${host}.body`)];
  const words = ["-v", "-m", "15", "--raw", "-D", head, "-o", body, `http://${host}/kept?by=curl`];
  const { exit, stderr } = await lab.in("laptop", ["curl", ...words]);
  if (exit !== 0) throw new Error(`curl to ${host}: exit ${exit}: ${stderr}`);
  const asked = stderr.split("\n").flatMap((line) => /^> ([^\r]*)\r?$/.exec(line)?.slice(1) ?? []);
  return {
    ...{ program: "curl", protocol: "tcp", host, port: 80 },
    sent: Buffer.from(asked.map((line) => `${line}\r\n`).join("")),
    got: Buffer.concat([readFileSync(head), readFileSync(body)]),
  };
}

async function echoed(lab: ShowLab, own: string, host: string, protocol: "tcp" | "udp", bytes: number): Promise<Known> {
  const [given, taken] = ["given", "taken"].map((name) => join(own, `${host}.${protocol}.${name}`)) as [string, string];
  const sent = randomBytes(bytes);
  writeFileSync(given, sent);
  // TCP: its end is sent behind the bytes. UDP has no end: nc goes once a second has brought nothing.
  const flags = protocol === "tcp" ? "-N" : "-u -w 1";
  const { exit, stderr } = await lab.in("laptop", ["sh", "-c", `nc ${flags} ${host} 7 <"$0" >"$1"`, given, taken]);
  if (exit !== 0) throw new Error(`nc to ${host} over ${protocol}: exit ${exit}: ${stderr}`);
  return { program: "nc", protocol, host, port: 7, sent, got: readFileSync(taken) };
}
