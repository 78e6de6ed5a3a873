/** A flow that has opened, as a capture's file tells of it. */
import { printHostPort } from "../../core/net/ip.ts";
import { uuidText } from "../../io/entropy.ts";
import type { SocketWatch } from "../../io/flow/socket-watch.ts";
import type { SeenConnection, SeenFlow } from "./capture-file.ts";
import type { Settled, Wanted } from "./flow-opener.ts";

/** `sentTo`: the address that the program has sent to, where that stands for the app. */
export function seenFlow(wanted: Wanted, { opened, trace }: Settled & { kind: "opened" }, sentTo?: string): SeenFlow {
  const { host, port, srcIp, srcPort, program } = wanted;
  const words = [
    `flow ${uuidText(opened.flowId)}`,
    ...[
      `to ${printHostPort(host, port)}`,
      `rule ${opened.rule}`,
      `publisher ${opened.publisher}`,
      `trace ${trace.traceId}`,
    ],
    ...(program?.name ? [`program ${program.name}`] : []),
  ];
  return { host, port, srcIp, srcPort, sentTo, comment: words.join(", ") };
}

export const watchOf = (seen: SeenConnection): SocketWatch => ({
  read: (bytes) => seen.bytes("client", bytes),
  wrote: (bytes) => seen.bytes("server", bytes),
  readEnd: () => seen.finished("client"),
  wroteEnd: () => seen.finished("server"),
});
