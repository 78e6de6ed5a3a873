/** What `wayleave run` takes for private, and what its packet filter is told of each change. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseIp, printIp } from "../../core/net/ip.ts";
import { type SteeredAll, SteeredView } from "./view.ts";

const ALL: SteeredAll = {
  srp: {
    version: 3,
    domains: ["corp.example"],
    entries: [
      { hosts: ["wiki.corp.example"], ports: [{ protocol: "tcp", from: 80, to: 80 }] },
      { hosts: ["*.dev.example"], ports: [{ protocol: "udp", from: 7, to: 9 }] },
      { hosts: ["10.70.0.0/24", "fd00:70::/64"], ports: [{ protocol: "tcp", from: 22, to: 22 }] },
    ],
  },
  range: { base: parseIp("100.64.0.0")!.words[0]!, bits: 16 },
  prefix: { high: 0xfd00_0001, low: 0 },
  leases: [["wiki.corp.example", parseIp("100.64.0.1")!.words[0]!]],
  learned: [["192.0.2.7", "wiki.corp.example"]],
  dns: { ip: "127.0.0.1", port: 1053 },
};

describe("the view of what is steered", () => {
  it("sends to the agent names of apps and of private domains, their addresses and networks, and every stub", () => {
    const view = new SteeredView(ALL);
    const ours = [
      "wiki.corp.example",
      "other.corp.example",
      "a.dev.example",
      "10.70.0.9",
      "fd00:70::9",
      "100.64.255.1",
    ];
    const others = ["www.example", "dev.example.org", "10.71.0.9", "fd00:71::9", "100.65.0.1", "127.0.0.1"];
    expect(ours.filter((host) => !view.steers(host))).toEqual([]);
    expect(others.filter((host) => view.steers(host))).toEqual([]);
  });

  it("asks the agent who has one of our addresses, and nobody's else", () => {
    const view = new SteeredView(ALL);
    expect(view.asksAgent("1.0.64.100.in-addr.arpa")).toBe(true);
    expect(view.asksAgent("9.0.70.10.in-addr.arpa")).toBe(true);
    expect(view.asksAgent("8.8.8.8.in-addr.arpa")).toBe(false);
    expect(view.asksAgent("wiki.corp.example")).toBe(true);
  });

  it("tells the filter the ports of a name's stub as it is leased and released, and knows which are held", () => {
    const view = new SteeredView(ALL);
    const ip = parseIp("100.64.0.2")!;
    const address = ip.words[0]!;
    expect(view.knows(ip)).toBe(false);
    const ips = [parseIp("100.64.0.2"), parseIp("fd00:1::6440:2")];
    const stub = { ips, ports: [], udpPorts: [{ from: 7, to: 9 }] };
    expect(view.take({ leased: [["a.dev.example", address]] })).toEqual({ kind: "add", stubs: [stub] });
    expect(view.knows(ip)).toBe(true);
    expect(view.captured().stubs).toContainEqual(stub);
    expect(view.take({ released: [["a.dev.example", address]] })).toEqual({ kind: "delete", stubs: [stub] });
    expect(view.knows(ip)).toBe(false);
    expect(view.captured().stubs).toHaveLength(1);
  });

  it("takes addresses that a publisher has told with the ports of their names, as long as they hold", () => {
    const view = new SteeredView(ALL);
    const offered = (at: string) => view.captured().offers.blocks(4).includes(at);
    expect([view.steers("192.0.2.7"), view.steers("192.0.2.8")]).toEqual([true, false]);
    expect(offered("192.0.2.7/32")).toBe(true);
    expect(view.take({ learned: [["192.0.2.8", "wiki.corp.example"]] })).toEqual({ kind: "all" });
    expect([view.steers("192.0.2.7"), view.steers("192.0.2.8")]).toEqual([false, true]);
    expect([offered("192.0.2.7/32"), offered("192.0.2.8/32")]).toEqual([false, true]);
  });

  it("steers every address of the stubs' range, and none beside it", () => {
    const view = new SteeredView({ ...ALL, srp: null, learned: [] });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (word) => {
        expect(view.steers(printIp({ family: 4, words: [word] }))).toBe(word >>> 16 === 0x6440);
      }),
    );
  });
});
