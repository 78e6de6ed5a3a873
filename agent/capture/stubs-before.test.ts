/** Tests of what is kept of stubs that were left. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { QUARANTINE_MS } from "../../core/dns/stub-pool.ts";
import { stubPrefixOf } from "../../core/dns/stub-prefix.ts";
import { parseCidr, printCidr } from "../../core/net/cidr.ts";
import { blocks6Of, blocksOf, networkOf } from "./stub-range.ts";
import { readStubsBefore, type StubsBefore, stubsBeforeText } from "./stubs-before.ts";

const NOW_MS = 1_800_000_000_000;
const cidrs = (...texts: string[]) => texts.map((text) => parseCidr(text)!);
const [PREFIX, LEFT_PREFIX] = [1, 2].map((n) => stubPrefixOf(Uint8Array.of(n, 2, 3, 4, 5))) as [never, never];
const PLACE = { range: { base: 0x6450_0000, bits: 16 }, prefix: PREFIX };
const LEFT = { base: 0x6440_0000, bits: 16 };
const before = (end: number, untilMs: number): StubsBefore => {
  const blocks = blocksOf(LEFT.base + 1, LEFT.base + end);
  return { range: networkOf(LEFT), networks: [...blocks, ...blocks6Of(LEFT_PREFIX, blocks)], untilMs };
};
const told = (all: readonly StubsBefore[]) =>
  all.map(({ range, networks, untilMs }) => [printCidr(range), networks.map(printCidr), untilMs]);

describe("stubs that were left", () => {
  it("are read as they were written while their time is not over, and no longer", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 65_535 }), fc.integer({ min: 1, max: QUARANTINE_MS }), (end, leftMs) => {
        const text = stubsBeforeText([before(end, NOW_MS + leftMs)]);
        expect(told(readStubsBefore(text, PLACE, NOW_MS))).toEqual(told([before(end, NOW_MS + leftMs)]));
        expect(readStubsBefore(text, PLACE, NOW_MS + leftMs)).toEqual([]);
      }),
    );
  });

  it("are kept no longer than the quarantine, whatever the wall clock does", () => {
    const text = stubsBeforeText([before(5, NOW_MS + QUARANTINE_MS)]);
    const [one] = readStubsBefore(text, PLACE, NOW_MS - 86_400_000);
    expect(one?.untilMs).toBe(NOW_MS - 86_400_000 + QUARANTINE_MS);
  });

  it("are none where stubs are taken from now: the move that was noted was not made", () => {
    const text = stubsBeforeText([before(5, NOW_MS + 1_000)]);
    expect(readStubsBefore(text, { range: LEFT, prefix: LEFT_PREFIX }, NOW_MS)).toEqual([]);
    const six = readStubsBefore(text, { range: LEFT, prefix: PREFIX }, NOW_MS);
    expect(six.flatMap(({ networks }) => networks.map(({ ip }) => ip.family))).not.toContain(4);
  });

  it("are sixteen ranges at most, the last; a spoiled line is passed over, and a wide network cuts nobody off", () => {
    const many = Array.from({ length: 20 }, (_, n) => before(n + 2, NOW_MS + n + 1));
    const text = stubsBeforeText(many);
    expect(told(readStubsBefore(`no line\n{}\n${text}{"until_ms":1`, PLACE, NOW_MS))).toEqual(told(many.slice(-16)));
    const wide = { range: networkOf(LEFT), networks: cidrs("0.0.0.0/0", "::/0", "100.0.0.0/8"), untilMs: NOW_MS + 9 };
    expect(readStubsBefore(stubsBeforeText([wide]), PLACE, NOW_MS)).toEqual([]);
    expect(readStubsBefore("x".repeat(300_000), PLACE, NOW_MS)).toEqual([]);
  });
});
