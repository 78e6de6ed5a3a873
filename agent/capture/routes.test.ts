/** The lines that capture gives to `ip -batch`. */
import { describe, expect, it } from "@jest/globals";
import { udpLines } from "./routes.ts";

const block = "10.70.0.9";
const rule = (what: string, words: string) =>
  `rule ${what} priority 5377 iif lo to ${block} ipproto udp${words} lookup 5377`;

describe("rules for datagrams", () => {
  it("add what is wanted before they delete what is not", () => {
    const [held, wanted] = [[{ block, ports: { from: 7, to: 7 } }], [{ block, ports: { from: 53, to: 60 } }]];
    expect(udpLines(held, wanted)).toEqual([rule("add", " dport 53-60"), rule("delete", " dport 7-7")]);
  });

  it("name no range that ends at port 65535, which the kernel refuses", () => {
    expect(udpLines([], [{ block, ports: { from: 60_000, to: 65_535 } }])).toEqual([rule("add", " dport 60000-65534")]);
    expect(udpLines([], [{ block, ports: { from: 65_535, to: 65_535 } }])).toEqual([]);
    expect(udpLines([], [{ block, ports: { from: 1, to: 65_535 } }])).toEqual([rule("add", "")]);
  });
});
