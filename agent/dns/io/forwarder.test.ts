/** Tests of forwarding, against real sockets. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import { TrialNameServer } from "../../../io/trial-name-server.ts";
import { Forwarder } from "./forwarder.ts";

let server: TrialNameServer;
beforeEach(async () => {
  server = await TrialNameServer.open([{ type: "A", name: "www.example.org", ttl: 77, data: "192.0.2.7" }]);
});
afterEach(() => server.close());

const bytes = dns.encode({ type: "query", id: 7, flags: 256, questions: [{ type: "A", name: "WwW.example.org" }] });
const questionOf = (over: "udp" | "tcp") => ({ bytes, end: bytes.length, over });

describe("a forwarded question", () => {
  it.each(["udp", "tcp"] as const)("comes back in its own case and with its own id by %s", async (over) => {
    const forwarder = new Forwarder([{ host: "127.0.0.1", port: server.port }]);
    const answered = (await forwarder.forward(questionOf(over))) as { bytes: Buffer };
    expect(dns.decode(answered.bytes)).toMatchObject({
      ...{ id: 7, questions: [{ name: "WwW.example.org" }] },
      answers: [{ data: "192.0.2.7" }],
    });
    expect(forwarder.counters).toEqual({ dns_forwarded: 1, dns_forward_failures: 0 });
  });

  it("is told apart where no resolver is known, and where none answers", async () => {
    const forwarder = new Forwarder([], 100);
    expect(await forwarder.forward(questionOf("udp"))).toEqual({ kind: "failed", why: "no-resolver" });
    server.mute = true;
    forwarder.use([{ host: "127.0.0.1", port: server.port }]);
    expect(await forwarder.forward(questionOf("udp"))).toEqual({ kind: "failed", why: "silent" });
    expect(forwarder.counters).toEqual({ dns_forwarded: 0, dns_forward_failures: 2 });
  });
});
