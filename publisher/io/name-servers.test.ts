/** Tests of asking name servers, against one that answers, one that is cut, one that lies and one that is away. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { addressIn, TYPE } from "../../core/dns/name-answer.ts";
import { after } from "../../core/units.ts";
import { clock } from "../../io/clock.ts";
import { TrialNameServer } from "../../io/trial-name-server.ts";
import { freePort } from "../../io/trial-port.ts";
import { NameServers } from "./name-servers.ts";

const WIKI = { name: "wiki.corp.example", type: TYPE.A };
let server: TrialNameServer;

beforeEach(async () => {
  const many = Array.from({ length: 90 }, (_, n) => ({
    ...{ type: "A" as const, name: "many.corp.example", ttl: 9, data: `10.1.2.${n}` },
  }));
  server = await TrialNameServer.open([{ type: "A", name: WIKI.name, ttl: 9, data: "10.1.0.1" }, ...many]);
});
afterEach(() => server.close());

const at = (...ports: number[]) => new NameServers(ports.map((port) => `127.0.0.1:${port}`));
const soon = (ms = 1_500) => after(clock.now(), ms);

describe("name servers", () => {
  it("answer, by TCP what is too large for a datagram", async () => {
    const small = await at(server.port).ask(WIKI, soon());
    expect(small).toMatchObject({ rcode: 0, records: [{ name: WIKI.name, ttl: 9 }] });
    const large = await at(server.port).ask({ ...WIKI, name: "many.corp.example" }, soon());
    if (typeof large === "string") throw new Error(large);
    expect(large.records.length).toBe(64);
    expect(large.records.map(addressIn)).toContain("10.1.2.63");
  });

  it("are asked once by all who ask the same at one moment", async () => {
    const servers = at(server.port);
    await Promise.all(Array.from({ length: 50 }, () => servers.ask(WIKI, soon())));
    expect(server.asked).toEqual(["A wiki.corp.example"]);
  });

  it("deny a name, and for how long", async () => {
    const none = await at(server.port).ask({ ...WIKI, name: "none.corp.example" }, soon());
    expect(none).toEqual({ rcode: 3, records: [], negativeTtl: 7 });
  });

  it("give way to the next where one is away, is mute, or fails", async () => {
    const gone = await freePort();
    expect(await at(gone, server.port).ask(WIKI, soon())).toMatchObject({ rcode: 0 });
    const other = await TrialNameServer.open([]);
    other.mute = true;
    expect(await at(other.port, server.port).ask(WIKI, soon())).toMatchObject({ rcode: 0 });
    other.mute = false;
    other.rcode = 2;
    expect(await at(other.port, server.port).ask(WIKI, soon())).toMatchObject({ rcode: 0 });
    expect(await at(other.port).ask(WIKI, soon())).toBe("PUB_DNS_TIMEOUT");
    other.close();
  });

  it("are not drowned out by who answers another question, or with another id", async () => {
    server.forge = (answer) => {
      const id = Buffer.from(answer);
      id.writeUInt16BE((answer.readUInt16BE(0) + 1) & 0xffff, 0);
      return [id, Buffer.from("noise"), answer];
    };
    expect(await at(server.port).ask(WIKI, soon())).toMatchObject({ rcode: 0 });
    server.forge = (answer) => [Buffer.from(answer.subarray(0, 20))];
    expect(await at(server.port).ask({ ...WIKI, type: TYPE.AAAA }, soon(400))).toBe("PUB_DNS_TIMEOUT");
  });

  it("are asked in letters of mixed case, which they repeat; what one writes anew is asked for by TCP", async () => {
    const long = { name: "a-long-name-of-a-host.wiki.corp.example", type: TYPE.A };
    // So long that nothing is asked twice because this machine was slow.
    expect(await at(server.port).ask(long, soon(30_000))).toMatchObject({ rcode: 3 });
    expect(server.from[0]!.name).not.toBe(long.name);
    expect(server.from[0]!.name.toLowerCase()).toBe(long.name);
    server.forge = (answer) => [Buffer.from(answer.toString("latin1").toLowerCase(), "latin1")];
    expect(await at(server.port).ask(long, soon(30_000))).toMatchObject({ rcode: 3 });
    expect([server.from.length, server.asked.length]).toEqual([2, 3]);
  });

  it("are asked for types that no library knows by name", async () => {
    const answer = await at(server.port).ask({ ...WIKI, type: 65_280 }, soon());
    expect(answer).toMatchObject({ rcode: 0, records: [] });
    expect(server.asked).toEqual(["UNKNOWN_65280 wiki.corp.example"]);
  });
});
