/** Two files of packets are told apart by any byte, any datagram, any connection. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Sides } from "./dissected.ts";
import { toldIn } from "./flow-comments.ts";
import { sameDatagrams, sameStreams } from "./same-bytes.ts";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 50 }).map((array) => Buffer.from(array));
const connections = fc
  .array(fc.record({ client: bytes, server: bytes }), { minLength: 1, maxLength: 5 })
  .map((all): Sides[] => all.map((sides, n) => ({ ends: `a ${n} > b 80`, reset: false, ...sides })));

it("the same connections are the same in any order; one other byte, or one connection less, is named", () => {
  fc.assert(
    fc.property(connections, fc.nat(), fc.nat(), fc.constantFrom("client", "server"), (all, which, where, side) => {
      expect(sameStreams(all, all.toReversed()).faults).toEqual([]);
      const one = all[which % all.length]!;
      const changed = Buffer.from(one[side]);
      const at = where % changed.length;
      changed[at]! ^= 1;
      const others = all.map((each) => (each === one ? { ...one, [side]: changed } : each));
      expect(sameStreams(all, others).faults).toEqual([expect.stringContaining(`the ${side}'s`)]);
      expect(sameStreams(all, others).faults[0]).toContain(`from byte ${at} on`);
      const fewer = all.filter((each) => each !== one);
      expect(sameStreams(all, fewer).faults).toEqual([`${one.ends}: the kernel carried no such connection`]);
      expect(sameStreams(fewer, all).faults).toEqual([`${one.ends}: the file has no such connection`]);
    }),
  );
});

it("a connection without a byte of the program's need not have been a flow", () => {
  const silent = { ends: "a 1 > b 80", client: Buffer.alloc(0), server: Buffer.from("hello"), reset: false };
  expect(sameStreams([], [silent]).faults).toEqual([]);
});

it("of a connection that was given up, what nobody has read is counted; other bytes are none of it", () => {
  const kernel = { ends: "a 1 > b 80", client: Buffer.from("hello"), server: Buffer.from("you"), reset: true };
  const file = { ...kernel, client: Buffer.from("hel") };
  expect(sameStreams([file], [kernel])).toEqual({ faults: [], unread: 2 });
  expect(sameStreams([kernel], [kernel])).toEqual({ faults: [], unread: 0 });
  expect(sameStreams([{ ...file, client: Buffer.from("hey") }], [kernel]).faults).toHaveLength(1);
  expect(sameStreams([kernel], [file]).faults).toHaveLength(1);
  expect(sameStreams([{ ...file, server: Buffer.from("yo") }], [kernel]).faults).toHaveLength(1);
  for (const orderly of [
    [{ ...file, reset: false }, kernel],
    [file, { ...kernel, reset: false }],
  ] as const) {
    expect(sameStreams([orderly[0]], [orderly[1]]).faults).toHaveLength(1);
  }
});

it("questions that were asked at once are the same in any order, and no less each of them", () => {
  for (const ends of ["127.0.0.1 4000 > 127.0.0.1 53", "127.0.0.1 53 > 127.0.0.1 4000"]) {
    const of = (...all: string[]) => new Map([[ends, all]]);
    expect(sameDatagrams(of("00", "01"), of("01", "00"))).toEqual([]);
    expect(sameDatagrams(of("00", "01"), of("00", "00"))).toHaveLength(1);
    expect(sameDatagrams(of("00"), of("00", "01"))).toHaveLength(1);
  }
});

it("datagrams are the same by payload and order, each way", () => {
  const [file, kernel] = [new Map([["a > b", ["00", "01"]]]), new Map([["a > b", ["01", "00"]]])];
  expect(sameDatagrams(file, file)).toEqual([]);
  expect(sameDatagrams(file, kernel)).toEqual(["a > b: the file's 2 datagrams are not the kernel's 2 from 0 on"]);
  expect(sameDatagrams(file, new Map())).toHaveLength(1);
  expect(sameDatagrams(new Map(), file)).toHaveLength(1);
});

it("a flow's comment is read; one of a question is of no flow", () => {
  const flow = "01234567-89ab-7def-8123-456789abcdef";
  const trace = "0123456789abcdef0123456789abcdef";
  const words = `flow ${flow}, to [fd00::1]:80, rule a rule, and more, publisher publisher-1, trace ${trace}`;
  const told = { flow, host: "fd00::1", port: 80, rule: "a rule, and more", publisher: "publisher-1", trace };
  expect(toldIn([words, `${words}, program curl`, "question for wiki.corp.example"])).toEqual([
    { ...told, program: undefined },
    { ...told, program: "curl" },
  ]);
});
