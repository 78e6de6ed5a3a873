/** The proxy as a program of UDP meets it: SOCKS5's UDP ASSOCIATE, with real sockets all the way. */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { movedDatagrams } from "../../io/flow/moved-datagrams.ts";
import { openSocksProgram, type SocksProgram } from "../../io/flow/socks-program.ts";
import {
  closeKit,
  configFor,
  kit,
  lookUp,
  openGateway,
  openKit,
  read,
  refusedCount,
  start,
  until,
} from "./test-kit.ts";

let echo: Socket;

beforeAll(async () => {
  await openKit();
  echo = createSocket("udp4");
  echo.on("message", (payload, from) => echo.send(payload, from.port, from.address));
  // The kit's gateway dials the same port number by whatever protocol is asked for.
  echo.bind(kit.echoPort, "127.0.0.1");
  await once(echo, "listening");
});
afterAll(async () => {
  await closeKit();
  echo?.close();
});

const proxy = () => `127.0.0.1:${kit.agent.proxyPort}`;
const programs: SocksProgram[] = [];
async function program(at = proxy()): Promise<SocksProgram> {
  const opened = await openSocksProgram(at);
  programs.push(opened);
  return opened;
}
afterAll(() => {
  for (const one of programs) one.close();
});
const counters = () => kit.agent.status()["counters"] as Record<string, number>;
const dropped = (reason: string) => movedDatagrams()[`datagrams_dropped_${reason}`]!;

