/**
 * Step 9 of the life of a flow: the app is reached, by the flow's own protocol, and can be joined to its stream.
 *
 * TCP's handshake says whether anybody listens. UDP has none: the socket is connected, which finds out that there is a
 * route; that somebody is there shows when a datagram comes back, that nobody is, when the system says so.
 */
import type { Ip } from "../../core/net/ip.ts";
import { parseIp, printHostPort, printIp } from "../../core/net/ip.ts";
import type { Protocol } from "../../core/net/port-range.ts";
import type { Code } from "../../core/reason.ts";
import { spliceDatagrams } from "../../io/flow/datagram-end.ts";
import { type ConnectedUdp, connectUdp, type DatagramPort } from "../../io/flow/datagram-port.ts";
import type { Spliced } from "../../io/flow/relay.ts";
import { resetSocket } from "../../io/flow/reset-socket.ts";
import { spliceSocket } from "../../io/flow/splice.ts";
import type { RawStream } from "../../io/grpc/raw-stream.ts";
import { type DialOptions, dialApp } from "./app-dialer.ts";

export interface SpliceWith {
  /** The far end acknowledges. */
  readonly peerAcks: boolean;
  readonly early: readonly Buffer[];
  readonly onKept: () => void;
}

export interface Reached {
  /** host:port of our own socket, and of the app's. */
  readonly egressAddr: string;
  readonly appAddr: string;
  splice(stream: RawStream, o: SpliceWith): Spliced;
  /** Nobody wants it any more. */
  drop(): void;
  /** Where reaching it says nothing of the app: sends what its host answers if nobody listens. */
  probe?(): void;
}

export interface ReachOptions extends DialOptions {
  /** What was found out about the app's port. */
  readonly onEvidence: (outcome: "ok" | Code) => void;
}

export const reachApp = (protocol: Protocol, o: ReachOptions): Promise<Reached | Code> =>
  protocol === "tcp" ? reachByTcp(o) : reachByUdp(o);

async function reachByTcp(o: ReachOptions): Promise<Reached | Code> {
  const socket = await dialApp(o);
  if (typeof socket === "string") return socket;
  o.onEvidence("ok");
  return {
    egressAddr: printHostPort(socket.localAddress ?? "", socket.localPort ?? 0),
    appAddr: printHostPort(socket.remoteAddress ?? "", socket.remotePort ?? 0),
    splice: (stream, how) => spliceSocket(socket, stream, { side: "upstream", ...how }),
    drop: () => resetSocket(socket),
  };
}

async function reachByUdp({ addresses, port, sourceAddress, onEvidence }: ReachOptions): Promise<Reached | Code> {
  let reason: Code = "APP_DIAL_UNREACHABLE";
  for (const address of addresses) {
    const found = await connectUdp({
      address: printIp(address),
      port,
      localAddress: sourceFor(address, sourceAddress),
    });
    if (typeof found === "string") reason = found;
    else return joinable(found, onEvidence);
  }
  return reason;
}

/** A source address of the other family can't be bound for this one. */
function sourceFor(address: Ip, sourceAddress: string | undefined): string | undefined {
  const source = sourceAddress === undefined ? undefined : parseIp(sourceAddress);
  return source?.family === address.family ? printIp(source) : undefined;
}

function joinable(port: ConnectedUdp, onEvidence: (outcome: "ok" | Code) => void): Reached {
  return {
    egressAddr: printHostPort(port.local.address, port.local.port),
    appAddr: printHostPort(port.remote.address, port.remote.port),
    splice: (stream, { early, onKept }) =>
      spliceDatagrams(observed(port, onEvidence), stream, { side: "upstream", early, onKept }),
    drop: () => port.close(),
    probe: () => {
      const heard = observed(port, onEvidence);
      heard.listen({ onDatagram: () => {}, onGone: () => {} });
      heard.send(Buffer.alloc(0), () => {});
    },
  };
}

/** The port, with what the app's first datagram, or the system's word that nobody listens, says of the app. */
function observed(port: DatagramPort, onEvidence: (outcome: "ok" | Code) => void): DatagramPort {
  let answered = false;
  return {
    send: (payload, done) => port.send(payload, done),
    close: () => port.close(),
    listen: (ears) =>
      port.listen({
        onDatagram: (payload) => {
          if (!answered) onEvidence("ok");
          answered = true;
          ears.onDatagram(payload);
        },
        onGone: (code) => {
          onEvidence("APP_DIAL_REFUSED");
          ears.onGone(code);
        },
      }),
  };
}

/** How long an app's host is given to say by UDP that nobody listens: it does so at once, or its answer was lost. */
const REFUSAL_WITHIN_MS = 1_000;

/** Does anybody listen? "silent": that can't be told. */
export async function probeApp(protocol: Protocol, o: DialOptions): Promise<"ok" | "silent" | Code> {
  const evidence = Promise.withResolvers<"ok" | Code>();
  const reached = await reachApp(protocol, { ...o, onEvidence: evidence.resolve });
  if (typeof reached === "string") return reached;
  const { probe } = reached;
  if (probe === undefined) {
    reached.drop();
    return "ok";
  }
  const silence = Promise.withResolvers<"silent">();
  const timer = setTimeout(() => silence.resolve("silent"), Math.min(o.timeoutMs, REFUSAL_WITHIN_MS));
  probe();
  const answer = await Promise.race([evidence.promise, silence.promise]);
  clearTimeout(timer);
  reached.drop();
  return answer;
}
