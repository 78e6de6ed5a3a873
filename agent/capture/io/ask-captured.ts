/** What a captured connection asks for: it says nothing itself. */
import type { Socket } from "node:net";
import { parseIp, printHostPort, printIp } from "../../../core/net/ip.ts";
import type { Asked } from "../../io/program-request.ts";

const NOTHING = Buffer.alloc(0);

/** What a captured connection wants stands in its own addresses: the local one is where its program meant to go. */
export function askCaptured(socket: Socket, listens: readonly string[]): Asked {
  const { localAddress = "", localPort = 0 } = socket;
  const host = parseIp(localAddress);
  // Whoever connects to the listener itself asked for nothing.
  if (host === undefined || listens.includes(printHostPort(localAddress, localPort))) {
    return { reason: "not-captured", answer: NOTHING };
  }
  const nothing = { success: NOTHING, first: NOTHING, foreign: NOTHING, refusal: () => NOTHING };
  return { host: printIp(host), port: localPort, ...nothing };
}
