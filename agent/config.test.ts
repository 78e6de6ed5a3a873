/** Tests of the agent's configuration. */
import { describe, expect, it } from "@jest/globals";
import { judgeAgentConfig } from "./config.ts";

const GOOD = {
  gateways: ["127.0.0.1:8443", "gw.example:8444"],
  ...{ identity: "i", trust: "t", state: "s" },
  ...{ proxy: { listen: "127.0.0.1:1080" }, dns: { listen: "[::1]:1053" } },
};

describe("agent config", () => {
  it("takes the least there must be, with defaults", () => {
    expect(judgeAgentConfig(GOOD)).toEqual({
      mistakes: [],
      config: {
        ...{ gateways: GOOD.gateways, identity: "i", trust: "t", state: "s", tokenFile: undefined },
        proxy: { listen: { host: "127.0.0.1", port: 1080 }, shared: false, unmatched: "refuse" },
        ...{
          dns: { listen: { host: "::1", port: 1053 }, upstream: "system", system: "auto" },
          stubRange: { base: 0x64400000, bits: 10 },
        },
      },
    });
  });

  it("names every mistake at once, by field", () => {
    const { config, mistakes } = judgeAgentConfig({
      ...{
        gateways: ["a:1", "nonsense", "a:1"],
        identity: "",
        proxy: { listen: "x", shared: "yes", unmatched: "drop" },
      },
      ...{ dns: 5, stub_range: "100.64.0.0/30", state: "s", sate: "typo", enrol: { token: "secret" } },
    });
    expect(config).toBeUndefined();
    expect(mistakes.map(({ field }) => field).sort()).toEqual(
      [
        ...[
          "dns",
          "dns.listen",
          "enrol.token",
          "gateways[1]",
          "gateways[2]",
          "identity",
          "proxy.listen",
          "proxy.shared",
        ],
        ...["proxy.unmatched", "sate", "stub_range", "trust"],
      ].sort(),
    );
    expect(mistakes.find(({ field }) => field === "proxy.unmatched")!.text).toBe('must be refuse or direct, is "drop"');
  });

  it("serves its metrics, and has nowhere to push them to: it opens no connections but to gateways", () => {
    const metrics = { listen: "127.0.0.1:9470" };
    expect(judgeAgentConfig({ ...GOOD, metrics }).config?.metrics).toEqual({
      listen: { host: "127.0.0.1", port: 9470 },
    });
    const otlp = { endpoint: "http://127.0.0.1:4318/v1/metrics" };
    const { mistakes } = judgeAgentConfig({ ...GOOD, metrics: { ...metrics, otlp } });
    expect(mistakes.map(({ field }) => field)).toEqual(["metrics.otlp"]);
  });

  it("asks resolvers that are named by address, and says how they are written", () => {
    const upstream = (value: unknown) =>
      judgeAgentConfig({ ...GOOD, dns: { listen: "127.0.0.1:53", upstream: value } });
    expect(upstream("none").config?.dns.upstream).toBe("none");
    expect(upstream(["192.0.2.1", "192.0.2.2:5353", "2001:db8::1", "[2001:db8::1]:54"]).config?.dns.upstream).toEqual([
      { host: "192.0.2.1", port: 53 },
      { host: "192.0.2.2", port: 5353 },
      { host: "2001:db8::1", port: 53 },
      { host: "2001:db8::1", port: 54 },
    ]);
    for (const wrong of [
      "resolver.example",
      ["resolver.example"],
      [],
      ["192.0.2.1:0"],
      5,
      Array(9).fill("192.0.2.1"),
    ]) {
      expect(upstream(wrong).mistakes).toMatchObject([{ field: "dns.upstream" }]);
    }
  });

  it.each([null, [], "text", 5])("refuses %j as a whole", (value) => {
    expect(judgeAgentConfig(value).mistakes.length).toBeGreaterThan(5);
  });
});
