import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { contains, parseCidr, printCidr } from "../../core/net/cidr.ts";
import type { PortRange } from "../../core/net/port-range.ts";
import { ipOf, merged, type OfferedEntry, Offers, type Span } from "./offers.ts";

const tcp = (from: number, to = from): PortRange => ({ protocol: "tcp", from, to });
const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 5 }))
    .map(([from, more]) => ({ from, to: from + more })),
  { minLength: 1, maxLength: 4 },
);
const holds = (all: readonly Span[], port: number) => all.some(({ from, to }) => from <= port && port <= to);

/** Blocks that lie in each other often: few bits, many prefixes. */
const block4 = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 22, max: 32 }))
  .map(([last, prefix]) => printCidr(parseCidr(`10.0.${last >> 6}.${last}/${prefix}`)!));
const block6 = fc
  .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 118, max: 128 }))
  .map(([last, prefix]) => printCidr(parseCidr(`fd00::${last.toString(16)}/${prefix}`)!));
const entries: fc.Arbitrary<OfferedEntry[]> = fc.array(
  fc.record({
    hosts: fc.array(
      fc.oneof(
        block4,
        block6,
        fc.constantFrom("a.x.corp.example", "*.x.corp.example", "*.corp.example", "b.corp.example"),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    ports: spans.map((all) => all.map(({ from, to }) => tcp(from, to))),
  }),
  { maxLength: 8 },
);

describe("spans", () => {
  it("say the same when they are merged, with none that touches another", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 40 }), (all, port) => {
        const less = merged(all);
        expect(holds(less, port)).toBe(holds(all, port));
        less.slice(1).forEach((span, n) => expect(span.from).toBeGreaterThan(less[n]!.to + 1));
      }),
    );
  });
});

describe("what is offered", () => {
  it("at an address is what any block that holds it offers, in ranges that never overlap", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 1, max: 36 }), (all, last, port) => {
        const offers = new Offers(all, "tcp");
        for (const family of [4, 6] as const) {
          const base = family === 4 ? 0x0a00_0000n : 0xfd00n << 112n;
          const ip = ipOf(family, base + BigInt(last));
          const naive = all.some(
            ({ hosts, ports }) =>
              holds(ports, port) && hosts.some((host) => host.includes("/") && contains(parseCidr(host)!, ip)),
          );
          const ranges = offers.ranges(family);
          const own = ranges.filter(({ from, to }) => from <= base + BigInt(last) && base + BigInt(last) <= to);
          expect(own.length).toBeLessThan(2);
          expect(own.some(({ ports }) => holds(ports, port))).toBe(naive);
          ranges.slice(1).forEach((range, n) => expect(range.from).toBeGreaterThan(ranges[n]!.to));
        }
      }),
    );
  });

  it("has blocks that hold exactly what its ranges hold, none in another", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 0, max: 1200 }), (all, last) => {
        const offers = new Offers(all, "tcp");
        const address = 0x0a00_0000n + BigInt(last);
        const blocks = offers.blocks(4).map((text) => parseCidr(text)!);
        const inBlock = blocks.filter((block) => contains(block, ipOf(4, address))).length;
        expect(inBlock).toBe(offers.ranges(4).some(({ from, to }) => from <= address && address <= to) ? 1 : 0);
      }),
    );
  });

  it("at a name is what its own entries and all wildcards above it offer", () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 36 }), (all, port) => {
        const offers = new Offers(all, "tcp");
        const naive = (name: string, above: readonly string[]) =>
          all.some(
            ({ hosts, ports }) => holds(ports, port) && hosts.some((host) => host === name || above.includes(host)),
          );
        expect(holds(offers.portsOf("a.x.corp.example"), port)).toBe(
          naive("a.x.corp.example", ["*.x.corp.example", "*.corp.example"]),
        );
        expect(holds(offers.portsOf("b.corp.example"), port)).toBe(naive("b.corp.example", ["*.corp.example"]));
        expect(offers.portsOf("elsewhere.test")).toEqual([]);
      }),
    );
  });

  it("is told by protocol: an app of UDP alone offers no port of TCP", () => {
    const all = [{ hosts: ["10.0.0.1"], ports: [{ protocol: "udp" as const, from: 53, to: 53 }] }];
    expect(new Offers(all, "tcp").blocks(4)).toEqual([]);
    expect(new Offers(all, "udp").blocks(4)).toEqual(["10.0.0.1/32"]);
  });
});
