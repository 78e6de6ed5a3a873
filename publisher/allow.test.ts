/** The publisher's own lock: app list, operator's file, resolved address. */
import { describe, expect, it } from "@jest/globals";
import { parseIp } from "../core/net/ip.ts";
import type { Protocol } from "../core/net/port-range.ts";
import { isPublished, judgeAllow, mayDial, type PublishedApp } from "./allow.ts";

const tcp = (from: number, to = from) => ({ protocol: "tcp" as const, from, to });
const udp = (port: number) => ({ protocol: "udp" as const, from: port, to: port });
const REST = { connectTimeoutMs: 0, probe: "off", probeEveryS: 0 } as const;
const APPS = new Map<string, PublishedApp>(
  [
    { name: "wiki", hosts: ["wiki.corp.example"], ports: [tcp(80)], origin: "127.0.0.1:9001", ...REST },
    {
      name: "all",
      hosts: ["*.corp.example", "10.1.0.0/16"],
      ports: [tcp(8000, 8100)],
      origin: "",
      ...REST,
    },
  ].map((app) => [app.name, app]),
);

describe("the app list", () => {
  const to = (app: string, host: string, port: number, dialHost = host, dialPort = port) => ({
    app,
    host,
    port,
    dialHost,
    dialPort,
    protocol: "tcp" as const,
  });
  it("opens for what it publishes, at its origin and nowhere else", () => {
    expect(isPublished(to("wiki", "wiki.corp.example", 80, "127.0.0.1", 9001), APPS)).toBe(true);
    expect(isPublished(to("wiki", "wiki.corp.example", 80), APPS)).toBe(false);
    expect(isPublished(to("wiki", "wiki.corp.example", 80, "127.0.0.1", 9002), APPS)).toBe(false);
    expect(isPublished(to("wiki", "wiki.corp.example", 81, "127.0.0.1", 9001), APPS)).toBe(false);
    expect(isPublished(to("gone", "wiki.corp.example", 80), APPS)).toBe(false);
  });
  it("opens by the protocol that it publishes, and no other", () => {
    const port = to("all", "a.b.corp.example", 8050);
    expect(isPublished({ ...port, protocol: "udp" }, APPS)).toBe(false);
    const both = new Map([...APPS].map(([name, app]) => [name, { ...app, ports: [...app.ports, udp(53)] }]));
    expect(isPublished({ ...to("all", "a.b.corp.example", 53), protocol: "udp" }, both)).toBe(true);
    expect(isPublished(to("all", "a.b.corp.example", 53), both)).toBe(false);
  });
  it("knows wildcards and blocks", () => {
    expect(isPublished(to("all", "a.b.corp.example", 8050), APPS)).toBe(true);
    expect(isPublished(to("all", "corp.example", 8050), APPS)).toBe(false);
    expect(isPublished(to("all", "evilcorp.example", 8050), APPS)).toBe(false);
    expect(isPublished(to("all", "10.1.2.3", 8100), APPS)).toBe(true);
    expect(isPublished(to("all", "10.2.2.3", 8100), APPS)).toBe(false);
  });
});

describe("the resolved address", () => {
  const own = new Set(["10.9.9.9"]);
  type Rules = Parameters<typeof mayDial>[1];
  const may = (address: string, rules?: Rules, port = 80, host = "x.corp.example", protocol: Protocol = "tcp") =>
    mayDial({ host, address: parseIp(address)!, port, protocol }, rules, own);
  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "169.254.169.254",
    "::1",
    "::",
    "fe80::1",
    "::ffff:127.0.0.1",
    "10.9.9.9",
    "224.0.0.1",
    "255.255.255.255",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
  ])("%s is refused without a file", (address) => {
    expect(may(address)).toBe(false);
  });
  it.each(["10.1.2.3", "192.168.1.1", "8.8.8.8", "2001:db8::1"])("%s is dialled without a file", (address) => {
    expect(may(address)).toBe(true);
  });
  it("with a file only what it lists is dialled, and what is special only by address", () => {
    const { rules, mistakes } = judgeAllow({
      allow: [
        { cidr: "127.0.0.1/32", ports: [80, "9000-9010"] },
        { host: "*.corp.example" },
        { cidr: "10.9.9.9", ports: [22] },
      ],
    });
    expect(mistakes).toEqual([]);
    expect(may("127.0.0.1", rules)).toBe(true);
    expect(may("127.0.0.1", rules, 81)).toBe(false);
    expect(may("127.0.0.1", rules, 9005)).toBe(true);
    expect(may("127.0.0.2", rules)).toBe(false);
    expect(may("10.1.2.3", rules)).toBe(true);
    expect(may("10.1.2.3", rules, 80, "other.example")).toBe(false);
    expect(may("10.9.9.9", rules, 22)).toBe(true);
    expect(may("10.9.9.9", rules, 80)).toBe(false);
  });
  it("a port is one of TCP unless its line says UDP; a line without ports has all of both", () => {
    const { rules, mistakes } = judgeAllow({
      allow: [{ cidr: "10.0.0.0/8", ports: [443, "udp/53", "tcp/8000-8100"] }, { host: "*.any.example" }],
    });
    expect(mistakes).toEqual([]);
    const by = (protocol: Protocol, port: number, host = "x.corp.example") =>
      may("10.1.2.3", rules, port, host, protocol);
    expect([by("tcp", 443), by("udp", 443)]).toEqual([true, false]);
    expect([by("tcp", 53), by("udp", 53)]).toEqual([false, true]);
    expect([by("tcp", 8050), by("udp", 8050)]).toEqual([true, false]);
    expect([by("tcp", 7, "a.any.example"), by("udp", 7, "a.any.example")]).toEqual([true, true]);
  });
  it("an empty file allows nothing", () => expect(may("10.1.2.3", [])).toBe(false));
});

it("names every mistake of the file at once", () => {
  const { mistakes } = judgeAllow({
    allow: [
      { cidr: "10.1/16" },
      { host: "a.example", ports: [0, "9-8"] },
      { cidr: "10.0.0.0/8", host: "b.example" },
      7,
      { cidr: "10.0.0.0/8", color: 1 },
    ],
    deny: [],
  });
  expect(mistakes.map(({ field }) => field)).toEqual([
    "deny",
    "allow[0].cidr",
    "allow[1].ports[0]",
    "allow[1].ports[1]",
    "allow[2]",
    "allow[3]",
    "allow[4].color",
  ]);
});
