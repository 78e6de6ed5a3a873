/** Packets made from what flows carry: every reader of the format finds the bytes again, and nothing malformed. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { TCP } from "../../io/pcapng/packets.ts";
import { readBack, streamOf } from "../../io/pcapng/read-back.ts";
import { CaptureFile } from "./capture-file.ts";

function fileOf(room = Number.POSITIVE_INFINITY) {
  const blocks: Buffer[] = [];
  let left = room;
  const put = (block: Buffer): boolean => {
    if (block.length > left) return false;
    left -= block.length;
    blocks.push(block);
    return true;
  };
  let now = 1_800_000_000_000_000;
  const file = new CaptureFile({ application: "test", nowUs: () => (now += 1), put });
  return { file, read: () => readBack(Buffer.concat([...blocks, file.end()])) };
}

const FLOW = { host: "wiki.corp.example", port: 443, srcIp: "127.0.0.1", srcPort: 4_000, comment: "flow 1" };
const [CLIENT, SERVER] = ["127.0.0.1:4000", "100.64.0.5:443"];

describe("a connection in a capture's file", () => {
  it("has both streams whole, in segments of at most the MSS, whatever was sent in whatever order", () => {
    const chunk = fc.tuple(fc.constantFrom("client" as const, "server" as const), fc.uint8Array({ maxLength: 5_000 }));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 20 }), fc.boolean(), (chunks, v6) => {
        const { file, read } = fileOf();
        const ends = v6 ? { srcIp: "::1", sentTo: "fd00::5" } : { sentTo: "100.64.0.5" };
        const seen = file.connection({ ...FLOW, ...ends });
        for (const [from, bytes] of chunks) seen.bytes(from, bytes);
        seen.finished("client");
        seen.finished("server");
        seen.ended("server");
        const { packets, counts } = read();
        const [client, server] = [packets[0]!.from, packets[0]!.to];
        const sent = (from: string) => Buffer.concat(chunks.flatMap(([by, bytes]) => (by === from ? [bytes] : [])));
        expect(streamOf(packets, client).equals(sent("client"))).toBe(true);
        expect(streamOf(packets, server).equals(sent("server"))).toBe(true);
        expect(Math.max(...packets.map(({ payload }) => payload.length))).toBeLessThanOrEqual(v6 ? 1_440 : 1_460);
        expect(counts).toEqual({ received: packets.length, dropped: 0 });
      }),
      { numRuns: 100 },
    );
  });

  it("begins with a handshake that says which flow it is, and acknowledges only what was sent", () => {
    const { file, read } = fileOf();
    const seen = file.connection({ ...FLOW, sentTo: "100.64.0.5" });
    seen.bytes("client", Buffer.from("question"));
    seen.finished("client");
    seen.bytes("server", Buffer.from("answer"));
    seen.ended("server");
    const { packets, names } = read();
    expect(packets.slice(0, 3).map((one) => [one.from, one.flags, one.comment])).toEqual([
      [CLIENT, TCP.syn, "flow 1"],
      [SERVER, TCP.syn | TCP.ack, "flow 1"],
      [CLIENT, TCP.ack, "flow 1"],
    ]);
    expect(packets.at(-1)).toMatchObject({ from: SERVER, flags: TCP.rst | TCP.ack, sequence: 7, acknowledged: 10 });
    expect(packets.slice(3).every(({ comment }) => comment === undefined)).toBe(true);
    expect(names).toEqual(new Map([["100.64.0.5", "wiki.corp.example"]]));
    const at = packets.map(({ atUs }) => atUs);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  it("that was there before has no handshake, tells so with each side's first packet, and goes on where it was", () => {
    const { file, read } = fileOf();
    const seen = file.connection({ ...FLOW, sentTo: "100.64.0.5" }, { client: true, server: false });
    seen.bytes("client", Buffer.from("no more of this side"));
    seen.bytes("server", Buffer.alloc(3_000));
    seen.finished("client");
    seen.finished("server");
    seen.ended("server");
    const { packets } = read();
    expect(packets.filter(({ flags }) => flags & (TCP.syn | TCP.rst))).toEqual([]);
    expect(packets.filter(({ flags }) => flags & TCP.fin).map(({ from }) => from)).toEqual([SERVER]);
    expect([streamOf(packets, CLIENT).length, streamOf(packets, SERVER).length]).toEqual([0, 3_000]);
    const told = packets.filter(({ comment }) => comment === "flow 1, open before the capture");
    expect(told).toEqual([packets.find(({ from }) => from === SERVER), packets.find(({ from }) => from === CLIENT)]);
  });

  it("says nothing after its end, and no reset where both sides have finished", () => {
    const { file, read } = fileOf();
    const seen = file.connection({ ...FLOW, sentTo: "100.64.0.5" });
    seen.finished("server");
    seen.finished("server");
    seen.finished("client");
    seen.ended("client");
    seen.bytes("client", Buffer.from("late"));
    expect(read().packets.filter(({ flags }) => flags & TCP.rst)).toEqual([]);
    expect(read().packets.filter(({ flags }) => flags & TCP.fin)).toHaveLength(2);
  });
});

it("an association has each datagram whole, up to the largest that IP carries; what is larger is counted", () => {
  const { file, read } = fileOf();
  const see = file.association({ ...FLOW, host: "10.1.2.3", sentTo: "10.1.2.3" });
  const sizes = [0, 1, 1_400, 65_507];
  for (const size of sizes) see("client", Buffer.alloc(size, size));
  see("server", Buffer.from("answer"));
  see("client", Buffer.alloc(65_508));
  const { packets, counts, names } = read();
  expect(packets.map(({ payload }) => payload.length)).toEqual([...sizes, 6]);
  expect(packets.map(({ comment }) => comment)).toEqual(["flow 1", undefined, undefined, undefined, "flow 1"]);
  expect(counts).toEqual({ received: 6, dropped: 1 });
  expect(names.size).toBe(0);
});

it("a name without an address gets one of the file's own, the same each time", () => {
  const { file, read } = fileOf();
  for (const host of ["a.example", "b.example", "a.example"]) file.connection({ ...FLOW, host });
  const { packets, names } = read();
  expect(packets.filter(({ flags }) => flags === TCP.syn).map(({ to }) => to)).toEqual([
    ...["198.18.0.1:443", "198.18.0.2:443", "198.18.0.1:443"],
  ]);
  expect([...names]).toEqual([
    ["198.18.0.1", "a.example"],
    ["198.18.0.2", "b.example"],
  ]);
});

it("what finds no room is counted, and the file says how many", () => {
  const { file, read } = fileOf(1_000);
  const see = file.association({ ...FLOW, sentTo: "100.64.0.5" });
  for (let n = 0; n < 100; n += 1) see("client", Buffer.alloc(200));
  const { packets, counts } = read();
  expect(packets.length).toBeGreaterThan(0);
  expect(counts).toEqual({ received: 100, dropped: 100 - packets.length });
});
