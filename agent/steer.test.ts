/** Tests of steering: what the SRP makes ours. */
import { describe, expect, it } from "@jest/globals";
import { printIp } from "../core/net/ip.ts";
import type { Instant } from "../core/units.ts";
import { Agent } from "./agent.ts";
import { SteerTable } from "./steer.ts";

const SRP = {
  version: 3,
  privateDomains: ["corp.example"],
  entries: [
    { app: "wiki", hosts: ["wiki.corp.example", "10.1.2.3", "2001:db8::1"] },
    { app: "lab", hosts: ["*.lab.example", "10.9.0.0/16", "host with blanks"] },
  ],
};
const NOW = 5 as Instant;

describe("steer", () => {
  const table = new SteerTable(SRP);

  it.each([
    ["wiki.corp.example", "app"],
    ["a.lab.example", "app"],
    ["a.b.lab.example", "app"],
    ["lab.example", "elsewhere"],
    ["xlab.example", "elsewhere"],
    ["other.corp.example", "private"],
    ["corp.example", "private"],
    ["notcorp.example", "elsewhere"],
    ["10.1.2.3", "app"],
    ["10.9.255.1", "app"],
    ["10.10.0.1", "elsewhere"],
    ["2001:db8::1", "app"],
  ])("%s is %s", (host, kind) => {
    expect(table.steer(host).kind).toBe(kind);
  });

  it("says what it can't read, and lives on", () => {
    expect(table.unread).toEqual(["host with blanks"]);
  });
});

describe("the agent's destinations", () => {
  it("are unknown before the first SRP, then by the newest", () => {
    const agent = new Agent({ stubRange: { base: 0x64400000, bits: 10 }, unmatched: "refuse" });
    expect(agent.destination("wiki.corp.example", NOW)).toEqual({ kind: "unknown" });
    agent.takeSrp(SRP);
    expect(agent.destination("WIKI.corp.example.", NOW)).toEqual({ kind: "gateway", host: "wiki.corp.example" });
    expect(agent.destination("other.corp.example", NOW)).toEqual({ kind: "gateway", host: "other.corp.example" });
    expect(agent.destination("[::ffff:10.1.2.3]".slice(1, -1), NOW)).toEqual({ kind: "gateway", host: "10.1.2.3" });
    agent.takeSrp({ ...SRP, entries: [], version: 4 });
    expect(agent.destination("10.1.2.3", NOW)).toEqual({ kind: "refuse", code: "AGT_STEER_NOT_ENTITLED" });
    expect(agent.srpVersion).toBe(4);
  });

  it("a leased stub means its name however it is written, and an unleased one nothing", () => {
    const agent = new Agent({ stubRange: { base: 0x64400000, bits: 10 }, unmatched: "direct" });
    agent.takeSrp(SRP);
    const stub = agent.resolve({ name: "wiki.corp.example", type: 1 }, NOW);
    const address = stub.kind === "stub" ? printIp(stub.ip) : "";
    expect(agent.destination(address, NOW)).toMatchObject({ kind: "gateway", host: "wiki.corp.example" });
    expect(agent.destination(`::ffff:${address}`, NOW)).toMatchObject({ kind: "gateway", host: "wiki.corp.example" });
    expect(agent.destination("100.64.9.9", NOW)).toEqual({ kind: "refuse", code: "AGT_DNS_STUB_STALE" });
    expect(agent.destination("example.org", NOW)).toEqual({ kind: "direct", host: "example.org" });
    expect(agent.destination("0x7f.1", NOW)).toEqual({ kind: "refuse", code: "AGT_STEER_NOT_ENTITLED" });
  });
});
