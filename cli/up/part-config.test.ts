/** What each part is told. */
import { expect, it } from "@jest/globals";
import { logOf } from "../../core/config/log.ts";
import { PartFields } from "../../core/config/part-fields.ts";
import { layoutOf } from "../layout.ts";
import { planEndpoints, planParts, publisherAllow, type UpPlan } from "./part-config.ts";
import { planDemoPorts, planPorts } from "./ports.ts";

it("without a split every gateway has both roles, and agent and publisher know all of them", () => {
  const parts = planParts(planOf({}));
  expect(parts.map((part) => part.name)).toEqual([
    ...["clickhouse", "gateway-1", "gateway-2", "analytics", "demo", "publisher", "agent"],
  ]);
  expect(part(parts, "gateway-1").config["roles"]).toEqual(["client", "publisher"]);
  for (const name of ["agent", "publisher"]) {
    expect(part(parts, name).config["gateways"]).toEqual(["127.0.0.1:20010", "127.0.0.1:20011"]);
  }
});

it("split: the agent knows the first gateway alone, the publisher the second", () => {
  const parts = planParts(planOf({ split: true }));
  expect(parts.slice(1, 3).map((one) => one.config["roles"])).toEqual([["client"], ["publisher"]]);
  expect(part(parts, "agent").config["gateways"]).toEqual(["127.0.0.1:20010"]);
  expect(part(parts, "publisher").config["gateways"]).toEqual(["127.0.0.1:20011"]);
});

it("without the demo there is neither agent nor publisher, and no address is promised for them", () => {
  const plan = planOf({ demo: undefined });
  expect(planParts(plan).map((one) => one.kind)).toEqual(["clickhouse", "gateway", "gateway", "analytics"]);
  expect(planEndpoints(plan)).toMatchObject({
    proxy: null,
    dns: null,
    console: "127.0.0.1:20002",
    otlp: "127.0.0.1:20004",
  });
});

it("a server takes the place of the embedded ClickHouse, for analytics and for whoever reads the run file", () => {
  const url = (plan: UpPlan) => part(planParts(plan), "analytics").config["clickhouse"];
  expect(url(planOf({}))).toMatchObject({ url: "http://127.0.0.1:20003" });
  expect(planEndpoints(planOf({})).clickhouse).toBe("127.0.0.1:20003");
  const plan = planOf({ clickhouse: "ch.example:8123" });
  expect(planParts(plan).map((one) => one.kind)).not.toContain("clickhouse");
  expect(url(plan)).toMatchObject({ url: "http://ch.example:8123" });
  expect(planEndpoints(plan).clickhouse).toBe("ch.example:8123");
});

it("every part but the demo serves metrics, on ports in their order behind those of up itself", () => {
  const plan = planOf({});
  expect(planEndpoints(plan).metrics).toBe("127.0.0.1:20030");
  expect(planParts(plan).map(({ name, metrics }) => `${name} ${metrics?.split(":")[1]}`)).toEqual([
    ...["clickhouse 20031", "gateway-1 20032", "gateway-2 20033", "analytics 20034", "demo undefined"],
    ...["publisher 20035", "agent 20036"],
  ]);
  for (const { config, metrics } of planParts(plan)) {
    expect(config["metrics"]).toEqual(metrics === undefined ? undefined : { listen: metrics });
  }
  const server = planParts(planOf({ clickhouse: "ch.example:8123", demo: undefined }));
  expect(server.map(({ metrics }) => metrics?.split(":")[1])).toEqual(["20031", "20032", "20033"]);
});

it("brokers in place of the embedded log are told to gateways and analytics, and to nobody else", () => {
  const sasl = { mechanism: "scram-sha-512", user: "wayleave", passwordFile: "/k/password" } as const;
  const kafka = { brokers: ["k1:9092"], prefix: "prod.", tls: { caFile: "/k/ca.pem", own: undefined }, sasl };
  const parts = planParts(planOf({ kafka }));
  for (const name of ["gateway-1", "gateway-2", "analytics"]) {
    const fields = new PartFields();
    expect(logOf(part(parts, name).config["log"], fields)).toEqual({ kafka });
    expect(fields.mistakes).toEqual([]);
  }
  for (const name of ["agent", "publisher", "demo"]) expect(part(parts, name).config["log"]).toBeUndefined();
});

it("agent and publisher are told of nothing outside their own folders", () => {
  const parts = planParts(planOf({}));
  for (const name of ["agent", "publisher"]) {
    const paths = JSON.stringify(part(parts, name).config).match(/\/data\/[^"]*/g) ?? [];
    expect(paths.length).toBeGreaterThan(2);
    for (const path of paths) expect(path).toMatch(new RegExp(`^/data/${name}(/|$)`));
  }
});

it("the publisher's own list allows the demo's three ports on this machine and nothing else", () => {
  expect(publisherAllow(planDemoPorts(20_000))).toEqual({
    allow: [{ cidr: "127.0.0.1/32", ports: [20_005, 20_006, 20_007, "udp/20006"] }],
  });
});

function planOf(more: Partial<UpPlan>): UpPlan {
  const ports = planPorts({ portBase: 20_000, gateways: 2 });
  const layout = layoutOf("/data");
  const rest = { split: false, clickhouse: undefined, tracing: undefined, kafka: undefined };
  return { layout, ports, demo: planDemoPorts(20_000), ...rest, ...more };
}

function part(parts: ReturnType<typeof planParts>, name: string) {
  return parts.find((one) => one.name === name)!;
}
