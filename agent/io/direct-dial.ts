/** A destination that is not ours, dialled from this device as its program would have. */
import { connect, type Socket } from "node:net";

const DIAL_MS = 10_000;

export function dialDirect(
  host: string,
  port: number,
): Promise<{ readonly socket: Socket } | { readonly failed: Error }> {
  const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
  return new Promise((resolve) => {
    const timer = setTimeout(() => far.destroy(Object.assign(new Error("dial"), { code: "ETIMEDOUT" })), DIAL_MS);
    far.on("error", (failed) => resolve({ failed }));
    far.once("close", () => clearTimeout(timer));
    far.once("connect", () => {
      clearTimeout(timer);
      resolve({ socket: far });
    });
  });
}
