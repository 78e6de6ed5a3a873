/** Tests of the names that systemd-resolved is to ask us for. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseCidr } from "../../core/net/cidr.ts";
import { isUnder } from "../../core/net/host-name.ts";
import { ROOT, reverseZone, routingDomains } from "./routing-domains.ts";

const app = (...hosts: string[]) => ({ hosts });
const zoneOf = (text: string) => reverseZone(parseCidr(text)!);

describe("routing domains", () => {
  it("are private domains, names of apps, and what wildcards stand below; none below another", () => {
    const entries = [app("wiki.corp.example", "*.dev.other.example"), app("a.dev.other.example", "www.third.example")];
    expect(routingDomains({ privateDomains: ["corp.example"], entries, stubs: [] })).toEqual([
      ...["corp.example", "dev.other.example", "www.third.example"],
    ]);
  });

  it("have the zones of stubs' addresses, and of networks whose publisher knows their names", () => {
    const entries = [app("10.70.0.0/24"), { hosts: ["10.71.0.0/20", "10.72.1.5"], usePublisherDns: true }];
    const stubs = [parseCidr("100.64.0.0/16")!, parseCidr("fd12:3456:789a::/64")!];
    expect(routingDomains({ privateDomains: [], entries, stubs })).toEqual([
      "0.0.0.0.a.9.8.7.6.5.4.3.2.1.d.f.ip6.arpa",
      "5.1.72.10.in-addr.arpa",
      "64.100.in-addr.arpa",
      "71.10.in-addr.arpa",
    ]);
  });

  it("of a network are one zone that has all of its addresses", () => {
    expect(zoneOf("100.64.0.0/10")).toBe("100.in-addr.arpa");
    expect(zoneOf("192.0.2.7/32")).toBe("7.2.0.192.in-addr.arpa");
    expect(zoneOf("fd00::/9")).toBe("d.f.ip6.arpa");
  });

  it("are never more than may be, and always have every name of ours in them", () => {
    const label = fc.constantFrom("a", "b", "c", "dev", "x1");
    const name = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => `${labels.join(".")}.example`);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (names, max) => {
        const domains = routingDomains({ privateDomains: [], entries: [app(...names)], stubs: [] }, max);
        expect(domains.length).toBeLessThanOrEqual(max);
        const isIn = (one: string) => domains.some((domain) => domain === ROOT || isUnder(one, domain));
        expect(names.filter((one) => !isIn(one))).toEqual([]);
        const isBelow = (one: string) => domains.some((domain) => domain !== one && isUnder(one, domain));
        expect(domains.filter(isBelow)).toEqual([]);
      }),
    );
  });

  it("of ten thousand apps in as many zones become wider, and of all top-level domains everything", () => {
    const many = Array.from({ length: 10_000 }, (_, n) => `app.zone-${n}.example`);
    expect(routingDomains({ privateDomains: ["corp.test"], entries: [app(...many)], stubs: [] })).toEqual([
      ...["corp.test", "example"],
    ]);
    const tops = Array.from({ length: 300 }, (_, n) => `app.t${String.fromCharCode(97 + (n % 26), 97 + n / 26)}`);
    expect(routingDomains({ privateDomains: [], entries: [app(...tops)], stubs: [] })).toEqual([ROOT]);
  });
});
