/** The proxy as a SOCKS5 program meets it. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { closeKit, dialProxy, exchange, kit, lookUp, openKit, read, readAll, socks, socksReply } from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

describe("SOCKS5", () => {
  it("carries a flow by name, and says whose it is", async () => {
    const socket = await socks("echo.corp.example", 7);
    socket.write("hello");
    expect(await read(socket, 5)).toBe("hello");
    socket.end(" and bye");
    expect(await readAll(socket)).toBe(" and bye");
    const open = kit.gateway.opens.at(-1)!;
    expect(open).toMatchObject({
      host: "echo.corp.example",
      port: 7,
      srcIp: "127.0.0.1",
      acks: true,
      earlyData: false,
    });
    expect(open.srcPort).toBeGreaterThan(0);
    expect(open.clientRef).toHaveLength(16);
    expect(Buffer.from(open.sessionId).toString("hex")).toBe((kit.agent.status()["session"] as { id: string }).id);
    expect(open.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it("carries bytes and an end that came together with the request", async () => {
    const socket = dialProxy();
    const { name, request } = { name: Buffer.from("ECHO.corp.example."), request: Buffer.from([5, 1, 0, 5, 1, 0, 3]) };
    socket.end(Buffer.concat([request, Buffer.from([name.length]), name, Buffer.from([0, 7]), Buffer.from("early")]));
    const all = Buffer.from(await readAll(socket), "latin1");
    expect(all.subarray(0, 4)).toEqual(Buffer.from([5, 0, 5, 0]));
    expect(all.subarray(12).toString()).toBe("early");
  });

  it.each([
    ["blocked.corp.example", 2],
    ["unknown.corp.example", 4],
    ["closed.corp.example", 5],
    ["slow.corp.example", 4],
    ["nobody.corp.example", 1],
    ["elsewhere.example.org", 2],
    ["100.64.200.1", 4],
  ])("tells why %s is refused", async (host, reply) => {
    expect(await socksReply(host, 80)).toBe(reply);
  });

  it("takes a leased stub IP for its name, and an address of the SRP as it is", async () => {
    const stub = await lookUp("echo.corp.example", "A");
    const address = (stub.answers![0] as { data: string }).data;
    const socket = await socks(address, 7);
    expect(kit.gateway.opens.at(-1)!.host).toBe("echo.corp.example");
    socket.destroy();
    (await socks("10.1.2.3", 7)).destroy();
    expect(kit.gateway.opens.at(-1)!.host).toBe("10.1.2.3");
    expect(await socksReply("::1", 7)).toBe(2);
  });

  it("refuses what it does not speak, and counts it", async () => {
    expect(await exchange(Buffer.from([4, 1, 0, 80, 1, 2, 3, 4, 0]))).toEqual(Buffer.from([0, 0x5b, 0, 0, 0, 0, 0, 0]));
    expect(await exchange(Buffer.from([5, 1, 2]))).toEqual(Buffer.from([5, 255]));
    expect((await exchange(Buffer.from([5, 1, 0, 5, 2, 0, 1, 1, 2, 3, 4, 0, 7])))[3]).toBe(7);
    expect((await exchange(Buffer.from([5, 1, 0, 5, 1, 0, 9, 1, 2, 3, 4, 0, 7])))[3]).toBe(8);
    expect(await exchange(Buffer.from([22, 3, 1, 2, 0, 1]))).toHaveLength(0);
    const { proxy } = kit.agent.status()["refused"] as { proxy: Record<string, number> };
    expect(proxy).toMatchObject({
      socks4: 1,
      "socks-method": 1,
      "socks-bind": 1,
      "socks-address": 1,
      garbage: 1,
    });
    expect(proxy["AGT_STEER_NOT_ENTITLED"]).toBeGreaterThan(0);
    expect(proxy["AGT_DNS_STUB_STALE"]).toBe(1);
  });
});
