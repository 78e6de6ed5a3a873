/** The datagrams of a SOCKS5 association, as they are and as they may not be. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseIp } from "../../core/net/ip.ts";
import { readSocksDatagram } from "./socks-udp.ts";
import { readRequest, socksAssociated } from "./socks5.ts";

const to = (type: number[], port: number, ...payload: number[]) =>
  Buffer.from([0, 0, 0, ...type, port >> 8, port & 255, ...payload]);

describe("a datagram to a proxy", () => {
  it.each([
    ["a name", [3, 4, ...Buffer.from("wiki")], "wiki"],
    ["an IPv4 address", [1, 10, 1, 2, 3], "10.1.2.3"],
    ["an IPv6 address", [4, ...new Array(15).fill(0), 1], "0:0:0:0:0:0:0:1"],
  ])("is for %s, and keeps the header that the program wrote", (_, type, host) => {
    const bytes = to(type, 53, 7, 8, 9);
    const read = readSocksDatagram(bytes);
    if (read.kind !== "datagram") throw new Error(read.kind);
    expect([read.host, read.port, [...read.payload]]).toEqual([host, 53, [7, 8, 9]]);
    expect(Buffer.concat([read.header, read.payload]).equals(bytes)).toBe(true);
  });

  it("may be empty", () => {
    expect(readSocksDatagram(to([1, 10, 0, 0, 1], 7))).toMatchObject({ kind: "datagram", payload: Buffer.alloc(0) });
  });

  it.each<[string, Buffer]>([
    ["nothing", Buffer.alloc(0)],
    ["reserved bytes that say something", Buffer.from([0, 1, 0, 1, 1, 1, 1, 1, 0, 7])],
    ["an address of a type that there is not", to([2, 1, 1, 1, 1], 7)],
    ["an address that is cut short", Buffer.from([0, 0, 0, 4, 1, 2, 3])],
    ["no name", to([3, 0], 7)],
    ["port 0", to([1, 1, 1, 1, 1], 0)],
  ])("with %s is garbage", (_, bytes) => expect(readSocksDatagram(bytes)).toEqual({ kind: "garbage" }));

  it("that is a piece of one is told apart: nobody puts pieces together", () => {
    expect(readSocksDatagram(Buffer.from([0, 0, 1, 1, 1, 1, 1, 1, 0, 7]))).toEqual({ kind: "fragment" });
  });

  it("of any bytes is read or refused, and never stops the process", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = readSocksDatagram(Buffer.from(bytes));
        if (read.kind === "datagram") expect(read.header.length + read.payload.length).toBe(bytes.length);
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("an association", () => {
  it("is asked for with the port to come, or none", () => {
    expect(readRequest(Buffer.from([5, 3, 0, 1, 0, 0, 0, 0, 0, 0]))).toEqual({
      kind: "associate",
      port: 0,
      length: 10,
    });
    expect(readRequest(Buffer.from([5, 3, 0, 1, 9, 9, 9, 9, 1, 0]))).toEqual({
      kind: "associate",
      port: 256,
      length: 10,
    });
    expect(readRequest(Buffer.from([5, 3, 0, 1, 0, 0]))).toEqual({ kind: "more" });
  });

  it("is told its address in the family that it has", () => {
    expect([...socksAssociated(parseIp("127.0.0.1")!, 258)]).toEqual([5, 0, 0, 1, 127, 0, 0, 1, 1, 2]);
    expect([...socksAssociated(parseIp("::1")!, 7)]).toEqual([5, 0, 0, 4, ...new Array(15).fill(0), 1, 0, 7]);
  });
});
