/** Tests of the places of stubs: which networks are in the way, and where stubs go then. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { stubPrefixOf } from "../../core/dns/stub-prefix.ts";
import { contains, parseCidr, printCidr } from "../../core/net/cidr.ts";
import { judgePlace, MOVES_MAX, type PlaceFacts } from "./stub-move.ts";
import { blocks6Of, blocksOf, networkOf, readStubRange, stubRangeText, touching, whyIn } from "./stub-range.ts";

const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text)!);
const RANGE = { base: 0x6450_0000, bits: 16 };
const PREFIX = stubPrefixOf(Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a));
const OTHER = stubPrefixOf(Uint8Array.of(1, 2, 3, 4, 5));
const facts = (o: Partial<PlaceFacts>): PlaceFacts => ({
  ...{ place: { range: RANGE, prefix: PREFIX }, configured: false, taken: { 4: [], 6: [] }, left: [], moves: 0 },
  ...{ begin: 16, prefix: OTHER },
  ...o,
});

describe("where stubs are taken from", () => {
  it("stays where nobody else is, and where ways to the world lead through it", () => {
    const taken = { 4: cidrs("0.0.0.0/0", "0.0.0.0/1", "10.0.0.0/8", "100.81.0.0/16"), 6: cidrs("fd00::/8", "::/0") };
    expect(judgePlace(facts({ taken }))).toEqual({ kind: "stay", conflicts: [] });
  });

  it("moves to the next free range when a network comes, wider or smaller, and not to one that was just left", () => {
    const taken = { 4: cidrs("100.80.3.0/24", "100.81.0.0/16"), 6: [] };
    expect(judgePlace(facts({ taken }))).toEqual({
      ...{ kind: "move", conflicts: ["100.80.3.0/24"] },
      to: { range: { base: 0x6452_0000, bits: 16 }, prefix: PREFIX },
    });
    const judged = judgePlace(facts({ taken, left: cidrs("100.82.0.0/16") }));
    expect(judged).toMatchObject({ to: { range: { base: 0x6453_0000 } } });
  });

  it("moves in both families when a site has the IPv6 stubs' network", () => {
    const taken = { 4: [], 6: cidrs("fd12:3456:789a::/48") };
    expect(judgePlace(facts({ taken }))).toMatchObject({ kind: "move", to: { prefix: OTHER } });
    expect(judgePlace(facts({ taken: { 4: [], 6: cidrs("fd12:3456:789a:0:1::/80") } }))).toMatchObject({
      kind: "move",
    });
  });

  it("stays and says so where it was configured, has moved too often, or all is taken", () => {
    const taken = { 4: cidrs("100.80.0.0/12"), 6: [] };
    expect(judgePlace(facts({ taken, configured: true }))).toMatchObject({ kind: "stay", why: "configured" });
    expect(judgePlace(facts({ taken, moves: MOVES_MAX }))).toMatchObject({ kind: "stay", why: "too-often" });
    const all = { 4: cidrs("100.64.0.0/10"), 6: [] };
    expect(judgePlace(facts({ taken: all }))).toMatchObject({ kind: "stay", why: "none-free" });
  });

  it("never moves into a network that is taken", () => {
    const network = fc.record({ n: fc.integer({ min: 0, max: 63 }), bits: fc.integer({ min: 11, max: 32 }) });
    fc.assert(
      fc.property(fc.array(network, { maxLength: 30 }), fc.integer({ min: 0, max: 63 }), (networks, begin) => {
        const four = networks.flatMap(({ n, bits }) => cidrs(`100.${64 + n}.0.0/${bits}`));
        const judged = judgePlace(facts({ taken: { 4: [...four, ...cidrs("100.80.0.0/16")], 6: [] }, begin }));
        if (judged.kind === "move") expect(touching(judged.to.range, four)).toEqual([]);
        else expect(judged.why).toBe("none-free");
      }),
    );
  });
});

describe("networks of addresses", () => {
  it("have just those from the first to before the end", () => {
    expect(blocksOf(0x6440_0001, 0x6440_0004).map(printCidr)).toEqual(["100.64.0.1/32", "100.64.0.2/31"]);
    expect(blocksOf(0x6440_0001, 0x6440_0001)).toEqual([]);
    expect(blocks6Of(PREFIX, blocksOf(0x6440_0002, 0x6440_0004)).map(printCidr)).toEqual([
      "fd12:3456:789a::6440:2/127",
    ]);
    const number = fc.integer({ min: 0xffff_0000, max: 0xffff_ffff });
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 5_000 }), number, (first, count, probe) => {
        const end = Math.min(first + count, 0xffff_ffff);
        const blocks = blocksOf(first, end);
        expect(blocks.length).toBeLessThanOrEqual(62);
        const has = (address: number) => blocks.some((one) => contains(one, { family: 4, words: [address] }));
        for (const at of [first, end - 1, end, probe]) expect(has(at)).toBe(at >= first && at < end);
      }),
    );
  });

  it("are kept with the reason, which is for people", () => {
    const text = stubRangeText(RANGE, "100.64.0.0/16 is a network of this machine");
    expect(readStubRange(text)).toEqual(RANGE);
    expect(whyIn(text)).toBe("100.64.0.0/16 is a network of this machine");
    expect(readStubRange(stubRangeText(RANGE))).toEqual(RANGE);
    expect(printCidr(networkOf(RANGE))).toBe("100.80.0.0/16");
  });
});
