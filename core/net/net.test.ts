import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { contains, masked, parseCidr, printCidr } from "./cidr.ts";
import { isUnder, normalHost, normalName, parseHostPattern, printHostPattern } from "./host-name.ts";
import { parseIp, printHostPort, printIp, splitHostPort } from "./ip.ts";
import { holdsPort, parsePortRange, printPortRange } from "./port-range.ts";

const normal = (text: string) => {
  const ip = parseIp(text);
  return ip === undefined ? undefined : printIp(ip);
};

describe("addresses", () => {
  it.each([
    ["10.1.2.3", "10.1.2.3"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["::1", "::1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["fe80::", "fe80::"],
    ["64:ff9b::10.1.2.3", "64:ff9b::a01:203"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::ffff:a01:203", "10.1.2.3"],
  ])("%s is %s", (text, printed) => expect(normal(text)).toBe(printed));

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "0x1.2.3.4",
    "1.2.3.4 ",
    "a.b.c.d",
    ":",
    ":::",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "::12345",
    "fe80::1%eth0",
    "::1.2.3.4:5",
    "1.2.3.4::",
    "[::1]",
  ])("%j is no address", (text) => expect(normal(text)).toBeUndefined());

  it("what is printed is read back as the same", () => {
    const word = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0x1_0000, 0xffff_ffff), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(fc.array(word, { minLength: 4, maxLength: 4 }), fc.boolean(), (words, four) => {
        const ip = four ? ({ family: 4, words: [words[0]!] } as const) : ({ family: 6, words } as const);
        if (!four && words[0] === 0 && words[1] === 0 && words[2] === 0xffff) return;
        expect(parseIp(printIp(ip))).toEqual(ip);
      }),
    );
  });

  it("host:port is split and joined", () => {
    expect(splitHostPort("[2001:db8::1]:443")).toEqual({ host: "2001:db8::1", port: 443 });
    expect(printHostPort("2001:db8::1", 443)).toBe("[2001:db8::1]:443");
    for (const text of ["a", "a:", ":1", "a:0", "a:65536", "::1:80", "[a]:80", "a:b:1"]) {
      expect(splitHostPort(text)).toBeUndefined();
    }
  });
});

describe("blocks", () => {
  it("hold what agrees with them in the prefix, bit by bit", () => {
    const word = fc.nat(0xffff_ffff);
    fc.assert(
      fc.property(word, word, fc.nat(32), (a, b, prefix) => {
        const [x, y] = [a, b].map((n) => n.toString(2).padStart(32, "0").slice(0, prefix));
        const cidr = { ip: masked({ family: 4, words: [a] }, prefix), prefix };
        expect(contains(cidr, { family: 4, words: [b] })).toBe(x === y);
        expect(contains(cidr, { family: 4, words: [a] })).toBe(true);
        expect(parseCidr(printCidr(cidr))).toEqual(cidr);
      }),
    );
  });

  it("IPv6 blocks cut within their words", () => {
    const cidr = parseCidr("2001:db8::/33")!;
    expect(contains(cidr, parseIp("2001:db8:7fff::1")!)).toBe(true);
    expect(contains(cidr, parseIp("2001:db8:8000::1")!)).toBe(false);
    expect(contains(cidr, parseIp("10.0.0.1")!)).toBe(false);
    expect(printCidr(parseCidr("::ffff:10.0.0.0/104")!)).toBe("10.0.0.0/8");
  });
});

describe("what an app states as a host", () => {
  it.each([
    ["Wiki.Corp.Example.", "wiki.corp.example"],
    ["*.Test.xyz", "*.test.xyz"],
    ["_ldap._tcp.corp.example", "_ldap._tcp.corp.example"],
    ["10.1.0.0/16", "10.1.0.0/16"],
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["10.1.2.3/32", "10.1.2.3"],
    ["2001:DB8::/32", "2001:db8::/32"],
  ])("%s is %s", (text, printed) => {
    const pattern = parseHostPattern(text);
    expect("wrong" in pattern ? pattern.wrong : printHostPattern(pattern)).toBe(printed);
  });

  it.each([
    ["0/0", "no CIDR"],
    ["0.0.0.0/0", "too wide"],
    ["0.0.0.0", "every address"],
    ["::", "every address"],
    ["::0", "every address"],
    ["0:0:0:0:0:0:0:0", "every address"],
    ["::/0", "too wide"],
    ["10.0.0.0/7", "too wide"],
    ["10.1.2.3/16", "write 10.1.0.0/16"],
    ["com", "bare top-level domain"],
    ["*.com", "whole top-level domain"],
    ["*.local", "whole top-level domain"],
    ["*", "no host"],
    ["a.*.b", "no host"],
    ["-a.b", "no host"],
    ["a..b", "no host"],
    ["1.2.3.256", "no host"],
    ["10.1", "no host"],
    ["a b.c", "no host"],
    [`${"a".repeat(64)}.b`, "no host"],
    [`${"a.".repeat(130)}b`, "no host"],
  ])("%s is refused: %s", (text, wrong) => {
    expect(parseHostPattern(text)).toEqual({ wrong: expect.stringContaining(wrong) });
  });

  it("names and addresses that are asked for have one form", () => {
    expect(normalHost("WIKI.Corp.")).toBe("wiki.corp");
    expect(normalHost("::FFFF:10.0.0.1")).toBe("10.0.0.1");
    expect(normalName("localhost")).toBe("localhost");
    expect(normalHost("0x7f000001")).toBeUndefined();
    expect(isUnder("a.corp.example", "corp.example")).toBe(true);
    expect(isUnder("acorp.example", "corp.example")).toBe(false);
  });
});

describe("ports", () => {
  it("are read and printed", () => {
    for (const text of ["tcp/80", "udp/53", "tcp/8000-8100"]) {
      const range = parsePortRange(text);
      expect("wrong" in range ? range : printPortRange(range)).toBe(text);
    }
    const range = { protocol: "tcp", from: 80, to: 90 } as const;
    expect([79, 80, 90, 91].map((port) => holdsPort(range, "tcp", port))).toEqual([false, true, true, false]);
    expect(holdsPort(range, "udp", 80)).toBe(false);
  });

  it.each(["80", "tcp/0", "tcp/65536", "tcp/90-80", "icmp/1", "tcp/", "tcp/80,443"])("%s is refused", (text) => {
    expect(parsePortRange(text)).toHaveProperty("wrong");
  });
});
