/** Tests of what a program is told of a name, before and after a publisher is asked. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressOfReverse } from "../core/dns/reverse-name.ts";
import { StubPool } from "../core/dns/stub-pool.ts";
import { stub4In, stub6Of, stubPrefixOf } from "../core/dns/stub-prefix.ts";
import { printIp } from "../core/net/ip.ts";
import type { Instant } from "../core/units.ts";
import type { PublisherAnswer } from "./dns/ask-publisher.ts";
import { type Resolved, type Resolver, resolve, resolveAsked, TYPE } from "./resolve.ts";
import { SteerTable } from "./steer.ts";

const NOW = 5 as Instant;
const PREFIX = stubPrefixOf(Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a));
const SRP = {
  version: 3,
  privateDomains: ["corp.example", "deep.corp.example"],
  entries: [
    { app: "any", hosts: ["*.wild.corp.example", "*.odd.example"] },
    { app: "dev", hosts: ["build-1.dev.corp.example"] },
    { app: "real", hosts: ["real.corp.example", "10.9.0.0/16"], usePublisherDns: true },
    { app: "wiki", hosts: ["wiki.corp.example"] },
  ],
};

const resolver = (more: Partial<Resolver> = {}): Resolver => ({
  ...{ table: new SteerTable(SRP), pool: new StubPool({ base: 0x64400000, bits: 16 }), prefix: PREFIX },
  ...{ ownNames: new Set(["gw.corp.example"]), asks: true, ...more },
});
const ask = (name: string, type: number = TYPE.A, by = resolver()): Resolved => resolve({ name, type }, by, NOW);

describe("a name", () => {
  it("of an app has a stub of each family, by one lease", () => {
    const by = resolver();
    const [four, six] = [ask("Wiki.corp.example.", TYPE.A, by), ask("wiki.corp.example", TYPE.AAAA, by)];
    expect(four).toMatchObject({ kind: "stub", fresh: { name: "wiki.corp.example", address: 0x64400001 } });
    expect(six).toEqual({ kind: "stub", name: "wiki.corp.example", ip: stub6Of(PREFIX, 0x64400001) });
    expect(printIp(stub6Of(PREFIX, 0x64400001))).toBe("fd12:3456:789a::6440:1");
    expect(ask("wiki.corp.example", TYPE.ANY, by).kind).toBe("stub");
    expect(by.pool.size).toBe(1);
  });

  it.each([
    ["wiki.corp.example", 65, { kind: "nodata", zone: "corp.example" }],
    ["wiki.corp.example", 16, { kind: "nodata", zone: "corp.example" }],
    ["corp.example", 6, { kind: "nodata", zone: "corp.example" }],
    // Nothing itself, but names below it.
    ["dev.corp.example", 1, { kind: "nodata", zone: "corp.example" }],
    ["wild.corp.example", 1, { kind: "nodata", zone: "corp.example" }],
    ["a.dev.corp.example", 1, { kind: "nxdomain", zone: "corp.example", code: "AGT_STEER_NOT_ENTITLED" }],
    ["x.deep.corp.example", 1, { kind: "nxdomain", zone: "deep.corp.example", code: "AGT_STEER_NOT_ENTITLED" }],
    ["no host.corp.example", 1, { kind: "nxdomain", zone: "corp.example" }],
    ["www.example.org", 1, { kind: "forward" }],
    ["odd.example", 1, { kind: "forward" }],
    ["gw.corp.example", 28, { kind: "forward" }],
    [".", 2, { kind: "forward" }],
    ["wiki", 1, { kind: "forward" }],
    ["no host.example", 1, { kind: "forward" }],
  ] as const)("%s of type %d is %j", (name, type, want) => expect(ask(name, type)).toEqual(want));

  it("is not guessed at before there is an SRP, but for a gateway's", () => {
    const by = resolver({ table: undefined });
    expect(ask("wiki.corp.example", 1, by)).toEqual({ kind: "servfail", code: "AGT_TUNNEL_GATEWAY_UNREACHABLE" });
    expect(ask("gw.corp.example", 1, by)).toEqual({ kind: "forward" });
  });

  it("before there is an SRP is not asked of others where it was private before, and else is", () => {
    const by = resolver({ table: undefined, remembered: resolver({}).table });
    const early = { kind: "servfail", code: "AGT_TUNNEL_GATEWAY_UNREACHABLE", early: true };
    const ours = ["WIKI.corp.example", "none.corp.example", "no host.corp.example", "4.0.64.100.in-addr.arpa"];
    for (const name of ours) expect([name, ask(name, 1, by)]).toEqual([name, early]);
    const others = ["gw.corp.example", "www.example.org", "no host.example", "7.2.0.192.in-addr.arpa", "."];
    for (const name of others) expect([name, ask(name, 1, by)]).toEqual([name, { kind: "forward" }]);
  });

  it("has no IPv6 address where there are no IPv6 stubs", () => {
    expect(ask("wiki.corp.example", TYPE.AAAA, resolver({ prefix: undefined })).kind).toBe("nodata");
  });

  it("fails where no stub is left", () => {
    const by = resolver({ pool: new StubPool({ base: 0x64400000, bits: 30 }) });
    for (const name of ["wiki", "build-1.dev"]) ask(`${name}.corp.example`, 1, by);
    expect(ask("x.wild.corp.example", 1, { ...by, asks: false }).kind).toBe("servfail");
  });
});

describe("a publisher is asked", () => {
  it("for what its app says, whatever the type", () => {
    expect(ask("real.corp.example", 33)).toMatchObject({
      kind: "ask-publisher",
      question: { name: "real.corp.example", type: 33, app: "real" },
    });
    expect(ask("7.0.9.10.in-addr.arpa", TYPE.PTR)).toMatchObject({ kind: "ask-publisher" });
    expect(ask("real.corp.example", TYPE.ANY)).toMatchObject({ question: { type: TYPE.A } });
    expect(ask("7.0.9.10.in-addr.arpa", TYPE.ANY)).toMatchObject({ question: { type: TYPE.PTR } });
    for (const type of [0, TYPE.OPT, 252]) expect(ask("real.corp.example", type).kind).toBe("no-data-type");
    expect(ask("real.corp.example", 1, resolver({ asks: false })).kind).toBe("stub");
  });

  it("whether a name is there that only a wildcard covers, and by nothing else it has a stub", () => {
    const by = resolver();
    const asked = { name: "A.wild.corp.example", type: TYPE.AAAA };
    const question = resolve(asked, by, NOW);
    if (question.kind !== "ask-publisher") throw new Error(question.kind);
    expect(question.question).toEqual({ name: "a.wild.corp.example", type: TYPE.A, app: "any" });
    const then = (answer: PublisherAnswer) => resolveAsked(asked, question, answer, by, NOW);
    expect(then({ kind: "unreachable", code: "CGW_SELECT_ALL_DOWN", denialId: "K7M-2QX" })).toEqual({
      ...{ kind: "servfail", code: "CGW_SELECT_ALL_DOWN", denialId: "K7M-2QX" },
    });
    expect(then({ kind: "answered", rcode: 3, records: [], negativeTtl: 30 })).toMatchObject({
      ...{ kind: "records", rcode: 3, zone: "corp.example", negativeTtl: 30 },
    });
    expect(by.pool.size).toBe(0);
    expect(then({ kind: "answered", rcode: 0, records: [] })).toMatchObject({
      ...{ kind: "stub", name: "a.wild.corp.example", ip: { family: 6 } },
    });
  });

  it("and its records are the answer where the app says so", () => {
    const by = resolver();
    const asked = { name: "real.corp.example", type: 1 };
    const question = resolve(asked, by, NOW);
    if (question.kind !== "ask-publisher") throw new Error(question.kind);
    const records = [{ name: "real.corp.example", type: 1, ttl: 60, rdata: Uint8Array.of(10, 9, 0, 1) }];
    const answer = { kind: "answered", rcode: 0, records } as const;
    expect(resolveAsked(asked, question, answer, by, NOW)).toMatchObject({ kind: "records", records });
    expect(by.pool.size).toBe(0);
  });
});

describe("the name of an address", () => {
  it("is that of the stub's lease, in either family, and no other's", () => {
    const by = resolver();
    ask("wiki.corp.example", 1, by);
    const six = "1.0.0.0.0.4.4.6.0.0.0.0.0.0.0.0.0.0.0.0.a.9.8.7.6.5.4.3.2.1.d.f.ip6.arpa";
    for (const name of ["1.0.64.100.in-addr.arpa", six]) {
      expect(ask(name, TYPE.PTR, by)).toEqual({ kind: "pointer", name: "wiki.corp.example" });
      expect(ask(name, TYPE.A, by).kind).toBe("nodata");
    }
    expect(ask("2.0.64.100.in-addr.arpa", TYPE.PTR, by).kind).toBe("nxdomain");
    expect(ask("1.2.0.192.in-addr.arpa", TYPE.PTR, by).kind).toBe("forward");
    expect(ask("64.100.in-addr.arpa", TYPE.PTR, by).kind).toBe("forward");
  });

  it("is read back to any address, and to none where it isn't whole", () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), fc.uint8Array({ minLength: 5, maxLength: 5 }), (stub, random) => {
        const prefix = stubPrefixOf(random);
        const ip = stub6Of(prefix, stub);
        expect(stub4In(prefix, ip)).toBe(stub);
        const hex = ip.words.map((word) => word.toString(16).padStart(8, "0")).join("");
        const name = [...hex].reverse().join(".");
        expect(addressOfReverse(`${name}.ip6.arpa`)).toEqual(ip);
        expect(addressOfReverse(`${name.slice(2)}.ip6.arpa`)).toBeUndefined();
      }),
    );
  });
});
