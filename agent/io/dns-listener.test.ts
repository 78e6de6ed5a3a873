/** The name server on real sockets. */

import { mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import dns from "dns-packet";
import {
  addressIn,
  closeKit,
  kit,
  lookUp,
  openKit,
  readAll,
  refusedCount,
  start,
  udpExchange,
  udpSend,
  until,
} from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

describe("DNS", () => {
  it("answers a stub for a name with an app, no IPv6 address, and keeps to it", async () => {
    const one = await lookUp("Wiki.corp.example", "A");
    expect(one.rcode).toBe("NOERROR");
    expect(one.answers).toMatchObject([{ name: "Wiki.corp.example", type: "A", ttl: 10 }]);
    expect((one.answers![0] as { data: string }).data).toMatch(/^100\.64\.0\.\d+$/);
    expect((await lookUp("wiki.corp.example", "A")).answers).toMatchObject([
      { data: (one.answers![0] as { data: string }).data },
    ]);
    for (const type of ["AAAA", "HTTPS", "MX"]) {
      const other = await lookUp("wiki.corp.example", type);
      expect([other.rcode, other.answers]).toEqual(["NOERROR", []]);
    }
  });

  it("says that a private name without an app does not exist, and refuses others", async () => {
    expect((await lookUp("nothing.corp.example", "A")).rcode).toBe("NXDOMAIN");
    expect((await lookUp("example.org", "A")).rcode).toBe("REFUSED");
    expect(refusedCount("dns", "AGT_STEER_NOT_ENTITLED")).toBe(1);
    expect(refusedCount("dns", "resolver-no-resolver")).toBe(1);
  });

  it("echoes EDNS, and refuses its unknown versions", async () => {
    const opt = (ednsVersion: number) =>
      [
        { type: "OPT", name: ".", udpPayloadSize: 4096, flags: dns.DNSSEC_OK, ednsVersion, options: [] },
      ] as unknown as dns.Answer[];
    const known = await lookUp("wiki.corp.example", "A", opt(0));
    expect(known.additionals).toMatchObject([{ type: "OPT", udpPayloadSize: 1232, ednsVersion: 0, flag_do: true }]);
    expect((await lookUp("wiki.corp.example", "A", opt(1))).additionals).toMatchObject([{ extendedRcode: 1 }]);
    expect((await lookUp("wiki.corp.example", "A")).additionals).toEqual([]);
  });

  it("answers over TCP, several at once", async () => {
    const ask = (id: number, name: string) =>
      dns.streamEncode({ type: "query", id, flags: dns.RECURSION_DESIRED, questions: [{ type: "A", name }] });
    const socket = connect(kit.agent.dnsPort, "127.0.0.1");
    socket.end(Buffer.concat([ask(1, "wiki.corp.example"), ask(2, "example.org")]));
    const all = Buffer.from(await readAll(socket), "latin1");
    const second = all.subarray(2 + all.readUInt16BE(0));
    const answers = [all, second].map((bytes) => dns.decode(bytes.subarray(2, 2 + bytes.readUInt16BE(0))));
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2]);
  });

  it("stands garbage, and counts it", async () => {
    expect(await udpExchange(Buffer.from("garbage that is no query at all"))).toMatchObject({
      rcode: expect.anything(),
    });
    await udpSend(Buffer.from([1, 2, 3]));
    await udpSend(dns.encode({ type: "response", id: 1, questions: [{ type: "A", name: "wiki.corp.example" }] }));
    await until(() => refusedCount("dns", "no-question") === 1);
    expect((await lookUp("wiki.corp.example", "A")).rcode).toBe("NOERROR");
  });

  it("gives the same stubs after a restart, and none that means another name", async () => {
    const other = { ...kit.settings, state: mkdtempSync(join(tmpdir(), "wayleave-state-")) };
    const leased = new Map<string, string>();
    for (let round = 0; round < 3; round++) {
      const restarted = await start(other);
      await until(() => restarted.status()["srp_version"] !== undefined);
      for (const name of ["a", "b", "c"].map((letter) => `${letter}${round}.wild.corp.example`)) {
        leased.set(name, addressIn(await lookUp(name, "A", [], restarted.dnsPort)));
      }
      for (const [name, address] of leased)
        expect(addressIn(await lookUp(name, "A", [], restarted.dnsPort))).toBe(address);
      await restarted.close();
    }
    expect(new Set(leased.values()).size).toBe(9);
  });
});
