/** Tests of asking several name servers, against real sockets. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import { TrialNameServer } from "../trial-name-server.ts";
import { freePort } from "../trial-port.ts";
import { NameServerList } from "./name-servers.ts";

const ZONE = [{ type: "A" as const, name: "www.example.org", ttl: 77, data: "192.0.2.7" }];
let [good, other]: TrialNameServer[] = [];
beforeEach(async () => {
  good = await TrialNameServer.open(ZONE);
  other = await TrialNameServer.open(ZONE);
});
afterEach(() => {
  good!.close();
  other!.close();
});

const bytes = dns.encode({ type: "query", id: 7, flags: 256, questions: [{ type: "A", name: "www.example.org" }] });
const ASKED = { bytes, end: bytes.length, over: "udp" } as const;
const listOf = (ports: number[], max = 8) =>
  new NameServerList(
    ports.map((port) => ({ host: "127.0.0.1", port })),
    max,
  );
const rcodeOf = (answered: { kind: string; bytes?: Buffer }) => (answered.bytes?.[3] ?? 99) & 15;

describe("a list of name servers", () => {
  it("goes on to the next where one is silent or away, and asks that one last for a while", async () => {
    other!.mute = true;
    const list = listOf([other!.port, good!.port]);
    expect((await list.ask(ASKED, { withinMs: 500 })).kind).toBe("answer");
    expect((await list.ask(ASKED, { withinMs: 500 })).kind).toBe("answer");
    expect([other!.from.length, good!.from.length]).toEqual([1, 2]);
    expect((await listOf([await freePort(), good!.port]).ask(ASKED, { withinMs: 500 })).kind).toBe("answer");
  });

  it.each([1, 2, 4, 5])(
    "goes on where one says that it can't or won't (%i), and tells that where none can",
    async (rcode) => {
      other!.rcode = rcode;
      expect(rcodeOf(await listOf([other!.port, good!.port]).ask(ASKED, { withinMs: 1_500 }))).toBe(0);
      expect(rcodeOf(await listOf([other!.port]).ask(ASKED, { withinMs: 1_500 }))).toBe(rcode);
      good!.mute = true;
      expect(rcodeOf(await listOf([other!.port, good!.port]).ask(ASKED, { withinMs: 400 }))).toBe(rcode);
    },
  );

  it("believes the first that a name is not there", async () => {
    other!.rcode = 3;
    expect(rcodeOf(await listOf([other!.port, good!.port]).ask(ASKED, { withinMs: 1_500 }))).toBe(3);
    expect(good!.from).toEqual([]);
  });

  it("asks one alone as often as it is told to, and is silent where all are, in time", async () => {
    good!.mute = true;
    const began = performance.now();
    expect(await listOf([good!.port]).ask(ASKED, { withinMs: 500, triesMin: 2 })).toEqual({
      kind: "failed",
      why: "silent",
    });
    expect(good!.from.length).toBe(2);
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(await listOf([]).ask(ASKED, { withinMs: 500 })).toEqual({ kind: "failed", why: "no-server" });
    expect(await listOf([good!.port]).ask(ASKED, { withinMs: -1 })).toEqual({ kind: "failed", why: "silent" });
  });

  it("holds no more questions at once than it may, and has room again afterwards", async () => {
    const list = listOf([good!.port], 4);
    const kinds = async () =>
      (await Promise.all(Array.from({ length: 6 }, () => list.ask(ASKED, { withinMs: 1_500 })))).map((one) =>
        one.kind === "failed" ? one.why : one.kind,
      );
    for (let round = 0; round < 2; round += 1) {
      expect((await kinds()).sort()).toEqual([...Array(4).fill("answer"), "too-many", "too-many"]);
    }
  });

  it("knows a question of its own by its port while it waits, and asks whom it is told to", async () => {
    const list = listOf([other!.port]);
    let own = false;
    good!.forge = (answer) => {
      own = list.isOwnPort(good!.from.at(-1)!.port);
      return [answer];
    };
    list.use([{ host: "127.0.0.1", port: good!.port }]);
    await list.ask(ASKED, { withinMs: 1_500 });
    expect(own).toBe(true);
    expect(list.isOwnPort(good!.from.at(-1)!.port)).toBe(false);
    expect(other!.from).toEqual([]);
  });
});