describe("a UDP association", () => {
  it("carries datagrams by name, each whole, and says whose they are", async () => {
    const own = await program();
    for (const payload of ["hello", "", "x".repeat(1_400)]) {
      await own.send("echo.corp.example", 7, Buffer.from(payload));
      const answer = await own.answer(5_000);
      expect([answer.host, answer.port, answer.payload.toString()]).toEqual(["echo.corp.example", 7, payload]);
    }
    const open = kit.gateway.opens.at(-1)!;
    expect(open).toMatchObject({
      host: "echo.corp.example",
      port: 7,
      protocol: 2,
      srcIp: "127.0.0.1",
      srcPort: own.port,
      program: { uid: process.getuid!() },
    });
    expect(counters()["associations_live"]).toBe(1);
    own.close();
    await until(() => counters()["associations_live"] === 0);
  });

  it("speaks with several destinations, each a flow of its own; an answer bears its address as asked", async () => {
    const own = await program();
    const before = kit.gateway.opens.length;
    const stub = await lookUp("echo.corp.example", "A");
    const address = (stub.answers![0] as { data: string }).data;
    for (const [host, port] of [
      ["echo.corp.example", 7],
      ["10.1.2.3", 9],
      [address, 7],
    ] as const) {
      await own.send(host, port, Buffer.from(host));
      const answer = await own.answer(5_000);
      expect([answer.host, answer.port, answer.payload.toString()]).toEqual([host, port, host]);
    }
    const hosts = kit.gateway.opens.slice(before).map(({ host, port }) => `${host}:${port}`);
    expect(hosts).toEqual(["echo.corp.example:7", "10.1.2.3:9", "echo.corp.example:7"]);
    own.close();
  });

  it("lives as long as its TCP connection", async () => {
    const own = await program();
    await own.send("echo.corp.example", 7, Buffer.from("x"));
    await own.answer(5_000);
    own.close();
    await until(() => counters()["associations_live"] === 0);
  });

  it("drops pieces and garbage, and counts them", async () => {
    const own = await program();
    await own.send("echo.corp.example", 7, Buffer.from("x"));
    await own.answer(5_000);
    const before = {
      fragment: refusedCount("proxy", "socks-udp-fragment"),
      garbage: refusedCount("proxy", "socks-udp-garbage"),
    };
    await own.sendRaw(Buffer.from([0, 0, 1, 1, 10, 1, 2, 3, 0, 7, 1]));
    await own.sendRaw(Buffer.from([1, 1, 1]));
    await until(() => refusedCount("proxy", "socks-udp-garbage") === before.garbage + 1);
    expect(refusedCount("proxy", "socks-udp-fragment")).toBe(before.fragment + 1);
    await own.send("echo.corp.example", 7, Buffer.from("still here"));
    expect((await own.answer(5_000)).payload.toString()).toBe("still here");
    own.close();
  });

  it("is its program's alone: another port of the same address is a stranger", async () => {
    const control = connect({ host: "127.0.0.1", port: kit.agent.proxyPort });
    control.write(Buffer.from([5, 1, 0, 5, 3, 0, 1, 0, 0, 0, 0, 0, 0]));
    const answer = Buffer.from(await read(control, 12), "latin1");
    const port = answer.readUInt16BE(10);
    const [own, stranger] = [createSocket("udp4"), createSocket("udp4")];
    const ask = Buffer.from([0, 0, 0, 1, 10, 1, 2, 3, 0, 7, 42]);
    const heard = once(own, "message");
    own.send(ask, port, "127.0.0.1");
    await heard;
    const before = refusedCount("proxy", "socks-udp-stranger");
    stranger.send(ask, port, "127.0.0.1");
    await until(() => refusedCount("proxy", "socks-udp-stranger") === before + 1);
    control.destroy();
    own.close();
    stranger.close();
  });

  it("holds a few first datagrams while its flow is opened, and asks once", async () => {
    const own = await program();
    const before = kit.gateway.opens.length;
    await Promise.all(Array.from({ length: 20 }, (_, n) => own.send("wiki.corp.example", 1_000, Buffer.from([n]))));
    await until(() => kit.gateway.opens.length > before);
    expect(kit.gateway.opens).toHaveLength(before + 1);
    own.close();
  });

  it("that is refused is not asked for with each datagram, and what comes meanwhile is counted", async () => {
    const own = await program();
    const before = kit.gateway.opens.length;
    const notOpen = dropped("not-open");
    await own.send("10.1.2.77", 7, Buffer.from("x"));
    await until(() => kit.gateway.opens.length === before + 1 && dropped("not-open") > notOpen);
    for (let n = 0; n < 10; n++) await own.send("10.1.2.77", 7, Buffer.from("x"));
    await until(() => dropped("not-open") >= notOpen + 11);
    expect(kit.gateway.opens).toHaveLength(before + 1);
    own.close();
  });

  it("of what is not ours is refused here, and no gateway is asked", async () => {
    const own = await program();
    const [before, asked] = [refusedCount("proxy", "AGT_STEER_NOT_ENTITLED"), kit.gateway.opens.length];
    await own.send("elsewhere.example.org", 53, Buffer.from("x"));
    await until(() => refusedCount("proxy", "AGT_STEER_NOT_ENTITLED") === before + 1);
    expect(kit.gateway.opens).toHaveLength(asked);
    own.close();
  });

  it("of what is not ours goes directly, where the operator wants it", async () => {
    const agent = await start({ ...kit.settings, proxy: { listen: "127.0.0.1:0", unmatched: "direct" } });
    await until(() => agent.status()["srp_version"] !== undefined);
    const own = await program(`127.0.0.1:${agent.proxyPort}`);
    await own.send("127.0.0.1", kit.echoPort, Buffer.from("direct"));
    expect((await own.answer(5_000)).payload.toString()).toBe("direct");
    expect((agent.status()["counters"] as Record<string, number>)["flows_direct"]).toBe(1);
    own.close();
    await agent.close();
  });

  it("over IPv6 carries the largest datagram whole; over IPv4 the proxy's header takes its place", async () => {
    const agent = await start({ ...kit.settings, proxy: { listen: "[::1]:0" } });
    await until(() => agent.status()["srp_version"] !== undefined);
    const own = await program(`[::1]:${agent.proxyPort}`);
    const payload = Buffer.alloc(65_507, 7);
    await own.send("10.1.2.3", 7, payload);
    expect((await own.answer(5_000)).payload.equals(payload)).toBe(true);
    own.close();
    const four = await program();
    await expect(four.send("10.1.2.3", 7, payload)).rejects.toThrow("EMSGSIZE");
    const whole = payload.subarray(0, 65_507 - 10);
    await four.send("10.1.2.3", 7, whole);
    expect((await four.answer(5_000)).payload.equals(whole)).toBe(true);
    four.close();
    await agent.close();
  });

  it("asks for a new flow when its gateway has ended the one it had", async () => {
    const gateway = await openGateway({});
    const agent = await start(configFor([gateway.port]));
    await until(() => agent.status()["srp_version"] !== undefined);
    const own = await program(`127.0.0.1:${agent.proxyPort}`);
    await own.send("echo.corp.example", 7, Buffer.from("one"));
    await own.answer(5_000);
    gateway.endAssociations("APP_FLOW_CLOSED");
    const live = () => (agent.status()["counters"] as Record<string, number>)["associations_live"];
    await until(() => live() === 0);
    await own.send("echo.corp.example", 7, Buffer.from("two"));
    expect((await own.answer(5_000)).payload.toString()).toBe("two");
    expect(gateway.opens).toHaveLength(2);
    own.close();
    await agent.close();
    await gateway.close();
  });

  it("ends with the agent, which leaves nothing open", async () => {
    const agent = await start(kit.settings);
    await until(() => agent.status()["srp_version"] !== undefined);
    const own = await program(`127.0.0.1:${agent.proxyPort}`);
    await own.send("echo.corp.example", 7, Buffer.from("one"));
    await own.answer(5_000);
    await agent.close();
    await own.over;
  });
});
