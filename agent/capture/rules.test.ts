import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseCidr } from "../../core/net/cidr.ts";
import type { Ip } from "../../core/net/ip.ts";
import { journalOf, journalText, readJournal } from "./journal.ts";
import { Offers } from "./offers.ts";
import { captureLine, ownLines, routeLines, undoCommands } from "./routes.ts";
import {
  addStubsText,
  countersIn,
  deleteStubsText,
  differenceText,
  elementsOf,
  missedIn,
  TABLE,
  tableText,
} from "./rules.ts";
import { chooseStubRange, readStubRange, stubRangeText, touching } from "./stub-range.ts";

const APPS = [
  { hosts: ["10.70.0.0/30", "fd00::/127"], ports: [{ protocol: "tcp" as const, from: 80, to: 80 }] },
  { hosts: ["10.70.0.1"], ports: [{ protocol: "tcp" as const, from: 8000, to: 8100 }] },
];

const IP4: Ip = { family: 4, words: [0x6440_0001] };
const IP6: Ip = { family: 6, words: [0xfd12_3456, 0x789a_0000, 0, 0x6440_0001] };
const PORTS = { tcp4: 5001, tcp6: 5002, udp4: 5003, udp6: 5004 };

describe("the filter's text", () => {
  it("has each stub, each range of addresses, and both listeners", () => {
    const stubs = [
      {
        ips: [IP4, IP6],
        ports: [
          { from: 80, to: 80 },
          { from: 8000, to: 8100 },
        ],
        udpPorts: [{ from: 53, to: 53 }],
      },
    ];
    const text = tableText({
      stubRanges: { 4: ["100.64.0.0/16"], 6: ["fd12:3456:789a::/64"] },
      stubs,
      offers: new Offers(APPS, "tcp"),
      udpOffers: new Offers(APPS, "udp"),
      ports: PORTS,
    });
    expect(text).toContain("elements = { 10.70.0.0/30 . 6-17, 100.64.0.0/16 . 6-17 }");
    expect(text).toContain("elements = { 100.64.0.1 . 80, 100.64.0.1 . 8000-8100 }");
    expect(text).toContain("elements = { fd00::/127 . 6-17, fd12:3456:789a::/64 . 6-17 }");
    expect(text).toContain("elements = { fd12:3456:789a::6440:1 . 80, fd12:3456:789a::6440:1 . 8000-8100 }");
    expect(text).toContain("10.70.0.0 . 80, 10.70.0.1 . 80, 10.70.0.1 . 8000-8100, 10.70.0.2-10.70.0.3 . 80");
    expect(text).toContain("fd00::-fd00::1 . 80");
    expect(text).toContain("tproxy ip to 127.0.0.1:5001");
    expect(text).toContain("tproxy ip6 to [::1]:5002");
  });
  it("states no empty list, which the filter would refuse", () => {
    const none = tableText({
      stubRanges: { 4: ["100.64.0.0/16"], 6: [] },
      stubs: [],
      offers: new Offers([], "tcp"),
      udpOffers: new Offers([], "udp"),
      ports: PORTS,
    });
    expect(none).not.toMatch(/elements = \{ *\}/);
    expect(addStubsText([{ ips: [IP4, IP6], ports: [], udpPorts: [] }])).toBeUndefined();
    expect(deleteStubsText([{ ips: [IP4], ports: [{ from: 7, to: 7 }], udpPorts: [] }])).toBe(
      `delete element inet ${TABLE} stubs4 { 100.64.0.1 . 7 }\n`,
    );
  });
  it("changes by what differs, what goes first, and not at all where nothing does", () => {
    const of = (apps: typeof APPS) =>
      elementsOf({
        ...{ stubRanges: { 4: ["100.64.0.0/16"], 6: [] }, stubs: [] },
        ...{ offers: new Offers(apps, "tcp"), udpOffers: new Offers(apps, "udp") },
      });
    const [first] = APPS;
    expect(differenceText(of(APPS), of(APPS))).toBeUndefined();
    expect(differenceText(of(APPS), of([first!]))).toBe(
      [
        "delete element inet wayleave_agent apps4 " +
          "{ 10.70.0.0 . 80, 10.70.0.1 . 80, 10.70.0.1 . 8000-8100, 10.70.0.2-10.70.0.3 . 80 }",
        "add element inet wayleave_agent apps4 { 10.70.0.0-10.70.0.3 . 80 }",
        "",
      ].join("\n"),
    );
  });
  it("tells packets by counter", () => {
    const listed = { nftables: [{ metainfo: {} }, { counter: { name: "tcp_stubs4", packets: 3, bytes: 180 } }] };
    expect(countersIn(JSON.stringify(listed))).toEqual({ tcp_stubs4: 3 });
    for (const text of ["", "null", '{"nftables":[7]}']) expect(countersIn(text)).toEqual({});
  });
  it("reads notes of refused ports, and nothing out of what is none", () => {
    const listed = {
      nftables: [
        { metainfo: {} },
        { set: { name: "missed4", elem: [{ elem: { val: { concat: ["100.64.0.1", "tcp", 81] }, expires: 3 } }] } },
      ],
    };
    expect(missedIn(JSON.stringify(listed))).toEqual([{ address: "100.64.0.1", protocol: "tcp", port: 81 }]);
    for (const text of ["", "{}", "null", '{"nftables":[{"set":{"elem":[7,null]}}]}'])
      expect(missedIn(text)).toEqual([]);
  });
});

