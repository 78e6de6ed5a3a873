/** Whether two files of packets tell of the same bytes: the agent's own, and what the kernel carried. */
import type { Datagrams, Sides } from "./dissected.ts";

/** So many are named. */
export const UNLIKE_MAX = 10;
/** What programs reach through the agent: stubs of both families, and the data centre's own addresses. */
const PRIVATE_NETS = ["ip.addr == 100.64.0.0/10", "ip.addr == 10.70.0.0/16", "ipv6.addr == fd00::/8"];
const PRIVATE_ENDS = PRIVATE_NETS.join(" or ");
/** And the agent's own name server, which is the system's resolver while it captures; `wayleave run` asks the other. */
const NAME_SERVERS = "ip.addr == 127.0.0.1 and";
export const STREAM_ENDS = `${PRIVATE_ENDS} or (${NAME_SERVERS} tcp.port in {53, 1053})`;
export const DATAGRAM_ENDS = `${PRIVATE_ENDS} or (${NAME_SERVERS} udp.port in {53, 1053})`;

export interface SameStreams {
  readonly faults: readonly string[];
  /** Bytes that the kernel had taken from a program when the flow was given up: nobody has read them. */
  readonly unread: number;
}

export function sameStreams(file: readonly Sides[], kernel: readonly Sides[]): SameStreams {
  const faults: string[] = [];
  const left = [...kernel];
  let unread = 0;
  for (const one of file) {
    const at = left.findIndex(({ ends }) => ends === one.ends);
    const [twin] = at < 0 ? [] : left.splice(at, 1);
    if (twin === undefined) faults.push(`${one.ends}: the kernel carried no such connection`);
    else if (isCutShort(one, twin)) unread += twin.client.length - one.client.length;
    else faults.push(...unlike(one, twin, "client"));
    if (twin !== undefined) faults.push(...unlike(one, twin, "server"));
  }
  // One that a program gave up before it had said anything may never have been a flow.
  for (const { ends, client } of left) if (client.length > 0) faults.push(`${ends}: the file has no such connection`);
  return { faults: faults.slice(0, UNLIKE_MAX), unread };
}

/** Given up in both files, and what the agent has read of the program stands in its file as it was sent. */
const isCutShort = (file: Sides, kernel: Sides): boolean =>
  file.reset && kernel.reset && kernel.client.subarray(0, file.client.length).equals(file.client);

function unlike(file: Sides, kernel: Sides, side: "client" | "server"): string[] {
  const [ours, theirs] = [file[side], kernel[side]];
  if (ours.equals(theirs)) return [];
  const at = ours.findIndex((byte, n) => byte !== theirs[n]);
  const where = at < 0 ? Math.min(ours.length, theirs.length) : at;
  return [
    `${file.ends}: the ${side}'s ${ours.length} bytes are not the kernel's ${theirs.length} from byte ${where} on`,
  ];
}

/** A socket of a name server, as either end. */
const NAME_SERVER = / (?:10)?53(?: >|$)/;

/**
 * Each way of each pair of sockets: the same payloads in the same order. A question stands beside its answer in the
 * file, so those that a program asks at once have the order of their answers.
 */
export function sameDatagrams(file: Datagrams, kernel: Datagrams): string[] {
  const faults: string[] = [];
  for (const ends of new Set([...file.keys(), ...kernel.keys()])) {
    const ordered = (all: readonly string[] = []) => (NAME_SERVER.test(ends) ? all.toSorted() : all);
    const [ours, theirs] = [ordered(file.get(ends)), ordered(kernel.get(ends))];
    const at = Array.from({ length: Math.max(ours.length, theirs.length) }, (_, n) => n).find(
      (n) => ours[n] !== theirs[n],
    );
    if (at !== undefined) {
      faults.push(`${ends}: the file's ${ours.length} datagrams are not the kernel's ${theirs.length} from ${at} on`);
    }
  }
  return faults.slice(0, UNLIKE_MAX);
}
