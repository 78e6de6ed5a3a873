/** The publisher's configuration: what is taken, and every mistake at once. */
import { expect, it } from "@jest/globals";
import { CONNECT_TIMEOUT_MS, judgePublisherConfig } from "./config.ts";

it("takes what up writes", () => {
  const { config, mistakes } = judgePublisherConfig({
    gateways: ["127.0.0.1:8443"],
    identity: "/d/identity",
    trust: "/d/trust",
    enrol: { token_file: "/d/token" },
    source_address: "127.0.0.3",
    allow: "/d/allow.yaml",
    state: "/d",
  });
  expect(mistakes).toEqual([]);
  expect(config).toEqual({
    gateways: ["127.0.0.1:8443"],
    identity: "/d/identity",
    trust: "/d/trust",
    tokenFile: "/d/token",
    sourceAddress: "127.0.0.3",
    allowFile: "/d/allow.yaml",
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    state: "/d",
  });
});

it("takes no longer list of gateways than it can measure", () => {
  const gateways = (count: number) => Array.from({ length: count }, (_, n) => `gw-${n}:1`);
  const mistakes = (count: number) =>
    judgePublisherConfig({ gateways: gateways(count), identity: "i", trust: "t", state: "s" }).mistakes;
  expect([mistakes(64), mistakes(65).map(({ field }) => field)]).toEqual([[], ["gateways"]]);
});

it("takes name servers as addresses, with or without a port, and nothing else", () => {
  const judged = (resolvers: unknown) =>
    judgePublisherConfig({ gateways: ["g:1"], identity: "i", trust: "t", state: "s", dns: { resolvers } });
  expect(judged(["10.1.0.53", "[fd00::53]:5353"]).config?.resolvers).toEqual(["10.1.0.53", "[fd00::53]:5353"]);
  const fields = (resolvers: unknown) => judged(resolvers).mistakes.map(({ field }) => field);
  expect(fields(["dns.example", "10.1.0.53:x"])).toEqual(["dns.resolvers[0]", "dns.resolvers[1]"]);
  for (const wrong of [[], "10.1.0.53", ["10.1.0.1", "10.1.0.2", "10.1.0.3", "10.1.0.4"]])
    expect(fields(wrong)).toEqual(["dns.resolvers"]);
});

it("names every mistake at once", () => {
  const { config, mistakes } = judgePublisherConfig({
    gateways: ["nonsense", "a:1", "a:1"],
    trust: 7,
    source_address: "here",
    connect_timeout_ms: 0,
    state: "/d",
    listen: "x",
  });
  expect(config).toBeUndefined();
  expect(mistakes.map(({ field }) => field).sort()).toEqual([
    "connect_timeout_ms",
    "gateways[0]",
    "gateways[2]",
    "identity",
    "listen",
    "source_address",
    "trust",
  ]);
});