describe("routes", () => {
  const blocks = fc.uniqueArray(fc.integer({ min: 0, max: 9 }).map((n) => `10.${n}.0.0/16`));
  it("go from what is held to what is wanted, and nowhere when these are the same", () => {
    fc.assert(
      fc.property(blocks, blocks, (held, wanted) => {
        const now = new Set(held);
        for (const line of routeLines(4, held, wanted)) {
          const [, what, block] = /^route (replace|delete) local (\S+) dev lo/.exec(line)!;
          if (what === "replace") now.add(block!);
          else expect(now.delete(block!)).toBe(true);
        }
        expect([...now].sort()).toEqual([...wanted].sort());
        expect(routeLines(4, wanted, wanted)).toEqual([]);
      }),
    );
  });
  it("leave our own connections alone, before anything is captured", () => {
    const [own] = ownLines([], [{ ip: "10.1.1.1", port: 8443, protocol: "tcp" }]);
    expect(own).toBe("rule add priority 5376 iif lo to 10.1.1.1 ipproto tcp dport 8443 lookup main");
    const asked = [
      { ip: "10.1.1.53", port: 53, protocol: "udp" },
      { ip: "10.1.1.53", port: 53, protocol: "tcp" },
    ] as const;
    expect(ownLines([], asked)).toEqual([
      "rule add priority 5376 iif lo to 10.1.1.53 ipproto udp dport 53 lookup main",
      "rule add priority 5376 iif lo to 10.1.1.53 ipproto tcp dport 53 lookup main",
    ]);
    expect(captureLine("add")).toBe("rule add priority 5377 iif lo ipproto tcp lookup 5377");
    expect(ownLines([{ ip: "10.1.1.1", port: 8443, protocol: "tcp" }], [])).toEqual([
      expect.stringContaining("rule delete"),
    ]);
  });
  it("are taken back by commands that name nothing but ours", () => {
    const words = undoCommands(TABLE).map(({ command: [program, args] }) => [program, ...args].join(" "));
    for (const one of words) expect(one).toMatch(/(priority 53(7[6-9]|80)|table 5377|table inet wayleave_agent)$/);
  });
});

describe("the stubs' range", () => {
  const cidr = fc
    .tuple(fc.integer({ min: 0, max: 0x3f_ffff }), fc.integer({ min: 0, max: 32 }))
    .map(([more, prefix]) => parseCidr(`100.${64 + (more >> 16)}.${(more >> 8) & 255}.${more & 255}/${prefix}`)!);
  it("touches nothing that is taken, and is found wherever there is one", () => {
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 40 }), fc.integer({ min: 0, max: 63 }), (taken, begin) => {
        const range = chooseStubRange(taken, begin);
        const free = Array.from({ length: 64 }, (_, n) => ({ base: 0x6440_0000 + n * 65_536, bits: 16 })).filter(
          (one) => touching(one, taken).length === 0,
        );
        if (range === undefined) expect(free).toEqual([]);
        else expect(free).toContainEqual(range);
      }),
    );
  });
  it("is kept as it was chosen, and another text is none", () => {
    const range = { base: 0x6443_0000, bits: 16 };
    expect(readStubRange(stubRangeText(range))).toEqual(range);
    for (const text of ["", "10.0.0.0/16", "100.64.0.0/10", "100.128.0.0/16", "x"])
      expect(readStubRange(text)).toBeUndefined();
  });
  it("isn't kept away by the default route", () =>
    expect(chooseStubRange([parseCidr("0.0.0.0/0")!], 3)).toEqual({ base: 0x6443_0000, bits: 16 }));
});

it("a journal is read as it was written, and a torn or foreign one is none", () => {
  const journal = journalOf("boot", "4026531840");
  expect(readJournal(journalText(journal))).toEqual(journal);
  for (const text of ["", '{"boot":"x"', '{"boot":"x","network":"y","filterTable":"filter"}', "null"])
    expect(readJournal(text)).toBeUndefined();
});
