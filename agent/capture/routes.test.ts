/** The lines that capture gives to `ip -batch`. */
import { describe, expect, it } from "@jest/globals";
import { inverseLines, routeLines, udpLines } from "./routes.ts";

const block = "10.70.0.9";
const rule = (what: string, words: string) =>
  `rule ${what} priority 5377 iif lo to ${block} ipproto udp${words} lookup 5377`;

describe("rules for datagrams", () => {
  it("add what is wanted before they delete what is not", () => {
    const [held, wanted] = [[{ block, ports: { from: 7, to: 7 } }], [{ block, ports: { from: 53, to: 60 } }]];
    expect(udpLines(held, wanted)).toEqual([rule("add", " dport 53-60"), rule("delete", " dport 7-7")]);
  });

  it("take the last port, up to which the kernel has no range, as what is left when others have gone on", () => {
    const words = (priority: number, rest: string) => `rule add priority ${priority} iif lo ${rest}`;
    const last = [
      words(5378, `to ${block} ipproto udp dport 1-65534 goto 5380`),
      words(5379, `to ${block} ipproto udp lookup 5377`),
    ];
    expect(udpLines([], [{ block, ports: { from: 60_000, to: 65_535 } }])).toEqual([
      words(5380, "nop"),
      rule("add", " dport 60000-65534"),
      ...last,
    ]);
    const only = [{ block, ports: { from: 65_535, to: 65_535 } }];
    expect(udpLines([], only)).toEqual([words(5380, "nop"), ...last]);
    expect(udpLines(only, []).every((line) => line.startsWith("rule delete "))).toBe(true);
    expect(udpLines([], [{ block, ports: { from: 1, to: 65_535 } }])).toEqual([rule("add", "")]);
  });

  it("that were done in part are taken back by their opposites, the last first", () => {
    const lines = [...routeLines(6, ["fd01::/64"], ["fd02::/64"]), rule("add", ""), rule("delete", " dport 7-7")];
    expect(inverseLines(6, lines)).toEqual([
      rule("add", " dport 7-7"),
      rule("delete", ""),
      "route replace local fd01::/64 dev lo src ::1 table 5377",
      "route delete local fd02::/64 dev lo table 5377",
    ]);
    expect(inverseLines(6, inverseLines(6, lines))).toEqual(lines);
  });
});
