/** The network of a steered program, as lines for `ip` and text for `nft`, and its name server. */
import { describe, expect, it } from "@jest/globals";
import { changeText, nameServers, roomResolvConf, roomRoutes, roomText } from "./room.ts";
import { SteeredView } from "./view.ts";

const view = new SteeredView({
  srp: {
    version: 1,
    domains: [],
    entries: [{ hosts: ["wiki.example", "10.70.0.0/24"], ports: [{ protocol: "tcp", from: 80, to: 81 }] }],
  },
  range: { base: 0x6440_0000, bits: 16 },
  prefix: null,
  leases: [["wiki.example", 0x6440_0001]],
  learned: [],
  dns: { ip: "127.0.0.1", port: 1053 },
});
const room = {
  ports: { tcp4: 1001, tcp6: 1002, udp4: 1003, udp6: 1004 },
  sources: { 4: "192.0.2.2", 6: "2001:db8::2" },
  outside: { 4: true, 6: false },
};

/** The rules of one chain, without what it begins with. */
const chain = (text: string, name: string): string[] => {
  const found = new RegExp(`chain ${name} \\{\\n([\\s\\S]*?)\\n  \\}`).exec(text)?.[1] ?? "";
  return found.split("\n").map((line) => line.trim());
};

describe("the room of a steered program", () => {
  it("makes every address local, with the machine's own as the source", () => {
    expect(roomRoutes(4, "192.0.2.2")).toEqual([
      "link set lo up",
      "address add 192.0.2.2/32 dev lo",
      "route add local default dev lo src 192.0.2.2 table local",
    ]);
    expect(roomRoutes(6, "2001:db8::2")).toEqual([
      "address add 2001:db8::2/128 dev lo nodad",
      "route add local default dev lo src 2001:db8::2 table local",
    ]);
  });

  it("refuses ports that nobody offers, and hands all others to our sockets", () => {
    const text = roomText({ ...room, captured: view.captured() });
    expect(text).toContain("elements = { 100.64.0.1 . 80-81 }");
    expect(text).toContain("elements = { 10.70.0.0-10.70.0.255 . 80-81 }");
    expect(chain(text, "ours4_only").slice(-2)).toEqual([
      "meta l4proto tcp reject with tcp reset",
      "reject with icmp port-unreachable",
    ]);
    expect(chain(text, "take4")).toEqual([
      "meta l4proto tcp tproxy ip to 127.0.0.1:1001 accept",
      "meta l4proto udp tproxy ip to 127.0.0.1:1003 accept",
    ]);
    expect(chain(text, "out4")).toEqual(["goto take4"]);
  });

  it("says at once that there is no way where the machine has none, so that programs try the other family", () => {
    const text = roomText({ ...room, captured: view.captured() });
    expect(chain(text, "out6")).toEqual(["meta l4proto { tcp, udp } reject with icmpv6 no-route"]);
  });

  it("changes what it has to for a new stub, and no more", () => {
    const stubs = [
      { ips: [{ family: 4 as const, words: [0x6440_0002] }], ports: [{ from: 80, to: 80 }], udpPorts: [] },
    ];
    expect(changeText({ kind: "add", stubs }, view, room)).toBe(
      "add element inet wayleave_run stubs4 { 100.64.0.2 . 80 }\n",
    );
    expect(changeText({ kind: "add", stubs: [] }, view, room)).toBeUndefined();
    expect(changeText({ kind: "all" }, view, room)).toContain("table inet wayleave_run {");
  });

  it("keeps the machine's search list and options beside our name server, and reads its servers", () => {
    const text =
      "# made by something\nnameserver 192.0.2.53\nsearch corp.example\n nameserver 2001:db8::53\noptions edns0\n";
    expect(roomResolvConf(text)).toBe("nameserver 127.0.0.153\nsearch corp.example\noptions edns0\n");
    expect(nameServers(text)).toEqual(["192.0.2.53", "2001:db8::53"]);
    expect(nameServers("")).toEqual(["127.0.0.1"]);
    expect(nameServers("nameserver 1.1.1.1\n".repeat(9))).toHaveLength(3);
  });
});
