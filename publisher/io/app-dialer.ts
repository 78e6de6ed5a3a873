/** Step 9 of the life of a flow: the app is dialled, address after address, within one time-out. */
import net, { type Socket } from "node:net";
import { type Ip, parseIp, printIp } from "../../core/net/ip.ts";
import type { Code } from "../../core/reason.ts";
import { clock } from "../../io/clock.ts";
import { dialReasonOf } from "../../io/errors.ts";

export interface DialOptions {
  readonly addresses: readonly Ip[];
  readonly port: number;
  readonly sourceAddress: string | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** An app whose host went away without a word is noticed after this and ten probes, a second apart. */
const KEEPALIVE_AFTER_MS = 60_000;
/** An address that does not answer leaves the others this much at least. */
const SHARE_MIN_MS = 250;

/** The connected socket, paused, or why there is none: the last address's reason, or the time-out. */
export async function dialApp(o: DialOptions): Promise<Socket | Code> {
  const giveUpAt = clock.now() + o.timeoutMs;
  const source = o.sourceAddress === undefined ? undefined : parseIp(o.sourceAddress);
  let reason: Code = "APP_DIAL_UNREACHABLE";
  for (const [at, address] of o.addresses.entries()) {
    const left = giveUpAt - clock.now();
    if (left <= 0 || o.signal.aborted) break;
    const share = Math.min(left, Math.max(SHARE_MIN_MS, left / (o.addresses.length - at)));
    // A source address of the other family can't be bound for this one.
    const localAddress = source?.family === address.family ? printIp(source) : undefined;
    const tried = await dialOne(address, o.port, localAddress, share, o.signal);
    if (typeof tried !== "string") return tried;
    reason = tried;
  }
  return reason;
}

function dialOne(
  address: Ip,
  port: number,
  localAddress: string | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Socket | Code> {
  return new Promise((resolve) => {
    const where = localAddress === undefined ? {} : { localAddress };
    const bare = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEPALIVE_AFTER_MS };
    const socket = net.connect({ host: printIp(address), port, ...bare, ...where });
    const settle = (outcome: Socket | Code) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      if (typeof outcome === "string") socket.destroy();
      resolve(outcome);
    };
    const abort = () => settle("AGT_FLOW_CLIENT_CLOSED");
    const timer = setTimeout(() => settle("APP_DIAL_TIMEOUT"), timeoutMs);
    signal.addEventListener("abort", abort);
    // Stays on: an error between connect and the splice must not be one that nobody hears.
    socket.on("error", (error) => settle(dialReasonOf(error)));
    socket.once("connect", () => {
      socket.pause();
      settle(socket);
    });
  });
}
