/** Tests of the lock on questions: whose names are answered, and which addresses are told. */
import { describe, expect, it } from "@jest/globals";
import { RCODE, TYPE } from "../core/dns/name-answer.ts";
import { type AllowRule, judgeAllow, type PublishedApp } from "./allow.ts";
import { isAppsName, tellable } from "./name-lock.ts";

const APP: PublishedApp = {
  ...{ name: "dc", hosts: ["dc.corp.example", "*.lab.corp.example", "10.1.0.0/16"], origin: "" },
  ports: [
    { protocol: "tcp", from: 443, to: 443 },
    { protocol: "udp", from: 1_000, to: 2_000 },
  ],
  ...{ connectTimeoutMs: 0, probe: "off", probeEveryS: 0 },
};
const QUESTION = { name: "dc.corp.example", type: TYPE.A };
const a = (...bytes: number[]) => ({ name: QUESTION.name, type: TYPE.A, ttl: 60, rdata: Uint8Array.from(bytes) });
const said = (...records: ReturnType<typeof a>[]) => ({ rcode: RCODE.NOERROR, records, negativeTtl: 0 });

function told(records: ReturnType<typeof a>[], rules?: readonly AllowRule[]) {
  const { answer, code, leftOut } = tellable(QUESTION, said(...records), APP, rules, new Set(["10.1.0.9"]));
  return { rcode: answer.rcode, addresses: answer.records.map(({ rdata }) => [...rdata].join(".")), code, leftOut };
}

describe("the lock on questions", () => {
  it("opens for names of the app alone, and for those of its addresses", () => {
    for (const name of ["dc.corp.example", "a.b.lab.corp.example", "5.0.1.10.in-addr.arpa"])
      expect(isAppsName(APP, name)).toBe(true);
    const others = ["lab.corp.example", "corp.example", "bank.example", "5.0.2.10.in-addr.arpa", "1.10.in-addr.arpa"];
    for (const name of others) expect(isAppsName(APP, name)).toBe(false);
  });

  it("tells no address of loopback, of link-local or metadata services, or of the publisher itself", () => {
    expect(told([a(10, 1, 0, 1), a(127, 0, 0, 1), a(10, 1, 0, 9)])).toEqual({
      ...{ rcode: RCODE.NOERROR, addresses: ["10.1.0.1"], code: undefined, leftOut: 2 },
    });
    for (const address of [a(127, 0, 0, 1), a(169, 254, 169, 254), a(168, 63, 129, 16), a(10, 1, 0, 9)])
      expect(told([address])).toEqual({
        ...{ rcode: RCODE.REFUSED, addresses: [], code: "PUB_DIAL_FORBIDDEN", leftOut: 1 },
      });
  });

  it("tells what the operator's file lets it dial by one of the app's ports, and nothing else", () => {
    const rules = (...lines: unknown[]) => judgeAllow({ allow: lines }).rules;
    expect(told([a(10, 1, 0, 1), a(10, 2, 0, 1)], rules({ cidr: "10.1.0.0/16", ports: [443] })).addresses).toEqual([
      "10.1.0.1",
    ]);
    expect(told([a(127, 0, 0, 1)], rules({ cidr: "127.0.0.1", ports: ["udp/1500"] })).addresses).toEqual(["127.0.0.1"]);
    expect(told([a(10, 1, 0, 1)], rules({ cidr: "10.1.0.0/16", ports: [444, "udp/2001"] })).code).toBe(
      "PUB_DIAL_FORBIDDEN",
    );
  });
});
