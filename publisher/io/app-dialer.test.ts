/** A dial that nobody answers ends in its time, and with its reason. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parseIp } from "../../core/net/ip.ts";
import { type DeafListener, openDeafListener } from "../../io/flow/deaf-listener.ts";
import { dialApp } from "./app-dialer.ts";

let deaf: DeafListener;
beforeAll(async () => {
  deaf = await openDeafListener();
});
afterAll(() => deaf?.close());

const dial = (timeoutMs: number, addresses: readonly string[], signal = new AbortController().signal) => {
  const ips = addresses.map((text) => parseIp(text)!);
  return dialApp({ addresses: ips, port: deaf.port, sourceAddress: undefined, timeoutMs, signal });
};

describe("a dial to a full backlog", () => {
  it.each([300, 900])("ends after %i ms as timed out", async (timeoutMs) => {
    const from = performance.now();
    expect(await dial(timeoutMs, ["127.0.0.1"])).toBe("APP_DIAL_TIMEOUT");
    const took = performance.now() - from;
    expect(took).toBeGreaterThanOrEqual(timeoutMs - 5);
    expect(took).toBeLessThan(timeoutMs + 1_000);
  });

  it("of several addresses takes the time once for all of them together", async () => {
    const from = performance.now();
    expect(await dial(900, ["127.0.0.1", "127.0.0.1", "127.0.0.1"])).toBe("APP_DIAL_TIMEOUT");
    expect(performance.now() - from).toBeLessThan(1_900);
  });

  it("ends at once when the flow is called off", async () => {
    const off = new AbortController();
    const dialled = dial(20_000, ["127.0.0.1"], off.signal);
    off.abort();
    expect(await dialled).toBe("AGT_FLOW_CLIENT_CLOSED");
  });
});
