/** Which ports `up` takes. */
import { expect, it } from "@jest/globals";
import { claims, DEFAULT_DEMO_PORTS, planDemoPorts, planPorts, takenText } from "./ports.ts";

it("the defaults are the known ones", () => {
  expect(planPorts({ portBase: undefined, gateways: 2 })).toEqual({
    proxy: 1080,
    dns: 1053,
    console: 8080,
    clickhouse: 8123,
    otlp: 4318,
    metrics: 9464,
    gateways: [8443, 8444],
  });
  expect(planDemoPorts(undefined)).toEqual(DEFAULT_DEMO_PORTS);
});

it("behind a base each part has its fixed place", () => {
  expect(planPorts({ portBase: 20_000, gateways: 3 })).toEqual({
    proxy: 20_000,
    dns: 20_001,
    console: 20_002,
    clickhouse: 20_003,
    otlp: 20_004,
    metrics: 20_030,
    gateways: [20_010, 20_011, 20_012],
  });
});

it("no two claims are for the same port, with or without a base, and DNS claims both kinds", () => {
  for (const portBase of [undefined, 20_000]) {
    const all = claims(planPorts({ portBase, gateways: 16 }), planDemoPorts(portBase));
    const keys = all.map(({ port, udp }) => `${port}/${udp}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(all.filter((one) => one.what === "DNS").map((one) => one.udp)).toEqual([false, true]);
  }
});

it("one error names all taken ports and what to do", () => {
  const [proxy, dns] = claims(planPorts({ portBase: undefined, gateways: 1 }), undefined);
  const text = takenText([
    { claim: proxy!, why: "taken" },
    { claim: dns!, why: "taken" },
  ]);
  expect(text).toContain("127.0.0.1:1080/tcp (proxy): taken");
  expect(text).toContain("127.0.0.1:1053/tcp (DNS): taken");
  expect(text).toContain("--port-base");
});
